"""The result of a look-up: the fields that were found, or the reason why a person takes over."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

type Value = str | int | float | bool

LookupFailure = Literal[
    "bad_value",  # what the customer gave cannot stand in an address
    "no_secret",  # the app's secret lacks the value of the header, or has one that cannot be sent
    "forbidden_address",  # not https, or the name leads to what is no public address
    "timed_out",
    "unreachable",
    "redirected",
    "not_allowed",
    "not_found",
    "bad_status",
    "too_long",
    "not_json",
    "too_deep",
    "field_missing",
    "bad_field",
    "fault",  # nothing that was foreseen
]


@dataclass(frozen=True, slots=True)
class LookupFound:
    """The fields by their names; they are a customer's data and show in no representation."""

    fields: Mapping[str, Value] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Failed:
    """Nothing can be told, and a person takes over. The reason may be logged: it holds nothing of the customer's."""

    reason: LookupFailure
