"""Stored learned weights that are none, cut, or somebody else's change no message's reading beyond their bounds."""

from base64 import b64decode

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from tests.hostile.weights import read_weights

from care.triage.taught import MOST_WEIGHTS, NOTHING, decoded, encoded, shipped_as

WHOLE = encoded({7: {"complaint": 4.0}, 9: {"lead": -2.5, "praise": 0.5}})


@given(st.binary(max_size=4 * MOST_WEIGHTS + 8))
@example(b"")
@example(bytes(4 * MOST_WEIGHTS))
@example(b"\xff" * 4)
@example(b64decode(WHOLE.partition(":")[2]))
def test_whatever_bytes_are_stored_are_bounded_weights_or_none(data: bytes):
    read_weights(data)


@pytest.mark.parametrize(
    "text",
    [
        WHOLE[:-1], WHOLE[:-4] + "====", WHOLE.replace(":", ""), f"{shipped_as()}:", f"00000000{WHOLE[8:]}",
        f"{WHOLE}\n", f" {WHOLE}", f"{shipped_as()}:ñandú", f"{shipped_as()}:" + "AAAA" * 700,
    ],
)  # fmt: skip
def test_what_is_cut_or_learned_beside_another_model_is_nothing(text: str):
    assert decoded(text) == NOTHING
