"""What must hold of cases that were handed over, of facts, of codes and of spam: parts of the promises."""

import re
from collections.abc import Iterator

from tests.simulation.brands import SENSITIVE
from tests.simulation.facts import Facts, Fresh
from tests.simulation.outside import HOOK, TAKES
from tests.simulation.promise_once import instant
from tests.simulation.releases import plain

from care.facts.of_account import id_of

CODE = re.compile(r"REGALO-\d{4}")
_TOLD_OF = ":reply:told-"
_FIVE_MINUTES = 300.0


def codes_go_to_one(facts: Facts, fresh: Fresh) -> Iterator[str]:
    """A code is said to one customer, and in private alone."""
    for done in fresh.sends:
        for code in CODE.findall(done.text) if done.done and facts.pools else ():
            facts.holders[code].add(done.to)
            if done.channel == "public":
                yield f"the code {code} went out in public"
            if len(facts.holders[code]) > 1:
                yield f"the code {code} went to {len(facts.holders[code])} customers"


def told_once_it_arrived(facts: Facts, fresh: Fresh) -> Iterator[str]:
    """A customer hears that another system has the case when it said so; what others have heard is not told again."""
    outside = facts.x.outside
    for done in fresh.sends:
        item_id = done.item.get("item_id", "")
        if done.done and _TOLD_OF in item_id:
            hand_over = item_id.partition(_TOLD_OF)[2]
            if (done.account_id, id_of("hand_over", done.item["case_id"], hand_over)) not in outside.arrived():
                yield f"{done.to} was told that another system has the case, which has not said so ({hand_over})"
    for one in outside.posts[facts.posts_seen :]:
        if one.known and one.to == HOOK:
            yield f"{one.body['type']} {one.message_id} was told again, although it had arrived"
    facts.posts_seen = len(outside.posts)
    if facts.quiet and facts.pools:
        yield from _what_became(facts)


def nothing_private_outside(facts: Facts, fresh: Fresh) -> Iterator[str]:
    """What goes to others is signed, holds nothing sensitive, and what people wrote only where that is wanted."""
    outside = facts.x.outside
    if outside.forged:
        yield f"{outside.forged.pop()} was asked with another's signature"
    for one in outside.posts[facts.posts_seen :]:
        words = TAKES.get(one.to, ("", False))[1]
        private = next(
            (value for value in SENSITIVE if value in one.text), "" if words or "zq" not in one.text else "zq"
        )
        if private or (CODE.search(one.text) and not words):
            yield f"{private or 'a code'} went to {one.to}: {one.text[:120]}"


def nothing_to_spammers(facts: Facts, fresh: Fresh) -> Iterator[str]:
    """Who is marked as spam gets nothing automatic, until a person takes that back."""
    if not facts.pools:
        return
    for write in fresh.writes:
        if write.key[1] == "CUSTOMER" and write.table == "conversations":
            if write.after is not None and write.after.get("spam", {}).get("BOOL"):
                facts.spam_since.setdefault(write.key[0], write.effect)
                facts.spammers.add(write.key[0])
            else:
                facts.spam_since.pop(write.key[0], None)
    for done in fresh.sends:
        since = facts.spam_since.get(f"CUSTOMER#{done.account_id}#{done.item.get('customer_id', '')}")
        if done.done and done.item.get("purpose") == "acknowledgement" and since is not None and since < done.began:
            yield f"{done.item['item_id']} went to somebody who was marked as spam"


def _what_became(facts: Facts) -> Iterator[str]:
    """At the end it is known of each hand-over what became of it, of each fact, and of each code."""
    arrived, cases = facts.x.outside.arrived(), list(facts.cases())
    merged = [case["case_id"] for case in cases if case.get("merged_into")]
    for case in cases:
        for one in case.get("hand_overs", ()):
            # It keeps the name that it got in the case that it was asked for, also after that one was merged.
            names = (id_of("hand_over", case_id, one["id"]) for case_id in (case["case_id"], *merged))
            places = {(case["account_id"], name) for name in names}
            what = f"the hand-over {one['id']} of {case['case_id']}"
            if one["state"] == "going":
                yield f"{what} is still on its way"
            elif one["state"] == "arrived" and not places & arrived:
                yield f"{what} counts as arrived, and is not there"
    yield from _facts_told(facts)
    for account_id, pool_id, count in facts.pools:
        yield from _codes(facts, account_id, pool_id, count)


def told_in_time(facts: Facts, now: float) -> Iterator[str]:
    """Whoever wants to hear of something has heard it five minutes after it was to be told, or is told again later."""
    tables, written = facts.db.tables, facts.receivers.written_at
    told_of = tables["conversations"].items.keys()
    for (pk, sk), row in tables["accounts"].items.items():
        waits = pk.startswith("DELIVERIES#") and row["state"]["S"] in {"waiting", "held"}
        # Of what was erased with its customer before a try began nobody hears any more.
        waits = waits and (f"FACT#{row['case_id']['S'] or pk[11:]}", row["fact_id"]["S"]) in told_of
        if not waits or max(instant(row["next_at"]["S"]), written.get((pk, sk), 0.0)) >= now - _FIVE_MINUTES:
            continue
        # What was given up after many receives is with an operator: the alarm of that queue rings.
        if not any(row["fact_id"]["S"] in one.body for one in facts.queues["facts_dlq"].messages.values()):
            yield f"{row['kind']['S']} {sk} is told to nobody"


def _facts_told(facts: Facts) -> Iterator[str]:
    """At the end also: that a case is late was to be told."""
    tables = facts.db.tables
    yield from told_in_time(facts, facts.x.clock.seconds)
    told = {
        (pk[5:], row["fact"]["M"]["kind"]["S"])
        for (pk, _), row in tables["conversations"].items.items()
        if pk[:5] == "FACT#"
    }
    for (_, sk), row in tables["conversations"].items.items():
        late = sk.startswith("EVENT#due:") and any(one["M"]["code"]["S"] == "sla_breached" for one in row["why"]["L"])
        if late and (sk.split(":")[1], "sla.breached") not in told:
            yield f"that {sk.split(':')[1]} is late was told to nobody"


def _codes(facts: Facts, account_id: str, pool_id: str, count: int) -> Iterator[str]:
    """Each code is free, on its way to one customer, or used; what X has brought to somebody is not free."""
    items = facts.db.tables["accounts"].items
    pool = plain(items[f"GIFTS#{account_id}", f"POOL#{pool_id}"])
    told = int(pool["free"]) + int(pool.get("open", 0)) + int(pool.get("given", 0))
    free = [
        code for (pk, _), row in items.items() if pk == f"CODES#{account_id}#{pool_id}" for code in plain(row)["free"]
    ]
    if told != count or len(free) != pool["free"] or len(set(free)) < len(free):
        yield f"of {count} codes {told} are counted, {pool['free']} free ones, and {len(free)} lie there"
    for code in free:
        if facts.holders.get(code):
            yield f"the code {code} is free, and a customer has it"
