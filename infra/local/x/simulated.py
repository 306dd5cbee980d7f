"""The simulated X itself: what people and brands do there, and the events that follow from it.

Who may do what through the API is decided in the `api_*` modules; here things simply happen.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from infra.local.x import events, prices
from infra.local.x.conversations import ChatEvent, Conversation
from infra.local.x.platform import Platform
from infra.local.x.text import language_of, mentioned
from infra.local.x.world import DirectMessage, Post, Shown, User


class SimulatedX(Platform):
    """X with its brands and as many customers as speak."""

    def post(
        self,
        author: User,
        text: str,
        *,
        in_reply_to: str | None = None,
        quoted: str | None = None,
        lang: str | None = None,
        cost: int = prices.SENT_IN_X_ITSELF,
        without: Sequence[str] = (),
        reply_settings: str = "everyone",
        media: Sequence[Shown] = (),
        edits: Post | None = None,
        long: str = "",
        sensitive: bool = False,
    ) -> Post:
        """Somebody posts. `in_reply_to` may be unknown to X; `without` are ids that a reply shall not mention.

        With `edits` it takes the place of that post, and answers and quotes what that did.
        """
        world = self.world
        if edits is not None:
            in_reply_to, quoted, edits.replaced = edits.in_reply_to, edits.quoted, True
        post_id, parent = world.new_id(), world.posts.get(in_reply_to or "")
        world.shown |= {one.key: one for one in media}
        named = mentioned(f"{text} {long}")
        mentions = tuple(dict.fromkeys(world.user(name).id for name in named if world.by_name(name)))
        implied: list[str] = []
        if parent:
            around = [parent.author_id, *parent.mentions, *parent.implied]
            implied = [one for one in dict.fromkeys(around) if one != author.id and one not in without]
        post = Post(
            id=post_id,
            author_id=author.id,
            text=text,
            at=self.now(),
            lang=lang or language_of(text),
            conversation_id=parent.conversation_id if parent else in_reply_to or post_id,
            media=tuple(media),
            history=(*edits.history, edits.id) if edits else (),
            long=long,
            sensitive=sensitive,
            in_reply_to=in_reply_to,
            in_reply_to_user=parent.author_id if parent else None,
            quoted=quoted,
            mentions=mentions,
            implied=tuple(implied),
            reply_settings=reply_settings,
            cost=cost if author.ours else 0,
        )
        self._publish(author, post)
        return post

    def repost(self, author: User, of: Post, *, cost: int = prices.SENT_IN_X_ITSELF) -> Post:
        """Somebody reposts: X makes it a post that begins with RT."""
        first = self.world.users[of.author_id]
        post_id = self.world.new_id()
        post = Post(
            id=post_id,
            author_id=author.id,
            text=f"RT @{first.username}: {of.text}",
            at=self.now(),
            lang=of.lang,
            conversation_id=post_id,
            reposted=of.id,
            cost=cost,
        )
        self._publish(author, post)
        return post

    def _publish(self, author: User, post: Post) -> None:
        world = self.world
        world.posts[post.id] = post
        world.recent_texts[author.id, post.in_reply_to, post.text] = post.at
        self.version += 1
        if author.ours:
            self._post_event("post.create", author.id, post)
        quoted, reposted = world.posts.get(post.quoted or ""), world.posts.get(post.reposted or "")
        told = False
        for account in world.accounts:
            if account.id == author.id:
                continue
            reasons = {
                "post.mention.create": account.id in post.mentions,  # typed; what a reply implies gives no event
                "post.reply.create": post.in_reply_to_user == account.id,  # direct answers only
                "post.quote.create": quoted is not None and quoted.author_id == account.id,
                "post.repost.create": reposted is not None and reposted.author_id == account.id,
            }
            happened = [event_type for event_type, holds in reasons.items() if holds]
            for event_type in happened:
                told = self._post_event(event_type, account.id, post) or told
        if told and not author.ours:
            post.cost = prices.POST_RECEIVED  # once, whatever the number of events: X counts a post once a day

    def delete(self, post: Post) -> None:
        """A post is deleted by its author.

        A brand with which the post has to do hears of it, whoever wrote it: real X delivers a customer's deletion
        through a post.delete subscription on that customer, which the simulation takes to exist.
        """
        post.deleted = True
        self.version += 1
        quoted = self.world.posts.get(post.quoted or "")
        for account in self.world.accounts:
            concerned = {post.author_id, *post.brands_told, *([quoted.author_id] if quoted else [])}
            if account.id in concerned:
                content = events.deletion_content(post, account)
                self._tell("post.delete", account.id, content, post.id)

    def dm(
        self,
        sender: User,
        recipient: User,
        text: str,
        *,
        cost: int = prices.SENT_IN_X_ITSELF,
        media: Sequence[Shown] = (),
    ) -> DirectMessage:
        """Somebody writes a direct message; a brand hears of those it gets and of those it sends."""
        message = DirectMessage(
            self.world.new_id(), sender.id, recipient.id, text, self.now(), cost if sender.ours else 0, tuple(media)
        )
        self.world.messages.append(message)
        self.world.wrote.add((sender.id, recipient.id))
        self.version += 1
        content = events.dm_content(self.world, message)
        if sender.ours:
            self._tell("dm.sent", sender.id, content, message.id)
        heard = (recipient.id, sender.id) not in self.world.dms_blocked
        if (
            recipient.ours
            and heard
            and self._tell("dm.received", recipient.id, content, message.id)
            and not sender.ours
        ):
            message.cost = prices.DM_RECEIVED
        return message

    def chat(
        self,
        sender: User,
        recipient: User,
        text: str,
        *,
        request: bool = False,
        with_key: bool = True,
        told: bool = True,
        media: Sequence[Shown] = (),
        **extra: Any,
    ) -> ChatEvent:
        """Somebody whose keys lie here writes in a chat, and gives it a key before if it needs one.

        `request` begins it as a message request; `extra` is what the library takes besides the text.
        """
        found = self.chat_with_keys(sender, recipient)
        found.request = found.request or (request and not found.events)
        if media:
            ends = self.now() + timedelta(days=30)
            extra["attachments"] = [
                self.phones.file(sender, recipient, one, self.world.new_id(), ends) for one in media
            ]
        body = self.phones.message(sender, recipient, text, **extra)
        return self.send_sealed(sender, recipient.id, body, with_key=with_key, told=told)

    def group_chat(self, sender: User, member: User, text: str) -> ChatEvent:
        """Somebody writes in a group with a brand: X tells it of the event, whose key is another's matter."""
        self.phones.ready(sender, self.now())
        group = Conversation(f"g{self.world.new_id()}", (sender.id, member.id))
        event = self.chats.framed_message(group, sender, self.phones.group_message(sender, group.id, text), self.now())
        self._tell_chat(group, event)
        return event

    def chat_with_keys(self, sender: User, recipient: User) -> Conversation:
        """The chat of two with a key that fits both, made up where there is none."""
        self.phones.ready(sender, self.now())
        if self.chats.public_keys.newest(recipient.id) is None:
            self.phones.ready(recipient, self.now())
        if change := self.phones.key_change(sender, recipient):
            self.chats.change_key(sender, recipient.id, change, self.now())
        return self.chats.find(sender.id, recipient.id)

    def send_sealed(
        self,
        sender: User,
        conversation: str,
        body: dict[str, Any],
        *,
        cost: int = prices.SENT_IN_X_ITSELF,
        failure: int | None = None,
        with_key: bool = True,
        told: bool = True,
    ) -> ChatEvent:
        """Somebody sends what they sealed; both are told, if X passes it on. The event tells whether it did.

        `told` is False for a message request of which no event tells.
        """
        found, event, new = self.chats.send(sender, conversation, body, self.now(), failure)
        if new:
            event.cost = cost if sender.ours else 0
            self.version += 1
            if told:
                self._tell_chat(found, event, with_key=with_key)
        return event

    def delete_sealed(self, sender: User, conversation: str, body: dict[str, Any]) -> None:
        """Somebody deletes messages of a chat; both are told, if they are gone for both."""
        found, event = self.chats.delete(sender, conversation, body, self.now())
        self.version += 1
        if event:
            self._tell_chat(found, event)

    def type_in_chat(self, sender: User, conversation: str) -> None:
        """Somebody types in a chat, and the other sees it."""
        found, event = self.chats.typing(sender, conversation, self.now())
        other = found.other(sender.id)
        self._tell("chat.received", other, events.chat_content(found, event), event.id)

    def _tell_chat(self, found: Conversation, event: ChatEvent, *, with_key: bool = True) -> None:
        self.version += 1
        content = events.chat_content(found, event, with_key=with_key)
        self._tell("chat.sent", event.sender_id, content, event.id)
        told = self._tell("chat.received", found.other(event.sender_id), content, event.id)
        if told and not self.world.users[event.sender_id].ours:
            event.cost = prices.CHAT_RECEIVED

    def is_duplicate(self, author: User, text: str, in_reply_to: str | None) -> bool:
        """Whether the author posted the same text in the same place within 24 hours."""
        before = self.world.recent_texts.get((author.id, in_reply_to, text))
        return before is not None and before <= self.now() < before + timedelta(hours=24)

    def _post_event(self, event_type: str, user_id: str, post: Post) -> bool:
        return self._tell(event_type, user_id, events.post_content(self.world, post, event_type), post.id)
