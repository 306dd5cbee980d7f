"""The deprecated Account Activity deliveries: `for_user_id` and arrays of v1.1 objects.

X describes them at https://docs.x.com/x-api/account-activity/introduction.
"""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from care.x.addressing import legacy_mentions, shown_from, spoken
from care.x.context import context_of_legacy
from care.x.direct_messages import read_dm
from care.x.fields import Json, as_id, author_of, earlier_ids, expanded, instant_of, text_of
from care.x.media import links_of_media, media_of_legacy
from care.x.raw_events import RawEvent, Values, deleted, echoed, message, received, reposted, revoked

type Part = tuple[str, str, Any, Callable[[], list[RawEvent]]]


def events_of_arrays(delivery: Json) -> Iterator[Part]:
    """Each element of each array, with the reader that makes events of it; unneeded arrays have a reader of nothing."""
    told = delivery.get("for_user_id")
    account = text_of(told) if isinstance(told, (str, int)) and not isinstance(told, bool) else ""
    users = delivery.get("users") if isinstance(delivery.get("users"), dict) else {}
    readers: dict[str, Callable[[Json], list[RawEvent]]] = {
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


def _tweet(account: str, tweet: Json) -> list[RawEvent]:
    author = as_id(tweet["user"]["id_str"])
    tweet_id = as_id(tweet["id_str"])
    if original := tweet.get("retweeted_status"):
        by = author_of(author, tweet["user"])
        return [] if author == account else [reposted(account, by, tweet_id, as_id(original["id_str"]))]
    written = _message(account, tweet_id, tweet)
    if author == account:
        quoted = (tweet.get("quoted_status") or {}).get("user") or {}
        to = written["in_reply_to_user"] or text_of(quoted.get("id_str")) or _spoken_to(tweet)
        return [echoed(account, "" if to == account else to, written)]
    return [received(account, author_of(author, tweet["user"]), written)]


def _message(account: str, tweet_id: str, tweet: Json) -> Values:
    long = tweet.get("extended_tweet") or {}
    entities = long.get("entities") or tweet.get("entities") or {}
    quotes = text_of(tweet.get("quoted_status_id_str"))
    quoted = text_of(((tweet.get("quoted_status") or {}).get("user") or {}).get("id_str"))
    in_reply_to_user = text_of(tweet.get("in_reply_to_user_id_str"))
    earlier = earlier_ids(tweet, tweet_id)
    shows = links_of_media(entities, (tweet_id, *earlier))
    return message(
        tweet_id,
        "public",
        expanded(long.get("full_text") or tweet.get("full_text") or tweet["text"], entities, shows),
        instant_of(legacy=tweet["created_at"]),
        language=text_of(tweet.get("lang")),
        in_reply_to=text_of(tweet.get("in_reply_to_status_id_str")),
        in_reply_to_user=in_reply_to_user,
        quotes=quotes,
        earlier=earlier,
        media=media_of_legacy(tweet),
        sensitive=tweet.get("possibly_sensitive") is True,
        around=context_of_legacy(tweet) if quotes else [],
        **spoken(
            account,
            legacy_mentions(entities),
            shown_from=shown_from(long if long.get("display_text_range") else tweet),
            replies=bool(in_reply_to_user or tweet.get("in_reply_to_status_id_str")),
            direct=in_reply_to_user == account,
            quotes=(quoted == account if quoted else None) if quotes else False,
            reply_settings=text_of(tweet.get("reply_settings")),
        )._asdict(),
    )


def _spoken_to(tweet: Json) -> str:
    """Whom the tweet names first of all, or ""."""
    entities = (tweet.get("extended_tweet") or {}).get("entities") or tweet.get("entities") or {}
    first = (one for one in entities.get("user_mentions") or [] if (one.get("indices") or [None])[0] == 0)
    return next((text_of(one.get("id_str")) for one in first), "")


def _deletion(account: str, deletion: Json) -> list[RawEvent]:
    status = deletion["status"]
    return [deleted(account, as_id(status["user_id"]), as_id(status["id"]))]


def _revoked(revoke: Json) -> list[RawEvent]:
    return [revoked(as_id(revoke["source"]["user_id"]), instant_of(iso=revoke["date_time"]))]
