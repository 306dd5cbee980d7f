"""What stands around a message: each post is looked up once for the account, and a thread upwards step by step."""

from collections.abc import Callable, Iterable
from copy import replace
from dataclasses import dataclass
from datetime import datetime

from care.model.account import Account
from care.model.commands import FetchContext
from care.model.context import MOST_ABOVE, ContextPost, ContextState
from care.tables.context import Around
from care.tables.conversations import Conversations
from care.x.client import XClient
from care.x.context import context_of

_PROTECTED = {"not-authorized-for-resource"}


@dataclass(frozen=True, slots=True)
class LookingAround:
    """What a look takes. `charge` tells what X showed."""

    account: Account
    x: XClient
    around: Around
    conversations: Conversations
    now: datetime
    charge: Callable[[str, int], None]

    def look(self, command: FetchContext) -> int:
        """Have what a command wants, and say how many posts X was asked for."""
        if not self.conversations.is_kept(self.account.id, command.case_id, command.message_id):
            return 0
        asked = self._have(command.wanted, again=command.again)
        if command.above:
            asked += self._upwards(command.above, again=command.again)
        if not self.conversations.is_kept(self.account.id, command.case_id, command.message_id):  # erased meanwhile
            ids = {*command.wanted, command.above} - {""}
            ids |= {one for post in self.around.several(self.account.id, ids).values() for one in post.above}
            self.around.forget(self.account.id, ids)
        return asked

    def _have(self, ids: Iterable[str], *, again: bool = False) -> int:
        """Look up those posts of which nothing is known, or which X did not show."""
        known = self.around.several(self.account.id, ids)
        wanted = [one for one in dict.fromkeys(ids) if one not in known or (again and known[one].state != "shown")]
        if not wanted:
            return 0
        page = self.x.posts(wanted)
        self.charge("post", len(page.items))
        users = [{"id": user.id, "username": user.username, "name": user.name} for user in page.users]
        shown = {post.id: post for post in page.items}
        missing = {one.id: one.kind for one in page.missing if one.id}
        for post_id in wanted:
            post = ContextPost(id=post_id, state=_state(missing.get(post_id)), known_at=self.now)
            if post_id in shown:
                try:
                    told = ContextPost.model_validate(context_of(dict(shown[post_id].raw), users))
                    post = replace(told, known_at=self.now)
                except (KeyError, TypeError, ValueError, AttributeError):
                    post = replace(post, state="failed")
            self.around.keep(self.account.id, post, self.now)
        return len(wanted)

    def _upwards(self, post_id: str, *, again: bool) -> int:
        """The posts above one, the nearest first, from as far as they are known on."""
        asked = self._have([post_id])
        start = self.around.one(self.account.id, post_id)
        if start is None:
            return asked
        above = list(start.above)
        last = self.around.one(self.account.id, above[-1]) if above else start
        for _ in range(MOST_ABOVE):
            following = last.answers if last is not None else ""
            if not following or following in {post_id, *above}:
                break
            asked += self._have([following], again=again)
            above.append(following)
            last = self.around.one(self.account.id, following)
        whole = last is None or not last.answers or last.answers in {post_id, *above}
        self.around.keep(self.account.id, replace(start, above=tuple(above[:100]), whole=whole), self.now)
        return asked


def _state(missing: str | None) -> ContextState:
    return "protected" if missing in _PROTECTED else "gone"
