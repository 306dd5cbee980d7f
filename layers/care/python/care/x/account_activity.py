"""The deprecated Account Activity deliveries (X_API 2.2): `for_user_id` and arrays of v1.1 objects."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from care.events import AccessRevoked, Event, Message, MessageDeleted, MessageEchoed, MessageReceived, Reposted
from care.x.direct_messages import read_dm
from care.x.fields import Json, as_id, author_of, expanded, instant_of, text_of

type Part = tuple[str, str, Any, Callable[[], list[Event]]]


def events_of_arrays(delivery: Json) -> Iterator[Part]:
    """Each element of each array, with the reader that makes events of it; unneeded arrays have a reader of nothing."""
    account = text_of(delivery.get("for_user_id")) if isinstance(delivery.get("for_user_id"), (str, int)) else ""
    users = delivery.get("users") if isinstance(delivery.get("users"), dict) else {}
    readers: dict[str, Callable[[Json], list[Event]]] = {
        "tweet_create_events": partial(_tweet, account),
        "tweet_delete_events": partial(_deletion, account),
        "direct_message_events": partial(read_dm, account, users=users),
    }
    for name, value in delivery.items():
        if name == "user_event" and isinstance(value, dict) and "revoke" in value:
            yield name, account, value, partial(_revoked, value["revoke"])
        elif name in readers and isinstance(value, list):
            for element in value:
                yield name, account, element, partial(readers[name], element)
        elif name.endswith(("_events", "_event", "replay_job_status")):
            yield name[:64], account, value, list


def _tweet(account: str, tweet: Json) -> list[Event]:
    author = as_id(tweet["user"]["id_str"])
    tweet_id = as_id(tweet["id_str"])
    if reposted := tweet.get("retweeted_status"):
        if author == account:
            return []
        post = as_id(reposted["id_str"])
        return [Reposted(account_id=account, customer_id=author, repost_id=tweet_id, post_id=post)]
    message = _message(account, tweet_id, tweet)
    if author == account:
        to = "" if message.in_reply_to_user == account else message.in_reply_to_user
        return [MessageEchoed(account_id=account, customer_id=to, message=message)]
    known = author_of(author, tweet["user"])
    return [MessageReceived(account_id=account, customer_id=author, author=known, message=message)]


def _message(account: str, tweet_id: str, tweet: Json) -> Message:
    long = tweet.get("extended_tweet") or {}
    entities = long.get("entities") or tweet.get("entities") or {}
    mentioned = {text_of(mention.get("id_str")) for mention in entities.get("user_mentions") or []}
    quotes = text_of(tweet.get("quoted_status_id_str"))
    in_reply_to_user = text_of(tweet.get("in_reply_to_user_id_str"))
    return Message(
        id=tweet_id,
        channel="public",
        text=expanded(long.get("full_text") or tweet.get("full_text") or tweet["text"], entities),
        at=instant_of(legacy=tweet["created_at"]),
        language=text_of(tweet.get("lang")),
        in_reply_to=text_of(tweet.get("in_reply_to_status_id_str")),
        in_reply_to_user=in_reply_to_user,
        quotes=quotes,
        summons=account in mentioned or bool(quotes) or in_reply_to_user == account,
    )


def _deletion(account: str, deletion: Json) -> list[Event]:
    author = as_id(deletion["status"]["user_id"])
    customer = "" if author == account else author
    return [MessageDeleted(account_id=account, customer_id=customer, message_id=as_id(deletion["status"]["id"]))]


def _revoked(revoke: Json) -> list[Event]:
    return [AccessRevoked(account_id=as_id(revoke["source"]["user_id"]), at=instant_of(iso=revoke["date_time"]))]
