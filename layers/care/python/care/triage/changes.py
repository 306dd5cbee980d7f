"""What an account changes of the rules that come with the code: rules of its own, rules switched off, other weights."""

from difflib import get_close_matches
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, field_validator

from care.triage.lexicon import Rule, shipped
from care.triage.verdict import Topic
from care.triage.words import BREAK, words

Weight = Annotated[int, Field(ge=1, le=9, strict=True)]
RuleId = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120)]


class UnknownRule(ValueError):
    """A change names a rule that there is not; the message says which, and which come near."""


class _Changes(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class AddedRule(_Changes):
    """A phrase of the account's own: "reclam*" stands for every word that begins so, "#" for a number.

    `language` "any" reads texts of every language. `topic` "urgency" makes no topic and raises what was found.
    """

    language: Literal["es", "pt", "en", "any"]
    topic: Topic | Literal["urgency"]
    phrase: Annotated[str, StringConstraints(strip_whitespace=True, max_length=80)]
    weight: Weight = 4

    @field_validator("phrase")
    @classmethod
    def _has_words(cls, phrase: str) -> str:
        if not any(key != BREAK for _, key in words(phrase.replace("#", "0").replace("*", ""))):
            raise ValueError("is empty once links, @names and stops are left out; give at least one word or emoji")
        for part in phrase.split():
            if "*" in part[:-1] or (part.endswith("*") and len(part) < 4):
                raise ValueError(f"has {part!r}: a * stands at the end of a word, after three letters or more")
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
    """Raise UnknownRule for an id that names nothing, ValueError for a rule given twice: asked when settings are saved.

    Reading a message does not ask: a rule that a later version drops must not stop an account's messages.
    """
    known = shipped().rules
    for rule_id in (*changes.switched_off, *(change.id for change in changes.changed)):
        if rule_id not in known:
            near = " or ".join(repr(other) for other in get_close_matches(rule_id, known, n=3, cutoff=0.6))
            hint = f"; did you mean {near}?" if near else '; an id reads "es:complaint:no funciona".'
            raise UnknownRule(f"There is no rule {rule_id!r}{hint}")
    seen: set[str] = set()
    for added in changes.added:
        if added.rule.id in known:
            raise ValueError(f"The rule {added.rule.id!r} is there already; change its weight instead of adding it.")
        if added.rule.id in seen:
            raise ValueError(f"The rule {added.rule.id!r} is added twice; keep one of them.")
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
