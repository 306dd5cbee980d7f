"""The lexicon: words of the account's own, rules switched off or weighed otherwise, why a text is what it is."""

from copy import replace

from care.desk.sections.drafts import Draft, Fields, InvalidDraft, checked, lines, rows
from care.model.account import Account
from care.problems import problem
from care.triage.changes import WrongRule, check
from care.triage.classification import classify
from care.triage.rules import compiled
from care.triage.verdict import Verdict

__all__ = ["change", "draft_of", "read", "why"]

_COLUMNS = ("language", "topic", "phrase", "weight")


def draft_of(account: Account) -> Draft:
    """What the form shows of the rules as they are."""
    triage = account.triage
    return {
        "added": [
            {"language": one.language, "topic": one.topic, "phrase": one.phrase, "weight": str(one.weight)}
            for one in triage.added
        ],
        "switched_off": "\n".join(triage.switched_off),
        "changed": [{"id": one.id, "weight": str(one.weight)} for one in triage.changed],
    }


def read(fields: Fields) -> Draft:
    """The draft of a form that was sent; a row without a phrase is no row, whatever its choices say."""
    return {
        "added": [row for row in rows(fields, "added", _COLUMNS) if row["phrase"]],
        "switched_off": fields.get("switched_off", ""),
        "changed": [row for row in rows(fields, "changed", ("id", "weight")) if row["id"]],
    }


def change(account: Account, draft: Draft) -> Account:
    """The account with these rules; a rule that names nothing, or one that is there already, is refused."""
    values = {
        "added": [{**row, "weight": _number(row["weight"])} for row in draft["added"]],
        "switched_off": lines(draft["switched_off"]),
        "changed": [{**row, "weight": _number(row["weight"])} for row in draft["changed"]],
    }
    triage = checked("triage", values)
    try:
        check(triage)
    except WrongRule as error:
        raise InvalidDraft([problem(error.error, error.setting)]) from None
    return replace(account, triage=triage)


def why(account: Account, text: str, language: str) -> Verdict:
    """What a text would be taken for by the account's rules, and why; `language` is as X tells it, or empty."""
    return classify(text, language or None, compiled(account.triage, account.taught_weights))


def _number(text: str) -> int | str:
    return int(text) if text.isdecimal() and len(text) < 4 else text
