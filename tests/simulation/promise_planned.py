"""What must hold of posts that people plan, of what searches find, and of those who are told: parts of the promises."""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

from tests.simulation.brands import BRANDS
from tests.simulation.facts import Facts, Fresh
from tests.simulation.outside import CHAT
from tests.simulation.planned import word_of
from tests.simulation.promise_once import instant
from tests.simulation.receivers import BUS, MAIL, TOPIC
from tests.simulation.releases import plain

from care.model.own_post import WHOLE, OwnPost

_FIVE_MINUTES, _A_DAY = 300.0, 86_400.0
_CASE = re.compile(r"\b[0-9A-Z]{12}\b")
_NAMES = {account_id: username for account_id, username, _ in BRANDS}


def own_posts_in_time(facts: Facts, fresh: Fresh) -> Iterator[str]:
    """An own post goes when its people said, once a supervisor wanted it, and by their account alone."""
    slack = 2 * facts.skewed + 2
    for done in fresh.sends:
        item_id = done.item.get("item_id", "")
        if not done.done or not item_id.startswith(WHOLE):
            continue
        row = facts.db.tables["accounts"].items.get(
            (f"POSTS#{done.account_id}", f"POST#{item_id.removeprefix(WHOLE).split(':')[0]}")
        )
        if row is None or (f"de {_NAMES[done.account_id]}" not in done.text and done.item.get("part", 1) == 1):
            yield f"{item_id} went by {done.account_id}, whose it is not"
            continue
        post = OwnPost.model_validate(plain(row), context={"stored": True})
        if post.state != "queued" or not post.approved_by:
            yield f"{item_id} ({post.state}) went, and nobody had approved it"
        if done.at + slack < post.begins.timestamp():
            yield f"{item_id} went {post.begins.timestamp() - done.at:.0f} s before its time"
        if done.item.get("part", 1) == 1 and instant(done.item["claimed_at"]) > post.ends.timestamp() + slack:
            yield f"{item_id} went after its time was over"
    if facts.quiet:
        yield from _posted_or_missed(facts)


def _posted_or_missed(facts: Facts) -> Iterator[str]:
    """At the end no post is past its time that was neither posted nor missed."""
    now, outbox = facts.x.clock.now - timedelta(seconds=_FIVE_MINUTES), facts.db.tables["outbox"].items
    for (pk, sk), row in facts.db.tables["accounts"].items.items():
        if not pk.startswith("POSTS#") or not sk.startswith("POST#"):
            continue
        post = OwnPost.model_validate(plain(row), context={"stored": True})
        waits = post.state == "planned" or (post.state == "asked" and post.at is not None)
        free = post.state == "planned" and post.in_incidents and not post.only_open and post.begins < now
        if (waits and post.ends < now) or free:
            yield f"the post {post.post_id} of {post.begins} is {post.state} still"
        if post.state == "queued" and (f"{post.account_id}#public", f"ITEM#{post.item_id}") not in outbox:
            yield f"the post {post.post_id} counts as queued, and is in no outbox"


def found_once(facts: Facts, fresh: Fresh) -> Iterator[str]:
    """What strangers say is listed once, with the brand that it is about, and answered by nobody by itself."""
    for done in fresh.sends:
        about = done.item.get("in_reply_to", "") or done.to
        if done.done and about in facts.strangers and done.item.get("purpose") != "reply":
            yield f"{done.item['item_id']} answers a stranger by itself"
    if not facts.quiet:
        return
    items, listed = facts.db.tables["conversations"].items, Counter[tuple[str, str]]()
    for (pk, sk), row in items.items():
        if not pk.startswith("FOUND#"):
            continue
        account_id, post_id = pk.split("#")[1], sk.partition("#")[2].lstrip("0")
        listed[account_id, post_id] += 1
        if word_of(_NAMES[account_id]) not in row["message"]["M"]["text"]["S"]:
            yield f"{post_id} is listed with {account_id}, of which it says nothing"
    for (account_id, post_id), times in listed.items():
        if times > 1:
            yield f"{post_id} is listed {times} times with {account_id}"
    yield from _not_found(facts, listed)


def _not_found(facts: Facts, listed: Counter[tuple[str, str]]) -> Iterator[str]:
    """Whatever was said since a day before a search was first asked, and before it was asked last, is listed."""
    ids = {username: account_id for account_id, username, _ in BRANDS}
    for post_id, (username, at) in facts.strangers.items():
        account_id = ids[username]
        key = f"SEARCHES#{account_id}", f"SEEN#{0:012X}"
        row, began = facts.db.tables["accounts"].items.get(key), facts.searched.get(key, 0.0)
        seen = plain(row) if row is not None else {}
        asked = seen.get("asked_at") and not seen.get("why") and not (seen.get("progress") or {}).get("resume")
        within = asked and began - _A_DAY + 60 < at < instant(seen["asked_at"]) - 60
        if within and not listed[account_id, post_id]:
            yield f"{post_id} was said before {account_id} searched, and is not listed"


def people_told(facts: Facts, fresh: Fresh) -> Iterator[str]:
    """Whoever wants to hear of something is told of it, of their own brand alone."""
    receivers = facts.receivers
    for told in receivers.notices[facts.notices_seen :]:
        others = [name for account_id, name in _NAMES.items() if account_id != told.account_id and name in told.text]
        cases = [one for one in _CASE.findall(told.text) if facts.account_of.get(f"CASE#{one}")]
        others += [one for one in cases if facts.account_of[f"CASE#{one}"] != told.account_id]
        if others:
            yield f"{told.to} of {told.account_id} was told of {others[0]}"
    facts.notices_seen = len(receivers.notices)
    if not facts.quiet or not facts.pools:
        return
    items, keys = facts.db.tables["accounts"].items, facts.db.tables["accounts"].keys
    on_bus = {one["id"] for one in receivers.on_bus}
    of_deliveries = [(pk, sk) for pk, sks in keys.items() if pk.startswith("DELIVERIES#") for sk in sks]
    arrived = {(pk, *sk.split("#", 2)[::2]) for pk, sk in of_deliveries}
    for (pk, sk), row in facts.db.tables["conversations"].items.items():
        if not pk.startswith("FACT#"):
            continue
        fact = row["fact"]["M"]
        account_id, kind = fact["account_id"]["S"], fact["kind"]["S"]
        if sk not in on_bus:
            yield f"{kind} {sk} was never put on the {BUS}"
        for to in (CHAT, MAIL, TOPIC):
            wanted = plain(items[f"SUBSCRIBERS#{account_id}", to])["kinds"]
            if kind in wanted and (f"DELIVERIES#{account_id}", to, sk) not in arrived:
                yield f"{to} of {account_id} was never told of {kind} {sk}"
