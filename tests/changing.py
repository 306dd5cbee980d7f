"""A copy of a state with changes that a table of a test names, or that are raw, as settings come."""

from typing import Any

from pydantic import BaseModel


def changed[M: BaseModel](model: M, **values: Any) -> M:
    """Where names stand in the code, `copy.replace` is better: the type checker looks at their values too."""
    assert values.keys() <= type(model).model_fields.keys(), "a field that it does not have"
    return model.model_copy(update=values)
