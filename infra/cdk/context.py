"""What an operator may choose at deploy time, typed and checked: `cdk deploy -c stage=test`.

A key's description is what the operator reads when its value is wrong, and its row in docs/deploying.md.
"""

import json
import sys
import tomllib
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any, Literal, Self

import aws_cdk as cdk
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, ValidationError

from infra import ROOT

MAIN_APP = "main"
LOG_DAYS = (1, 3, 5, 7, 14, 30, 60, 90, 180, 365)
# The CDK's own keys have one of these characters in them, or are these two.
_OF_THE_CDK = (":", "@", "/")
_CDK_KEYS = {"acknowledged-issue-numbers", "cli-telemetry"}
# Only the local run sets these.
_LOCAL = ("local", "local_clock", "local_x_url")


def _listed(value: object) -> object:
    """Names from the command line come as one text: `-c apps=main,shop`."""
    return tuple(name.strip() for name in value.split(",")) if isinstance(value, str) else value


def _checked(apps: tuple[str, ...]) -> tuple[str, ...]:
    if MAIN_APP not in apps or len(set(apps)) < len(apps):
        raise ValueError(f"name each app once, {MAIN_APP!r} among them")
    return apps


def _number(value: object) -> object:
    return int(value) if isinstance(value, str) and value.isdigit() else value


type _Number = Annotated[int, BeforeValidator(_number)]
type _AppName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{0,19}$")]
_DOMAIN = r"([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}"


class WrongContext(SystemExit):
    """A context value is missing or wrong; the message says which and how to mend it."""


class StackContext(BaseModel):
    """The stack's own context keys.

    `local` is set by the local run alone: it builds for this machine, with a movable clock and a simulated X.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    stage: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{0,15}$")] = Field(
        "prod",
        description="The stack's name is `centralita-<stage>`, so stages stand side by side: small letters, digits and "
        "hyphens, at most 16, a letter first",
    )
    apps: Annotated[tuple[_AppName, ...], BeforeValidator(_listed), AfterValidator(_checked)] = Field(
        (MAIN_APP,),
        description="The X apps, separated by commas, each named once and `main` among them: small letters, digits and "
        "hyphens, at most 20",
    )
    domain_name: Annotated[str, StringConstraints(pattern=rf"^({_DOMAIN})?$")] = Field(
        "", description="A domain of yours for the API, such as `help.shop.example`; needs `certificate_arn`"
    )
    certificate_arn: Annotated[
        str,
        StringConstraints(
            pattern=r"^(arn:aws[a-z-]*:acm:[a-z0-9-]+:\d{12}:certificate/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})?$"
        ),
    ] = Field(
        "",
        description="The ARN of the certificate for `domain_name` in ACM, issued, in the stack's own region: "
        "`arn:aws:acm:<region>:<account>:certificate/<id>`",
    )
    public_url: Annotated[str, StringConstraints(pattern=rf"^(https://{_DOMAIN}(/[A-Za-z0-9._/-]*)?)?$")] = Field(
        "",
        description="Where people and X reach the API through something in front of it that is not ours (a CDN, a "
        "proxy): an https address without query; with `domain_name`, leave it out",
    )
    alarm_address: Annotated[str, StringConstraints(pattern=r"^([^@\s]+@[^@\s]+\.[^@\s]+)?$")] = Field(
        "",
        description="Who is told when something needs a person: one mail address, which AWS asks once to confirm",
    )
    mail_sender: Annotated[str, StringConstraints(pattern=r"^([^@\s<>*]{1,64}@[a-z0-9.-]{3,255})?$")] = Field(
        "",
        description="The mail address from which SES sends the page of each month; it or its domain is an identity of "
        "this account",
    )
    log_retention_days: Annotated[Literal[1, 3, 5, 7, 14, 30, 60, 90, 180, 365], BeforeValidator(_number)] = Field(
        90, description=f"Days for which logs are kept: one of {', '.join(map(str, LOG_DAYS))}"
    )
    data_retention_days: Annotated[_Number, Field(ge=30, le=3650)] = Field(
        395,
        description="Days for which conversations, the trail of the desk and the files for analysts are kept after "
        "they were written last: 30 to 3650 (395 are 13 months)",
    )
    removal_policy: Literal["retain", "destroy"] = Field(
        "retain",
        description="What becomes of tables, secrets, buckets, people and the key when the stack is destroyed: "
        "`retain`, or `destroy` for a stage that is not `prod`",
    )
    encryption: Literal["aws", "own"] = Field(
        "aws",
        description="By which key tables, queues, secrets, logs, alarms and files are encrypted: `aws` (keys of AWS) "
        "or `own` (one KMS key of this stack, rotated each year)",
    )
    mfa: Literal["required", "optional"] = Field(
        "required",
        description="Whether people at the desk need a second factor (an authenticator app): `required` or `optional`",
    )
    throttle_rate: Annotated[_Number, Field(ge=1, le=10_000)] = Field(
        100,
        description="Deliveries of X a second that the API takes, 1 to 10000; 100 are twice a flood of 10,000 mentions "
        "in ten minutes, each delivered three times. What an unsigned flood costs grows with it: docs/costs.md",
    )
    throttle_burst: Annotated[_Number, Field(ge=1, le=5_000)] = Field(
        400, description="Deliveries of X that the API takes at once, 1 to 5000"
    )
    concurrency: Annotated[_Number, Field(ge=10, le=100_000)] = Field(
        1000,
        description="How many runs at once Lambda allows this AWS account in the region (Service Quotas, `Concurrent "
        "executions`): 10 to 100000; queues are worked off with 70 % of it at most, which leaves room for the webhook",
    )
    month_dollars: Annotated[_Number, Field(ge=0, le=1_000_000)] = Field(
        0,
        description="Dollars that the stack may cost at AWS in a month: AWS Budgets writes to `alarm_address` at 80 % "
        "of them, and when the month will pass them: a whole number; 0 for no budget",
    )
    local: bool = False
    local_clock: str = ""
    local_x_url: str = ""

    @classmethod
    def of(cls, app: cdk.App, stages: Path | None = None) -> Self:
        """The context of an app: what the stage's file in `stages` says, and what the command line says instead.

        Values from the command line come as texts, and are forgotten by the next deploy: those that neither the file
        nor `cdk.json` beside the sources has are named.
        """
        given = {name: app.node.try_get_context(name) for name in cls.model_fields}
        _refuse_strangers(app.node.get_all_context(), cls.model_fields)
        typed = {name: value for name, value in given.items() if value is not None}
        kept = {} if stages is None or typed.get("local") else stage_file(stages, str(typed.get("stage", "prod")))
        if stages is not None and (passing := sorted(typed.keys() - kept.keys() - _of_cdk_json() - {"stage", *_LOCAL})):
            sys.stderr.write(
                f"given for this time alone, the next deploy forgets it: {', '.join(passing)}. What is to stay belongs "
                f"into {stages.name}/{typed.get('stage', 'prod')}.toml\n"
            )
        try:
            context = cls.model_validate(kept | typed)
        except ValidationError as error:
            raise _wrong("; ".join(_said(str(e["loc"][0]), e["input"]) for e in error.errors())) from None
        return context.fitting()

    @property
    def url(self) -> str:
        """The API's own address by which people and X know it, without a slash at its end; empty if it has none."""
        return f"https://{self.domain_name}" if self.domain_name else self.public_url.rstrip("/")

    @property
    def removal(self) -> cdk.RemovalPolicy:
        """What becomes of what holds data."""
        return cdk.RemovalPolicy.DESTROY if self.removal_policy == "destroy" else cdk.RemovalPolicy.RETAIN

    @property
    def removal_once_made(self) -> cdk.RemovalPolicy:
        """The same for what nothing protects: a first deploy that fails takes it along, and frees its name.

        What is protected against deletion would only make such a rollback fail; it has no name that a second try needs.
        """
        if self.removal_policy == "destroy":
            return cdk.RemovalPolicy.DESTROY
        return cdk.RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE

    @property
    def kept(self) -> bool:
        """Whether what holds data outlives the stack, and is protected against deletion."""
        return self.removal_policy == "retain"

    @property
    def grants_prefix(self) -> str:
        """How the names of the secrets begin that hold what accounts gave by OAuth 2.0."""
        return f"centralita/{self.stage}/x-user/"

    def fitting(self) -> Self:
        """Itself, if its values fit together; WrongContext otherwise."""
        if (self.local_clock or self.local_x_url) and not self.local:
            raise WrongContext("local_clock and local_x_url belong to the local run: a deployed stack has neither")
        if bool(self.domain_name) != bool(self.certificate_arn):
            missing = "certificate_arn" if self.domain_name else "domain_name"
            raise _wrong(f"{missing} is missing: domain_name and certificate_arn are given together")
        if self.domain_name and self.public_url and self.public_url.rstrip("/") != self.url:
            raise _wrong(
                f"public_url is {self.public_url} and domain_name {self.domain_name}: leave public_url out, or give "
                "domain_name alone to something in front of the API"
            )
        if self.month_dollars and not self.alarm_address:
            raise _wrong("month_dollars: give alarm_address too, so that somebody is written to")
        if self.stage == "prod" and not self.kept:
            raise _wrong(
                "removal_policy: the stage prod keeps its data; `destroy` is for another stage (-c stage=test)"
            )
        return self


def _of_cdk_json() -> set[str]:
    return set(json.loads((ROOT / "cdk.json").read_text(encoding="utf-8"))["context"])


def stage_file(stages: Path, stage: str) -> dict[str, Any]:
    """What a stage's file says; nothing without one. WrongContext for one that cannot be read."""
    path = stages / f"{stage}.toml"
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise WrongContext(f"{path.name}: not TOML ({error}): correct it (docs/deploying.md)") from None
    _refuse_strangers(values, StackContext.model_fields)
    if wrong := sorted({"stage", *_LOCAL} & values.keys()):
        raise WrongContext(f"{path.name}: {', '.join(wrong)} does not belong there: the file's name is the stage")
    return values


def _said(name: str, value: Any) -> str:
    """A wrong value and what the key takes."""
    shown = "" if value is None else f"{value!r} "
    return f"{name}: {shown}is not right. {StackContext.model_fields[name].description or 'the local run sets it'}"


def _refuse_strangers(given: Any, known: Any) -> None:
    """A key with a slip of the hand would be overlooked: nobody would be told by `alarm_adress`."""
    for name in given:
        if name not in known and name not in _CDK_KEYS and not any(sign in name for sign in _OF_THE_CDK):
            keys = [key for key in known if key not in _LOCAL]
            near = get_close_matches(name.replace("-", "_"), keys, n=1)
            meant = f"did you mean {near[0]}?" if near else f"the keys are {', '.join(keys)}"
            raise _wrong(f"{name}: there is no such key; {meant}")


def _wrong(what: str) -> WrongContext:
    return WrongContext(f"wrong context for the stack: {what} (cdk.json or -c key=value; docs/deploying.md)")
