"""Writing in public through the API: posts, replies, reposts, deletions, hiding; and why X refuses some of them."""

from typing import Any

from infra.local.x import prices
from infra.local.x.api_media import attached
from infra.local.x.calls import Call, Operation
from infra.local.x.problems import forbidden, invalid, not_found
from infra.local.x.simulated import SimulatedX
from infra.local.x.text import LONGEST_POST, has_link, weighted_length
from infra.local.x.world import Post, User

DUPLICATE = "You are not allowed to create a Tweet with duplicate content."
NOT_SUMMONED = (
    "Reply to this conversation is not allowed because you have not been mentioned or otherwise engaged by the author "
    "of the post you are replying to."
)
NOT_PERMITTED = "You are not permitted to reply to this conversation."
REPLY_TO_DELETED = "You attempted to reply to a Tweet that is deleted or not visible to you."
TOO_LONG = "Your Tweet text is too long. It has {length} of 280 weighted characters."
QUOTED_IS_GONE = "You attempted to quote a Tweet that is deleted or not visible to you."
NO_QUOTES = "Quoting posts through the API is for Enterprise apps."


def reply_refusal(x: SimulatedX, brand: User, parent: Post | None) -> str | None:
    """Why X does not let the brand answer this post through the API, or None.

    X looks at this very post: its author typed the handle or quoted the brand, or answered it where implicit replies
    are taken. Who restricts the answers leaves them to those whom the post names. A post that X does not know came to
    the webhook past the simulation: its author is taken to have summoned. A customer whom a program outside plays
    writes as in X's own app, where nobody has to be summoned.
    """
    if parent is None:
        return None
    if parent.deleted:
        return REPLY_TO_DELETED
    if not brand.ours or parent.author_id == brand.id or brand.id in parent.mentions:
        return None
    if parent.reply_settings != "everyone":
        return NOT_PERMITTED
    quoted = x.world.posts.get(parent.quoted or "")
    if quoted is not None and quoted.author_id == brand.id:
        return None
    return None if x.world.implicit_replies and parent.in_reply_to_user == brand.id else NOT_SUMMONED


async def create_post(call: Call) -> dict[str, Any]:
    """POST /2/tweets."""
    x, brand = call.x, call.brand()
    text = str(call.body.get("text") or "").strip()
    told = call.body.get("media")
    media = attached(call, told.get("media_ids") if isinstance(told, dict) else None, "tweet") if told else ()
    if not text and not media:
        raise invalid("$.text: a post needs a text, or something to show.")
    quoted = call.body.get("quote_tweet_id")
    if quoted and brand.ours:
        raise forbidden(NO_QUOTES)
    if quoted and x.world.post_of(str(quoted)) is None:
        raise forbidden(QUOTED_IS_GONE)
    reply = call.body.get("reply")
    if reply is not None and (not isinstance(reply, dict) or not isinstance(reply.get("in_reply_to_tweet_id"), str)):
        raise invalid("$.reply.in_reply_to_tweet_id: is missing but it is required")
    in_reply_to = reply["in_reply_to_tweet_id"] if reply else None
    if (length := weighted_length(text)) > LONGEST_POST:
        raise forbidden(TOO_LONG.format(length=length))
    parent = x.world.posts.get(in_reply_to) if in_reply_to else None
    if in_reply_to and (refusal := reply_refusal(x, brand, parent)):
        raise forbidden(refusal)
    if text and x.is_duplicate(brand, text, in_reply_to):
        raise forbidden(DUPLICATE)
    summoned = in_reply_to is not None and (parent is None or parent.author_id != brand.id)
    cost = prices.price_of_post(summoned=summoned, link=has_link(text))
    without = tuple(reply.get("exclude_reply_user_ids") or ()) if reply else ()
    post = x.post(brand, text, in_reply_to=in_reply_to, quoted=quoted, cost=cost, without=without, media=media)
    history = {"edit_history_post_ids": [post.id], "edit_history_tweet_ids": [post.id]}
    return {"data": {"id": post.id, "text": post.text} | history}


async def delete_post(call: Call) -> dict[str, Any]:
    """DELETE /2/tweets/{id}: only the brand's own."""
    brand, post = call.brand(), _existing(call, "id")
    if post.author_id != brand.id:
        raise forbidden("You are not allowed to delete this Tweet.")
    call.x.delete(post)
    return {"data": {"deleted": True}}


async def hide_reply(call: Call) -> dict[str, Any]:
    """PUT /2/tweets/{tweet_id}/hidden: only replies in a conversation that the brand began."""
    brand, post, hidden = call.brand(), _existing(call, "tweet_id"), call.body.get("hidden")
    if not isinstance(hidden, bool):
        raise invalid("$.hidden: is missing but it is required")
    first = call.x.world.posts.get(post.conversation_id)
    if first is None or first.author_id != brand.id or first is post:
        raise forbidden("You are not allowed to hide this Tweet: it is not a reply in a conversation that you began.")
    post.hidden = hidden
    call.x.version += 1
    return {"data": {"hidden": hidden}}


async def repost(call: Call) -> dict[str, Any]:
    """POST /2/users/{id}/retweets: once per post."""
    x, brand, post_id = call.x, call.brand_at("id"), call.required("tweet_id")
    post = x.world.post_of(post_id)
    if post is None:
        raise not_found("tweet", "tweet_id", post_id)
    if any(one.reposted == post.id and one.author_id == brand.id and not one.deleted for one in x.world.posts.values()):
        raise forbidden("You cannot retweet a Tweet that you have already retweeted.")
    made = x.repost(brand, post, cost=prices.REPOST_SENT)
    return {"data": {"retweeted": True, "rest_id": made.id}}


def _existing(call: Call, name: str) -> Post:
    post = call.x.world.post_of(call.path[name])
    if post is None:
        raise not_found("tweet", name, call.path[name])
    return post


OPERATIONS = (
    Operation("POST", "/2/tweets", create_post, "post", "user", 201),
    Operation("DELETE", "/2/tweets/{id}", delete_post, "delete", "user"),
    Operation("PUT", "/2/tweets/{tweet_id}/hidden", hide_reply, "hide", "user"),
    Operation("POST", "/2/users/{id}/retweets", repost, "repost", "user"),
)
