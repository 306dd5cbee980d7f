"""What the safety net asks X for, by rules without X."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.there import there

from care.model.account import Account
from care.model.case import Case, LastMessage
from care.model.customer import Customer
from care.model.progress import Progress, begun
from care.model.snowflake import id_at
from care.model.x_events import MessageReceived
from care.reconcile.findings import in_order
from care.reconcile.searches import brand_query, threads
from care.reconcile.turns import in_turn
from care.reconcile.webhook import gap
from care.x.missed_messages import events_of_dms
from care.x.responses import dm_event
from care.x.subscriptions import EVENT_TYPES, lacking
from care.x.values import Subscription

NOW = datetime(2026, 11, 24, 21, 0, 30, tzinfo=UTC)
SHOP, MARTA = "2000000000000000001", "3000000000000000001"
INSTANTS = st.integers(min_value=0, max_value=366 * 86_400).map(lambda seconds: NOW + timedelta(seconds=seconds))


def test_an_instant_is_about_the_id_that_x_gave_in_its_own_sample():
    # events/dm.received.json: id and created_timestamp of one message, 30 milliseconds apart.
    told = datetime.fromtimestamp(1784928224.372, UTC)
    assert int(id_at(told - timedelta(seconds=1))) < 2080765901528535096 < int(id_at(told))


# What is replayed


@pytest.mark.parametrize(
    ("last_valid", "start"),
    [
        (timedelta(hours=3), NOW - timedelta(hours=3)),
        (timedelta(minutes=5), NOW - timedelta(minutes=31)),
        (timedelta(days=3), NOW - timedelta(hours=24) + timedelta(minutes=1)),
        (None, NOW - timedelta(hours=24) + timedelta(minutes=1)),
    ],
)
def test_a_replay_begins_when_the_webhook_was_last_seen_valid_within_xs_rules(last_valid, start):
    seen = NOW - last_valid if last_valid else None
    begin, end = gap(seen, NOW)
    assert (begin, end) == (start.replace(second=0), (NOW - timedelta(minutes=10)).replace(second=0))


@given(INSTANTS, st.timedeltas(min_value=timedelta(), max_value=timedelta(days=40)) | st.none())
def test_x_takes_every_replay_that_is_asked_for(now, ago):
    begin, end = gap(now - ago if ago is not None else None, now)
    assert now - timedelta(hours=24) <= begin <= now - timedelta(minutes=31)
    assert begin <= end <= now - timedelta(minutes=10)
    assert (begin.second, begin.microsecond, end.second, end.microsecond) == (0, 0, 0, 0)


# How far a list was read


@given(
    st.lists(st.integers(min_value=0, max_value=5000), unique=True, max_size=60),
    st.integers(min_value=1, max_value=7),
    st.integers(min_value=1, max_value=3),
)
def test_a_list_that_grows_between_runs_is_read_whole_whatever_its_pages(seconds, size, pages):
    """Each item, written at some second, is read by the time that runs have nothing left to resume."""
    start = NOW
    items = [(NOW + timedelta(seconds=s), id_at(NOW + timedelta(seconds=s))) for s in seconds]
    place, read, now = begun(start), set(), start
    for _ in range(200):
        now += timedelta(minutes=15)
        for _ in range(pages):
            bound = place.resume or "9" * 19
            shown = sorted(
                (i for at, i in items if at <= now and int(place.since) < int(i) < int(bound)), key=int, reverse=True
            )
            page = shown[:size]
            read.update(page)
            place = place.after(page[0] if page else None, page[-1] if len(shown) > size else None, now)
            if not place.resume:
                break
    assert read == {i for _, i in items}


def test_the_last_minutes_are_read_again_because_xs_lists_fill_out_of_order():
    newest = id_at(NOW - timedelta(seconds=5))
    assert begun(NOW).after(newest, None, NOW).since == id_at(NOW - timedelta(minutes=2))


def test_the_place_never_moves_back():
    place = Progress(since=id_at(NOW))
    assert place.after(None, None, NOW) == place


def test_a_search_does_not_begin_before_what_x_searches():
    assert Progress(since="5").not_before(NOW).since == id_at(NOW)
    assert begun(NOW).not_before(NOW - timedelta(days=6)) == begun(NOW)


# Whose turn it is


@given(st.sets(st.text("0123456789", min_size=1, max_size=4)), st.text("0123456789", max_size=4))
def test_each_account_has_its_turn_once_whoever_was_last(accounts, last):
    turn = in_turn(accounts, last)
    assert sorted(turn) == sorted(accounts)
    assert not turn or turn[0] == min((a for a in accounts if a > last), default=min(accounts))


# What is searched for


def case(number: int, *, thread: str, ago: timedelta, answered: timedelta | None = None) -> Case:
    at = NOW - ago
    last = LastMessage(id=str(number), channel="public", at=at)
    return Case(
        case_id=f"C{number}",
        account_id=SHOP,
        customer=Customer(account_id=SHOP, customer_id=MARTA),
        opened_at=at,
        last_message=last,
        last_public=last,
        public_thread=thread,
        person_answered_at=NOW - answered if answered else None,
    )


def test_the_liveliest_threads_are_searched_each_once():
    cases = [case(n, thread=f"{n % 7}", ago=timedelta(hours=n)) for n in range(20)]
    assert [c.public_thread for c in threads(cases, NOW)] == ["0", "1", "2", "3", "4"]


@pytest.mark.parametrize(
    ("thread", "ago", "answered", "searched"),
    [
        ("5", timedelta(days=4), None, False),
        ("5", timedelta(days=4), timedelta(days=1), True),
        ("", timedelta(hours=1), None, False),
    ],
)
def test_a_thread_is_searched_while_somebody_writes_in_it(thread, ago, answered, searched):
    assert bool(threads([case(1, thread=thread, ago=ago, answered=answered)], NOW)) is searched


def account(*terms: str) -> Account:
    return Account.model_validate(
        {
            "id": SHOP,
            "username": "tiendaluna_oficial"[:15],
            "name": "Tienda Luna",
            "privacy_url": "https://tiendaluna.example/privacidad",
            "hours": {"timezone": "Europe/Madrid", "weekly": {}},
            "brand_terms": terms,
        }
    )


def test_without_brand_terms_nothing_is_searched_for():
    assert brand_query(account()) == ""


@given(st.lists(st.from_regex(r'\A[^"\\\s][^"\\]{0,38}[^"\\\s]\Z'), min_size=1, max_size=8))
def test_a_query_for_any_brand_terms_fits_into_what_x_takes(terms):
    query = brand_query(account(*terms))
    assert len(query) <= 512
    assert query.count('"') == 2 * len(terms)


@pytest.mark.parametrize("term", ['a "b', "x", "a\\", " " * 5, "x" * 41])
def test_a_brand_term_that_would_break_the_query_is_refused(term):
    with pytest.raises(ValueError, match="brand_terms"):
        account(term)


# What is subscribed


def subscribed(event_type: str, webhook_id: str | None = "7", user_id: str = SHOP) -> Subscription:
    return Subscription("1", event_type, user_id, webhook_id, None)


def test_an_account_lacks_what_nobody_subscribed_for_it():
    others = [subscribed(kind, user_id=MARTA) for kind in EVENT_TYPES]
    assert [lack.event_type for lack in lacking(SHOP, others, frozenset({"7"}))] == list(EVENT_TYPES)
    assert lacking(MARTA, others, frozenset({"7"})) == []


@pytest.mark.parametrize(("webhook_id", "lacks"), [("7", False), ("8", False), (None, False), ("6", True)])
def test_a_subscription_to_a_webhook_that_is_gone_counts_for_nothing(webhook_id, lacks):
    known = [subscribed(kind, webhook_id if kind == "dm.sent" else "7") for kind in EVENT_TYPES]
    found = lacking(SHOP, known, frozenset({"7", "8"}))
    assert [lack.event_type for lack in found] == (["dm.sent"] if lacks else [])
    assert all(lack.stale is not None for lack in found)


# What is found


def found_dm(**changes: object):
    raw = {
        "id": "20",
        "event_type": "MessageCreate",
        "text": "hola",
        "sender_id": MARTA,
        "dm_conversation_id": f"{SHOP}-{MARTA}",
        "created_at": NOW.isoformat(),
        **changes,
    }
    return events_of_dms(SHOP, [there(dm_event(raw))], [])


@pytest.mark.parametrize(
    "changes",
    [{"dm_conversation_id": "1582103724607971332"}, {"dm_conversation_id": "1-2"}, {"event_type": "ParticipantsJoin"}],
)
def test_a_dm_of_a_group_and_what_is_no_message_are_left_out(changes):
    assert found_dm(**changes) == []


def test_a_dm_without_an_instant_is_not_lost():
    [event] = found_dm(created_at=None)
    assert event.kind == "unreadable"


@pytest.mark.parametrize(("sender", "kind"), [(MARTA, "message_received"), (SHOP, "message_echoed")])
def test_a_dm_is_what_its_sender_makes_of_it(sender, kind):
    [event] = found_dm(sender_id=sender)
    assert (event.kind, event.customer_id, event.message.text) == (kind, MARTA, "hola")


def test_messages_come_in_the_order_in_which_they_were_written_and_once():
    late, early = found_dm(id="21"), found_dm(id="22", created_at=(NOW - timedelta(seconds=1)).isoformat())
    found = in_order([*late, *early, *late])
    assert [event.message.id for event in found if isinstance(event, MessageReceived)] == ["22", "21"]
    assert len(found) == 2
