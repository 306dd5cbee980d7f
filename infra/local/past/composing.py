"""The outbox item that a command of the past leads to, by the rules of the functions that compose them."""

from datetime import datetime

from care.acknowledgement.rules import said_as_of
from care.acknowledgement.texts import answer, compose, spoken, thanks
from care.model.account import Account
from care.model.case import Case
from care.model.commands import Acknowledge, AnswerByDm, AskSurvey, Command, SendReply, Thank
from care.model.outbox_item import Item
from care.model.settings.occasions import language_of
from care.outbox.replies import reply_item
from care.survey.rules import still_asked, still_wanted
from care.survey.texts import compose as ask


def item_for(command: Command, case: Case, account: Account, now: datetime) -> Item | None:
    """What is to be sent; None where nothing is to be said, or where it is another's matter."""
    match command:
        case SendReply():
            return reply_item(command)
        case Acknowledge():
            return _acknowledgement(command, account, now)
        case AnswerByDm():
            return answer(command, account)
        case Thank():
            return thanks(command, account, now)
        case AskSurvey(says="question"):
            return ask(command, account, now) if still_wanted(case, account, now) else None
        case AskSurvey():
            return ask(command, account, now) if still_asked(case, command.item_id) else None
        case _:
            return None


def _acknowledgement(command: Acknowledge, account: Account, now: datetime) -> Item | None:
    at = said_as_of(command, account, now)
    if at is None:
        return None
    name = command.name if command.channel == "private" else ""
    exposed = command.occasion == "private_request"
    return compose(command, account, at, name=name, incident=_incident(command, account), exposed=exposed)


def _incident(command: Acknowledge, account: Account) -> str:
    known = next((one for one in account.incidents if one.incident_id == command.incident_id), None)
    if known is None:
        return ""
    language = language_of(spoken(command.language, account))
    return known.told(language, account.language, ended=command.occasion == "incident_end")
