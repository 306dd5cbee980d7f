"""The stores at their borders: a session at its last second, a page of just so many, what is nobody's, what is left."""

from copy import replace
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from tests.functions.conftest import ACCOUNT, MARTA, NIGHT, SHOP, World
from tests.there import there
from tests.unit.outbox.making import account, item

from care.budget.prices import cost_of
from care.budget.windows import Limit
from care.model.case import Case, LastMessage
from care.model.customer import Customer
from care.model.outcomes import Code, outcome
from care.tables.agenda import Agenda, look_at_once, look_at_planned
from care.tables.allowances import Allowances
from care.tables.batch_reads import items_at, rows_at
from care.tables.budget import Budget, HeldUntil
from care.tables.drafts import Drafts
from care.tables.fanout import Sweeps
from care.tables.gates import Gate, Gates
from care.tables.kill_switch import OneWithheld, Withheld, withheld_by
from care.tables.sessions import Sessions, Token, TokenWithdrawn
from care.tables.spending import Spent

OTHER = "2000000000000000002"
SECOND, MINUTE, HOUR, DAY = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
CASE = Case(
    case_id="C1",
    account_id=SHOP,
    customer=Customer(account_id=SHOP, customer_id=MARTA),
    opened_at=NIGHT,
    last_message=LastMessage(id="9", channel="public", at=NIGHT),
)


@pytest.fixture
def sessions(world: World) -> Sessions:
    return Sessions(world.dynamodb, "accounts")


def test_a_session_is_over_half_an_hour_after_it_was_used_and_a_use_makes_it_last_longer(sessions: Sessions):
    one, other = (sessions.begin("ana", ("agents",), NIGHT) for _ in range(2))
    assert len(one) >= 43, "nobody guesses 256 random bits"
    assert len({one, other, there(sessions.find(one, NIGHT)).csrf}) == 3
    assert there(sessions.find(one, NIGHT + 59 * SECOND)).until == NIGHT + 30 * MINUTE
    assert there(sessions.find(one, NIGHT + 59 * SECOND)).until == NIGHT + 30 * MINUTE, "it is renewed by the minute"
    sessions.find(one, NIGHT + MINUTE)
    assert there(sessions.find(one, NIGHT + MINUTE)).until == NIGHT + 31 * MINUTE
    assert sessions.find(one, NIGHT + 31 * MINUTE - SECOND)
    assert sessions.find(other, NIGHT + 30 * MINUTE) is None
    assert sessions.find("nobody's", NIGHT) is None


def test_no_session_lasts_longer_than_twelve_hours_however_much_it_is_used(sessions: Sessions):
    one, at = sessions.begin("ana", ("agents",), NIGHT), NIGHT
    while at < NIGHT + 12 * HOUR - 10 * MINUTE:
        assert sessions.find(one, at)
        at += 10 * MINUTE
    assert sessions.find(one, NIGHT + 12 * HOUR - SECOND)
    assert sessions.find(one, NIGHT + 12 * HOUR) is None


def test_the_open_sessions_of_a_person_are_theirs_alone_and_those_from_before_an_instant_are_over(sessions: Sessions):
    first = sessions.begin("ana", ("agents",), NIGHT)
    sessions.begin("ana", ("agents",), NIGHT + 5 * MINUTE)
    sessions.begin("luis", ("agents",), NIGHT)
    began = [one.began_at for one in sessions.open_of("ana", NIGHT + 6 * MINUTE)]
    assert began == [NIGHT + 5 * MINUTE, NIGHT]
    assert [one.began_at for one in sessions.open_of("ana", NIGHT + 6 * MINUTE, NIGHT + 5 * MINUTE)] == began[:1]
    assert [one.began_at for one in sessions.open_of("ana", NIGHT + 30 * MINUTE)] == began[:1]
    sessions.end(first)
    assert [one.used_at for one in sessions.open_of("ana", NIGHT + 6 * MINUTE)] == [NIGHT + 5 * MINUTE]


def token(name: str = "crm", **more: Any) -> Token:
    return Token(name=name, accounts=(SHOP,), until=NIGHT + DAY, **more)


def test_a_token_opens_until_its_end_and_its_use_is_told_by_the_hour(sessions: Sessions):
    secret = sessions.issue(token())
    assert secret.startswith("centralita_")
    assert len(secret) >= 43
    for at, told in ((0, 0), (59 * 60 + 59, 0), (3600, 3600)):
        assert sessions.token(secret, NIGHT + at * SECOND)
        [listed] = sessions.tokens(NIGHT)
        assert listed.used_at == NIGHT + told * SECOND
    assert sessions.token(secret, NIGHT + DAY - SECOND)
    assert sessions.token(secret, NIGHT + DAY) is None
    assert sessions.tokens(NIGHT + DAY - SECOND)
    assert sessions.tokens(NIGHT + DAY) == []
    assert sessions.token("x" * 201, NIGHT) is None
    assert sessions.token("", NIGHT) is None


def test_a_withdrawn_token_is_noticed_and_the_others_of_other_names_and_brands_stay(sessions: Sessions):
    secret, other = sessions.issue(token()), sessions.issue(token("bi"))
    theirs = sessions.issue(Token(name="crm", accounts=(OTHER,), until=NIGHT + DAY))
    gone = sessions.withdraw_named("crm", NIGHT, lambda one: one.accounts == (SHOP,))
    assert [one.accounts for one in gone] == [(SHOP,)]
    with pytest.raises(TokenWithdrawn) as told:
        sessions.token(secret, NIGHT)
    assert told.value.name == "crm"
    assert sessions.token(other, NIGHT)
    assert sessions.token(theirs, NIGHT)
    assert sorted((one.name, one.accounts) for one in sessions.tokens(NIGHT)) == [("bi", (SHOP,)), ("crm", (OTHER,))]


def test_a_token_is_made_anew_where_just_one_is_meant(sessions: Sessions):
    old = sessions.issue(token(roles=("agents",)))
    assert sessions.rotate("bi", NIGHT + 2 * DAY, NIGHT) is None
    assert sessions.rotate("crm", NIGHT + 2 * DAY, NIGHT, lambda _: False) is None
    assert sessions.rotate("crm", NIGHT + 2 * DAY, NIGHT + DAY) is None, "it is over"
    new, secret = there(sessions.rotate("crm", NIGHT + 2 * DAY, NIGHT))
    assert (new.roles, new.accounts, new.until) == (("agents",), (SHOP,), NIGHT + 2 * DAY)
    assert there(sessions.token(secret, NIGHT + DAY)).name == "crm"
    with pytest.raises(TokenWithdrawn):
        sessions.token(old, NIGHT)
    sessions.issue(token())
    assert sessions.rotate("crm", NIGHT + 2 * DAY, NIGHT) is None, "two have the name"


def test_a_journey_ends_once_as_what_it_began_and_within_ten_minutes(sessions: Sessions):
    state, under_way = sessions.start("/desk", NIGHT, bound_to="s")
    assert (under_way.goes_to, under_way.bound_to, under_way.until) == ("/desk", "s", NIGHT + 10 * MINUTE)
    assert len(state) >= 43
    assert len(under_way.nonce) >= 43
    assert len(under_way.verifier) >= 43
    assert sessions.finish(state, NIGHT, "CONNECT") is None
    assert sessions.finish(state, NIGHT + 10 * MINUTE - SECOND) == under_way
    assert sessions.finish(state, NIGHT) is None
    late, _ = sessions.start("/desk", NIGHT, "CONNECT")
    assert sessions.finish(late, NIGHT + 10 * MINUTE, "CONNECT") is None


def test_a_draft_is_its_writers_alone_for_a_week_and_an_empty_one_is_none(world: World):
    drafts = Drafts(world.dynamodb, "conversations")
    drafts.keep(CASE, "ana", "hola", NIGHT)
    drafts.keep(CASE, "luis", "x" * 10_001, NIGHT)
    assert drafts.of(CASE, "ana", NIGHT + 7 * DAY - SECOND) == "hola"
    assert drafts.of(CASE, "ana", NIGHT + 7 * DAY) == ""
    assert drafts.of(CASE, "luis", NIGHT) == "x" * 10_000
    assert drafts.of(replace(CASE, case_id="C2"), "ana", NIGHT) == ""
    drafts.keep(CASE, "ana", " \n", NIGHT)
    assert drafts.of(CASE, "ana", NIGHT) == ""
    drafts.drop(CASE, "luis")
    assert drafts.of(CASE, "luis", NIGHT) == ""


@pytest.mark.parametrize(
    ("what", "most"), [("settings", 60), ("exports", 30), ("uploads", 120), ("searches", 600), ("fetches", 60)]
)
def test_what_is_dear_is_done_so_often_in_a_minute_for_each_brand(world: World, what: Any, most: int):
    row = {"pk": {"S": f"ALLOWED#{SHOP}"}, "sk": {"S": f"{what}#2026-11-24T21:00"}, "done": {"N": str(most - 1)}}
    world.dynamodb.put_item(TableName="accounts", Item=row)
    allowances = Allowances(world.dynamodb, "accounts")
    assert [allowances.take(SHOP, what, NIGHT + n * SECOND) for n in (0, 59)] == [True, False]
    assert allowances.take(OTHER, what, NIGHT)
    assert allowances.take(SHOP, what, NIGHT + MINUTE)


def test_what_is_planned_and_what_is_due_are_looked_at_in_turn_and_the_next_look_is_told(world: World):
    agenda = Agenda(world.dynamodb, "accounts")
    assert agenda.next_due() is None
    for put in (look_at_once("accounts", SHOP), look_at_planned("accounts", OTHER)):
        world.dynamodb.put_item(**put)
    assert agenda.due(NIGHT) == [f"0#{SHOP}", f"0P#{OTHER}"]
    agenda.looked(f"0#{SHOP}", NIGHT + HOUR)
    agenda.looked(f"0P#{OTHER}", None)
    assert agenda.due(NIGHT + HOUR - SECOND) == []
    assert agenda.next_due() == NIGHT + HOUR
    assert [one.partition("#")[2] for one in agenda.due(NIGHT + HOUR)] == [SHOP]


def test_what_a_pause_withheld_is_listed_by_pause_the_oldest_first_and_without_one_nothing_is(world: World):
    withheld = Withheld(world.dynamodb, "outbox")
    for number, minutes in ((1, 5), (2, 3), (2, 3)):
        one = OneWithheld(key=f"k{number}", purpose="survey", at=NIGHT + minutes * MINUTE)
        withheld.record(account(paused_at=NIGHT, paused_by="sara"), one)
        withheld.record(account(), one)
    assert [one.key for one in withheld.of(SHOP, NIGHT)] == ["k2", "k1"]
    assert withheld.of(SHOP, NIGHT + SECOND) == withheld.of(OTHER, NIGHT) == []
    assert withheld_by((outcome(Code.withheld, purpose="survey"), outcome(Code.case_resolved))) == ["survey"]


def test_a_send_waits_for_the_last_of_xs_windows_that_are_full(world: World):
    limits = {"quarter": Limit(1, timedelta(minutes=15), 1), "day": Limit(1, DAY, 600)}
    budget = Budget(world.dynamodb, "outbox", ({"private": limits}, {"private": {"day": Limit(2, DAY, 600)}}))
    one, cost = item(created_at=NIGHT), cost_of(item(), ACCOUNT)
    assert budget.take(one, ACCOUNT, cost, NIGHT) is None
    held = budget.take(one, ACCOUNT, cost, NIGHT + MINUTE)
    assert isinstance(held, HeldUntil)
    assert held.why == Code.limits_of_x
    assert held.until >= NIGHT + DAY - timedelta(minutes=10)
    assert budget.left(SHOP, "private", NIGHT) == {"quarter": (0, 1), "day": (0, 1), "app day": (1, 2)}
    assert budget.take(replace(one, account_id=OTHER), replace(ACCOUNT, id=OTHER), cost, NIGHT + MINUTE) is None
    assert budget.total(SHOP, "2026-11") == Spent(15_000, 1)
    assert budget.total(SHOP, "2026-12") == Spent()


def test_what_was_not_sent_is_given_back_once_it_was_charged(world: World):
    budget = Budget(world.dynamodb, "outbox")
    claimed = item(claimed_at=NIGHT)
    assert budget.take(claimed, ACCOUNT, cost_of(claimed, ACCOUNT), NIGHT) is None
    budget.give_back(claimed, 0)
    budget.give_back(item(), 15_000)
    assert budget.total(SHOP, "2026-11") == Spent(15_000, 1)
    budget.give_back(claimed, 15_000)
    assert budget.total(SHOP, "2026-11") == Spent(0, 0)


def test_what_is_read_is_counted_by_purpose_case_and_search_and_nothing_costs_nothing(world: World):
    budget = Budget(world.dynamodb, "outbox")
    assert budget.meter(SHOP, "reading", 0, 5_000, NIGHT)
    assert budget.total(SHOP, "2026-11") == Spent()
    assert budget.meter(SHOP, "reading", 3, 15_000, NIGHT, search_id="S1")
    assert budget.meter(SHOP, "look_up", 1, 5_000, NIGHT, case_id="C1")
    assert budget.total(SHOP, "2026-11") == Spent(20_000, 0)
    assert budget.by_purpose(SHOP, "2026-11") == {"reading": Spent(15_000, 3), "look_up": Spent(5_000, 1)}
    assert (budget.of_search(SHOP, "2026-11", "S1"), budget.of_search(SHOP, "2026-11", "S2")) == (15_000, 0)
    assert budget.of_case(SHOP, "2026-11", "C1") == Spent(5_000, 0)
    assert budget.caused(SHOP, "2026-11") == 20_000
    assert budget.caused(OTHER, "2026-11") == 0


def test_a_queue_is_held_from_a_lane_on_and_due_with_its_neighbours_by_shard(world: World):
    gates = Gates(world.dynamodb, "outbox")
    queue, theirs = f"{SHOP}#public", f"{OTHER}#public"
    assert gates.gate(queue) is None
    gates.hold(queue, NIGHT + MINUTE, 3)
    gates.hold(theirs, NIGHT)
    assert gates.gate(queue) == Gate(queue, NIGHT + MINUTE, 3)
    assert gates.both(theirs)[0] == Gate(theirs, NIGHT, 1)
    due = [one.queue for shard in range(4) for one in gates.due(shard, NIGHT)]
    assert due == [theirs]
    assert sorted(one.queue for shard in range(4) for one in gates.due(shard, None)) == [queue, theirs]
    gates.open(queue)
    assert gates.gate(queue) is None
    assert gates.gate(theirs)


def test_a_sweep_comes_twice_and_one_that_was_begun_anew_stays(world: World):
    sweeps = Sweeps(world.dynamodb, "conversations")
    sweeps.begin(SHOP, "settings:2", NIGHT)
    [first] = sweeps.going_on(NIGHT)
    assert (first.account_id, first.why, first.round) == (SHOP, "settings:2", 1)
    sweeps.swept(first, None, NIGHT)
    assert sweeps.going_on(NIGHT + 89 * SECOND) == []
    [second] = sweeps.going_on(NIGHT + 90 * SECOND)
    assert (second.round, second.begun_at) == (2, first.begun_at)
    sweeps.begin(SHOP, "settings:2", NIGHT + MINUTE)
    sweeps.swept(second, None, NIGHT + 2 * MINUTE)
    [anew] = sweeps.going_on(NIGHT + 2 * MINUTE)
    assert anew.round == 1
    sweeps.swept(replace_round(anew), None, NIGHT + 2 * MINUTE)
    assert sweeps.going_on(NIGHT + DAY) == []


def replace_round(sweep: Any) -> Any:
    return type(sweep)(sweep.account_id, sweep.why, sweep.after, 2, sweep.begun_at)


def test_what_is_there_is_asked_for_once_and_what_was_left_out_by_itself():
    asked: list[int] = []

    def batch(RequestItems: Any) -> Any:  # noqa: N803
        some = RequestItems["t"]["Keys"]
        asked.append(len(some))
        return {"Responses": {"t": some}}

    whole: Any = SimpleNamespace(batch_get_item=batch)
    keys: Any = [{"pk": {"S": "P"}, "sk": {"S": str(number)}} for number in range(201)]
    assert len(list(items_at(whole, "t", keys))) == 201
    assert asked == [100, 100, 1]

    def part(RequestItems: Any) -> Any:  # noqa: N803
        first, *rest = RequestItems["t"]["Keys"]
        return {"Responses": {"t": [first]}, "UnprocessedKeys": {"t": {"Keys": rest}}}

    def one(Key: Any, ConsistentRead: bool, **_: Any) -> Any:  # noqa: N803
        assert ConsistentRead
        return {"Item": Key} if Key["sk"]["S"] != "3" else {}

    some: Any = SimpleNamespace(batch_get_item=part, get_item=one)
    places = [("P", number) for number in ("1", "2", "2", "3")]
    assert sorted(rows_at(some, "t", *places)) == [("P", "1"), ("P", "2")]
