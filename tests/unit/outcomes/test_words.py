"""Every code has its words in Spanish, Portuguese and English, and no sentence of the code stands in for one."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest

from care.model.events import SendSettled
from care.model.outbox_item import Purpose
from care.model.outcomes import PARAMETERS, Code, Outcome, outcome
from care.model.refusals import RefusalReason
from care.model.selfservice_state import Because
from care.model.settings.occasions import VARIETIES
from care.people.access import AccessChange
from care.privacy.kinds import Kind
from care.words import LANGUAGES, NAMES, sentence, told, word
from care.words.catalogues import words
from desk.sections import SECTIONS

ROOT = Path(__file__).parents[3]
PLACE = re.compile(r"%\((\w+)\)s")
# What a parameter of a name may hold: all that the rules put there.
HELD = {
    "purpose": get_args(Purpose),
    "state": get_args(SendSettled.model_fields["outcome"].annotation),
    "kinds": tuple(Kind),
    "post": ("greeting", "goodbye", "absence"),
    "step": get_args(Because),
    "section": tuple(SECTIONS),
    "switch": ("on", "off"),
    "limit": ("hard", "soft"),
    "label": (
        *("topic", "urgency", "language", "influencer", "lead", "journalist"),
        *("complaint", "after_sales", "question", "praise", "thanks", "noise", "unsure"),
        *(str(urgency) for urgency in range(10)),
        *("es", "pt", "en", "none", "yes", "no"),
    ),
    "act": (*get_args(AccessChange), "invite"),
}


@pytest.mark.parametrize("language", VARIETIES)
@pytest.mark.parametrize("code", Code)
def test_a_code_has_words_with_exactly_the_parameters_that_it_gives(code: Code, language: str):
    said = words("outcomes", language)[code]
    assert set(PLACE.findall(said)) == PARAMETERS.get(code, frozenset())
    assert "%" not in PLACE.sub("", said)
    example = {name: HELD[NAMES[name]][0] if name in NAMES else 7 for name in PARAMETERS.get(code, ())}
    assert "%" not in word(language, Outcome(code, example))


@pytest.mark.parametrize("language", VARIETIES)
def test_each_name_of_the_rules_has_words_and_nothing_has_words_in_vain(language: str):
    named = {f"{name} {held}" for name, all_held in HELD.items() for held in all_held}
    assert set(HELD) == set(NAMES.values())
    assert set(NAMES) <= {name for names in PARAMETERS.values() for name in names}
    assert set(words("outcomes", language)) == named | set(Code)


def test_no_language_is_left_in_the_words_of_another():
    spanish, portuguese, english = (words("outcomes", language) for language in LANGUAGES)
    alike = {code for code in Code if spanish[code] == english[code] or portuguese[code] == english[code]}
    assert alike == {
        Code.send_settled,
        Code.told_before,
        Code.deed_access,
        Code.deed_label,
    }, "these are made of their parameters alone"


@pytest.mark.parametrize("reason", RefusalReason)
def test_what_x_refuses_for_is_a_code_of_the_same_name(reason: RefusalReason):
    assert Code(reason).value == reason.value
    assert word("es", outcome(Code(reason))) != reason


def test_several_outcomes_are_told_in_the_readers_language_and_names_with_them():
    why = (
        outcome(Code.part_of_thread, part=2, parts=3),
        outcome(Code.personal_data, kinds="email, phone"),
        outcome(Code.cannot_dm),
    )
    assert told("es", why) == (
        "parte 2 de 3, las demás han salido; los datos personales no pueden salir en público: correo electrónico, "
        "teléfono; el cliente no acepta mensajes privados de la cuenta"
    )
    assert told("pt", why[2:]) == "o cliente não aceita DMs da conta"
    assert told("fr", why[2:]) == told("en", why[2:]) == "the customer accepts no DMs from the account"
    assert sentence("es", (outcome(Code.resolved),)) == "Resuelto."
    assert (sentence("es", ()), told("es", ())) == ("", "")


def trees() -> Iterator[tuple[Path, ast.AST]]:
    for folder in ("functions", "infra", "layers/care/python/care"):
        for file in sorted((ROOT / folder).rglob("*.py")):
            yield file, ast.parse(file.read_text(encoding="utf-8"))


def name_of(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""


def built_from_words(tree: ast.AST) -> Iterator[int]:
    """The lines on which an outcome, or the reason of something, is made of a text."""
    reasons = {"because", "why", "reason"}
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        made = name_of(node.func)
        first = node.args[0] if node.args else None
        if made in {"Outcome", "outcome"} and isinstance(first, (ast.Constant, ast.JoinedStr)):
            yield node.lineno
        if made in {"No", "NotAllowed"} and isinstance(first, (ast.Constant, ast.JoinedStr)):
            yield node.lineno
        if made in {"Decision", "unchanged", "Guarded", "settle", "report_of", "Cost", "Wait", "Served", "Answered"}:
            values = [*node.args[1:], *(k.value for k in node.keywords if k.arg in reasons)]
            if any(" " in text for text in map(text_of, values)):
                yield node.lineno


def text_of(node: ast.expr) -> str:
    constants = [part.value for part in ast.walk(node) if isinstance(part, ast.Constant)]
    return " ".join(value for value in constants if isinstance(value, str))


def test_no_outcome_or_refusal_is_made_of_a_text():
    found = [f"{file.relative_to(ROOT)}:{line}" for file, tree in trees() for line in built_from_words(tree)]
    assert found == []


@pytest.mark.parametrize(
    "source",
    [
        'unchanged(known, "the case is gone")',
        'Decision(customer=c, because="the case was closed")',
        'No(f"the post {one} was deleted")',
        'outcome("resolved")',
        'outbox.settle(item, "refused", now, why=("it is too long",))',
    ],
)
def test_a_reason_made_of_a_text_would_be_found(source: str):
    assert list(built_from_words(ast.parse(source))) == [1]


def test_an_outcome_is_made_of_a_code_with_its_parameters_and_of_nothing_else():
    for code, params in (
        ("resolved", {}),
        (Code.resolved, {"by": "ana"}),
        (Code.withheld, {}),
        (Code.dead_link, {"url": "x"}),
    ):
        with pytest.raises(TypeError):
            Outcome(code, params)  # type: ignore[arg-type]


@pytest.mark.parametrize("function", ["ingest", "cases", "publish", "acknowledge", "survey", "hours", "reconcile"])
def test_what_speaks_to_nobody_imports_no_words(function: str):
    """The modules that a function's own files name, and what these name, hold neither words nor Babel's catalogues."""
    seen: set[str] = set()
    waiting = [*(ROOT / "functions" / function).glob("*.py")]
    care = ROOT / "layers" / "care" / "python"
    while waiting:
        for node in ast.parse(waiting.pop().read_text(encoding="utf-8")).body:
            names = (
                [f"{node.module}.{alias.name}" for alias in node.names] + [str(node.module)]
                if isinstance(node, ast.ImportFrom)
                else [alias.name for alias in node.names]
                if isinstance(node, ast.Import)
                else []
            )
            for name in (one for one in names if one.startswith("care") and one not in seen):
                seen.add(name)
                path = care / name.replace(".", "/")
                waiting += [file for file in (path.with_suffix(".py"), path / "__init__.py") if file.exists()]
    assert "care.model.outcomes" in seen or function == "ingest"
    assert not any(name.startswith("care.words") for name in seen)
