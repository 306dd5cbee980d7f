"""Why a case has its topic: the verdict on the message that gave it, by the rules of now; what is private is masked."""

from collections.abc import Sequence
from copy import replace
from typing import NamedTuple

from care.desk.masking import shown
from care.model.account import Account
from care.model.case import Case
from care.model.stored_message import StoredMessage
from care.triage.classification import classify
from care.triage.rules import compiled
from care.triage.verdict import Verdict

_MASK = "•••"


class Why(NamedTuple):
    """The verdict on a message. `corrected` says that a person gave the topic.

    `differs` says that the case has another one: other messages raised it, or the rules have changed since.
    """

    message_id: str
    verdict: Verdict
    corrected: bool
    differs: bool


def why(case: Case, messages: Sequence[StoredMessage], account: Account) -> Why | None:
    """Why; None where the words are not kept any more. `messages` are as the reader may see them."""
    wrote = [one for one in messages if one.by == "customer" and one.text and one.channel != "internal"]
    named = [one for one in wrote if case.judged_by in one.ids]
    if not wrote or (case.judged_by and not named):
        return None
    message = named[0] if named else wrote[0]
    rules = compiled(account.triage, account.taught_weights)
    verdict = classify(message.text, case.customer.language, rules)
    seen, masked = shown(message.text, account)
    if masked:
        because = tuple(
            one if all(word in seen for word in one.words.split(" … ")) else one._replace(words=_MASK)
            for one in verdict.because
        )
        verdict = replace(verdict, because=because)
    return Why(message.id, verdict, case.corrected is not None and case.corrected.of_topic, verdict.topic != case.topic)
