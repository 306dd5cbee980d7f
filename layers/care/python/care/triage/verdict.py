"""What triage says of a message, and why, so that a supervisor can check the judgement word by word."""

from dataclasses import dataclass
from typing import Literal, NamedTuple

Topic = Literal["complaint", "after_sales", "question", "lead", "praise", "thanks", "noise"]


class Evidence(NamedTuple):
    """One word or phrase that counted: as written, the id of the rule, what it spoke for, and how much.

    A weight of 0 says that the phrase was read and set aside, as "problema" is in "no tengo ningún problema".
    """

    words: str
    rule: str
    speaks_for: str
    weight: int


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a message is about, how urgent it is, and in which language it is written.

    `urgency` goes from 0 to 9: 0 thanks and noise; 1 praise, and a greeting or words that say nothing yet; 2 question;
    3 lead; 4 after-sales; each of the last three one more when it presses. 6 to 9 are complaints: 6 plain, and one to
    three more for anger, for money taken, for days of waiting, for a threat to leave or to go to the authorities.

    `language` is "es", "pt", "en", or "" when unknown. `because` holds words of the customer: it is for people with
    access to the message, never for logs, and stays out of the representation.
    """

    topic: Topic
    urgency: int
    language: str
    because: tuple[Evidence, ...] = ()

    def __repr__(self) -> str:
        return f"Verdict(topic={self.topic!r}, urgency={self.urgency}, language={self.language!r})"


def explain(verdict: Verdict) -> list[str]:
    """The verdict and each thing that led to it, a line each, in the order of the text. Holds the customer's words."""
    topic = verdict.topic.replace("_", "-")
    lines = [f"{topic}, urgency {verdict.urgency} of 9, language {verdict.language or 'unknown'}"]
    for reason in verdict.because:
        effect = f"{reason.speaks_for} +{reason.weight}" if reason.weight else "read, and not counted"
        lines.append(f'"{reason.words}": {effect} ({reason.rule})')
    if not verdict.because:
        lines.append("no rule applies")
    return lines
