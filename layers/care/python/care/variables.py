"""How a function's settings are read from its environment, and written into it by the stack."""

import json
import os
from collections.abc import Mapping
from functools import cache
from typing import Any, Self, dataclass_transform


class WrongEnvironment(RuntimeError):
    """The environment of a function does not hold what its settings class asks for."""


@dataclass_transform(frozen_default=True, kw_only_default=True)
class Environment:
    """Settings are read from the variables that carry the fields' names in capitals.

    As a frozen dataclass to who uses it; of nearly twenty classes each function would write the methods of all.
    """

    local_clock: str = ""
    """Path of the movable clock's file. Set by the local run alone; a deployed stack refuses to be built with it."""

    def __init__(self, **values: str | int) -> None:
        unknown = values.keys() - self.kinds()
        missing = {name for name in self.kinds() if name not in values and not hasattr(type(self), name)}
        if unknown or missing:
            raise TypeError(f"{type(self).__name__}: unknown {sorted(unknown)}, missing {sorted(missing)}")
        vars(self).update(values)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"{name} is read from the environment")

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and self._values() == other._values()

    def __hash__(self) -> int:
        return hash(tuple(self._values().values()))

    def _values(self) -> dict[str, str | int]:
        return {name: getattr(self, name) for name in self.kinds()}

    @classmethod
    @cache
    def kinds(cls) -> Mapping[str, type]:
        """The names of the fields, and whether each is a text or a number."""
        classes = [one for one in reversed(cls.__mro__) if issubclass(one, Environment)]
        return {name: kind for one in classes for name, kind in one.__annotations__.items()}

    @classmethod
    def read(cls, environment: Mapping[str, str] = os.environ) -> Self:
        """The settings that `environment` holds, or WrongEnvironment with the names (never values) of what is wrong."""
        values: dict[str, Any] = {}
        wrong: set[str] = set()
        for field, kind in cls.kinds().items():
            name = field.upper()
            if name in environment:
                try:
                    values[field] = kind(environment[name])
                except ValueError:
                    wrong.add(name)
            elif not hasattr(cls, field):
                wrong.add(name)
        if wrong:
            raise WrongEnvironment(f"{cls.__name__}: missing or wrong in the environment: {', '.join(sorted(wrong))}")
        return cls(**values)

    def to_environment(self) -> dict[str, str]:
        """The variables from which `read` makes this very value; defaults are left out."""
        told = {name.upper(): (value, getattr(type(self), name, None)) for name, value in self._values().items()}
        return {name: str(value) for name, (value, default) in told.items() if value != default}


def apps_of(text: str) -> dict[str, str]:
    """The ARN of each X app's secret by the app's name, from the setting `app_secrets`; WrongEnvironment otherwise."""
    try:
        found = json.loads(text)
    except ValueError:
        found = None
    if not isinstance(found, dict) or not found or not all(isinstance(arn, str) for arn in found.values()):
        raise WrongEnvironment("APP_SECRETS must be a JSON object of the apps' names and their secrets' ARNs")
    return found
