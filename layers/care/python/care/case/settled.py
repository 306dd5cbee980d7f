"""A send ended: its result comes back to its case."""

from copy import replace
from datetime import datetime, timedelta

from care.acknowledgement.rules import tell_again
from care.acknowledgement.told import arrived, taken_back, unclear
from care.case.actions import reopen
from care.case.after_reply import after_reply
from care.case.clocks import waits_for_us
from care.case.echoes import answered
from care.case.surveys import asked_else
from care.case.trouble import remembered
from care.model.account import Account
from care.model.case import Case, Survey, with_timer
from care.model.decision import Decision, changed
from care.model.events import SendSettled
from care.model.outcomes import Code, Outcome, codes, outcome
from care.model.stored_message import StoredMessage
from care.replies.rules import learned
from care.survey.rules import kind_of, says_of

# The text was true by other hours: the customer is to be told by those of now.
_ANOTHER_TIME = {Code.hours_changed, Code.no_longer_true}


def settle(case: Case, event: SendSettled, account: Account, now: datetime) -> Decision:
    """Remember what was sent. What was refused or withdrawn was not told; what is unclear may have been."""
    if event.outcome == "held":
        waiting = tuple(dict.fromkeys((*case.awaiting_approval, event.item_id)))
        case = replace(case, awaiting_approval=waiting)
        return changed(case, outcome(Code.awaits_approval))
    case = remembered(learned(case, event), event)
    if event.outcome != "sent":
        unasked = _is_question(event) and event.outcome in {"refused", "withdrawn"}
        case = replace(case, survey=None) if unasked and _is_planned(case) else case
        if event.channel == "private" and event.outcome == "refused" and Code.cannot_dm in codes(event.because):
            case = replace(case, customer=replace(case.customer, dm_closed_at=event.at))
        if event.outcome == "refused" and event.x_id and event.purpose == "reply":
            return changed(_waits_again(case, event, account), _settled(event), *event.because)
        return _not_told(case, event, account, now)
    case = arrived(case, event.item_id)
    if event.purpose == "courtesy" and not event.text:
        done = StoredMessage(
            id=event.item_id, channel="internal", by="centralita", at=event.at, text="", purpose="courtesy"
        )
        return changed(case, outcome(Code.courtesy_sent), messages=(done,))
    stored = StoredMessage(
        # Who says that X has a DM cannot know its id: X shows none.
        id=event.x_id or event.item_id,
        channel=event.channel,
        by="centralita",
        at=event.at,
        text=event.text,
        person=event.written_by,
        purpose=event.purpose,
        in_reply_to=event.in_reply_to,
        chat=event.chat,
        media=event.media,
    )
    if event.channel == "private" and _may_ask(case, event):
        case = replace(case, customer=asked_else(case.customer, event.text, event.at))
    if _is_question(event):
        case = _asked(case, event, account)
    elif event.purpose == "reply" and event.complete:
        case = answered(case, event.at, account)
        if event.then is not None:
            case, then = after_reply(case, event.then, event.at, account)
            return changed(case, _settled(event), then, messages=(stored,))
    return changed(case, _settled(event), messages=(stored,))


def _not_told(case: Case, event: SendSettled, account: Account, now: datetime) -> Decision:
    # What an earlier release says nothing of may have gone; what a pause withheld counted as untold there, too.
    doubtful = Code.paused not in codes(event.because) if event.doubtful is None else event.doubtful
    # Who drops what was unclear looked at X and did not find it there.
    dropped = event.outcome == "withdrawn" and Code.dropped in codes(event.because)
    if event.outcome == "unconfirmed" or (doubtful and not dropped):
        return changed(unclear(case, event.item_id), _settled(event))
    # What was unclear may be known by now: X was asked, and has not got it.
    untold = taken_back(case, event.item_id, known=dropped or event.doubtful is False)
    if untold is None:
        return changed(case, _settled(event))
    if event.purpose != "acknowledgement" or not _ANOTHER_TIME.intersection(codes(event.because)):
        return changed(untold, _settled(event))
    case, command, because = tell_again(_with_a_person(untold, event.item_id), account, now)
    return changed(case, _settled(event), because, commands=(command,) if command else ())


def _waits_again(case: Case, event: SendSettled, account: Account) -> Case:
    """The case whose answer counted, and which X did not pass on: somebody must see it, resolved or not."""
    if case.spam == "marked":
        return case
    if case.state == "resolved":
        case = reopen(case).case or case
    since = case.unanswered_since or event.at
    return waits_for_us(replace(case, state="open", unanswered_since=since), since, account)


def _with_a_person(case: Case, item_id: str) -> Case:
    """The case without the word of self-service that did not go: its message is acknowledged as any other."""
    service = case.selfservice
    if service is None or not item_id.endswith(f":selfservice:{service.answering}"):
        return case
    return replace(case, selfservice=replace(service, answering=""))


def _settled(event: SendSettled) -> Outcome:
    return outcome(Code.send_settled, purpose=event.purpose, state=event.outcome)


def _may_ask(case: Case, event: SendSettled) -> bool:
    """True for what a person wrote, and for what self-service says while it waits for a choice or a value."""
    if event.purpose == "reply":
        return True
    talks = case.selfservice is not None and case.selfservice.talk.phase not in {"handed_over", "solved"}
    return talks and ":selfservice:" in event.item_id


def _is_question(event: SendSettled) -> bool:
    return event.purpose == "survey" and says_of(event.item_id) == "question"


def _is_planned(case: Case) -> bool:
    return case.survey is not None and case.survey.state == "planned"


def _asked(case: Case, event: SendSettled, account: Account) -> Case:
    # Even if the customer wrote just before it went: the question stands in the conversation and may be answered.
    kind = case.survey.kind if case.survey else kind_of(case, account)
    customer = replace(case.customer, surveyed_at=event.at, survey_case_id=case.case_id)
    expires = event.at + timedelta(days=account.survey.expiry_days)
    return replace(
        case,
        customer=customer,
        survey=Survey(state="asked", kind=kind, asked_at=event.at, agent=case.answered_by, item_id=event.item_id),
        timers=with_timer(case, "survey_expiry", expires),
    )
