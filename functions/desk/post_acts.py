"""What is done with a post of the account's own, from a form of the page or a body of the API."""

from copy import replace
from typing import Annotated, Any, Final, Literal

from pydantic import Field, StringConstraints, field_validator

from care import late
from care.model.account import Account
from care.model.bounded_instants import BoundedLocal
from care.model.envelope import Value, Verdict, XId
from care.model.files import ChosenFiles
from care.model.outbox_item import queue_of
from care.model.outcomes import Code, Outcomes, outcome
from care.model.own_post import LONGEST, LONGEST_DELAY, OwnPost, PostAct, Wish, new_post_id
from care.posts import changing
from care.tables.own_posts import ChangedMeanwhile
from desk.actions import record
from desk.dependencies import conversations, outbox, own_posts
from desk.form import instant
from desk.pages.files import chosen, of_post, stay
from desk.requests import BadRequest, Request

type Do = Literal[
    "save", "ask", "plan", "tip", "send_back", "take_back", "drop", "copy", "decide", "delete", "hide", "show"
]
FOR_ALL: Final = frozenset({"save", "ask", "copy"})
"""What agents may do, too; of a post that waits for approval they may also take back what they asked."""
_POST = late.pattern(r"(?:https://(?:www\.)?(?:x|twitter)\.com/\w{1,20}/status/)?([0-9]{1,20})(?:[/?#].*)?")


class PostWanted(Value):
    """What is done with which post. What is not given of its words, time and pictures stays as it is.

    `number` is that of the post as it was read: who changed it meanwhile is not overwritten. `at` is in the account's
    zone where it names none; without it, it goes at once. `item_id`, `verdict` and `post` say what became of a send
    that is unclear; `on` and `case` name a reply to be hidden or shown.
    """

    do: Do = "save"
    post_id: Annotated[str, StringConstraints(pattern=r"^([0-9A-F]{20})?$")] = ""
    number: Annotated[int, Field(ge=0)] | None = None
    text: Annotated[str, StringConstraints(max_length=LONGEST)] | None = None
    at: BoundedLocal | None = None
    late_minutes: Annotated[int, Field(ge=1, le=LONGEST_DELAY)] | None = None
    in_incidents: bool = False
    only_open: bool = False
    in_reply_to: XId | Literal[""] = ""
    corrects: bool = False
    files: ChosenFiles = ()
    note: Annotated[str, StringConstraints(max_length=500, strip_whitespace=True)] = ""
    item_id: Annotated[str, StringConstraints(max_length=200)] = ""
    verdict: Verdict = "sent"
    post: Annotated[str, StringConstraints(max_length=300, strip_whitespace=True)] = ""
    on: XId | Literal[""] = ""
    case: Annotated[str, StringConstraints(pattern=r"^[0-9A-Z]{0,32}$")] = ""

    @field_validator("at", "late_minutes", "number", mode="before")
    @classmethod
    def _empty_is_none(cls, value: object) -> object:
        """A field of a form that was left empty."""
        return None if value == "" else value


def may(request: Request, account: Account, wanted: PostWanted, post: OwnPost | None) -> bool:
    """True if the visitor may do it: agents write and ask, supervisors do the rest."""
    if request.who.may_in(account.id, "supervisors") or wanted.do in FOR_ALL:
        return True
    theirs = post is not None and post.written_by == request.who.person.id
    return (
        theirs
        and post is not None
        and ((wanted.do == "drop" and post.state == "draft") or (wanted.do == "take_back" and post.state == "asked"))
    )


def found(account: Account, post_id: str) -> OwnPost | None:
    """The post that is named, or None."""
    return own_posts.one(account.id, post_id) if post_id else None


def act(request: Request, account: Account, wanted: PostWanted, post: OwnPost | None) -> OwnPost | None:
    """Do it; BadRequest says why it cannot be done. None where no post is left to be shown."""
    if wanted.do in {"delete", "hide", "show"}:
        _with_what_stands(request, account, wanted, post)
        return post
    if post is None and wanted.do not in {"save", "ask", "plan", "tip"}:
        raise BadRequest(outcome(Code.no_such_post))
    if post is not None and wanted.number is not None and wanted.number != post.number:
        raise BadRequest(outcome(Code.changed_meanwhile))
    try:
        return _changed(request, account, wanted, post)
    except ChangedMeanwhile:
        raise BadRequest(outcome(Code.changed_meanwhile)) from None


def with_words(request: Request, account: Account, wanted: PostWanted, post: OwnPost | None) -> OwnPost:
    """The post with what was given of its words, time and pictures; nothing is kept."""
    now, me = request.now, request.who.person.id
    if post is None:
        made = {"post_id": wanted.post_id or new_post_id(now), "account_id": account.id, "made_at": now}
        by = {"changed_at": now, "written_by": me, "language": account.language}
        post = OwnPost.model_validate({**made, **by, "late_minutes": account.posts.late_minutes})
    if wanted.text is None:
        return post
    at = instant(wanted.at, account.hours.zone) if wanted.at is not None else None
    values = {
        "text": wanted.text.replace("\r\n", "\n").strip(),
        "at": at,
        "late_minutes": wanted.late_minutes or post.late_minutes,
        "in_incidents": wanted.in_incidents,
        "only_open": wanted.only_open,
        "in_reply_to": wanted.in_reply_to or post.in_reply_to,
        "corrects": wanted.corrects or post.corrects,
        "files": chosen(of_post(account, post.post_id), wanted.files),
    }
    if post.number and values == {name: getattr(post, name) for name in values}:
        return post
    return _kept(changing.written(OwnPost.model_validate({**dict(post), **values}), me, now))


def _changed(request: Request, account: Account, wanted: PostWanted, post: OwnPost | None) -> OwnPost | None:
    now, me = request.now, request.who.person.id
    if wanted.do == "copy" and post is not None:
        return _put(request, changing.copied(post, new_post_id(now), me, now), "copy")
    if wanted.do == "drop" and post is not None:
        if not post.may_change:
            raise BadRequest(changing.UNDER_WAY[0])
        record(request, account.id, "post drop", about=post.post_id)
        own_posts.drop(post)
        return None
    if wanted.do == "decide" and post is not None:
        return _put(request, replace(post, wish=_wish(request, account, wanted, post)), "decide")
    written = with_words(request, account, wanted, post)
    _reply_is_ours(account, written)
    stay(of_post(account, written.post_id), written.files, now)
    match wanted.do:
        case "ask":
            became: OwnPost | Outcomes = changing.asked(written, account, me, now)
        case "plan":
            became = changing.planned(written, account, me, now)
        case "tip":
            became = changing.kept_as_tip(written, me, now)
        case "send_back":
            became = changing.sent_back(written, wanted.note, now)
        case "take_back":
            became = changing.taken_back(written, me, now)
        case _:
            became = written
    return _put(request, _kept(became), wanted.do)


def _put(request: Request, post: OwnPost, do: str) -> OwnPost:
    # First the trail: what nobody recorded did not happen.
    record(request, post.account_id, f"post {do}", about=post.post_id)
    return own_posts.put(post, request.now)


def _kept(became: OwnPost | Outcomes) -> OwnPost:
    if isinstance(became, OwnPost):
        return became
    raise BadRequest(became[0])


def _reply_is_ours(account: Account, post: OwnPost) -> None:
    """A post goes on below one of the account's own, and below no stranger's."""
    if post.in_reply_to and not outbox.knows(queue_of(account.id, "public"), post.in_reply_to):
        raise BadRequest(outcome(Code.no_such_post))


def _wish(request: Request, account: Account, wanted: PostWanted, post: OwnPost) -> Wish:
    item = outbox.item(queue_of(account.id, "public"), wanted.item_id)
    if item is None or not wanted.item_id.startswith(post.item_id):
        raise BadRequest(outcome(Code.no_such_post))
    named = _POST.fullmatch(wanted.post) if wanted.verdict == "sent" else None
    if wanted.verdict == "sent" and named is None:
        raise BadRequest(outcome(Code.post_id_needed))
    told: dict[str, Any] = {"do": wanted.verdict, "item_id": item.item_id, "by": request.who.person.id}
    return Wish.model_validate({**told, "x_id": named[1] if named else ""})


def _with_what_stands(request: Request, account: Account, wanted: PostWanted, post: OwnPost | None) -> None:
    """Have a post of the account's own deleted, or a reply to one hidden or shown again, within the minute."""
    queue, by = queue_of(account.id, "public"), request.who.person.id
    told: dict[str, Any] = {"account_id": account.id, "by": by, "at": request.now}
    if wanted.do == "delete":
        ids = [wanted.on] if wanted.on else _ids_of(post, queue)
        if not ids or not all(outbox.knows(queue, one) for one in ids):
            raise BadRequest(outcome(Code.no_such_post))
        for one in ids:
            record(request, account.id, "post delete", about=one)
            own_posts.want(PostAct.model_validate({**told, "act": "delete", "on": one}))
        return
    case = conversations.case(wanted.case) if wanted.case else None
    if case is None or case.account_id != account.id:
        raise BadRequest(outcome(Code.no_such_message))
    messages = conversations.messages(case.case_id)
    reply = next((one for one in messages if one.by == "customer" and wanted.on in one.ids), None)
    if reply is None or reply.channel != "public" or not outbox.knows(queue, reply.in_reply_to):
        raise BadRequest(outcome(Code.no_such_message))
    record(request, account.id, f"post {wanted.do}", case_id=case.case_id)
    whose = {"customer_id": case.customer.customer_id, "case_id": case.case_id}
    own_posts.want(PostAct.model_validate({**told, **whose, "act": wanted.do, "on": wanted.on}))


def _ids_of(post: OwnPost | None, queue: str) -> list[str]:
    if post is None:
        return []
    ids = []
    for part in range(1, 26):
        item = outbox.item(queue, post.item_id if part == 1 else f"{post.item_id}:{part}")
        if item is None:
            break
        if item.x_id:
            ids.append(item.x_id)
    return ids
