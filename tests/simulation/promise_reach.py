"""The eleventh promise: changed settings, an incident's beginning and end, and a pause reach all that they concern."""

import json
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from tests.simulation.facts import Facts, Fresh
from tests.simulation.promise_once import instant
from tests.simulation.releases import plain

_A_MINUTE = 60.0
_ABOUT = "avería"  # what each incident of a story is about
_IN_OPEN_TIME = (("sla_warning", 0), ("sla_breach", 0), ("acknowledge", 1))
_SWEPT = frozenset({"open", "waiting"})
# Why a customer is not told of an incident or of its end, as the desk shows it beside the case.
_WHY_NOT = frozenset(
    {
        *("withheld", "acknowledgements_off", "customer_opted_out", "encrypted_chat", "posts_protected"),
        *("message_too_old", "answered_lately", "enough_for_a_day", "self_service_answered", "told_of_end_already"),
        *("told_of_incident_already", "answered_automatically_already", "asked_to_go_private"),
        *("implicit_reply_refused", "cannot_reply", "not_summoned", "deleted_message"),
    }
)


def reaches_all(facts: Facts, fresh: Fresh) -> Iterator[str]:
    """11. Changed settings, the beginning and end of an incident, and a pause reach everything that they concern."""
    yield from _paused(facts, fresh)
    if not (facts.settled or facts.quiet):
        return
    tables = facts.db.tables
    conversations, accounts = tables["conversations"], tables["accounts"]
    sweeps = [(pk, sk) for pk, rows in conversations.keys.items() if pk[:6] == "SWEEP#" for sk in rows]
    swept = {conversations.items[key]["account_id"]["S"] for key in sweeps}
    now = {sk: plain(accounts.items["ACCOUNTS", sk]) for sk in accounts.keys.get("ACCOUNTS", ())}
    incidents = {account_id: json.loads(account.get("incidents", "[]")) for account_id, account in now.items()}
    for case in facts.cases():
        if case["account_id"] in swept or case["state"] not in _SWEPT:
            continue
        account = now[case["account_id"]]
        if case["settings_version"] < account["version"]:
            yield f"{case['case_id']} ({case['state']}) stands by the settings of version {case['settings_version']}"
            continue
        yield from _in_closed_time(facts, case)
        if case["customer_id"] not in facts.erased and case["pk"] not in facts.resolved:
            yield from _incidents(facts, case, incidents[case["account_id"]])


def _paused(facts: Facts, fresh: Fresh) -> Iterator[str]:
    """A minute after a pause has begun nothing automatic goes any more, until it is over."""
    for done in fresh.sends:
        since = facts.paused.get(done.account_id)
        automatic = done.item.get("purpose", "reply") != "reply"
        if since is not None and automatic and done.at > since + _A_MINUTE + facts.x.lambdas.skew:
            yield f"{done.item['item_id']} went {done.at - since:.0f} s after its account was paused"


def _in_closed_time(facts: Facts, case: dict[str, Any]) -> Iterator[str]:
    """By the hours of now, whatever they were when it was planned."""
    opening = facts.openings[case["account_id"]][-1]
    for name, slack in _IN_OPEN_TIME:
        at = case["timers"].get(name)
        if at and not opening.is_open(instant(at), slack):
            yield f"the timer {name} of {case['case_id']} lies in time that is closed now: {at}"


def _incidents(facts: Facts, case: dict[str, Any], incidents: list[dict[str, Any]]) -> Iterator[str]:
    going = [one["incident_id"] for one in incidents if one["ended_at"] is None]
    over = [one["incident_id"] for one in incidents if one["ended_at"] is not None]
    hangs = case.get("incident_id", "")
    if going and hangs not in going and _is_about(facts, case):
        yield f"{case['case_id']} is about {going[0]}, which goes on, and hangs on {hangs or 'none'}"
    if hangs in over:
        yield f"{case['case_id']} still hangs on {hangs}, which is over"
    for one in going:
        if one == hangs:
            yield from _told_of(facts, case, one, "incident")
    for one in over:
        if (case["pk"], one) in facts.hung:
            yield from _told_of(facts, case, one, "incident_end")


def _is_about(facts: Facts, case: dict[str, Any]) -> bool:
    """True if the customer wrote of it, and nobody has answered since."""
    table = facts.db.tables["conversations"]
    answered = instant(case["person_answered_at"]) if case.get("person_answered_at") else 0.0
    rows = (table.items[case["pk"], sk] for sk in table.keys[case["pk"]] if sk.startswith("MSG#"))
    about = (row for row in rows if row["by"]["S"] == "customer" and _ABOUT in row["text"]["S"])
    return any(instant(row["at"]["S"]) > answered for row in about)


def _told_of(facts: Facts, case: dict[str, Any], incident_id: str, occasion: str) -> Iterator[str]:
    """What was to tell of it stands in the outbox, with what became of it; or its case says why there is none."""
    outbox, told, why = facts.db.tables["outbox"].items, False, set[str]()
    for row in _markers(facts, case):
        for command in _commands(row["commands"]["S"]):
            if command.get("occasion") == occasion and command.get("incident_id") == incident_id:
                place = (f"{case['account_id']}#{command['channel']}", f"ITEM#{command['item_id']}")
                told = told or place in outbox or any(mark in command["item_id"] for mark in facts.unfit)
            told = told or command["kind"] == "answer_by_dm"
        why |= {one["M"]["code"]["S"] for one in row["why"]["L"]}
    if not told and not why & _WHY_NOT and not (occasion == "incident" and _has_grace(case, why)):
        yield f"{case['customer_id']} was not told of {incident_id} ({occasion}), and {case['case_id']} says not why"


@lru_cache(maxsize=10_000)
def _commands(text: str) -> list[dict[str, Any]]:
    """What an event led to; nobody changes it."""
    return list(json.loads(text))


def _has_grace(case: dict[str, Any], why: set[str]) -> bool:
    """True while people have their grace, at whose end is told what a pause withheld, or if a person answered in it."""
    return "grace_runs" in why and ("acknowledge" in case["timers"] or "unanswered_since" not in case)


def _markers(facts: Facts, case: dict[str, Any]) -> Iterator[Mapping[str, Any]]:
    """What events of a case's customer led to."""
    table, pk = facts.db.tables["conversations"], f"CUSTOMER#{case['account_id']}#{case['customer_id']}"
    return (table.items[pk, sk] for sk in table.keys.get(pk, ()) if sk.startswith("EVENT#"))
