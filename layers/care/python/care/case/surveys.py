"""What a customer's DM means to a survey of the case: its answer, a comment on it, or a number off the scale."""

from copy import replace
from dataclasses import dataclass
from datetime import datetime, timedelta

from care.case.promises import follow_up
from care.model.account import Account
from care.model.case import Case, Survey, without_timer
from care.model.commands import AskSurvey
from care.model.customer import Customer
from care.model.messages import Message
from care.model.outcomes import Code, Outcome, outcome
from care.survey.answer import Comment, Score, Unclear, asks_too, read_answer
from care.survey.rules import again_id, is_detractor, thanks_id
from care.triage.classification import classify
from care.triage.closing import asks_for_nothing

COMMENT_WITHIN = timedelta(hours=24)
ANSWER = "survey_answer"
"""The purpose of a customer's message that answered a survey: what it says is for supervisors."""
_BARE = 3  # words of a number that says no more than itself


@dataclass(frozen=True, slots=True)
class Answered:
    """The case with the answer. `asks` says that the message needs a person all the same."""

    case: Case
    because: Outcome
    asks: bool = False
    command: AskSurvey | None = None


def survey_answer(case: Case, message: Message, account: Account) -> Answered | None:
    """What `message` says to the case's survey; None for a message that has nothing to do with it.

    A score never changes. A comment may come with it, or within a day of it; a number that the scale does not hold is
    asked for once more, and then left.
    """
    survey = case.survey
    if survey is None or message.channel != "private" or message.encrypted:
        return None
    if message.request:
        if message.request != survey.item_id and not message.request.startswith(again_id(case.case_id, "")):
            return None  # a button of another question
        message = replace(message, text=message.option or message.text)
    if _answers_else(case, survey, message):
        return None
    if survey.state == "asked":
        return _to_question(case, survey, message, account)
    if survey.scored_at is not None and message.at - survey.scored_at <= COMMENT_WITHIN:
        return _to_comment(case, survey, message)
    return None


def is_rated_at(case: Case, at: datetime) -> bool:
    """True if the message of that instant gave the score, or a comment on it."""
    return case.survey is not None and at in {case.survey.scored_at, case.survey.commented_at}


def asked_else(customer: Customer, text: str, at: datetime) -> Customer:
    """The customer to whom somebody wrote a DM at `at`: whatever does not merely close may ask for an answer."""
    if asks_for_nothing(text) or (customer.asked_else_at is not None and customer.asked_else_at >= at):
        return customer
    return replace(customer, asked_else_at=at)


def _answers_else(case: Case, survey: Survey, message: Message) -> bool:
    """True for a bare number that answers what was asked after the survey: "how many pairs?" comes before a score."""
    since, asked = case.customer.asked_else_at, survey.asked_again_at or survey.asked_at
    if since is None or asked is None or since <= asked or message.at < since:
        return False
    answer = read_answer(message.text, survey.kind, case.language)
    is_number = isinstance(answer, Score) or (isinstance(answer, Unclear) and answer.reason == "out_of_scale")
    return is_number and len(message.text.split()) <= _BARE


def _to_question(case: Case, survey: Survey, message: Message, account: Account) -> Answered | None:
    answer = read_answer(message.text, survey.kind, case.language)
    match answer:
        case Score():
            scored = replace(survey, state="answered", score=answer.value, scored_at=message.at)
            if answer.comment:
                scored = replace(scored, comment=answer.comment, commented_at=message.at)
            changed = replace(case, survey=scored, timers=without_timer(case, "survey_expiry"))
            if is_detractor(survey.kind, answer.value):
                return Answered(
                    follow_up(changed, message.at, account), outcome(Code.bad_score_followed_up), asks=answer.asks
                )
            thanked = account.survey.thanks and not answer.asks and account.paused_at is None
            thanks = _thanks(changed, survey, message) if thanked else None
            return Answered(changed, outcome(Code.survey_answered), asks=answer.asks, command=thanks)
        case Comment():
            commented = replace(survey, comment=message.text, commented_at=message.at)
            return Answered(replace(case, survey=commented), outcome(Code.survey_commented), asks=answer.asks)
        case Unclear(reason="out_of_scale") if asks_too(message.text, case.language):
            return None
        case Unclear(reason="out_of_scale") if survey.asked_again_at is not None:
            return Answered(case, outcome(Code.off_scale_again))
        case Unclear(reason="out_of_scale"):
            again = replace(survey, asked_again_at=message.at)
            command = AskSurvey(
                **case.ids,
                item_id=again_id(case.case_id, message.id),
                language=case.language,
                asked_at=message.at,
                survey_kind=survey.kind,
                says="again",
            )
            if account.paused_at is not None:
                return Answered(case, outcome(Code.withheld, purpose="survey"))
            return Answered(replace(case, survey=again), outcome(Code.scale_explained), command=command)
        case _:
            return None


def _thanks(case: Case, survey: Survey, message: Message) -> AskSurvey | None:
    if case.customer.hears_nothing:
        return None
    return AskSurvey(
        **case.ids,
        item_id=thanks_id(case.case_id),
        language=case.language,
        asked_at=message.at,
        survey_kind=survey.kind,
        says="thanks",
    )


def _to_comment(case: Case, survey: Survey, message: Message) -> Answered | None:
    """A word more on the handling. A mere "thanks" with the score leaves room for it; a second number is nothing."""
    answer, said = read_answer(message.text, survey.kind, case.language), survey.comment
    if isinstance(answer, Score) and not answer.comment:
        return Answered(case, outcome(Code.second_number))
    if said is not None and classify(said).topic != "thanks":  # in whatever language
        return None
    if not isinstance(answer, Comment):
        return None
    comment = message.text if said is None else f"{said}\n{message.text}"
    commented = replace(survey, comment=comment, commented_at=message.at)
    return Answered(replace(case, survey=commented), outcome(Code.survey_commented), asks=answer.asks)
