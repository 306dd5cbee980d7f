"""What a customer's message is about, and in which language it is answered."""

from copy import replace

from care.model.account import Account
from care.model.customer import Customer
from care.model.messages import Message
from care.triage.classification import classify
from care.triage.languages import ours
from care.triage.rules import compiled
from care.triage.varieties import tagged
from care.triage.verdict import Verdict

_SURE_OF_THANKS = 0.85


def is_thanks(verdict: Verdict) -> bool:
    """True where nobody waits for an acknowledgement: the model must be nearly as sure as a rule."""
    return verdict.topic == "thanks" and verdict.sure >= _SURE_OF_THANKS


def verdict_of(message: Message, customer: Customer, account: Account) -> Verdict:
    """What the text is about; what is only shown, nobody here can read, and somebody should look."""
    rules = compiled(account.triage, account.taught_weights)
    verdict = classify(message.text, _language_of(message, customer), rules)
    if message.media and verdict.topic == "noise":
        return replace(verdict, topic="question", urgency=1)
    return verdict


def tag_of(verdict: Verdict, message: Message, customer: Customer, account: Account) -> str:
    """The language in which the customer is answered, with its country where that is another than the account's."""
    language = (verdict.language or customer.language or account.language).partition("-")[0]
    return tagged(language, message.text, customer.language, account.countries[0])


def _language_of(message: Message, customer: Customer) -> str:
    """What X tells, else the customer's last one; what a person said holds until X and the words tell another."""
    if not customer.language_said:
        return message.language or customer.language
    own = classify(message.text)
    both = own.told_by == "words" and own.language == ours(message.language)
    return own.language if both and own.language else customer.language
