"""Reading through the API: posts by id, mentions, a user's posts, recent search, and users."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from infra.local.x.calls import Call, Operation
from infra.local.x.objects import media_objects, post_object, respelled, user_object
from infra.local.x.pages import page_of
from infra.local.x.problems import invalid, missing
from infra.local.x.search import matches, read_query
from infra.local.x.world import Post, User

SEARCHED = timedelta(days=7)
MOST_MENTIONS = 800
_ALWAYS = {"id", "text", "edit_history_tweet_ids", "edit_history_post_ids"}
_TWIN_NAMES = {"referenced_tweets": "referenced_posts", "referenced_tweets.id": "referenced_posts"}


async def posts_by_ids(call: Call) -> dict[str, Any]:
    """GET /2/tweets: those that exist, and an error for each that does not."""
    ids = call.listed("ids")
    if not ids:
        raise invalid("The `ids` query parameter can not be empty.", parameter="ids")
    found = [post for one in ids if (post := call.x.world.post_of(one))]
    answer = _posts(call, found)
    gone = [missing("tweet", "ids", one) for one in ids if call.x.world.post_of(one) is None]
    return answer | ({"errors": gone} if gone else {})


async def post_by_id(call: Call) -> dict[str, Any]:
    """GET /2/tweets/{id}: a 200 with an error for one that is not there, as X answers single look-ups."""
    post = call.x.world.post_of(call.path["id"])
    if post is None:
        return {"errors": [missing("tweet", "id", call.path["id"])]}
    answer = _posts(call, [post])
    return answer | {"data": answer["data"][0]}


async def mentions(call: Call) -> dict[str, Any]:
    """GET /2/users/{id}/mentions: the last 800 that mention the user, in the text or by being a reply."""
    user_id = call.path["id"]
    found = [post for post in _newest(call) if user_id in {*post.mentions, *post.implied} and post.author_id != user_id]
    return _paged(call, found[:MOST_MENTIONS], lowest=5)


async def user_posts(call: Call) -> dict[str, Any]:
    """GET /2/users/{id}/tweets."""
    excluded = set(call.listed("exclude"))
    found = [
        post
        for post in _newest(call)
        if post.author_id == call.path["id"]
        and not (post.in_reply_to and "replies" in excluded)
        and not (post.reposted and "retweets" in excluded)
    ]
    return _paged(call, found, lowest=5)


async def search_recent(call: Call) -> dict[str, Any]:
    """GET /2/tweets/search/recent: seven days, without reposts."""
    try:
        query = read_query(call.query.get("query", ""))
    except ValueError as fault:
        raise invalid(str(fault), parameter="query") from None
    since, world = call.x.now() - SEARCHED, call.x.world
    found = [post for post in _newest(call) if post.at >= since and not post.reposted and matches(query, post, world)]
    return _paged(call, found, lowest=10)


async def users_by_ids(call: Call) -> dict[str, Any]:
    """GET /2/users."""
    return _users(call, "ids", call.x.world.users.get)


async def users_by_names(call: Call) -> dict[str, Any]:
    """GET /2/users/by."""
    return _users(call, "usernames", call.x.world.by_name)


async def user_by_id(call: Call) -> dict[str, Any]:
    """GET /2/users/{id}."""
    return _one_user(call, "id", call.x.world.users.get(call.path["id"]))


async def user_by_name(call: Call) -> dict[str, Any]:
    """GET /2/users/by/username/{username}."""
    return _one_user(call, "username", call.x.world.by_name(call.path["username"]))


def _one_user(call: Call, parameter: str, user: User | None) -> dict[str, Any]:
    return {"data": _user(call, user)} if user else {"errors": [missing("user", parameter, call.path[parameter])]}


async def me(call: Call) -> dict[str, Any]:
    """GET /2/users/me."""
    return {"data": _user(call, call.brand())}


async def usage(call: Call) -> dict[str, Any]:
    """GET /2/usage/tweets: the posts that the app was given so far."""
    whole = {"cap_reset_day": 1, "project_cap": "3000000", "project_id": "1", "project_usage": str(call.x.posts_read)}
    asked = call.listed("usage.fields")
    return {"data": {name: value for name, value in whole.items() if name in asked}}


def _newest(call: Call) -> Iterable[Post]:
    return (post for post in reversed(call.x.world.posts.values()) if not post.deleted and not post.replaced)


def _paged(call: Call, found: list[Post], *, lowest: int) -> dict[str, Any]:
    page, meta = page_of(call, found, default=10, lowest=lowest)
    answer = _posts(call, page)
    if not page:
        answer.pop("data")  # X leaves the list out when it is empty
    return answer | {"meta": meta}


def _posts(call: Call, posts: list[Post]) -> dict[str, Any]:
    old = _asks_the_old_way(call)
    world = call.x.world
    call.x.posts_read += len(posts)
    asked = {*call.listed("tweet.fields"), *call.listed("post.fields")}
    expansions = {_TWIN_NAMES.get(one, one) for one in call.listed("expansions")}
    fields = _ALWAYS | asked | expansions | {_TWIN_NAMES.get(one, one) for one in asked}
    if old and "referenced_posts" in fields:
        fields |= {"referenced_tweets"}
    shown = [respelled(post_object(world, post), old=old) for post in posts]
    answer: dict[str, Any] = {"data": [{name: one for name, one in post.items() if name in fields} for post in shown]}
    users: list[str | None] = []
    if "author_id" in expansions:
        users += [post.author_id for post in posts]
    if "in_reply_to_user_id" in expansions:
        users += [post.in_reply_to_user for post in posts]
    if "entities.mentions.username" in expansions:
        users += [one for post in posts for one in (*post.implied, *post.mentions)]
    includes: dict[str, Any] = {}
    if users:
        known = [world.users[one] for one in dict.fromkeys(users) if one in world.users]
        includes["users"] = [_user(call, one) for one in known]
    if "referenced_posts" in expansions:
        referenced = [one for post in posts for one in (post.in_reply_to, post.quoted, post.reposted) if one]
        related = [post for one in dict.fromkeys(referenced) if (post := world.post_of(one))]
        shown = [respelled(post_object(world, one), old=old) for one in related]
        includes["posts"] = [{name: one for name, one in post.items() if name in fields} for post in shown]
        if old:
            includes["tweets"] = includes["posts"]
    if "attachments.media_keys" in expansions and (media := media_objects(one for post in posts for one in post.media)):
        wanted = {"media_key", "type", *call.listed("media.fields")}
        includes["media"] = [{name: one for name, one in each.items() if name in wanted} for each in media]
    return answer | ({"includes": includes} if includes else {})


def _asks_the_old_way(call: Call) -> bool:
    # X's answers still speak of tweets, but where somebody asks for `post.fields`.
    return "post.fields" not in call.query


def _users(call: Call, parameter: str, find: Any) -> dict[str, Any]:
    asked = call.listed(parameter)
    if not asked:
        raise invalid(f"The `{parameter}` query parameter can not be empty.", parameter=parameter)
    found = {one: find(one) for one in asked}
    answer: dict[str, Any] = {}
    if users := [_user(call, user) for user in found.values() if user]:
        answer["data"] = users
    if gone := [missing("user", parameter, one) for one, user in found.items() if user is None]:
        answer["errors"] = gone
    return answer


def _user(call: Call, user: User) -> dict[str, Any]:
    old = _asks_the_old_way(call)
    whole = respelled(user_object(user), old=old)
    if call.caller:
        # Only a user's token tells whether one may write to the other. The brands take messages from everyone.
        whole["receives_your_dm"] = user.ours or (user.id, call.caller.id) in call.x.world.wrote
    fields = {"id", "name", "username", *call.listed("user.fields")}
    return {name: value for name, value in whole.items() if name in fields}


OPERATIONS = (
    Operation("GET", "/2/tweets/search/recent", search_recent, "search", "either"),
    Operation("GET", "/2/tweets", posts_by_ids, "posts", "either"),
    Operation("GET", "/2/users/{id}/mentions", mentions, "mentions", "either"),
    Operation("GET", "/2/users/{id}/tweets", user_posts, "timeline", "either"),
    Operation("GET", "/2/users/by", users_by_names, "users", "either"),
    Operation("GET", "/2/users/me", me, "me", "user"),
    Operation("GET", "/2/users", users_by_ids, "users", "either"),
    Operation("GET", "/2/users/by/username/{username}", user_by_name, "users", "either"),
    Operation("GET", "/2/users/{id}", user_by_id, "users", "either"),
    Operation("GET", "/2/tweets/{id}", post_by_id, "posts", "either"),
    Operation("GET", "/2/usage/tweets", usage, "usage", "bearer"),
)
