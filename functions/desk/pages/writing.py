"""While somebody writes an answer: what the text will be, and that somebody is at it."""

from care.acknowledgement.texts import spoken
from care.desk import reply_preview
from care.desk.signature import signed
from care.length.shorter import shorten
from care.model.account import Account
from care.model.case import Case
from care.model.envelope import Channel
from care.model.files import OutFile
from care.model.months import month_of
from desk.actions import initials, tell_chat
from desk.case_messages import answering_to
from desk.dependencies import answering, budget, drafts, people
from desk.pages.files import named
from desk.renderer import render
from desk.requests import Request
from desk.responses import Response, page


def preview(request: Request) -> Response:
    """What the text in the box will be."""
    form = request.form
    channel: Channel = "private" if form.get("channel") == "private" else "public"
    text = str(form.get("text", ""))[:20_000]
    files = named(request)
    to, dm_link = str(form.get("in_reply_to", "")), form.get("dm_link") == "true"
    will, shorter, signature = previewed(request, channel, text, to, dm_link=dm_link, files=files)
    values = {
        "will": will,
        "channel": channel,
        "signature": signature,
        "written": bool(text.strip() or files),
        "shorter": shorter,
    }
    return page(render(request, "case_preview.html", **values))


def previewed(
    request: Request, channel: Channel, text: str, to: str, *, dm_link: bool, files: tuple[OutFile, ...] = ()
) -> tuple[reply_preview.Preview, str, str]:
    """A text as it would go, a shorter wording where it is too long in public, and with which signature it goes."""
    account, case = request.matter[1], answering_to(request, to)
    whole = signed(text, channel, initials(request), account)
    will = reply_preview.preview(
        case,
        account,
        channel,
        whole,
        request.now,
        supervised=request.who.may_in(account.id, "supervisors"),
        dm_link=dm_link,
        spent=budget.sent(account, month_of(request.now)),
        files=files,
    )
    # Who is within the limit needs no other wording.
    shorter = _shorter(text, case, account) if channel == "public" and will.length > will.limit else ""
    return will, shorter, whole.removeprefix(text.rstrip()).strip() if whole != text else ""


def _shorter(text: str, case: Case, account: Account) -> str:
    """A shorter wording to take or leave; empty if there is none."""
    names = [name for name in (account.name, case.customer.name) if name.strip()]
    suggestion = shorten(text, spoken(case.language, account), names)
    return suggestion.text if suggestion.changes else ""


def answer(request: Request) -> Response:
    """Say that one is answering, or not any more, and what is written so far; who else is."""
    case, account = request.matter
    me = request.who.person.id
    if (draft := request.form.get("draft")) is not None:
        drafts.keep(case, me, str(draft), request.now)
    if request.form.get("leaves") == "true":
        answering.leave(account.id, me)
        other = None
    else:
        if request.form.get("writes") == "true":
            tell_chat(request, "typing")
        other = answering.take(account.id, case.case_id, me, request.now)
    names = {person.id: person.name for person in people.all()}
    who = names.get(other.person_id, other.person_id) if other else ""
    return page(render(request, "case_other.html", other=who))
