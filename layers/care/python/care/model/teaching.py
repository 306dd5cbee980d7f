"""What people's corrections of topics became: the label on a case, what is in use, each version that was learned."""

from pydantic import AwareDatetime

from care.model.envelope import Value
from care.triage.taught import Judged
from care.triage.verdict import RuleTopic, Topic


class Correction(Value):
    """The topic that a person gave a case, for the words of its message `message_id`, and what was read before.

    It holds no text. Where it is given again the last one holds, beside what was read at first.
    """

    message_id: str
    before: Topic
    after: RuleTopic
    at: AwareDatetime
    urgency: int | None = None
    """The urgency that the person gave, for the words alone; None where they said nothing of it."""

    @property
    def of_topic(self) -> bool:
        """Whether the person gave another topic, and not only an urgency."""
        return self.before != self.after


class InUse(Value):
    """What triage adds to the shipped model for an account: version `number`, 0 for none.

    `held` says that a person chose it: it stays until a person lets the nights learn on.
    """

    number: int = 0
    weights: str = ""
    held: bool = False


class TaughtWords(Value):
    """A word or two of a version, for which topic they speak how much, and how many customers wrote them."""

    words: str
    topic: RuleTopic
    weight: float
    customers: int


class RaisedWords(Value):
    """A word or two of a version, by how many levels they move the urgency, and how many customers wrote them."""

    words: str
    levels: float
    customers: int


class Version(Value):
    """One adjustment that was learned, and how it did on `asked` of the newest messages beside the shipped model.

    `levels_off` is how many levels of urgency the newest readings are off in all, `levels_off_before` as shipped.

    `customers` are pseudonyms of those whose messages it was learned from, so that an erasure finds them.
    """

    number: int
    at: AwareDatetime
    weights: str
    parts: tuple[TaughtWords, ...] = ()
    raised: tuple[RaisedWords, ...] = ()
    corrections: int = 0
    asked: int = 0
    right: int = 0
    right_before: int = 0
    levels_off: int = 0
    levels_off_before: int = 0
    customers: tuple[str, ...] = ()


class LastNight(Value):
    """What came of the last time that something was to be learned; `newest` is the newest correction that it saw."""

    at: AwareDatetime
    judged: Judged
    corrections: int = 0
    asked: int = 0
    right: int = 0
    right_before: int = 0
    urgency_judged: Judged = "too_few"
    urgency_corrections: int = 0
    levels_off: int = 0
    levels_off_before: int = 0
    newest: AwareDatetime | None = None
    model: str = ""
