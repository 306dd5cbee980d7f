"""The places of the tree of words, and what the phrases that end there say in each language."""

from typing import Final, NamedTuple

from care.triage.lexicon import Rule, Section

# What thanks for what is over may name: "gracias por solucionar el error de la factura".
NAMED: Final = frozenset({"complaint", "after_sales"})


class Applying(NamedTuple):
    """What a phrase says in some languages: its rules by id, section and weight, one of a section.

    `shared` tells that two languages have a rule of one section, `aside` that it is read and set aside, `names` that it
    names what thanks may be for.
    """

    rules: tuple[tuple[str, Section, int], ...]
    shared: bool
    aside: bool
    names: bool


class Node:
    """A place in the tree: where each next word leads, and the rules whose phrase ends here."""

    __slots__ = ("_applying", "aside", "mask", "next", "rules")

    def __init__(self) -> None:
        self.next: dict[str, Node] = {}
        self.rules: tuple[Rule, ...] = ()
        # Of which languages the rules are, and those of them that are read and set aside.
        self.mask = 0
        self.aside = 0
        self._applying: dict[int, Applying] = {}

    def applying(self, mask: int) -> Applying:
        """What the phrase says in the languages of `mask`; made when first met."""
        told = self._applying.get(mask)
        if told is None:
            told = self._applying[mask] = self._work_out(mask)
        return told

    def _work_out(self, mask: int) -> Applying:
        rules = [rule for rule in self.rules if rule.mask & mask]
        first: dict[str, Rule] = {}
        for rule in rules:
            first.setdefault(rule.section, rule)
        return Applying(
            tuple((rule.id, rule.section, rule.weight) for rule in first.values()),
            shared=len(first) < len(rules),
            aside=bool(self.aside & mask),
            names=not NAMED.isdisjoint(first),
        )

    def end(self, rule: Rule) -> None:
        """A rule's phrase ends here."""
        self.rules += (rule,)
        self._applying.clear()
        self.mask |= rule.mask
        if rule.section == "neutral":
            self.aside |= rule.mask
