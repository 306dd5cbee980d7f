"""Reading one of many models by the `kind` that its message tells."""

from functools import cached_property
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel, TypeAdapter
from pydantic_core import from_json, to_json

from care import late

_KIND = late.pattern(r'"kind":\s*"(\w+)"')


class Kinds[T]:
    """The models of a union that is told apart by `kind`, read as pydantic reads the union.

    A model is built when its first message comes. For the union pydantic builds all of them, and no start uses many.
    """

    def __init__(self, union: Any) -> None:
        self._union = union

    def read(self, body: str | bytes) -> T:
        """What a JSON text holds; pydantic's ValidationError, as of the union, if it holds none of them."""
        text = body.decode(errors="replace") if isinstance(body, bytes) else body
        # The first that the text tells is its own, as we write it. If it is that of something within, that one's model
        # refuses the body, or was told no kind by it.
        found = _KIND.search(text)
        try:
            read = self._models[found[1]].model_validate_json(body) if found else None
        except (ValueError, KeyError):
            read = None
        if read is not None and "kind" in read.model_fields_set:
            return read  # type: ignore[return-value]  # it is one of T
        # Which of them was meant, and what is wrong with it, is told in the union's words.
        return self._whole.validate_json(body)

    def read_all(self, text: str) -> tuple[T, ...]:
        """What a JSON array holds, likewise."""
        return tuple(self.read(to_json(one)) for one in from_json(text))

    @cached_property
    def _models(self) -> dict[str, type[BaseModel]]:
        return {one.model_fields["kind"].default: one for one in _members(self._union)}

    @cached_property
    def _whole(self) -> TypeAdapter[T]:
        return TypeAdapter(self._union)


def _members(union: Any) -> list[type[BaseModel]]:
    if get_origin(union) is Annotated:
        return _members(get_args(union)[0])
    if get_origin(union) in {UnionType, Union}:
        return [one for member in get_args(union) for one in _members(member)]
    return [union]
