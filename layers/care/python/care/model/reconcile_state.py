"""What is remembered from one run to the next, as values."""

from pydantic import AwareDatetime, BaseModel, ConfigDict

from care.model.progress import Progress


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class WebhookSeen(_Value):
    """When the webhook was last seen valid; `gap_from` while deliveries since then are still to be replayed.

    `checked_at` is when X was asked last and answered; it is valid if both are the same instant.

    `waits` holds, by the name of a call of the app, the instant before which X wants not to be asked.
    """

    last_valid_at: AwareDatetime | None = None
    checked_at: AwareDatetime | None = None
    gap_from: AwareDatetime | None = None
    waits: dict[str, AwareDatetime] = {}


class AccountSeen(_Value):
    """How far an account's lists were read, when X may be asked again, and how often an unclear send was looked up."""

    lists: dict[str, Progress] = {}
    waits: dict[str, AwareDatetime] = {}
    lookups: dict[str, int] = {}


class Turn(_Value):
    """The account that had its turn last."""

    last: str = ""
