"""Who is told an account's facts, and by which way."""

from datetime import UTC, datetime, time, timedelta
from typing import Annotated, Final, Literal, Self
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import AwareDatetime, Field, StringConstraints, model_validator

from care import late
from care.faults import Fault, fault
from care.hours import Hours
from care.model.envelope import Value
from care.model.settings.fetch_addresses import checked_template, places

Way = Literal["bus", "webhook", "slack", "teams", "mail", "sns"]
FOR_PEOPLE: Final[frozenset[str]] = frozenset({"slack", "teams", "mail", "sns"})

# What people want to hear of where nobody chose: each asks somebody to do something.
_NOTICES: Final = (
    *("sla.warned", "sla.breached", "promise.due", "promise.broken", "approval.waiting"),
    *("reply.refused", "reply.unconfirmed", "incident.opened", "incident.ended", "connection.lost"),
    *(
        "influencer.complained",
        "complaint.spreads",
        "surge.began",
        "surge.ended",
        "budget.soft",
        "budget.hard",
        "subscriber.paused",
    ),
    "hand_over.failed",
    *("gifts.low", "gifts.empty", "gifts.ending"),
)
# Only topics that are named so may be published to: none of the operator's others, and not that of the alarms.
_TOPIC: Final = late.pattern(r"arn:aws(-[a-z]+)*:sns:[a-z0-9-]{1,30}:[0-9]{12}:centralita-told-[A-Za-z0-9_-]{1,200}")
_MAIL: Final = late.pattern(r"[^@\s,;<>\"]+@[^@\s,;<>\"]+\.[^@\s,;<>\"]+")


def next_at(at: time, zone: ZoneInfo, now: datetime) -> datetime:
    """The next such time of day after `now`; one that a change of clocks skips is the instant of the change."""
    today = now.astimezone(zone).date()
    instants = (datetime.combine(today + timedelta(days=n), at, zone).astimezone(UTC) for n in range(3))
    return next(one for one in instants if one > now)


def _all_kinds() -> tuple[str, ...]:
    from care.model.fact import KINDS  # noqa: PLC0415  most accounts tell nobody, and starts need no fact

    return KINDS


class Subscriber(Value):
    """One receiver of an account's facts.

    `kinds` are those that it is told, all where there are none; `texts` says whether messages come with their text.
    `only_open` holds what people are told until somebody is there; with `digest_at`, a time of day in the account's
    zone, all that happened since is told together at that time. `paused_at` is since when nothing goes out, and
    `paused_why` whether it was a person or its own failures; `failing_since` is when the first of the tries failed
    after which none succeeded.
    """

    name: Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")]
    way: Way
    address: str = Field(default="", max_length=2000, repr=False)
    kinds: tuple[str, ...] = ()
    texts: bool = False
    only_open: bool = False
    digest_at: Annotated[str, StringConstraints(pattern=r"^(([01][0-9]|2[0-3]):[0-5][0-9])?$")] = ""
    language: Literal["es", "pt", "en"] = "en"
    made_at: AwareDatetime
    made_by: str = ""
    paused_at: AwareDatetime | None = None
    paused_why: Literal["", "person", "gone", "failing"] = ""
    failing_since: AwareDatetime | None = None

    @model_validator(mode="after")
    def _fits(self) -> Self:
        for kind in self.kinds:
            if kind not in _all_kinds():
                raise fault(Fault.fact_unknown, given=kind, known=", ".join(_all_kinds()))
        if self.way == "bus" and self.address:
            raise fault(Fault.bus_has_address)
        if self.way == "mail" and not _MAIL.fullmatch(self.address):
            raise fault(Fault.not_a_mail_address, given=self.address)
        if self.way == "sns" and not _TOPIC.fullmatch(self.address):
            raise fault(Fault.not_a_topic, given=self.address)
        if self.way in {"webhook", "slack", "teams"}:
            checked_template(self.address)
            if places(self.address):
                raise fault(Fault.address_brace_open)
        return self

    @property
    def host(self) -> str:
        """Where it is, without what would let anybody send there: the path of a chat's address is its key."""
        if self.way == "sns":
            return self.address.rpartition(":")[2]
        return self.address if self.way == "mail" else (urlsplit(self.address).hostname or "")

    def next_digest(self, hours: Hours, now: datetime) -> datetime | None:
        """Until when people are told nothing: the opening, or else the time of their digest; None where at once.

        Where both are wanted, what happens outside the hours comes at the opening, and the rest at the time.
        """
        if self.only_open and not hours.is_open(now) and (opens := hours.next_opening(now)) is not None:
            return opens
        return next_at(time.fromisoformat(self.digest_at), hours.zone, now) if self.digest_at else None

    def wants(self, kind: str) -> bool:
        """Whether a fact of this kind is for it."""
        return kind in (self.kinds or (_NOTICES if self.way in FOR_PEOPLE else _all_kinds()))
