"""Files of an answer to an encrypted chat as rules: all under one key, each sealed, begun, brought and ended once."""

from copy import replace
from datetime import timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st
from tests.unit.outbox.making import START
from tests.unit.outbox.test_files import file

from care.model.files import OutFile, SealedFile
from care.outbox.chat_files import ChatStep, next_chat_step, sealed_under, unsealed
from care.outbox.files import SEGMENT, gives_way, with_file


def done(step: ChatStep, version: str, overhead: int) -> OutFile:
    """The file after a step that X took."""
    if step.what == "seal" or step.sealed is None:
        return replace(
            step.file, sealed=SealedFile(key_version=version, place="p.sealed", size=step.file.size + overhead)
        )
    sealed = step.sealed
    match step.what:
        case "begin":
            sealed = replace(sealed, session="s", hash_key="h")
        case "append":
            until = START + timedelta(hours=1)
            sealed = replace(sealed, appended=min(sealed.appended + SEGMENT, sealed.size), until=until)
        case "finish":
            sealed = replace(sealed, finished=True)
    return replace(step.file, sealed=sealed)


def walk(files: tuple[OutFile, ...], version: str, overhead: int = 40) -> tuple[tuple[OutFile, ...], list[str]]:
    steps = list[str]()
    while (step := next_chat_step(files, version, START)) is not None:
        files = with_file(files, done(step, version, overhead))
        steps.append(step.what)
    return files, steps


@given(st.lists(st.integers(1, 5_000_000), min_size=1, max_size=10), st.integers(0, 100_000))
def test_every_file_is_sealed_begun_brought_and_ended_and_then_shown(sizes: list[int], overhead: int):
    files = tuple(file(str(number), size=size) for number, size in enumerate(sizes))
    brought, steps = walk(files, "7", overhead)
    pieces = sum(-(-(size + overhead) // SEGMENT) for size in sizes)
    assert len(steps) == 3 * len(sizes) + pieces
    assert all(one.sealed is not None and one.sealed.finished for one in brought)
    assert sealed_under(brought) == "7"
    assert unsealed(brought) == files


@given(st.integers(1, 40_000_000), st.booleans())
def test_others_go_between_after_each_four_pieces_of_a_file_sealed_or_not(size: int, sealed: bool):
    def brought(bytes_there: int) -> OutFile:
        if not sealed:
            return replace(file("a", size=size), appended=bytes_there)
        told = SealedFile(key_version="7", place="p.sealed", size=size, appended=bytes_there)
        return replace(file("a", size=size), sealed=told)

    there = [min(at, size) for at in range(0, size + SEGMENT, SEGMENT)]
    turns = [
        number
        for number, (before, after) in enumerate(pairwise(there), 1)
        if gives_way(brought(before), brought(after))
    ]
    assert turns == [number for number in range(4, 14, 4) if number * SEGMENT < size]
    assert not gives_way(file("a", size=size), brought(0))


def test_what_was_sealed_with_an_older_key_is_sealed_and_brought_anew():
    files, _ = walk((file("a"), file("b")), "7")
    step = next_chat_step(files, "8", START)
    assert step is not None
    assert (step.what, step.file.id) == ("seal", "a")
    assert walk(files, "8")[1] == ["seal", "begin", "append", "finish"] * 2


def test_an_upload_that_x_forgets_is_begun_anew_with_the_same_sealed_bytes():
    [one], _ = walk((file("a"),), "7")
    assert one.sealed is not None
    half = replace(one, sealed=replace(one.sealed, finished=False))
    assert next_chat_step([half], "7", START) == ChatStep("finish", half, half.sealed)
    late = next_chat_step([half], "7", START + timedelta(hours=1))
    assert late is not None
    assert late.sealed is not None
    assert (late.what, late.sealed.session, late.sealed.appended, late.sealed.place) == ("begin", "", 0, "p.sealed")
    assert next_chat_step([one], "7", START + timedelta(days=3)) is None, "what X has whole, it keeps"
