"""What may not go out in public as it is. A post cannot be changed later."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

from care import late
from care.length.weighted import DM_LIMIT, POST_LIMIT, weighted_length
from care.model.account import Account
from care.model.outbox_item import Item
from care.model.outcomes import Code, Outcome, Outcomes, outcome
from care.privacy.finder import find
from care.triage.words import words

_PLAIN_HTTP = late.pattern(r"(?<![a-z0-9])http://", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Guarded:
    """Why an item does not go: refused for good, or held until a supervisor approves it."""

    state: Literal["refused", "held"]
    why: Outcomes


@dataclass(frozen=True, slots=True)
class KnownText:
    """What was found out about a public text: its case's account, and what a second pair of eyes should see.

    `others` are the usernames of the other served accounts, `said` tells that its case holds the very same text since
    yesterday, `dead_link` is a link that leads nowhere.
    """

    account_id: str = ""
    others: Collection[str] = ()
    said: bool = False
    dead_link: str | None = None


def guard(
    item: Item,
    account: Account,
    *,
    over_budget: bool = False,
    known: KnownText | None = None,
    abuse: Outcome | None = None,
) -> Guarded | None:
    """None for what may go; personal data and what X would not take are refused, words to look at twice are held.

    What is automatic is looked at as what a person wrote. It says nothing twice, and a post of the account's own, that
    no case shows to a supervisor, is refused where a reply would be held.

    A reply that the month's dollars do not cover is held too, in private as in public. A supervisor's word counts for
    every reason at once, so all of them are told. Of a thread the whole is looked at: a cut must not hide anything.
    So is a reply to a customer whose `abuse` a supervisor has not seen.
    """
    known = known or KnownText()
    if known.account_id not in {"", item.account_id, account.id} or item.account_id != account.id:
        return Guarded("refused", (outcome(Code.wrong_account),))
    if reason := _refused(item, account):
        return Guarded("refused", (reason,))
    if item.purpose != "reply" and known.said:
        return Guarded("refused", (outcome(Code.said_already),))
    if not item.has_id or item.approved_by:
        return None
    why: list[Outcome] = []
    if item.channel == "public":
        why = [*_watched(item, account), *_doubts(item, known)]
    if abuse is not None:
        why.append(abuse)
    if over_budget:
        why.append(outcome(Code.over_budget))
    return Guarded("refused" if item.is_own else "held", tuple(why)) if why else None


def _refused(item: Item, account: Account) -> Outcome | None:
    if item.channel == "private":
        return outcome(Code.dm_too_long) if len(item.text) > DM_LIMIT else None
    if weighted_length(item.text, reply=bool(item.in_reply_to)) > POST_LIMIT:
        return outcome(Code.post_too_long)
    if _PLAIN_HTTP.search(item.whole or item.text):
        return outcome(Code.link_not_https)
    found = find(item.whole or item.text, account.countries, account.own, by_customer=False)
    kinds = sorted({str(one.kind) for one in found})
    return outcome(Code.personal_data, kinds=", ".join(kinds)) if kinds else None


def _doubts(item: Item, known: KnownText) -> list[Outcome]:
    text = (item.whole or item.text).lower()
    named = sorted(name for name in known.others if re.search(rf"@{re.escape(name.lower())}(?![a-z0-9_])", text))
    doubts = [outcome(Code.names_other_account, username=name) for name in named]
    if known.said and item.part == 1:
        doubts.append(outcome(Code.said_to_customer))
    if known.dead_link:
        doubts.append(outcome(Code.dead_link, link=known.dead_link))
    return doubts


def _watched(item: Item, account: Account) -> list[Outcome]:
    keys = {key for _, key in words(item.whole or item.text)}
    found = sorted(word for word in account.second_look if {key for _, key in words(word)} <= keys)
    return [outcome(Code.words_to_approve, words=", ".join(found))] if found else []
