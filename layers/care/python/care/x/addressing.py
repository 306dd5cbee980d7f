"""Whether a post speaks to the account in a way that lets X take an answer: what its mentions, quotes and settings say.

X takes a reply of the API where the author typed the handle or quoted the account. The handles that X puts before a
reply by itself do not count: they lie before `display_text_range`. Of a direct reply without a typed handle nobody is
sure. `reply_settings` other than `everyone` leave the answer to those whom the author mentioned.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from care.x.fields import Json, text_of


class Mention(NamedTuple):
    """Somebody whom a text names, and where."""

    id: str
    start: int
    end: int


class Spoken(NamedTuple):
    """How a post speaks to the account; the fields are those of a message (`care.model.messages.Message`)."""

    summons: bool
    addressed: str


def spoken(
    account: str,
    mentions: Sequence[Mention],
    *,
    shown_from: int | None,
    replies: bool,
    direct: bool,
    quotes: bool | None,
    reply_settings: str = "",
) -> Spoken:
    """How a post speaks to `account`.

    `shown_from` is where X begins to show the text, None if X did not say; `replies` says that the post answers
    another, `direct` that it answers the account. `quotes` is None for a quotation of nobody knows whom.
    """
    begins = shown_from if shown_from is not None else _after_implied(mentions) if replies else 0
    if any(one.id == account and one.start >= begins for one in mentions):
        return Spoken(summons=True, addressed="typed")
    named = direct or quotes is True or any(one.id == account for one in mentions)
    if named and reply_settings not in {"", "everyone"}:
        return Spoken(summons=False, addressed="restricted")
    if quotes:
        return Spoken(summons=True, addressed="quoted")
    if direct or quotes is None:
        return Spoken(summons=True, addressed="implied")
    return Spoken(summons=False, addressed="named" if named else "")


def mentions_of(*entities: Json, account: str = "", username: str = "") -> list[Mention]:
    """The mentions of several entities of one text (a long post has two); one without an id is known by its name."""
    found = dict[Mention, None]()
    for one in (one for each in entities for one in (each or {}).get("mentions") or []):
        name = text_of(one.get("username")).casefold()
        who = text_of(one.get("id")) or (account if username and name == username.casefold() else "")
        found[Mention(who, _number(one.get("start")), _number(one.get("end")))] = None
    return list(found)


def legacy_mentions(entities: Json) -> list[Mention]:
    """The mentions of the old shape, with `indices`."""
    found = list[Mention]()
    for one in (entities or {}).get("user_mentions") or []:
        start, end = (*(one.get("indices") or ()), 0, 0)[:2]
        found.append(Mention(text_of(one.get("id_str") or one.get("id")), _number(start), _number(end)))
    return found


def shown_from(post: Json) -> int | None:
    """Where X begins to show the text of a post, or None."""
    shown = post.get("display_text_range")
    first = shown[0] if isinstance(shown, list) and shown else None
    return first if isinstance(first, int) and not isinstance(first, bool) and first >= 0 else None


def _after_implied(mentions: Iterable[Mention]) -> int:
    """Behind the row of handles with which a reply begins: which of them somebody typed, nobody can tell."""
    begins = 0
    for one in sorted(mentions, key=lambda one: one.start):
        if one.start > begins:
            break
        begins = max(begins, one.end + 1)
    return begins


def _number(value: object) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) else 0
