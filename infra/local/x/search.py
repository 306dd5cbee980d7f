"""X's search language, as far as Centralita asks in it: words, phrases, `-`, `OR`, parentheses, and a few operators."""

import re
from dataclasses import dataclass

from infra.local.x.world import Post, World

LONGEST_QUERY = 512
_TOKEN = re.compile(r'\s*(-?\(|\)|-?(?:[A-Za-z_]+:)?"[^"]*"|[^\s()"]+)')
_OPERATORS = ("conversation_id", "from", "to", "lang", "is", "has", "in_reply_to_tweet_id", "url")
_IS = {"reply", "retweet", "quote", "verified"}
_HAS = {"hashtags", "links", "mentions", "media", "images", "videos"}


@dataclass(frozen=True)
class Term:
    """A word, a phrase, or an operator with its value."""

    operator: str
    value: str


@dataclass(frozen=True)
class Not:
    """What must not match."""

    query: "Query"


@dataclass(frozen=True)
class Together:
    """What must match all at once, or (`either`) at least in part."""

    queries: tuple["Query", ...]
    either: bool


type Query = Term | Not | Together


def read_query(text: str) -> Query:
    """The query, or a ValueError that says what X would not understand."""
    if not text.strip():
        raise ValueError("The `query` query parameter can not be empty.")
    if len(text) > LONGEST_QUERY:
        raise ValueError(f"The `query` query parameter has {len(text)} of at most {LONGEST_QUERY} characters.")
    tokens = [match[1] for match in _TOKEN.finditer(text)]
    query, rest = _either(tokens)
    if rest:
        raise ValueError("There is a closing parenthesis too many in `query`.")
    return query


def _either(tokens: list[str]) -> tuple[Query, list[str]]:
    choices: list[Query] = []
    while True:
        query, tokens = _all(tokens)
        choices.append(query)
        if not tokens or tokens[0] != "OR":
            return (choices[0] if len(choices) == 1 else Together(tuple(choices), either=True)), tokens
        tokens = tokens[1:]


def _all(tokens: list[str]) -> tuple[Query, list[str]]:
    parts: list[Query] = []
    while tokens and tokens[0] not in {"OR", ")"}:
        token, tokens = tokens[0], tokens[1:]
        if token in {"(", "-("}:
            part, tokens = _either(tokens)
            if not tokens:
                raise ValueError("A parenthesis in `query` is not closed.")
            tokens = tokens[1:]
        else:
            part = _term(token.removeprefix("-"))
        parts.append(Not(part) if token.startswith("-") else part)
    if not parts:
        raise ValueError("A part of `query` is empty: put words around OR and into parentheses.")
    return (parts[0] if len(parts) == 1 else Together(tuple(parts), either=False)), tokens


def _term(token: str) -> Term:
    name, colon, value = token.partition(":")
    if colon and name.isidentifier() and not token.startswith('"') and not value.startswith("//"):
        if name not in _OPERATORS or (name == "is" and value not in _IS) or (name == "has" and value not in _HAS):
            raise ValueError(f"Reference to invalid operator '{token}' in `query`.")
        return Term(name, value.strip('"').removeprefix("@").lower())
    return Term("text", token.strip('"').lower())


def matches(query: Query, post: Post, world: World) -> bool:
    """Whether the post is what the query asks for."""
    if isinstance(query, Not):
        return not matches(query.query, post, world)
    if isinstance(query, Together):
        found = (matches(one, post, world) for one in query.queries)
        return any(found) if query.either else all(found)
    return _matches(query, post, world)


def _matches(term: Term, post: Post, world: World) -> bool:
    def is_user(user_id: str | None) -> bool:
        user = world.users.get(user_id or "")
        return user is not None and term.value in {user.id, user.username.lower()}

    match term.operator:
        case "conversation_id":
            return post.conversation_id == term.value
        case "in_reply_to_tweet_id":
            return post.in_reply_to == term.value
        case "from":
            return is_user(post.author_id)
        case "to":
            return is_user(post.in_reply_to_user)
        case "lang":
            return post.lang == term.value
        case "is":
            author = world.users.get(post.author_id)
            kinds = {"reply": post.in_reply_to, "retweet": post.reposted, "quote": post.quoted}
            return (author is not None and author.ours) if term.value == "verified" else kinds[term.value] is not None
        case "has":
            shows = {"media": bool(post.media), "images": any(not one.moves for one in post.media)}
            shows |= {"videos": any(one.moves for one in post.media), "links": "://" in post.text}
            return {**shows, "hashtags": "#" in post.text, "mentions": bool(post.mentions)}[term.value]
        case "url":
            return "://" in post.text and term.value in post.text.lower()
        case _:
            return re.search(rf"(?<!\w){re.escape(term.value)}(?!\w)", post.text.lower()) is not None
