"""Actions of people: from a form to `events.fifo`, and the result back to the page."""

import secrets
from contextlib import suppress
from dataclasses import replace
from typing import Any, Literal

from botocore.exceptions import BotoCoreError, ClientError

from care import words
from care.chat.shown import shown as shown_to_customer
from care.desk.mentions import named_in
from care.desk.outcomes import is_refusal
from care.desk.reply_preview import warned
from care.desk.signature import initials_of
from care.desk.tone import tone
from care.model.account import Account
from care.model.case import Case
from care.model.files import OutFile
from care.model.outcomes import Code, Outcomes, outcome
from care.model.settings.saved_replies import SavedReply
from care.model.tags import tags_of
from care.outbox.files import wrong_with
from care.queues import send_all
from care.tables.audit import Deed
from desk.case_forms import Assign, Note
from desk.customer_forms import Tag
from desk.dependencies import audit, conversations, drafts, people, reply_uses, settings, sqs, tags_in_use
from desk.dispatch import refuse
from desk.form import Form
from desk.forms import FORMS, events_of, read_form, tagging
from desk.pages.files import chosen, fields_of, of_case, stay
from desk.places import colleagues_of
from desk.refusals import Became, shown
from desk.renderer import notice, reader, render
from desk.reply_form import Reply
from desk.requests import BadRequest, Request
from desk.responses import Response, as_json, page, see
from desk.shut_out import have_x_do


def record(
    request: Request, account_id: str, what: str, *, case_id: str = "", about: str = "", details: Outcomes = ()
) -> None:
    """Add to the audit trail that the visitor did this; `about` and `details` hold no text of customers."""
    deed = Deed(
        account_id=account_id,
        by=request.who.person.id,
        what=what,
        at=request.now,
        case_id=case_id,
        about=about,
        details=details,
    )
    audit.record(deed)


def tell_chat(request: Request, what: Literal["seen", "typing"]) -> None:
    """Have the customer of an encrypted chat see it, if the account wants that; the page does not wait for X."""
    case, account = request.matter
    if (told := shown_to_customer(case, account, what, request.now)) is not None:
        with suppress(BotoCoreError, ClientError):  # a courtesy
            send_all(sqs, settings.chats_queue_url, [told])


def put(request: Request, kind: str, fields: dict[str, Any] | None = None) -> str | None:
    """Put the action on the queue; its id, or None if the queue did not take it. Its fields are the request's."""
    case, account = request.matter
    if fields is None:
        fields = fields_of(request) if kind == "reply" else dict(request.form)
    form = read_form(kind, fields, account, request.now)
    given_to = form.to if isinstance(form, Assign) or (isinstance(form, Reply) and form.then == "assign") else ""
    if given_to and not _works_for(given_to, account):
        raise BadRequest(outcome(Code.no_such_person))
    files = _files(form, case)
    stay(of_case(case), files, request.now)
    written = form.text if isinstance(form, Note) else form.note()
    mentions = named_in(written, colleagues_of(account, people.all())) if "@" in written else ()
    supervised = request.who.may_in(account.id, "supervisors")
    events = events_of(
        form,
        case,
        account,
        request.who.person.id,
        request.now,
        files,
        mentions,
        supervised=supervised,
        initials=initials(request),
    )
    saved = _saved_reply(form, account)
    if saved is not None and (tagged := tagging(form, case, saved, request.who.person.id, request.now)) is not None:
        events.append(tagged)
    have_x_do(form, request)
    # First the trail: what nobody recorded did not happen.
    about = case.last_message.id if kind == "label" else ""
    record(request, case.account_id, kind, case_id=case.case_id, about=about, details=form.details(case))
    if not send_all(sqs, settings.events_queue_url, events):
        return None
    if isinstance(form, Reply):
        with suppress(BotoCoreError, ClientError):  # it goes by itself in a week
            drafts.drop(case, request.who.person.id)
    if saved is not None:
        with suppress(BotoCoreError, ClientError):  # a count for weeding
            reply_uses.count(account.id, saved.id)
    with suppress(BotoCoreError, ClientError):  # as above
        for one in tags_of(form.add) if isinstance(form, Tag) else saved.tags if saved is not None else ():
            tags_in_use.count(account.id, one, request.now)
    return form.action_id


def initials(request: Request) -> str:
    """Those of the person who writes; a program has none, and says whose they are."""
    return initials_of(request.who.person) if request.who.csrf else ""


def _saved_reply(form: Form, account: Account) -> SavedReply | None:
    """The saved reply that an answer was made of, if there is still one."""
    wanted = form.saved_reply if isinstance(form, Reply) else ""
    return next((one for one in account.desk.saved_replies if one.id == wanted), None)


def _files(form: Form, case: Case) -> tuple[OutFile, ...]:
    """The files of a reply; BadRequest where they cannot go."""
    if not isinstance(form, Reply) or not form.files:
        return ()
    files = chosen(of_case(case), form.files)
    chat = form.channel == "private" and case.customer.writes_by == "chat"
    if (wrong := wrong_with(files, form.channel, chat=chat)) is not None:
        raise BadRequest(wrong)
    return files


def _works_for(person_id: str, account: Account) -> bool:
    """True for somebody who sees the account's cases: to anybody else they cannot be given."""
    person = people.get(person_id.lower())
    return person is not None and person.sees(account.id)


def _may(request: Request) -> bool:
    """True unless the kind of action is for others; whether there is such a kind is said later."""
    form = FORMS.get(request.params["kind"])
    return form is None or request.who.may_in(request.matter[1].id, form.needs)


def do(request: Request) -> Response:
    """An action of a page's form."""
    if not _may(request):
        return refuse(request, 403)
    case, _ = request.matter
    kind = request.params["kind"]
    action_id = put(request, kind)
    if action_id is None:
        return notice(request, 503)
    if not request.is_fragment:
        return see(f"/desk/cases/{case.case_id}?{kind}={action_id}#outcome")
    return became(replace(request, params={**request.params, "action": action_id}))


def became(request: Request) -> Response:
    """What became of an action: a part of the page that asks again until it was applied."""
    case, account = request.matter
    action_id, kind = request.params["action"], request.params["kind"]
    because = conversations.became(case.account_id, case.customer.customer_id, f"action:{action_id}")
    refused = because is not None and is_refusal(because)
    html = render(
        request,
        "outcome.html",
        case=case,
        account=account,
        kind=kind,
        action_id=action_id,
        because=because,
        refused=refused,
        item_id=f"{case.case_id}:reply:{action_id}",
        undo_seconds=account.undo_seconds,
        fresh_id=secrets.token_hex(16),
    )
    name = "" if because is None else "desk-refused" if refused else "desk-applied"
    return page(html, headers={"hx-trigger": f'{{"{name}": "{kind}"}}'} if name else {})


def api_do(request: Request) -> Response:
    """An action of an integration: 202 with the address that tells what became of it.

    For a reply `warned` says what had better be said in another way, and goes all the same unless it is cancelled.
    """
    if not _may(request):
        return refuse(request, 403)
    case, _ = request.matter
    kind = request.params["kind"]
    action_id = put(request, kind)
    if action_id is None:
        return refuse(request, 503, why=outcome(Code.queue_did_not_take))
    where = f"/desk/api/cases/{case.case_id}/actions/{action_id}"
    answer: dict[str, Any] = {"action_id": action_id, "state": "accepted", "href": where, "warned": []}
    if kind == "reply":
        text, channel = str(request.form.get("text", "")), request.form["channel"]
        told = warned(text, "private" if channel == "private" else "public")
        told += tone(text, first=case.person_answered_at is None)
        answer["warned"] = [shown(reader(request), one).model_dump(mode="json") for one in told]
    return as_json(answer, 202, {"location": where})


def api_became(request: Request) -> Response:
    """What became of an action, for an integration."""
    case, _ = request.matter
    action_id = request.params["action"]
    because = conversations.became(case.account_id, case.customer.customer_id, f"action:{action_id}")
    state: Literal["accepted", "applied", "refused"]
    state = "accepted" if because is None else "refused" if is_refusal(because) else "applied"
    language, told = reader(request), because or ()
    outcomes = [shown(language, one) for one in told]
    answer = Became(action_id=action_id, state=state, because=words.told(language, told), outcomes=outcomes)
    return as_json(answer.model_dump(mode="json"))
