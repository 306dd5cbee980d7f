"""What the simulated X runs on: clock, keys, limits and faults, and how whoever subscribed is told what happened."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

import httpx

from infra.local.x import events
from infra.local.x.chats import Chats
from infra.local.x.deliveries import PAUSES, Deliveries
from infra.local.x.description import Description
from infra.local.x.faults import Faults
from infra.local.x.keys import DeveloperApp
from infra.local.x.limits import RateLimits
from infra.local.x.objects import iso
from infra.local.x.permissions import Permissions
from infra.local.x.phones import Phones
from infra.local.x.signatures import UserCalls
from infra.local.x.tokens import UserTokens
from infra.local.x.webhooks import Webhooks
from infra.local.x.world import World


class Platform:
    """X with one app and its brands; `now` is the only clock it knows.

    Requests and answers are checked against X's own description of its API, unless `checked` is False. `client` carries
    the CRC and the deliveries (a new one if None); `pauses` are the seconds between attempts of a delivery.
    """

    def __init__(
        self,
        app: DeveloperApp,
        now: Callable[[], datetime],
        *,
        checked: bool = True,
        client: httpx.AsyncClient | None = None,
        pauses: Sequence[float] = PAUSES,
    ) -> None:
        self.app = app
        self.now = now
        self.world = World(app.accounts, now)
        self.chats = Chats(self.world)
        self.phones = Phones(self.chats, frozenset(one.id for one in app.accounts))
        self.chats.is_refused = self.phones.refuse
        self.webhooks = Webhooks()
        self.limits = RateLimits()
        self.faults = Faults()
        self.permissions = Permissions()
        self.user_calls = UserCalls(app)
        self.tokens = UserTokens(now)
        self.description = Description() if checked else None
        self._owns_client = client is None
        self.client = client if client is not None else httpx.AsyncClient(trust_env=False)
        self.deliveries = Deliveries(app, now, self.client, pauses)
        self.posts_read = 0
        self.version = 0  # grows with each change that a page would show

    async def start(self) -> None:
        """Deliveries begin to go out."""
        await self.deliveries.start()

    async def close(self) -> None:
        """Deliveries stop; a client given from outside stays open."""
        await self.deliveries.close()
        if self._owns_client:
            await self.client.aclose()

    def idle(self) -> bool:
        """Nothing is waiting to be delivered, and nothing is on its way."""
        return self.deliveries.idle()

    async def settle(self) -> None:
        """Returns once all that happened has been delivered or given up."""
        await self.deliveries.settle()

    def revoked(self, account_id: str) -> None:
        """An account takes its permission back; the app hears of it."""
        content = {"payload": {"date_time": iso(self.now()), "user_id": account_id, "app_id": self.app.client_id}}
        self._tell("oauth.revoke", account_id, content, self.world.new_id())

    def _tell(self, event_type: str, user_id: str, content: dict[str, Any], seed: str) -> bool:
        # One copy per subscription; nothing is charged for what nobody subscribed to.
        told = False
        for one in self.webhooks.listening(event_type, user_id):
            url = self.webhooks.url_of(one.webhook_id)
            body = events.envelope(event_type, one.filter, one.tag, content, seed)
            self.deliveries.add(event_type, url, body)
            told = told or url is not None
        return told
