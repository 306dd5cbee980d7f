"""A message that tells its kind is read as pydantic reads the union of all kinds."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from care.model import commands, events

AT = datetime(2026, 11, 24, 21, 0, tzinfo=UTC)
CASE = {"account_id": "1", "customer_id": "2", "case_id": "C1"}
COMMAND = {**CASE, "item_id": "i", "language": "es", "asked_at": AT.isoformat()}
READ = [
    {**CASE, "kind": "case_due", "due_at": AT.isoformat()},
    {**CASE, "kind": "case_assigned", "to": "sara", "action_id": "a", "by": "sara", "at": AT.isoformat()},
    {"kind": "unreadable", "account_id": "", "event_type": "e", "reason": "r", "payload": "p"},
    {**CASE, "kind": "case_due", "due_at": AT.isoformat(), "of_a_later_release": 1},
    {"within": {"kind": "case_assigned"}, **CASE, "kind": "case_due", "due_at": AT.isoformat()},
]
BROKEN = [
    "",
    "nothing",
    "[]",
    "1",
    "{}",
    '{"kind": "unknown"}',
    '{"kind": ["case_due"]}',
    '{"kind": "case_due"}',
    '{"kind": "case_due", "version": 2, "account_id": "1"}',
    json.dumps({**CASE, "kind": "case_assigned", "to": 3}),
    json.dumps({"within": {"kind": "case_due"}, **CASE, "due_at": AT.isoformat()}),
]
ALL = TypeAdapter[events.Event](events.Event)


@pytest.mark.parametrize("values", READ)
def test_it_is_what_the_union_reads(values):
    body = json.dumps(values)
    assert events.read_event(body) == ALL.validate_json(body)


@pytest.mark.parametrize("body", BROKEN)
def test_what_is_none_of_them_is_refused_in_the_unions_words(body):
    with pytest.raises(ValidationError) as ours:
        events.read_event(body)
    with pytest.raises(ValidationError) as unions:
        ALL.validate_json(body)
    assert ours.value.errors() == unions.value.errors()


UNIONS: Any = ((events, events.Event), (commands, commands.Command))


def test_every_kind_of_event_and_of_command_is_known():
    for module, union in UNIONS:
        schema = TypeAdapter(union).json_schema()
        assert module._KINDS._models.keys() == schema["discriminator"]["mapping"].keys()


def test_a_stored_list_of_commands_is_read_as_the_union_reads_it():
    told = [{**COMMAND, "kind": "introduce"}, {**COMMAND, "kind": "look_up", "lookup_id": "o", "values": {"n": "1"}}]
    text = json.dumps(told)
    assert commands.read_commands(text) == TypeAdapter(tuple[commands.Command, ...]).validate_json(text)
    assert commands.read_commands("[]") == ()


def test_a_model_of_ours_is_built_when_it_is_first_used():
    """Pydantic builds what reads a class when the class is made, unless it is told to wait."""
    root = Path(commands.__file__).parents[1]
    files = [*root.rglob("*.py"), *(root.parents[3] / "functions").rglob("*.py")]
    made = [line for file in files for line in file.read_text(encoding="utf-8").split("ConfigDict(")[1:]]
    assert made
    assert [line[:80] for line in made if "defer_build=True" not in line.partition(")")[0]] == []
