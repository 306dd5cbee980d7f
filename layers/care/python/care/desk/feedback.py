"""What the people who serve see of an answer to a survey: that there was one, and neither score nor comment.

A score that its author's words may be held against is no honest score. Supervisors see all of it (docs/design.md, 4.7).
"""

from collections.abc import Sequence
from copy import replace
from typing import Any

from care.case.surveys import ANSWER, is_rated_at
from care.model.case import Case
from care.model.stored_message import StoredMessage
from care.survey.answer import Score, read_answer

# Of a survey as the API shows it to who serves: that it was asked, and that it is over.
_SCORES = ("score", "comment", "scored_at", "commented_at")


def as_served(messages: Sequence[StoredMessage], case: Case) -> list[StoredMessage]:
    """The messages as agents see them: of an answer only what brings a new matter, which a person has to see.

    What it said before its author changed it is not shown either.
    """
    return [replace(one, text=_rest(one, case), versions=()) if is_answer(one, case) else one for one in messages]


def is_answer(message: StoredMessage, case: Case) -> bool:
    """True for a customer's message that answered the survey; earlier releases kept only when that was."""
    known = message.purpose == ANSWER or is_rated_at(case, message.at)
    return message.by == "customer" and message.channel == "private" and known


def survey_as_served(case: dict[str, Any]) -> dict[str, Any]:
    """A case's JSON without the score and what came with it."""
    if isinstance(survey := case.get("survey"), dict):
        return {**case, "survey": {name: value for name, value in survey.items() if name not in _SCORES}}
    return case


def _rest(message: StoredMessage, case: Case) -> str:
    kind = case.survey.kind if case.survey is not None else "csat"
    answer = read_answer(message.text, kind, case.language)
    return answer.comment if isinstance(answer, Score) and answer.asks else ""
