"""Forms that bring files: whatever the bytes are, they are read or refused, and what was sent comes out as it was."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.bad_request import BadRequest
from desk.uploads import read_multipart

MARK = "----WebKitFormBoundaryx"
KIND = f"multipart/form-data; boundary={MARK}"


def written(fields: dict[str, str], *files: bytes) -> bytes:
    parts = [f'Content-Disposition: form-data; name="{name}"\r\n\r\n{value}'.encode() for name, value in fields.items()]
    head = b'Content-Disposition: form-data; name="attached"; filename="a"\r\nContent-Type: image/png\r\n\r\n'
    parts += [head + data for data in files]
    return b"".join(f"--{MARK}\r\n".encode() + part + b"\r\n" for part in parts) + f"--{MARK}--\r\n".encode()


_NAMES = st.text("abcdefgh_0123456789", min_size=1, max_size=8)
_TEXTS = st.text(st.characters(codec="utf-8"), max_size=30)


@given(st.dictionaries(_NAMES, _TEXTS, max_size=4), st.lists(st.binary(min_size=1, max_size=60), max_size=3))
def test_what_was_sent_comes_out_as_it_was(fields: dict[str, str], files: list[bytes]):
    read = read_multipart(KIND, written(fields, *files))
    assert (read.fields, list(read.files)) == (fields, files)


@given(st.binary(max_size=200), st.integers(0, 400), st.sampled_from([KIND, "multipart/form-data; boundary=x", ""]))
def test_any_bytes_are_read_or_refused(data: bytes, at: int, kind: str):
    whole = written({"text": "hola"}, b"bytes")
    for body in (data, whole[:at], whole[:at] + data + whole[at:]):
        try:
            read_multipart(kind, body)
        except BadRequest:
            continue


def test_a_field_for_files_in_which_nothing_was_chosen_brings_none():
    assert read_multipart(KIND, written({"text": "hola"}, b"")).files == ()


@pytest.mark.parametrize("kind", ["multipart/form-data; boundary=", f"multipart/form-data; boundary={'x' * 71}"])
def test_a_form_without_a_boundary_is_refused(kind: str):
    with pytest.raises(BadRequest):
        read_multipart(kind, written({"text": "hola"}))
