"""Settings that nobody gave: made without being checked, and what a check would make of them."""

import importlib
import pkgutil

import pytest
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from care import model

for _module in pkgutil.walk_packages(model.__path__, "care.model."):
    importlib.import_module(_module.name)


def models(of: type[BaseModel] = BaseModel) -> list[type[BaseModel]]:
    return [one for kind in of.__subclasses__() for one in [kind, *models(kind)] if kind.__module__.startswith("care.")]


def defaults() -> list[tuple[str, FieldInfo]]:
    return [
        (f"{one.__name__}.{name}", field)
        for one in models()
        for name, field in one.model_fields.items()
        if isinstance(field.default, BaseModel)
    ]


def test_there_are_some():
    assert len(defaults()) > 30


@pytest.mark.parametrize(("name", "field"), defaults(), ids=lambda one: one if isinstance(one, str) else "")
def test_a_default_is_what_a_check_makes_of_nothing_given(name, field):
    given = field.default.model_dump(exclude_unset=True)
    checked = type(field.default)(**given)
    assert field.default == checked
    assert field.default.model_dump(mode="json") == checked.model_dump(mode="json")
    assert {one: type(value) for one, value in vars(field.default).items()} == {
        one: type(value) for one, value in vars(checked).items()
    }
