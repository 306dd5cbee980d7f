"""The calls that Centralita makes to X, and no others.

Calls that act for an account are signed with its token; the app's own calls carry the bearer. Reading calls use the
account's token where there is one, because X counts and prices those per account, and the bearer otherwise. A request
is sent once: whether it may be sent again is for the caller to decide, by the type of the XError.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Self

import httpx

from care.x import responses
from care.x.activity_calls import ActivityCalls
from care.x.arguments import checked_id, is_identifier, is_username, joined
from care.x.chat_calls import ChatCalls
from care.x.credentials import AppKeys, Permission, UserToken
from care.x.media_calls import MediaCalls
from care.x.responses import done, known, one
from care.x.transport import Wire
from care.x.values import DmEvent, Done, Post, ResultPage, Sent, Usage, User

_MEDIA = "alt_text,height,media_key,preview_image_url,type,url,variants,width"
_POST = {
    "post.fields": "attachments,conversation_id,created_at,display_text_range,edit_controls,entities,id,lang,note_post,"
    "possibly_sensitive,public_metrics,reply_settings,text",
    "expansions": "attachments.media_keys,author_id,in_reply_to_user_id,referenced_posts",
    "media.fields": _MEDIA,
    "user.fields": "id,name,profile_image_url,protected,public_metrics,username,verified_type",
}
_USER = {
    "user.fields": "connection_status,created_at,description,entities,id,name,profile_image_url,protected,"
    "public_metrics,receives_your_dm,username,verified_type"
}
_ME = {"user.fields": f"{_USER['user.fields']},location,url"}
_DM = {
    "dm_event.fields": "attachments,created_at,dm_conversation_id,event_type,id,text",
    "event_types": "MessageCreate",
    "expansions": "attachments.media_keys,sender_id",
    "media.fields": _MEDIA,
    "user.fields": "id,name,username",
}


class XClient:
    """X's API for one account and our app (`keys`), or for the app alone.

    The account's tokens are `user` (OAuth 1.0a) and `permission` (OAuth 2.0); it may have either or both.

    `http` is a client that several XClients may share (`wire.http_client()`), or one with a mock transport; without it
    one is made here, with a time-out on each phase and without redirects, and closed where a `with` ends. Cookies are
    refused on whichever it is. Every method raises XError and nothing else, save ValueError for arguments that cannot
    be sent.
    """

    def __init__(
        self,
        keys: AppKeys,
        user: UserToken | None = None,
        *,
        base_url: str = "https://api.x.com",
        http: httpx.Client | None = None,
        permission: Permission | None = None,
    ) -> None:
        self._wire = Wire(keys, user, base_url, http, permission)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._wire.close()

    def signature(self) -> httpx.Auth:
        """What signs a request for a file that X shows to this account alone."""
        return self._wire.signature

    @property
    def activity(self) -> ActivityCalls:
        """What X delivers, and to which webhook."""
        return ActivityCalls(self._wire)

    @property
    def chats(self) -> ChatCalls:
        """X's encrypted chats as this account."""
        return ChatCalls(self._wire)

    @property
    def media(self) -> MediaCalls:
        """What takes this account's pictures and videos."""
        return MediaCalls(self._wire)

    def create_post(
        self,
        text: str,
        *,
        in_reply_to: str | None = None,
        dm_link: str | None = None,
        made_with_ai: bool = False,
        media_ids: Sequence[str] = (),
    ) -> Sent:
        """Publishes a post, or a reply to `in_reply_to`; `dm_link` adds X's button for writing a private message.

        `media_ids` are those of up to four pictures that X has, or of one GIF or video.

        X keeps no idempotency key: after ServerFailed or Unclear the account's own posts must be looked at first.
        """
        body: dict[str, Any] = {"text": text} if text or not media_ids else {}
        if media_ids:
            body["media"] = {"media_ids": [checked_id(one) for one in media_ids]}
        if in_reply_to is not None:
            body["reply"] = {"in_reply_to_tweet_id": checked_id(in_reply_to)}
        if dm_link is not None:
            body["direct_message_deep_link"] = dm_link
        if made_with_ai:
            body["made_with_ai"] = True
        answer = self._wire.as_user("create_post", "POST", "/2/tweets", body=body)
        return Sent(known(answer, "id"), limits=answer.limits)

    def send_dm(self, participant_id: str, text: str, *, media_id: str | None = None) -> Sent:
        """Sends a private message to one user, with a picture or video that X has; the id is the DM event's."""
        path = f"/2/dm_conversations/with/{checked_id(participant_id)}/messages"
        body: dict[str, Any] = {"text": text} if text or media_id is None else {}
        if media_id is not None:
            body["attachments"] = [{"media_id": checked_id(media_id)}]
        answer = self._wire.as_user("send_dm", "POST", path, body=body)
        return Sent(known(answer, "dm_event_id"), answer.limits)

    def delete_post(self, post_id: str) -> Done:
        """Deletes one of the account's own posts."""
        return done(self._wire.as_user("delete_post", "DELETE", f"/2/tweets/{checked_id(post_id)}"), "deleted")

    def hide_reply(self, post_id: str, *, hidden: bool = True) -> Done:
        """Hides a reply under one of the account's posts from the thread, or shows it again."""
        path = f"/2/tweets/{checked_id(post_id)}/hidden"
        answer = self._wire.as_user("hide_reply", "PUT", path, body={"hidden": hidden})
        return done(answer, "hidden", wanted=hidden)

    def repost(self, user_id: str, post_id: str) -> Done:
        """Reposts a post as the account, whose own id is `user_id`."""
        path = f"/2/users/{checked_id(user_id)}/retweets"
        answer = self._wire.as_user("repost", "POST", path, body={"tweet_id": checked_id(post_id)})
        return done(answer, "reposted", "retweeted")

    def mute(self, user_id: str, customer_id: str) -> Done:
        """Has the account, whose own id is `user_id`, not see somebody's posts any more; they are not told."""
        path, body = f"/2/users/{checked_id(user_id)}/muting", {"target_user_id": checked_id(customer_id)}
        return done(self._wire.as_user("mute", "POST", path, body=body), "muting")

    def unmute(self, user_id: str, customer_id: str) -> Done:
        """Takes that back."""
        path = f"/2/users/{checked_id(user_id)}/muting/{checked_id(customer_id)}"
        return done(self._wire.as_user("unmute", "DELETE", path), "muting", wanted=False)

    def block_dms(self, customer_id: str) -> Done:
        """Has X take no more private messages from somebody; there is no call that blocks them altogether."""
        path = f"/2/users/{checked_id(customer_id)}/dm/block"
        return done(self._wire.as_user("block_dms", "POST", path), "blocked")

    def unblock_dms(self, customer_id: str) -> Done:
        """Takes that back."""
        path = f"/2/users/{checked_id(customer_id)}/dm/unblock"
        return done(self._wire.as_user("unblock_dms", "POST", path), "blocked", wanted=False)

    def me(self) -> User:
        """The account that the token belongs to."""
        answer = self._wire.as_user("me", "GET", "/2/users/me", query=_ME)
        return one(answer, responses.user(answer.body.get("data")))

    def dm_events(
        self,
        *,
        participant_id: str | None = None,
        since_id: str | None = None,
        pagination: str | None = None,
        max_results: int = 100,
    ) -> ResultPage[DmEvent]:
        """The account's private messages of the last 30 days, newest first, with one user or with all.

        X cannot begin at an id, so with `since_id` the older ones are left out here, and the page that reaches them
        has no `next_token`.
        """
        query = {**_DM, "max_results": str(max_results)}
        if pagination is not None:
            query["pagination_token"] = pagination
        path = f"/2/dm_conversations/with/{checked_id(participant_id)}/dm_events" if participant_id else "/2/dm_events"
        page = responses.page(self._wire.as_user("dm_events", "GET", path, query=query), responses.dm_event)
        if since_id is None:
            return page
        known = int(checked_id(since_id))
        newer = tuple(event for event in page.items if int(event.id) > known)
        return page if len(newer) == len(page.items) else replace(page, items=newer, next_token=None)

    def mentions(
        self, user_id: str, *, since_id: str | None = None, pagination: str | None = None, max_results: int = 100
    ) -> ResultPage[Post]:
        """Posts that mention this user, newest first; X keeps the 800 most recent."""
        path = f"/2/users/{checked_id(user_id)}/mentions"
        return self._posts("mentions", path, {}, since_id, pagination, max_results)

    def user_posts(
        self, user_id: str, *, since_id: str | None = None, pagination: str | None = None, max_results: int = 100
    ) -> ResultPage[Post]:
        """Posts of this user, newest first: where an unconfirmed send is looked up."""
        path = f"/2/users/{checked_id(user_id)}/tweets"
        return self._posts("user_posts", path, {}, since_id, pagination, max_results)

    def search_recent(
        self, query: str, *, since_id: str | None = None, pagination: str | None = None, max_results: int = 100
    ) -> ResultPage[Post]:
        """Posts of the last 7 days that match X's query (at most 512 characters), newest first."""
        path = "/2/tweets/search/recent"
        return self._posts("search_recent", path, {"query": query}, since_id, pagination, max_results)

    def posts(self, ids: Sequence[str]) -> ResultPage[Post]:
        """These posts (1 to 100); those that X does not show are in `missing`."""
        query = {**_POST, "ids": joined(ids, is_identifier)}
        return responses.page(self._wire.as_either("posts", "GET", "/2/tweets", query=query), responses.post)

    def users(self, ids: Sequence[str]) -> ResultPage[User]:
        """These users (1 to 100); those that X does not show are in `missing`."""
        query = {**_USER, "ids": joined(ids, is_identifier)}
        return responses.page(self._wire.as_either("users", "GET", "/2/users", query=query), responses.user)

    def users_by(self, usernames: Sequence[str]) -> ResultPage[User]:
        """The users of these usernames (1 to 100, without the @); those that X does not show are in `missing`."""
        query = {**_USER, "usernames": joined(usernames, is_username)}
        return responses.page(self._wire.as_either("users_by", "GET", "/2/users/by", query=query), responses.user)

    def usage(self) -> Usage:
        """What the app's project has read this month."""
        query = {"usage.fields": "cap_reset_day,project_cap,project_usage"}
        answer = self._wire.as_app("usage", "GET", "/2/usage/tweets", query=query)
        data = answer.body.get("data")
        posts = responses.count(data, "project_usage")
        if posts is None:
            raise answer.unreadable()
        return Usage(posts, responses.count(data, "project_cap"), responses.count(data, "cap_reset_day"), answer.limits)

    def _posts(
        self, call: str, path: str, query: Mapping[str, str], since_id: str | None, pagination: str | None, size: int
    ) -> ResultPage[Post]:
        asked = {**_POST, **query, "max_results": str(size)}
        if since_id is not None:
            asked["since_id"] = checked_id(since_id)
        if pagination is not None:
            asked["pagination_token"] = pagination
        return responses.page(self._wire.as_either(call, "GET", path, query=asked), responses.post)
