"""Surveys: every rule of them, the questions in the account's words, and what they would have done lately."""

from collections.abc import Iterable
from copy import replace
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from care.budget.prices import cost_of
from care.desk.sections.drafts import Draft, Fields, InvalidDraft, checked, items, ticked, together
from care.faults import Fault, fault
from care.model.account import Account
from care.model.case import Case
from care.model.outcomes import Outcome
from care.model.settings.occasions import LANGUAGES
from care.problems import problem
from care.survey.simulation import simulated
from care.survey.texts import compose

__all__ = ["KINDS", "Simulation", "change", "draft_of", "read", "simulate"]

KINDS: Final = ("csat", "nps")
_CHOICES = ("kind", "during_incidents")
_NUMBERS = ("follow_up_minutes", "quiet_minutes", "cooldown_days", "expiry_days")
_BOXES = ("enabled", "thanks", "inside_hours", "self_served", "noise")


def draft_of(account: Account) -> Draft:
    """What the form shows of the survey's settings as they are; the sample in percent."""
    survey = account.survey
    return {
        **{name: str(getattr(survey, name)) for name in (*_CHOICES, *_NUMBERS)},
        **{name: getattr(survey, name) for name in _BOXES},
        "sampling": f"{survey.sampling * 100:g}",
        "texts": {
            k: {language: list(getattr(getattr(survey.texts, k), language)) for language in LANGUAGES} for k in KINDS
        },
    }


def read(fields: Fields) -> Draft:
    """The draft of a form that was sent."""
    return {
        **{name: fields.get(name, "").strip() for name in (*_CHOICES, *_NUMBERS, "sampling")},
        **{name: ticked(fields, name) for name in _BOXES},
        "texts": {k: {language: items(fields, f"texts.{k}.{language}") for language in LANGUAGES} for k in KINDS},
    }


def change(account: Account, draft: Draft) -> Account:
    """The account with these rules of its surveys."""
    share = _share(draft["sampling"])
    values = {name: draft[name] for name in (*_CHOICES, *_NUMBERS, *_BOXES)}
    values |= {"sampling": 1 if share is None else share, "texts": draft["texts"]}
    problems = [] if share is not None else [problem(fault(Fault.share_wrong), "sampling")]
    try:
        survey = checked("survey", values)
    except InvalidDraft as wrong:
        raise InvalidDraft([*problems, *wrong.problems]) from None
    together(problems)
    return replace(account, survey=survey)


@dataclass(frozen=True, slots=True)
class Simulation:
    """What would have been asked about resolved cases, at which cost, and why the others were left out.

    `more` tells that there were more cases than were looked at.
    """

    looked_at: int
    asked: int
    micro_dollars: int
    left_out: tuple[tuple[Outcome, int], ...]
    more: bool = False


def simulate(cases: Iterable[Case], account: Account, since: datetime, *, more: bool = False) -> Simulation:
    """What the account's survey would have done to these cases, resolved since then, oldest first."""
    looked_at = list(cases)
    found = simulated(looked_at, account, since)
    costs = (cost_of(compose(one.command, account, one.at), account).micro_dollars for one in found.asked)
    return Simulation(len(looked_at), len(found.asked), sum(costs), tuple(found.left_out.most_common()), more)


def _share(percent: str) -> float | None:
    try:
        share = float(percent.replace(",", ".").removesuffix("%")) / 100
    except ValueError:
        return None
    # 33.3 percent are 0.333, whatever dividing makes of them.
    return round(share, 6) if 0 <= share <= 1 else None
