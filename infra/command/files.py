"""Pictures and videos that are sent from the terminal: looked at by their bytes and kept, as the desk does."""

import hashlib
from collections.abc import Sequence
from copy import replace
from pathlib import Path

from care.model.case import Case
from care.model.envelope import Channel
from care.model.files import OUT, OutFile
from care.model.media import KeptMedia, Media
from care.model.outcomes import Outcome
from care.outbox.brought import own_name, refused
from care.outbox.files import LARGEST, wrong_with
from care.pictures.checked import Checked, checked
from care.pictures.kinds import kind_of
from infra.command.deployed import Deployed


class CannotGo(Exception):
    """A file that cannot go with the answer, and why; nothing was kept."""

    def __init__(self, why: Outcome, name: str = "") -> None:
        super().__init__(name)
        self.why = why
        self.name = name


def brought(
    stack: Deployed, case: Case, channel: Channel, by: str, paths: Sequence[Path], alts: Sequence[str]
) -> tuple[OutFile, ...]:
    """The files, kept with the case for its answer; each may have a description, in their order."""
    looked = [_looked_at(path) for path in paths]
    described = [*alts, *[""] * (len(paths) - len(alts))]
    files = [_as_file(found, by, alt.strip()) for found, alt in zip(looked, described, strict=True)]
    chat = channel == "private" and case.customer.writes_by == "chat"
    if (wrong := wrong_with(files, channel, chat=chat)) is not None:
        raise CannotGo(wrong)
    return tuple(_kept(stack, case, file, found) for file, found in zip(files, looked, strict=True))


def _looked_at(path: Path) -> Checked:
    data = path.read_bytes()
    found = checked(data, LARGEST)
    if isinstance(found, Checked):
        return found
    raise CannotGo(refused(found, kind_of(data)), path.name)


def _as_file(found: Checked, by: str, alt: str) -> OutFile:
    name = own_name(by, hashlib.sha256(found.data).hexdigest())
    size = {"size": len(found.data), "width": found.size.width, "height": found.size.height}
    return OutFile.model_validate({"id": name, "content_type": found.kind, "place": "…", "alt": alt, **size})


def _kept(stack: Deployed, case: Case, file: OutFile, found: Checked) -> OutFile:
    """Kept for as long as the case's texts; the same file again lies there already."""
    former = stack.media.one(case.case_id, OUT, file.id)
    if former is not None and former.state == "kept" and stack.media.stay(case.case_id, former, stack.now()):
        place = former.place
    else:
        place = stack.media.keep(case.account_id, case.case_id, found.data, found.kind)
        kept = KeptMedia(
            message_id=OUT,
            media=Media(id=file.id, type=file.type, width=file.width, height=file.height),
            state="kept",
            content_type=file.content_type,
            size=file.size,
            place=place,
            at=stack.now(),
        )
        stack.media.tell(case.case_id, kept, stack.now())
    return replace(file, place=place)
