"""What triage says of a message, and why, so that a supervisor can check the judgement word by word."""

from dataclasses import dataclass
from typing import Final, Literal, NamedTuple

RuleTopic = Literal["complaint", "after_sales", "question", "lead", "praise", "thanks", "noise"]
# What a rule can never speak for: neither rule nor model knows, so that somebody should look.
Topic = Literal[RuleTopic, "unsure"]
# Why a message is taken for spam, and what it does to those who answer (`care.triage.unwanted`).
Unwanted = Literal["", "offer", "recovery", "link"]
Abuse = Literal["", "insult", "threat"]


# Of whom a part of a verdict comes that no rule gave: the shipped model, or what an account's people taught.
LEARNED: Final = "learned"
TAUGHT: Final = "taught"

ToldBy = Literal["", "given", "words", "letters", "rules", "another"]
_LANGUAGES: Final = {"es": "Spanish", "pt": "Portuguese", "en": "English", "": "unknown"}
_TOLD: Final[dict[ToldBy, str]] = {
    "": "",
    "given": " (as it was given)",
    "words": " (by its words)",
    "letters": " (by its letters)",
    "rules": " (by the rules that apply)",
    "another": " (its words are of another one)",
}
_SAID_BY: Final = {LEARNED: "the learned model", TAUGHT: "taught by people's corrections"}


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
    3 lead and what nobody is sure of; 4 after-sales; each of the last four one more when it presses. 6 to 9 are
    complaints: 6 plain, and one to three more for anger, for money taken, for days of waiting, for a threat to leave or
    to go to the authorities.

    `sure` is the model's probability of the topic where the rules did not decide, else 1; below some it is "unsure".

    `language` is "es", "pt", "en", or "" when unknown, and `told_by` is how that was told: "given" (by X, or the
    customer's last one), by "words", by "letters", or by the "rules" that apply; "another" where its words are of none
    of the three. `because` holds words of the customer: it is for people with access to the message, never for logs,
    and stays out of the representation.
    """

    topic: Topic
    urgency: int
    language: str
    because: tuple[Evidence, ...] = ()
    sure: float = 1.0
    told_by: ToldBy = ""

    def __repr__(self) -> str:
        return f"Verdict(topic={self.topic!r}, urgency={self.urgency}, language={self.language!r})"


def explain(verdict: Verdict) -> list[str]:
    """The verdict and each thing that led to it, a line each, in the order of the text. Holds the customer's words."""
    topic = verdict.topic.replace("_", "-")
    language = _LANGUAGES[verdict.language] + _TOLD[verdict.told_by]
    lines = [f"{topic}, urgency {verdict.urgency} of 9, language: {language}"]
    if verdict.topic == "unsure":
        lines.append(f"neither a rule nor the learned model ({verdict.sure:.0%}) is sure: somebody should look")
    elif verdict.sure < 1:
        lines.append(f"no rule is sure: the learned model decided, with a probability of {verdict.sure:.0%}")
    else:
        lines.append("the rules decided")
    for reason in verdict.because:
        effect = f"{reason.speaks_for} {reason.weight:+}" if reason.weight else "read, and not counted"
        rule = _SAID_BY.get(reason.rule.partition(":")[0], f"rule {reason.rule}")
        lines.append(f'"{reason.words}": {effect} ({rule})')
    if not verdict.because:
        lines.append("no rule applies")
    return lines
