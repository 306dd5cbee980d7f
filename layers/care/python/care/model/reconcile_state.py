"""What is remembered from one run to the next, as values."""

from pydantic import AwareDatetime, Field

from care.model.envelope import Value
from care.model.progress import Progress


class WebhookSeen(Value):
    """When the webhook was last seen valid; `gap_from` while deliveries since then are still to be replayed.

    `checked_at` is when X was asked last and answered; it is valid if both are the same instant.

    `app_event_refused_at` is when X refused the subscription of the whole app, so that it is not asked for each time.

    `usage_asked_at` is when X was asked how much of the app's cap is used.

    `waits` holds, by the name of a call of the app, the instant before which X wants not to be asked.
    """

    last_valid_at: AwareDatetime | None = None
    checked_at: AwareDatetime | None = None
    gap_from: AwareDatetime | None = None
    app_event_refused_at: AwareDatetime | None = None
    usage_asked_at: AwareDatetime | None = None
    waits: dict[str, AwareDatetime] = Field(default_factory=dict)


class AccountSeen(Value):
    """How far an account's lists were read, when X may be asked again, and how often an unclear send was looked up."""

    lists: dict[str, Progress] = Field(default_factory=dict)
    waits: dict[str, AwareDatetime] = Field(default_factory=dict)
    lookups: dict[str, int] = Field(default_factory=dict)


class Turn(Value):
    """The account that had its turn last."""

    last: str = ""
