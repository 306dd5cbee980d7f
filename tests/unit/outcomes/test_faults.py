"""What is wrong with settings and forms has its words in Spanish, Portuguese and English, whoever found it."""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import TypeAdapter, ValidationError
from pydantic_core._pydantic_core import list_all_errors
from tests.unit.outcomes.test_words import PLACE, ROOT, name_of, trees

from care.faults import ENGLISH, Fault, fault
from care.model.account import Account
from care.model.settings.occasions import VARIETIES
from care.problems import problem, problems_of
from care.words import fault as told
from care.words import place
from care.words.catalogues import words

ENGLISH_PLACE = re.compile(r"\{(\w+)\}")
# Braces in the English that show how something is written, and stand for no parameter.
SHOWN = {"name", "status", "order", "n", "placeholders", "2"}


def given() -> dict[str, list[set[str]]]:
    """The parameters that the code gives each fault, by every place that raises it."""
    found: defaultdict[str, list[set[str]]] = defaultdict(list)
    for _, tree in trees():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and name_of(node.func) in {"fault", "_unknown"} and node.args:
                code = node.args[0]
                if isinstance(code, ast.Attribute) and name_of(code.value) == "Fault":
                    keys = {keyword.arg for keyword in node.keywords if keyword.arg}
                    spread = [name_of(keyword.value) for keyword in node.keywords if not keyword.arg]
                    keys |= {"what", "known", "hole"} if spread == ["told"] else set()
                    if name_of(node.func) == "_unknown":
                        found[f"{code.attr}_near"].append(keys | {"given", "near"})
                        keys |= {"given"}
                    found[code.attr].append(keys)
    return found


GIVEN = given()


@pytest.mark.parametrize("code", Fault)
def test_a_fault_is_raised_with_the_parameters_that_its_words_need(code: Fault):
    assert GIVEN[code], "nothing raises it"
    for keys in GIVEN[code]:
        assert set(ENGLISH_PLACE.findall(ENGLISH[code])) - SHOWN <= keys
        for language in VARIETIES:
            assert set(PLACE.findall(words("faults", language)[code])) <= keys


@pytest.mark.parametrize("language", VARIETIES)
def test_nothing_has_words_in_vain(language: str):
    ids = set(words("faults", language))
    assert {one for one in ids if " " not in one} == set(Fault)
    assert ids == set(words("faults", "en"))


@pytest.mark.parametrize("language", ["es", "pt", "pt-PT"])
@pytest.mark.parametrize("error", list_all_errors(), ids=lambda error: error["type"])
def test_whatever_pydantic_finds_is_told_in_the_readers_language(error: dict[str, object], language: str):
    said = told(language, str(error["type"]), error.get("example_context") or {})  # type: ignore[arg-type]
    assert said
    assert said != told("en", str(error["type"]), error.get("example_context") or {})  # type: ignore[arg-type]
    assert "%(" not in said


def test_a_fault_of_ours_is_told_with_its_parameters_and_its_english_is_its_message():
    error = fault(Fault.overlap, start="14:00", before="weekly.mon[0]", end="14:01")
    assert str(error) == "starts at 14:00, before weekly.mon[0] ends at 14:01; make them touch or stand apart"
    said = told("es", error.type, error.context or {})
    assert said == "un tramo empieza a las 14:00, antes de que otro acabe a las 14:01: haz que se toquen o sepáralos"
    kinds = problem(fault(Fault.holds_personal_data, kinds="phone"))
    assert "(teléfono)" in told("es", kinds.code, kinds.params)


def test_what_was_typed_is_quoted_without_what_cannot_be_seen_and_not_at_any_length():
    assert "\x1b" not in str(fault(Fault.not_a_time, given="\x1b[2J"))
    assert len(str(fault(Fault.not_a_time, given="9" * 100_000))) < 400


def test_what_is_wrong_with_an_account_is_told_place_by_place():
    hours = {"timezone": "Europe/Madird", "weekly": {"mon": [["9", "10:00"]]}}
    with pytest.raises(ValidationError) as refused:
        Account.model_validate({"id": "x", "username": "a b", "hours": hours, "undo_seconds": 9999, "strange": 1})
    found = {(one.place, one.code) for one in problems_of(refused.value)}
    assert ("hours.timezone", "unknown_zone_near") in found
    assert ("undo_seconds", "less_than_equal") in found
    assert ("strange", "extra_forbidden") in found
    english = {told("en", one.code, one.params) for one in problems_of(refused.value)}
    assert english.isdisjoint({told("es", one.code, one.params) for one in problems_of(refused.value)})


def test_a_place_has_a_name_and_a_row_its_number():
    assert place("es", "texts.es") == "texto, español"
    assert place("pt", "parameters.0.name") == "parameters, 1, nome"


def validators() -> Iterator[tuple[Path, ast.FunctionDef]]:
    """What pydantic calls to look at a value: by a decorator, or as an annotation names it."""
    for file, tree in trees():
        named = {
            argument.id
            for node in ast.walk(tree)
            if isinstance(node, ast.Call) and name_of(node.func) in {"AfterValidator", "BeforeValidator"}
            for argument in node.args
            if isinstance(argument, ast.Name)
        }
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef):
                wrapped = [one.func if isinstance(one, ast.Call) else one for one in node.decorator_list]
                by_decorator = {"field_validator", "model_validator"} & {name_of(one) for one in wrapped}
                if by_decorator or node.name in named:
                    yield file, node


WITHIN_X = ("care/x/", "care/people/", "care/privacy/", "infra/cdk/context.py")


def test_no_validator_of_what_people_write_refuses_in_words():
    found: list[str] = []
    for file, function in validators():
        if any(part in str(file) for part in WITHIN_X):
            continue  # what X sends, and what the stack's own files say, is for logs and operators
        calls = (
            node for node in ast.walk(function) if isinstance(node, ast.Call) and name_of(node.func) == "ValueError"
        )
        found += [f"{file.relative_to(ROOT)}:{node.lineno}" for node in calls]
    assert found == []
    assert len(list(validators())) > 10


def test_each_limit_of_pydantic_says_its_number():
    adapter = TypeAdapter(Account.model_fields["undo_seconds"].rebuild_annotation())
    with pytest.raises(ValidationError) as refused:
        adapter.validate_python(601)
    [one] = problems_of(refused.value)
    assert told("es", one.code, one.params) == "tiene que ser 600 o menos"
