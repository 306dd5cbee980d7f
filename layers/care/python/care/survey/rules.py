"""When a customer is asked (docs/design.md, 4.7)."""

import hashlib
from copy import replace
from datetime import datetime, timedelta
from typing import Literal

from care.acknowledgement.unwanted import unwanted as is_spam
from care.model.account import Account
from care.model.case import Case, Survey, with_timer, without_timer
from care.model.commands import AskSurvey
from care.model.outcomes import Code, Outcome, outcome

type Says = Literal["question", "again", "thanks"]

# Whatever the settings say, nobody is asked twice within a day. X's own Feedback API had the same limit.
HARD_COOLDOWN = timedelta(hours=24)


def plan(case: Case, account: Account) -> Case:
    """The resolved case with its survey planned, moved or dropped, as the conditions are now."""
    if case.survey is not None and case.survey.state != "planned":
        return case
    at = planned_at(case, account)
    if isinstance(at, Outcome):
        return replace(case, survey=None, timers=without_timer(case, "survey"))
    planned = Survey(state="planned", kind=kind_of(case, account))
    return replace(case, survey=planned, timers=with_timer(case, "survey", at))


def ask(case: Case, account: Account, now: datetime) -> tuple[Case, AskSurvey | None, Outcome]:
    """The survey fell due: ask, wait for open hours, or drop it."""
    if case.survey is None or case.survey.state != "planned" or case.resolved_at is None:
        return case, None, outcome(Code.no_survey_planned)
    if reason := unwanted(case, account):
        return replace(case, survey=None), None, reason
    if _cooling_down(case, account, now):
        return replace(case, survey=None), None, outcome(Code.asked_lately)
    if account.paused_at is not None:
        return replace(case, survey=None), None, outcome(Code.withheld, purpose="survey")
    if account.survey.inside_hours and not account.hours.is_open(now):
        opening = account.hours.next_opening(now)
        if opening is None:
            return replace(case, survey=None), None, outcome(Code.never_opens_again)
        waits = replace(case, timers=with_timer(case, "survey", opening))
        return waits, None, outcome(Code.survey_waits_for_hours)
    return case, question(case, account, now), outcome(Code.customer_asked)


def question(case: Case, account: Account, now: datetime) -> AskSurvey:
    """The question about a resolved case; once for each time that it was resolved."""
    return AskSurvey(
        **case.ids,
        item_id=f"{case.case_id}:survey:{int((case.resolved_at or now).timestamp())}",
        language=case.language,
        asked_at=now,
        survey_kind=case.survey.kind if case.survey else kind_of(case, account),
    )


def planned_at(case: Case, account: Account) -> datetime | Outcome:
    """When the resolved case is to be asked about, as things are; or why it is not."""
    if reason := unwanted(case, account):
        return reason
    at = _quiet_until(case, account)
    if at is None:
        return outcome(Code.never_opens_again)
    return outcome(Code.asked_lately) if _cooling_down(case, account, at) else at


def still_wanted(case: Case, account: Account, now: datetime) -> bool:
    """True while a survey that was composed may still go out."""
    planned = case.survey is not None and case.survey.state == "planned"
    return planned and not unwanted(case, account) and not _cooling_down(case, account, now)


def again_id(case_id: str, message_id: str) -> str:
    """The outbox id of the one repetition of a question."""
    return f"{case_id}:survey:again:{message_id}"


def says_of(item_id: str) -> Says:
    """What an item of a survey says: the question, its repetition, or the thanks for an answer."""
    match item_id.split(":"):
        case [_, "survey", "again", *_]:
            return "again"
        case [_, "survey", "thanks"]:
            return "thanks"
        case _:
            return "question"


def still_asked(case: Case, item_id: str) -> bool:
    """True while the customer may still answer the question that was asked, or be thanked for having done so."""
    state = "answered" if says_of(item_id) == "thanks" else "asked"
    return case.survey is not None and case.survey.state == state and not case.customer.hears_nothing


def is_self_served(case: Case) -> bool:
    """True if the customer's thanks to self-service resolved the case, and no person had a part in it."""
    return case.person_answered_at is None and case.selfservice is not None and case.selfservice.talk.phase == "solved"


def unwanted(case: Case, account: Account) -> Outcome | None:
    """Why the case is not asked about, whenever it would be; None if it is."""
    settings = account.survey
    if not settings.enabled:
        return outcome(Code.surveys_off)
    if case.state != "resolved":
        return outcome(Code.not_resolved)
    if case.person_answered_at is None and not is_self_served(case):
        return outcome(Code.no_person_handled)
    if not case.private_contact:
        return outcome(Code.never_wrote_in_private)
    if spam := is_spam(case):
        return spam
    if case.customer.hears_nothing:
        return outcome(Code.customer_opted_out)
    if case.merged_into:
        return outcome(Code.merged_asked_elsewhere)
    return _left_out(case, account)


def _left_out(case: Case, account: Account) -> Outcome | None:
    """Why the account does not want to ask about such a case, or None."""
    settings = account.survey
    if is_self_served(case) and not settings.self_served:
        return outcome(Code.self_service_solved)
    if case.topic == "noise" and not settings.noise:
        return outcome(Code.nothing_the_matter)
    ongoing = {incident.incident_id for incident in account.incidents if incident.ended_at is None}
    if settings.during_incidents == "others" and case.incident_id in ongoing:
        return outcome(Code.own_incident_open)
    if settings.during_incidents == "none" and ongoing:
        return outcome(Code.incident_open)
    if not _sampled(case.case_id, settings.sampling):
        return outcome(Code.not_in_sample)
    return None


def kind_of(case: Case, account: Account) -> Literal["csat", "nps"]:
    """The account's kind of survey; alternating is by the case, the same at every redelivery."""
    if account.survey.kind != "alternating":
        return account.survey.kind
    return "csat" if hashlib.sha256(f"kind:{case.case_id}".encode()).digest()[0] % 2 else "nps"


def is_detractor(kind: Literal["csat", "nps"], score: int) -> bool:
    """Scores that a supervisor follows up: NPS of 6 or less, CSAT of 2 or less."""
    return score <= (6 if kind == "nps" else 2)


def thanks_id(case_id: str) -> str:
    """The outbox id of the thanks for an answer."""
    return f"{case_id}:survey:thanks"


def _sampled(case_id: str, share: float) -> bool:
    """A fixed share of cases, the same ones at every redelivery."""
    return int.from_bytes(hashlib.sha256(case_id.encode()).digest()[:4]) / 2**32 < share


def _quiet_until(case: Case, account: Account) -> datetime | None:
    spoken = [at for at in (case.resolved_at, case.person_answered_at, case.last_message.at) if at]
    quiet = max(spoken) + timedelta(minutes=account.survey.quiet_minutes)
    if not account.survey.inside_hours or account.hours.is_open(quiet):
        return quiet
    return account.hours.next_opening(quiet)


def _cooling_down(case: Case, account: Account, at: datetime) -> bool:
    last = case.customer.surveyed_at
    return last is not None and at - last < max(HARD_COOLDOWN, timedelta(days=account.survey.cooldown_days))
