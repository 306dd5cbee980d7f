"""What an account changes of the rules that come with the code: rules of its own, rules switched off, other weights."""

from difflib import get_close_matches
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, field_validator
from pydantic_core import PydanticCustomError

from care.faults import Fault, fault
from care.triage.lexicon import Rule, shipped
from care.triage.verdict import RuleTopic
from care.triage.words import BREAK, words

Weight = Annotated[int, Field(ge=1, le=9, strict=True)]
RuleId = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120)]


class WrongRule(ValueError):
    """A change that cannot be: `setting` says in which part of the changes, `error` what is wrong with it."""

    def __init__(self, setting: str, error: PydanticCustomError) -> None:
        super().__init__(str(error))
        self.setting = setting
        self.error = error


class UnknownRule(WrongRule):
    """A change names a rule that there is not; the message says which, and which come near."""


class _Changes(BaseModel):
    model_config = ConfigDict(defer_build=True, frozen=True, extra="forbid")


class AddedRule(_Changes):
    """A phrase of the account's own: "reclam*" stands for every word that begins so, "#" for a number.

    `language` "any" reads texts of every language. `topic` "urgency" makes no topic and raises what was found.
    """

    language: Literal["es", "pt", "en", "any"]
    topic: RuleTopic | Literal["urgency"]
    phrase: Annotated[str, StringConstraints(strip_whitespace=True, max_length=80)]
    weight: Weight = 4

    @field_validator("phrase")
    @classmethod
    def _has_words(cls, phrase: str) -> str:
        if not any(key != BREAK for _, key in words(phrase.replace("#", "0").replace("*", ""))):
            raise fault(Fault.no_word)
        for part in phrase.split():
            if "*" in part[:-1] or (part.endswith("*") and len(part) < 4):
                raise fault(Fault.star_within, given=part)
        return " ".join(phrase.split())

    @property
    def rule(self) -> Rule:
        """The same as a rule, which has an id."""
        return Rule(self.language, self.topic, self.phrase, self.weight)


class ChangedWeight(_Changes):
    """Another weight, 1 to 9, for the rule with this id ("es:complaint:no funciona"). To silence it, switch it off."""

    id: RuleId
    weight: Weight


class TriageRules(_Changes):
    """An account's changes. `check` says whether they name rules that there are."""

    added: Annotated[tuple[AddedRule, ...], Field(max_length=500)] = ()
    switched_off: Annotated[tuple[RuleId, ...], Field(max_length=2000)] = ()
    changed: Annotated[tuple[ChangedWeight, ...], Field(max_length=2000)] = ()


def check(changes: TriageRules) -> None:
    """Raise UnknownRule for an id that names nothing, WrongRule for a rule given twice: asked when settings are saved.

    Reading a message does not ask: a rule that a later version drops must not stop an account's messages.
    """
    known = shipped().rules
    named = [("switched_off", one) for one in changes.switched_off] + [("changed", one.id) for one in changes.changed]
    for setting, rule_id in named:
        if rule_id not in known:
            near = " or ".join(f"'{other}'" for other in get_close_matches(rule_id, known, n=3, cutoff=0.6))
            error = fault(Fault.unknown_rule_near, given=rule_id, near=near) if near else None
            raise UnknownRule(setting, error or fault(Fault.unknown_rule, given=rule_id))
    seen: set[str] = set()
    for added in changes.added:
        if added.rule.id in known:
            raise WrongRule("added", fault(Fault.rule_exists, given=added.rule.id))
        if added.rule.id in seen:
            raise WrongRule("added", fault(Fault.rule_twice, given=added.rule.id))
        seen.add(added.rule.id)


def changed_rules(changes: TriageRules) -> list[Rule]:
    """Our rules as the account changed them, then those it added; an id that names no rule changes nothing."""
    weights = {change.id: change.weight for change in changes.changed}
    off = set(changes.switched_off)
    kept = [rule for rule_id, rule in shipped().rules.items() if rule_id not in off]
    for place, rule in enumerate(kept):
        weight = weights.get(rule.id)
        if weight is not None:
            kept[place] = Rule(rule.language, rule.section, rule.phrase, weight)
    known = shipped().rules
    return kept + [added.rule for added in changes.added if added.rule.id not in known]
