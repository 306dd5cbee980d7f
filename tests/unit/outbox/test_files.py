"""Files of an answer as rules: which go together, and step by step to X, whatever fails in between."""

from copy import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.outbox.making import START

from care.model.files import OutFile
from care.model.outbox_item import fingerprint
from care.model.outcomes import Code, Outcome
from care.outbox.files import (
    LARGEST,
    SEGMENT,
    after_asking,
    after_failing,
    category_of,
    is_forgotten,
    next_step,
    with_file,
    wrong_with,
)


def file(name: str = "a", kind: str = "image/png", **more: object) -> OutFile:
    return OutFile.model_validate({"id": name, "content_type": kind, "size": 10, "place": "p", **more})


@pytest.mark.parametrize(
    ("files", "channel", "chat", "code"),
    [
        ((), "public", False, None),
        ([file(str(number)) for number in range(4)], "public", False, None),
        ([file(str(number)) for number in range(5)], "public", False, Code.too_many_files),
        ([file("a", "video/mp4")], "public", False, None),
        ([file("a", "video/mp4"), file("b")], "public", False, Code.video_alone),
        ([file("a", "image/gif"), file("b", "image/gif")], "public", False, Code.video_alone),
        ([file("a"), file("a")], "public", False, Code.file_twice),
        ([file("a", "image/gif")], "private", False, None),
        ([file("a"), file("b")], "private", False, Code.one_file_in_dm),
        ([file("a")], "private", True, None),
        ([file(str(number)) for number in range(10)], "private", True, None),
        ([file(str(number)) for number in range(11)], "private", True, Code.too_many_in_chat),
        ([file("a", "video/mp4")], "private", True, None),
        ([file("a", "video/mp4"), file("b")], "private", True, Code.video_alone),
        ([file("a"), file("a")], "private", True, Code.file_twice),
        ([file("a", "video/mp4", size=40_000_001)], "private", True, Code.file_too_large_for_chat),
    ],
)
def test_which_files_go_together(files, channel, chat, code):
    wrong = wrong_with(files, channel, chat=chat)
    assert (wrong.code if wrong else None) == code


@pytest.mark.parametrize(
    ("kind", "channel", "category"),
    [
        ("image/webp", "public", "tweet_image"),
        ("image/gif", "public", "tweet_gif"),
        ("video/mp4", "private", "dm_video"),
        ("image/jpeg", "private", "dm_image"),
    ],
)
def test_x_is_told_what_a_file_is_for(kind, channel, category):
    assert category_of(file("a", kind), channel) == category


def done(one: OutFile) -> OutFile:
    """The file after a step that X took."""
    step = next_step([one], START)
    assert step is not None
    match step.what:
        case "begin":
            return replace(step.file, x_id="7", x_until=START + timedelta(days=1))
        case "append":
            return replace(step.file, appended=min(step.file.appended + SEGMENT, step.file.size))
        case "finish":
            return replace(step.file, finished=True)
        case "describe":
            return replace(step.file, described=True)
        case "ask":
            return replace(step.file, ready=True)


@given(st.integers(1, LARGEST["video/mp4"]), st.sampled_from(sorted(LARGEST)), st.text(max_size=5))
def test_every_file_is_ready_after_as_many_steps_as_it_has_pieces_and_four_more(size: int, kind: str, alt: str):
    one, steps = file("a", kind, size=size, alt=alt), 0
    while next_step([one], START) is not None:
        one, steps = done(one), steps + 1
    assert one.appended == size
    assert steps == 3 + -(-size // SEGMENT) + bool(alt)
    assert with_file([file("b"), file("a")], one) == (file("b"), one)
    later = next_step([one], START + timedelta(hours=24))
    assert later is not None
    assert (later.what, later.file) == ("begin", file("a", kind, size=size, alt=alt))
    assert not is_forgotten(one, START + timedelta(hours=23))


def test_xs_work_on_a_file_is_waited_for_within_bounds():
    one = file("a", "video/mp4")
    assert after_asking(one, "succeeded", None, START) == replace(one, ready=True)
    assert after_asking(one, "", None, START) == replace(one, ready=True)
    for told, seconds in ((None, 5), (0, 5), (-9, 1), (7, 7), (10**9, 60)):
        assert after_asking(one, "pending", told, START) == START + timedelta(seconds=seconds)
    for state, asked in (("failed", 0), ("in_progress", 40)):
        refused = after_asking(replace(one, asked=asked), state, 1, START)
        assert isinstance(refused, Outcome)
        assert refused.code == Code.file_not_processed


def test_a_step_that_x_does_not_take_is_tried_later_and_later_and_then_given_up():
    waits = [after_failing(file("a", failures=number), START) for number in range(1, 7)]
    assert waits[:3] == [START + timedelta(minutes=minutes) for minutes in (2, 4, 8)]
    assert waits[-1] is None
    far = after_failing(file("a", failures=1), START, START + timedelta(days=3))
    assert far == START + timedelta(minutes=15)


def test_the_link_that_x_puts_behind_a_text_for_a_picture_changes_nothing():
    assert fingerprint("Mire: https://t.co/AbC123") == fingerprint("Mire:")
    assert fingerprint("https://t.co/AbC123") == fingerprint("")
    assert fingerprint("vea https://t.co/AbC123 aquí") != fingerprint("vea aquí")
