"""What each function reads from its environment.

The stack builds a function's environment from the same class, so a name that is missing or misspelt fails at synth
and never at three in the morning.
"""

import os
from collections.abc import Mapping
from typing import Self

from pydantic import BaseModel, ConfigDict, ValidationError


class WrongEnvironment(RuntimeError):
    """The environment of a function does not hold what its settings class asks for."""


class Settings(BaseModel):
    """Settings are read from the variables that carry the fields' names in capitals."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    local_clock: str = ""
    """Path of the movable clock's file. Set by the local run alone; a deployed stack refuses to be built with it."""

    @classmethod
    def read(cls, environment: Mapping[str, str] = os.environ) -> Self:
        """The settings that `environment` holds, or WrongEnvironment with the names (never values) of what is wrong."""
        values = {name: environment[name.upper()] for name in cls.model_fields if name.upper() in environment}
        try:
            return cls.model_validate(values)
        except ValidationError as error:
            wrong = ", ".join(sorted({str(e["loc"][0]).upper() for e in error.errors()}))
            raise WrongEnvironment(f"{cls.__name__}: missing or wrong in the environment: {wrong}") from None

    def to_environment(self) -> dict[str, str]:
        """The variables from which `read` makes this very value; defaults are left out."""
        defaults = {name: field.default for name, field in type(self).model_fields.items()}
        return {name.upper(): str(value) for name, value in self if value != defaults[name]}


class IngestSettings(Settings):
    """Environment of `ingest`: it answers X and writes to one queue, and touches no table."""

    events_queue_url: str
    app_secret_arn: str


class CasesSettings(Settings):
    """Environment of `cases`."""

    conversations_table: str
    outbox_table: str
    accounts_table: str
    events_queue_url: str
    events_dlq_url: str
    acknowledgements_queue_url: str
    surveys_queue_url: str
    sends_queue_url: str


class HoursSettings(Settings):
    """Environment of `hours`."""

    conversations_table: str
    outbox_table: str
    accounts_table: str
    events_queue_url: str
    sends_queue_url: str


class HoursPageSettings(Settings):
    """Environment of `hours_page`: it shows what is public, and reads one table."""

    accounts_table: str
    public_url: str = ""
    """Where the pages are reached, as https://help.example; without it, by the name of the HTTP API's own domain."""


class DeskSettings(Settings):
    """Environment of `desk`: the pages of agents and supervisors. Without Cognito's values nobody can sign in."""

    conversations_table: str
    outbox_table: str
    accounts_table: str
    events_queue_url: str
    public_url: str = ""
    """Where people reach the desk, if not by the name of the HTTP API's own domain."""
    login_url: str = ""
    """Cognito's managed login: https://<domain>."""
    login_issuer: str = ""
    login_client_id: str = ""
    local_people: str = ""
    """Set by the local run alone: demo people sign in without Cognito. A deployed stack refuses to be built with it."""


class AcknowledgeSettings(Settings):
    """Environment of `acknowledge`."""

    outbox_table: str
    accounts_table: str
    source_queue_url: str
    sends_queue_url: str
    dlq_url: str


class SurveySettings(AcknowledgeSettings):
    """Environment of `survey`."""

    conversations_table: str


class PublishSettings(Settings):
    """Environment of `publish`, the only function that writes to X."""

    conversations_table: str
    outbox_table: str
    accounts_table: str
    source_queue_url: str
    events_queue_url: str
    app_secret_arn: str
    dlq_url: str
    x_base_url: str = "https://api.x.com"


class ReconcileSettings(Settings):
    """Environment of `reconcile`, which asks X for what did not come by itself."""

    conversations_table: str
    outbox_table: str
    accounts_table: str
    events_queue_url: str
    sends_queue_url: str
    app_secret_arn: str
    webhook_url: str
    """The address that X delivers to, as it is registered there."""
    x_base_url: str = "https://api.x.com"
