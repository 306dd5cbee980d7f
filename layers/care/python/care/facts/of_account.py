"""Facts that no event of a case leads to; whoever tells them starts quickly."""

import hashlib
import secrets
from copy import replace
from datetime import datetime
from typing import Literal

from care.model.case import Case
from care.model.case_facts import ComplaintSpreads
from care.model.commands import Tell
from care.model.fact import (
    BudgetHard,
    BudgetSoft,
    ConnectionLost,
    Fact,
    GiftsEmpty,
    GiftsEnding,
    GiftsLow,
    IncidentEnded,
    IncidentOpened,
    SubscriberPaused,
    SurgeBegan,
    SurgeEnded,
    Tried,
)
from care.model.gift import Pool


def tell_of_incident(account_id: str, incident_id: str, now: datetime, *, ended: bool) -> Tell:
    """That an incident began or ended; its sweep tells it with the same id however often."""
    kind = IncidentEnded if ended else IncidentOpened
    fact_id = id_of("incident", account_id, incident_id, "ended" if ended else "opened")
    return tell_of_account(kind(id=fact_id, account_id=account_id, at=now, incident_id=incident_id), now)


def tell_of_connection(account_id: str, reason: str, now: datetime) -> Tell:
    """That X takes an account's keys no more, once a day for as long as that is so."""
    fact_id = id_of("connection", account_id, now.date().isoformat())
    return tell_of_account(ConnectionLost(id=fact_id, account_id=account_id, at=now, reason=reason), now)


def tell_of_surge(account_id: str, since: datetime, now: datetime, complaints: int, usual: int, *, ended: bool) -> Tell:
    """That a surge which began at `since` is there, or is over; the same ids however often."""
    fact_id = id_of("surge", account_id, since.isoformat(), "ended" if ended else "began")
    kind = SurgeEnded if ended else SurgeBegan
    return tell_of_account(kind(id=fact_id, account_id=account_id, at=now, complaints=complaints, usual=usual), now)


def tell_of_spread(case: Case, now: datetime, shares: int, views: int) -> Tell:
    """That a complaint is shown around; with the same id however often."""
    whose = {"account_id": case.account_id, "case_id": case.case_id, "customer_id": case.customer.customer_id}
    made = {"id": id_of("spreads", case.account_id, case.case_id), "at": now, "shares": shares, "views": views}
    told = tell_of_account(ComplaintSpreads.model_validate({**whose, **made}), now)
    return replace(told, customer_id=case.customer.customer_id, case_id=case.case_id)


def tell_of_budget(account_id: str, month: str, now: datetime, spent: int, limit: int, *, holds: bool | None) -> Tell:
    """That a month's dollars are nearly spent (`holds` None) or spent; one id for each limit of a month."""
    about = {"account_id": account_id, "at": now, "month": month}
    sums = {"spent_micro_dollars": spent, "limit_micro_dollars": limit}
    stand = "soft" if holds is None else "hard"
    fact_id = id_of("budget", account_id, month, stand, str(limit))
    made = {"id": fact_id, **about, **sums}
    fact = BudgetSoft.model_validate(made) if holds is None else BudgetHard.model_validate({**made, "holds": holds})
    return tell_of_account(fact, now)


def tell_of_pool(pool: Pool, news: Literal["low", "empty", "ending"], now: datetime) -> Tell:
    """That a pool of codes is nearly used up, used up, or near its end; the same ids until codes are loaded again."""
    loaded = pool.free + pool.open + pool.given
    fact_id = id_of("gifts", pool.account_id, pool.pool_id, news, loaded, pool.words.ends_on, pool.words.low_at)
    about = {"id": fact_id, "account_id": pool.account_id, "at": now}
    told = {**about, "pool_id": pool.pool_id, "pool": pool.words.name, "left": pool.free}
    match news:
        case "low":
            fact: Fact = GiftsLow.model_validate(told)
        case "empty":
            fact = GiftsEmpty.model_validate(told)
        case "ending":
            fact = GiftsEnding.model_validate({**told, "ends_on": pool.words.ends_on})
    return tell_of_account(fact, now)


def tell_of_pause(account_id: str, name: str, why: str, now: datetime) -> Tell:
    """That one who is told was paused by its own failures."""
    fact_id = id_of("paused", account_id, name, now.isoformat())
    return tell_of_account(SubscriberPaused(id=fact_id, account_id=account_id, at=now, name=name, why=why), now)


def tell_a_test(account_id: str, name: str, now: datetime) -> Tell:
    """That somebody tries whether facts arrive at a subscriber."""
    return tell_of_account(Tried(id=secrets.token_hex(16), account_id=account_id, at=now, only=name), now)


def tell_of_account(fact: Fact, now: datetime) -> Tell:
    """A fact that is about no case."""
    return Tell(
        account_id=fact.account_id,
        customer_id="",
        case_id="",
        item_id=fact.id,
        language="",
        asked_at=now,
        facts=(fact.model_dump(mode="json"),),
    )


def id_of(*parts: object) -> str:
    """An id in 32 hexadecimal digits, the same for the same parts."""
    return hashlib.sha256("|".join(map(str, parts)).encode()).hexdigest()[:32]
