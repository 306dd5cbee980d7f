"""An account's settings: what the supervisor decides, kept with versions and read by every function."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, HttpUrl, StringConstraints

from care.events import XId
from care.hours import Hours

Language = Literal["es", "pt", "en"]


class _Settings(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class AcknowledgementSettings(_Settings):
    """When customers are told automatically that their message has come.

    `grace_minutes` are open minutes that people have to answer before an acknowledgement does; `max_age_minutes` are
    wall minutes after which a message is too old to be acknowledged; `per_day` bounds what one customer gets in 24 h.
    """

    enabled: bool = True
    grace_minutes: Annotated[int, Field(ge=0, le=24 * 60)] = 10
    max_age_minutes: Annotated[int, Field(ge=1, le=24 * 60)] = 60
    per_day: Annotated[int, Field(ge=0, le=20)] = 5


class SurveySettings(_Settings):
    """Whether, when and how customers are asked; minutes and days of wall time, while the send waits for open hours."""

    kind: Literal["csat", "nps"] = "csat"
    enabled: bool = True
    quiet_minutes: Annotated[int, Field(ge=5, le=7 * 24 * 60)] = 180
    cooldown_days: Annotated[int, Field(ge=1, le=365)] = 7
    expiry_days: Annotated[int, Field(ge=1, le=30)] = 7
    sampling: Annotated[float, Field(ge=0, le=1)] = 1.0


class SlaSettings(_Settings):
    """Targets for the first response in open minutes."""

    complaint_minutes: Annotated[int, Field(ge=1)] = 60
    other_minutes: Annotated[int, Field(ge=1)] = 240


class Account(_Settings):
    """A brand's X account that a stack serves. Unknown settings are refused, so that a misspelt one is not ignored."""

    id: XId
    username: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_]{1,15}$")]
    name: Annotated[str, StringConstraints(min_length=1, max_length=50)]
    language: Language = "es"
    privacy_url: HttpUrl
    hours: Hours
    acknowledgement: AcknowledgementSettings = AcknowledgementSettings()
    survey: SurveySettings = SurveySettings()
    sla: SlaSettings = SlaSettings()
