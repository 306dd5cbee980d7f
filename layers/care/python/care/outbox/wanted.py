"""Whether an item of the outbox is still to be sent."""

from datetime import datetime

from care.acknowledgement.rules import A_MOMENT
from care.acknowledgement.stopping import is_about_stopping
from care.acknowledgement.unwanted import unwanted
from care.courtesy import posts
from care.model.account import Account
from care.model.case import Case
from care.model.outbox_item import Item
from care.model.outcomes import Code, Outcome, outcome
from care.survey import rules as survey_rules


def still_wanted(item: Item, case: Case | None, account: Account, now: datetime) -> Outcome | None:
    """Why an item is not to be sent any more, or None if it is. While an account is paused only people's replies go."""
    if item.act:
        return None  # a person had it done, and what it undoes is there meanwhile
    if item.purpose == "post":
        return outcome(Code.too_late_to_post) if item.wanted_until and now >= item.wanted_until else None
    if account.paused_at is not None and item.purpose != "reply":
        return outcome(Code.paused)
    if item.is_own:
        late = item.wanted_until is not None and now >= item.wanted_until
        return outcome(Code.no_longer_true) if late else posts.unwanted(item.item_id, account, now)
    if case is None:
        return outcome(Code.case_gone)
    if item.wanted_until is not None and now >= item.wanted_until:
        return outcome(Code.no_longer_true)
    return _unwanted(item, case, account, now)


def _untrue(item: Item, case: Case, account: Account, now: datetime) -> Outcome | None:
    """Why an acknowledgement says what is not so any more, whatever it waited for; or None."""
    hours = account.hours
    match item.true_while:
        case "open":
            return None if hours.is_open(now) or hours.is_open(now - A_MOMENT) else outcome(Code.hours_changed)
        case "incident":
            lasts = any(i.incident_id == case.incident_id and i.is_open(now) for i in account.incidents)
            return None if lasts else outcome(Code.no_longer_true)
        case _:
            # Also what an earlier release composed, and what self-service says of the return.
            return None if item.wanted_until in {None, hours.next_opening(now)} else outcome(Code.hours_changed)


def _overtaken(item: Item, case: Case, spam: Outcome | None) -> Outcome | None:
    """Why nobody is told any more that they hear nothing from now on; who a rule alone takes for spam is."""
    if spam is not None and spam.code is Code.marked_as_spam:
        return spam
    overtaken = case.person_answered_at is not None and case.person_answered_at >= item.created_at
    return outcome(Code.answered_already) if overtaken else None


def _unwanted(item: Item, case: Case, account: Account, now: datetime) -> Outcome | None:
    spam = unwanted(case)
    if is_about_stopping(item.item_id):
        return _overtaken(item, case, spam)
    thanks = item.purpose == "courtesy" and not item.reposts
    if item.purpose != "reply" and not item.reposts and spam:
        return spam
    if (thanks or item.purpose in {"acknowledgement", "survey"}) and case.customer.hears_nothing:
        return outcome(Code.customer_opted_out)
    if thanks or item.purpose == "acknowledgement":
        answered = case.person_answered_at
        if answered is not None and item.answers_at is not None and answered >= item.answers_at:
            return outcome(Code.answered_already)
    if item.purpose == "acknowledgement" and (reason := _untrue(item, case, account, now)):
        return reason
    if item.purpose == "acknowledgement" and case.state == "resolved":
        return outcome(Code.case_resolved)
    if item.purpose == "survey" and survey_rules.says_of(item.item_id) != "question":
        return None if survey_rules.still_asked(case, item.item_id) else outcome(Code.survey_answered_already)
    if item.purpose == "survey" and not survey_rules.still_wanted(case, account, now):
        return outcome(Code.survey_cancelled)
    return None
