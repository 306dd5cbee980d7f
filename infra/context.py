"""What an operator may choose at deploy time, typed and checked: `cdk deploy -c stage=test`."""

from typing import Annotated, Literal, Self

import aws_cdk as cdk
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, ValidationError

MAIN_APP = "main"


def _listed(value: object) -> object:
    """Names from the command line come as one text: `-c apps=main,shop`."""
    return tuple(name.strip() for name in value.split(",")) if isinstance(value, str) else value


def _checked(apps: tuple[str, ...]) -> tuple[str, ...]:
    if MAIN_APP not in apps or len(set(apps)) < len(apps):
        raise ValueError(f"name each app once, {MAIN_APP!r} among them")
    return apps


class WrongContext(SystemExit):
    """A context value is missing or wrong; the message says which and how to mend it."""


class StackContext(BaseModel):
    """The stack's own context keys.

    `local` is set by the local run alone: it builds for this machine, with a movable clock and a simulated X.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    stage: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{0,15}$")] = "prod"
    log_retention_days: Literal[1, 3, 5, 7, 14, 30, 60, 90, 180, 365] = 90
    throttle_rate: Annotated[int, Field(ge=1)] = 200
    throttle_burst: Annotated[int, Field(ge=1)] = 400
    public_url: Annotated[str, StringConstraints(pattern=r"^(https://[a-z0-9.-]+(/[A-Za-z0-9._/-]*)?)?$")] = ""
    """Where people reach the HTTP API, if it has a domain of its own: what a printed QR code says."""
    mail_sender: Annotated[str, StringConstraints(pattern=r"^([^@\s<>*]{1,64}@[a-z0-9.-]{3,255})?$")] = ""
    """The address from which SES sends the page of each month; its address or domain is an identity of this account."""
    alarm_address: Annotated[str, StringConstraints(pattern=r"^([^@\s]+@[^@\s]+\.[^@\s]+)?$")] = ""
    """Who is told when something needs a person: a mail address, which AWS asks to confirm once."""
    apps: Annotated[
        tuple[Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{0,19}$")], ...],
        BeforeValidator(_listed),
        AfterValidator(_checked),
    ] = (MAIN_APP,)
    """The X apps, each with its secret, webhook and limits; the main one has the plain secret and path."""
    local: bool = False
    local_clock: str = ""
    local_x_url: str = ""

    @classmethod
    def of(cls, app: cdk.App) -> Self:
        """The context of an app; values from the command line come as texts."""
        given = {name: app.node.try_get_context(name) for name in cls.model_fields}
        try:
            context = cls.model_validate({name: _number(value) for name, value in given.items() if value is not None})
        except ValidationError as error:
            wrong = "; ".join(f"{e['loc'][0]}: {e['msg']}" for e in error.errors())
            raise WrongContext(f"wrong context for the stack: {wrong} (cdk.json or -c name=value)") from None
        if (context.local_clock or context.local_x_url) and not context.local:
            raise WrongContext("local_clock and local_x_url belong to the local run: a deployed stack has neither")
        return context


def _number(value: object) -> object:
    return int(value) if isinstance(value, str) and value.isdigit() else value
