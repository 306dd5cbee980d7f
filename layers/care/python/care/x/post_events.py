"""What X delivers of posts: written to the account, by it, shown to others, or gone."""

from care.x.addressing import mentions_of, shown_from, spoken
from care.x.context import posts_around
from care.x.fields import Json, as_id, author_of, earlier_ids, expanded, instant_of, instant_of_id, text_of
from care.x.media import links_of_media, media_of_post
from care.x.raw_events import (
    RawEvent,
    Values,
    deleted,
    echoed,
    message,
    received,
    reposted,
)


def read_mention(account: str, payload: Json, includes: Json) -> list[RawEvent]:
    """X calls only a typed handle a mention, so one whose entities do not show it is one all the same."""
    return read_post_to_account(account, payload, includes, mentions_account=True)


def read_post_to_account(
    account: str, payload: Json, includes: Json, *, mentions_account: bool = False
) -> list[RawEvent]:
    """A mention or a reply: somebody wrote to the account."""
    author = as_id(payload["author_id"])
    if author == account:
        return []  # its own post arrives as post.create
    if original := _referenced(payload, "retweeted"):
        # Who shows somebody's words to others wrote none.
        return [reposted(account, _author(author, includes), as_id(payload["id"]), original)]
    written = _post(account, payload, includes)
    if mentions_account and written["addressed"] == "":
        written |= {"summons": True, "addressed": "typed"}
    return [received(account, _author(author, includes), written)]


def read_quote(account: str, payload: Json, includes: Json) -> list[RawEvent]:
    """X delivers it because it quotes the account, and need not show the post that it quotes."""
    author = as_id(payload["author_id"])
    if author == account:
        return []
    return [received(account, _author(author, includes), _post(account, payload, includes, quotes_account=True))]


def read_own_post(account: str, payload: Json, includes: Json) -> list[RawEvent]:
    """The account itself posted; X names whom it spoke to in more than one place."""
    author = as_id(payload["author_id"])
    if author != account:
        return []
    if _referenced(payload, "retweeted"):
        return []
    written = _post(account, payload, includes)
    mentions = (payload.get("entities") or {}).get("mentions") or []
    spoken_to = next((text_of(mention.get("id")) for mention in mentions if mention.get("start") == 0), "")
    to = written["in_reply_to_user"] or _author_of_post(written["quotes"], includes) or spoken_to
    return [echoed(account, "" if to == account else to, written)]


def read_repost(account: str, payload: Json, includes: Json) -> list[RawEvent]:
    """Somebody shows a post of the account to others, without words of their own."""
    author = as_id(payload["author_id"])
    if author == account:
        return []
    original = _referenced(payload, "retweeted")
    return [reposted(account, _author(author, includes), as_id(payload["id"]), original)]


def read_deletion(account: str, payload: Json, _includes: Json) -> list[RawEvent]:
    """A post is gone."""
    return [deleted(account, as_id(payload["author_id"]), as_id(payload["id"]))]


def _post(account: str, payload: Json, includes: Json, *, quotes_account: bool = False) -> Values:
    entities = payload.get("entities") or {}
    note = payload.get("note_tweet") or payload.get("note_post") or {}
    quotes = _referenced(payload, "quoted")
    in_reply_to_user = text_of(payload.get("in_reply_to_user_id"))
    in_reply_to = text_of(payload.get("in_reply_to_tweet_id") or payload.get("in_reply_to_post_id")) or _referenced(
        payload, "replied_to"
    )
    quoted = account if quotes_account else _author_of_post(quotes, includes)
    username = text_of(_user_of(account, includes).get("username"))
    post_id = as_id(payload["id"])
    earlier = earlier_ids(payload, post_id)
    ids = (post_id, *earlier)
    shows = links_of_media(entities, ids) | links_of_media(note.get("entities"), ids)
    return message(
        post_id,
        "public",
        expanded(note.get("text") or payload["text"], note.get("entities") or entities, shows),
        instant_of_id(post_id) if payload.get("created_at") is None else instant_of(iso=payload["created_at"]),
        language=text_of(payload.get("lang")),
        conversation_id=text_of(payload.get("conversation_id")),
        in_reply_to=in_reply_to,
        in_reply_to_user=in_reply_to_user,
        quotes=quotes,
        earlier=earlier,
        media=media_of_post(payload, includes),
        sensitive=payload.get("possibly_sensitive") is True,
        around=posts_around((quotes, in_reply_to), includes),
        **spoken(
            account,
            mentions_of(entities, note.get("entities"), account=account, username=username),
            shown_from=shown_from(payload),
            replies=bool(in_reply_to or in_reply_to_user),
            direct=in_reply_to_user == account,
            quotes=(quoted == account if quoted else None) if quotes else quotes_account,
            reply_settings=text_of(payload.get("reply_settings")),
        )._asdict(),
    )


def _referenced(payload: Json, kind: str) -> str:
    references = payload.get("referenced_tweets") or payload.get("referenced_posts") or []
    return next((as_id(r["id"]) for r in references if r.get("type") == kind), "")


def _author_of_post(post_id: str, includes: Json) -> str:
    """Who wrote a post that X shows beside another, or ""."""
    posts = (post.get("data") or post for post in (includes.get("tweets") or includes.get("posts") or []))
    authors = (post.get("author_id") for post in posts if post_id and text_of(post.get("id")) == post_id)
    return text_of(next(authors, ""))


def _author(author_id: str, includes: Json) -> Values:
    return author_of(author_id, _user_of(author_id, includes))


def _user_of(user_id: str, includes: Json) -> Json:
    """A user whom X shows beside a post, or nothing."""
    users = (user.get("data") or user for user in includes.get("users") or [])
    return next((user for user in users if text_of(user.get("id")) == user_id), {})
