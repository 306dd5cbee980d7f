"""Files that people are about to send: looked at by their bytes, kept beside the case, and named by an answer.

Nothing is sent by it: the answer names the files that it shows.
"""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from pydantic import TypeAdapter

from care import late
from care.model.account import Account
from care.model.case import Case
from care.model.files import OUT, ChosenFile, ChosenFiles, OutFile
from care.model.media import KeptMedia, Media, type_of
from care.model.outcomes import Code, outcome
from care.outbox.brought import own_name, refused
from care.outbox.files import LARGEST, MOST_IN_CHAT
from care.pictures.checked import Checked, checked
from care.pictures.kinds import kind_of
from desk.dependencies import files, outbox
from desk.dispatch import NotYours
from desk.requests import BadRequest, Request
from desk.responses import Response, as_json

PIECE = 3_000_000
_MOST_OF_CASE = 200
_POST_ID = late.pattern(r"[0-9A-F]{20}")
_NUMBERED = late.pattern(r"(file|alt)_([0-9]{1,2})")
_CHOSEN: TypeAdapter[tuple[ChosenFile, ...]] = TypeAdapter(ChosenFiles)


class Holder(NamedTuple):
    """What files are kept beside, and where one of them is shown: a case, or a post of the account's own."""

    id: str
    shown: str


def of_case(case: Case) -> Holder:
    """A case as what holds files."""
    return Holder(case.case_id, f"/desk/api/cases/{case.case_id}/media/{OUT}")


def of_post(account: Account, post_id: str) -> Holder:
    """A post of the account's own as what holds files; its account is in its name, so that no other's are found."""
    return Holder(f"{account.id}-{post_id}", f"/desk/api/accounts/{account.id}/posts/{post_id}/files")


def holder_of(request: Request) -> tuple[Holder, Account]:
    """What the address names, of an account of the visitor's."""
    if request.case is not None:
        case, account = request.matter
        return of_case(case), account
    post_id = request.params.get("item", "")
    if request.account is None or not _POST_ID.fullmatch(post_id):
        raise NotYours
    return of_post(request.account, post_id), request.account


def keep(to: Holder, account: Account, data: bytes, request: Request, file_id: str = "") -> KeptMedia:
    """A whole file, kept for an answer; BadRequest says what is wrong with it."""
    found = checked(data, LARGEST)
    if not isinstance(found, Checked):
        raise BadRequest(refused(found, kind_of(data)))
    name = file_id or own_name(request.who.person.id, hashlib.sha256(found.data).hexdigest())
    former = files.one(to.id, OUT, name)
    if former is None:
        refuse_one_more(to)
    media = Media(id=name, type=type_of(found.kind), width=found.size.width, height=found.size.height)
    place = files.keep_unsent(account.id, to.id, found.data, found.kind)
    kept = KeptMedia(
        message_id=OUT,
        media=media,
        state="kept",
        content_type=found.kind,
        size=len(found.data),
        place=place,
        at=request.now,
    )
    if former is not None:
        if former.state == "kept" and former.size == kept.size and files.has(former.place):
            files.drop(kept)  # it is here already, and an answer may be on its way with it
            return former
        files.drop(former)
    files.tell(to.id, kept, request.now, unsent=True)
    return kept


def drop(request: Request) -> Response:
    """Forget a file that no answer shows; one that is on its way, or went, stays."""
    case, account = request.matter
    kept = files.one(case.case_id, OUT, request.params["media"])
    if kept is None:
        raise NotYours
    if not used(case, account, kept.id):
        files.lose(case.case_id, kept)
    return as_json({"id": kept.id})


def used(case: Case, account: Account, file_id: str) -> bool:
    """True if an answer of the case shows the file, or did."""
    return any(file.id == file_id for item in outbox.of_case(account.id, case.case_id) for file in item.files)


def chosen(to: Holder, wanted: Sequence[ChosenFile]) -> tuple[OutFile, ...]:
    """The files that a text names, as they are kept; BadRequest if one is not beside it."""
    found = []
    for one in wanted:
        kept = files.one(to.id, OUT, one.id)
        if kept is None or kept.state != "kept":
            raise BadRequest(outcome(Code.no_such_file))
        values = {
            "id": kept.id,
            "content_type": kept.content_type,
            "size": kept.size,
            "place": kept.place,
            "alt": one.alt.strip(),
            "width": kept.media.width,
            "height": kept.media.height,
        }
        found.append(OutFile.model_validate(values))
    return tuple(found)


def stay(to: Holder, shown: Sequence[OutFile], now: datetime) -> None:
    """Have what a text shows stay with it; BadRequest if one is gone meanwhile."""
    for file in shown:
        kept = files.one(to.id, OUT, file.id)
        if kept is None or not files.stay(to.id, kept, now):
            raise BadRequest(outcome(Code.no_such_file))


def fields_of(request: Request) -> dict[str, Any]:
    """The fields of a form, with `files` in the place of what came as `file_1`, `alt_1`, and of files themselves.

    Those that came with the form, from a page without scripts, are kept first; `alts` describes each in a line.
    """
    to, account = holder_of(request)
    fields = _numbered(request.form)
    lines = str(fields.pop("alts", "")).splitlines()
    brought = [keep(to, account, data, request).id for data in request.multipart.files[: MOST_IN_CHAT + 1]]
    told = [{"id": one, "alt": lines[at].strip() if at < len(lines) else ""} for at, one in enumerate(brought)]
    return {**fields, "files": [*fields.get("files", ()), *told]} if told else fields


def named(request: Request) -> tuple[OutFile, ...]:
    """The files that a form names; what comes with it is kept when it is sent, and not before."""
    wanted = _CHOSEN.validate_python(_numbered(request.form).get("files", ()))
    return chosen(holder_of(request)[0], wanted)


def _numbered(fields: Mapping[str, Any]) -> dict[str, Any]:
    rest = {name: value for name, value in fields.items() if not _NUMBERED.fullmatch(name)}
    found = (_NUMBERED.fullmatch(name) for name, value in fields.items() if value)
    numbers = sorted((one[2] for one in found if one and one[1] == "file"), key=int)
    told = [{"id": fields[f"file_{number}"], "alt": fields.get(f"alt_{number}", "")} for number in numbers]
    return {**rest, "files": told} if told else rest


def refuse_one_more(to: Holder) -> None:
    """A case or a post holds so many files of ours at most, sent or not: nobody fills a bucket by a mistake."""
    if sum(one.message_id == OUT for one in files.of_case(to.id)) >= _MOST_OF_CASE:
        raise BadRequest(outcome(Code.case_has_many_files, most=str(_MOST_OF_CASE)))


def as_told(kept: KeptMedia, to: Holder) -> dict[str, Any]:
    """A file as the API tells of it."""
    return {
        "id": kept.id,
        "state": kept.state,
        "type": kept.media.type,
        "content_type": kept.content_type,
        "size": kept.size,
        "width": kept.media.width,
        "height": kept.media.height,
        "url": f"{to.shown}/{kept.id}",
    }
