"""The schemas of facts in docs/facts are those of the models, and what is told fits them."""

import json

import pytest
from infra.pages import schemas
from jsonschema import Draft4Validator
from tests.unit.facts.test_notices import a_fact

from care.model.case_facts import MessageReceived
from care.model.fact import TYPES, told


def test_the_files_are_those_of_the_models():
    written = {file.stem: file.read_text(encoding="utf-8") for file in schemas.FOLDER.glob("*.json")}
    made = {kind: schemas.written(schema) for kind, schema in schemas.schemas().items()}
    assert written == made, "run `python -m infra.pages.schemas`"


@pytest.mark.parametrize("kind", TYPES, ids=schemas.kind_of)
def test_what_is_told_fits_its_schema_and_another_kind_does_not(kind):
    schema = schemas.schema_of(kind)
    Draft4Validator.check_schema(schema)
    validator = Draft4Validator(schema)
    values = told(a_fact(kind), texts=kind is MessageReceived)
    assert list(validator.iter_errors(values)) == []
    assert list(validator.iter_errors({**values, "kind": "case.vanished"})) != []
    assert list(validator.iter_errors({k: v for k, v in json.loads(json.dumps(values)).items() if k != "at"})) != []
