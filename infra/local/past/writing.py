"""What customers and brands wrote, as the simulated X keeps it, and the events that X would have delivered of it."""

from pathlib import Path
from typing import Any

from care.model.account import Account
from care.model.events import Event
from care.model.outbox_item import Item
from care.x.delivery import parse, read_delivery
from infra.local.past.scenes import Scene
from infra.local.x import SimulatedX
from infra.local.x.events import dm_content, envelope, post_content
from infra.local.x.prices import DM_RECEIVED, POST_RECEIVED, POST_SENT
from infra.local.x.shown import made
from infra.local.x.world import Shown, User

_PICTURES = Path(__file__).with_name("pictures")


class Writing:
    """The simulated X before anybody has subscribed: what happens there is told to nobody else."""

    def __init__(self, x: SimulatedX) -> None:
        self._x = x
        self._answered: dict[tuple[str, str], str] = {}

    def user(self, given: str) -> User:
        """Somebody, by name or id."""
        return self._x.world.user(given)

    def written(self, scene: Scene, account: Account) -> list[Event]:
        """A customer writes, in public or by DM."""
        world = self._x.world
        author = world.introduce(scene.customer, scene.name or None, scene.followers, scene.bio or None)
        brand, media = world.users[account.id], self._shown(scene)
        content: dict[str, Any]
        if scene.dm:
            message = self._x.dm(author, brand, scene.dm, media=media)
            message.cost, kind, seed = DM_RECEIVED, "dm.received", message.id
            content = dm_content(world, message)
        else:
            before = self._answered.get((account.id, author.id))
            post = self._x.post(author, scene.post, in_reply_to=before, media=media)
            post.cost, seed = POST_RECEIVED, post.id
            kind = "post.mention.create" if account.id in post.mentions else "post.reply.create"
            content = post_content(world, post, kind)
        delivery = envelope(kind, {"user_id": account.id}, None, content, seed)
        return read_delivery(parse(delivery)).events

    def sent(self, item: Item, account: Account, cost: int) -> str:
        """What the outbox sends, and X's id of it."""
        world = self._x.world
        brand, customer = world.users[account.id], world.users[item.customer_id]
        if item.channel == "private":
            return self._x.dm(brand, customer, item.text, cost=cost).id
        post = self._x.post(brand, item.text, in_reply_to=item.in_reply_to or None, cost=cost)
        self._answered[account.id, customer.id] = post.id
        return post.id

    def posted(self, account: Account, text: str, below: str) -> str:
        """A post of the account's own, and X's id of it."""
        brand = self._x.world.users[account.id]
        return self._x.post(brand, text, in_reply_to=below or None, cost=POST_SENT).id

    def _shown(self, scene: Scene) -> tuple[Shown, ...]:
        if not scene.picture:
            return ()
        return (made(self._x, (_PICTURES / scene.picture).read_bytes(), scene.alt),)
