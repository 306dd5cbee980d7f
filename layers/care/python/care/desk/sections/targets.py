"""Targets of response, the undo delay, what waits for approval, and when an acknowledgement goes out."""

from copy import replace
from typing import Any

from care.desk.sections.drafts import Checks, Draft, Fields, lines, ticked
from care.model.account import Account

__all__ = ["change", "draft_of", "read"]

_SLA = ("complaint_minutes", "other_minutes", "resolution_minutes")
# The one that may be left empty; an empty field of the others is no wish for a number that nobody sees.
_OPTIONAL = "resolution_minutes"
_ACKNOWLEDGEMENT = ("grace_minutes", "max_age_minutes", "per_day")


def draft_of(account: Account) -> Draft:
    """What the form shows of these settings as they are."""
    return {
        **{name: _text(getattr(account.sla, name)) for name in _SLA},
        **{name: _text(getattr(account.acknowledgement, name)) for name in _ACKNOWLEDGEMENT},
        "enabled": account.acknowledgement.enabled,
        "undo_seconds": str(account.undo_seconds),
        "second_look": "\n".join(account.second_look),
        "spam_recognise": account.unwanted.recognise,
        "spam_learn": account.unwanted.learn,
        "abuse": account.unwanted.second_look,
        "countries": " ".join(account.countries),
        "own_data": "\n".join(account.own_data),
    }


def read(fields: Fields) -> Draft:
    """The draft of a form that was sent."""
    single = (*_SLA, *_ACKNOWLEDGEMENT, "undo_seconds", "countries")
    return {
        **{name: fields.get(name, "").strip() for name in single},
        "enabled": ticked(fields, "enabled"),
        "second_look": fields.get("second_look", ""),
        "spam_recognise": ticked(fields, "spam_recognise"),
        "spam_learn": ticked(fields, "spam_learn"),
        "abuse": fields.get("abuse", ""),
        "own_data": fields.get("own_data", ""),
    }


def change(account: Account, draft: Draft) -> Account:
    """The account with these settings; open clocks follow them, and time already used stays used."""
    sla = {name: draft[name] or None if name == _OPTIONAL else draft[name] for name in _SLA}
    acknowledgement = {**{name: draft[name] for name in _ACKNOWLEDGEMENT}, "enabled": draft["enabled"]}
    countries = draft["countries"].upper().replace(",", " ").split()
    checks = Checks()
    changed = replace(
        account,
        sla=checks.value("sla", sla, account.sla),
        acknowledgement=checks.value("acknowledgement", acknowledgement, account.acknowledgement),
        undo_seconds=checks.value("undo_seconds", draft["undo_seconds"], account.undo_seconds, "undo_seconds"),
        unwanted=checks.value("unwanted", _unwanted(draft), account.unwanted, "abuse"),
        second_look=checks.value("second_look", lines(draft["second_look"]), account.second_look, "second_look"),
        own_data=checks.value("own_data", lines(draft["own_data"]), account.own_data, "own_data"),
        countries=checks.value("countries", countries, account.countries, "countries"),
    )
    checks.end()
    return changed


def _unwanted(draft: Draft) -> dict[str, Any]:
    """As the account keeps it; a form of an earlier release chose nothing."""
    second_look = draft["abuse"] or "threats"
    return {"recognise": draft["spam_recognise"], "learn": draft["spam_learn"], "second_look": second_look}


def _text(value: int | None) -> str:
    return "" if value is None else str(value)
