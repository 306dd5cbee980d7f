"""What a failure of X, or of our own, does not stop; and a silence that is not normal."""

import time
from copy import replace
from datetime import timedelta

import httpx
import pytest
from tests.functions.conftest import ACCOUNT, MARTA, NIGHT, SHOP, World
from tests.functions.reconcile.conftest import (
    BROKEN,
    NO_CALL_LEFT,
    NO_CREDIT,
    OTHER,
    RATE_LIMITED,
    UNAUTHORIZED,
    X,
    ago,
    cases,
    dm,
    post,
    seen,
    settled,
)

from care.model.reconcile_state import AccountSeen
from care.reconcile.silence import Profile
from care.tables.accounts import Accounts


def test_a_429_is_not_asked_again_before_its_instant_and_holds_no_other_list(world: World, x: X):
    x.faults["/2/dm_events"] = RATE_LIMITED
    x.mentions = [post(ago(minutes=5))]
    done = world.call("reconcile")
    assert (done["ToldToWait"], done["EventRecovered"]) == (1, 1)
    assert seen(world, f"SEEN#{SHOP}", AccountSeen).waits == {"dm_events": NIGHT + timedelta(minutes=20)}
    world.at(NIGHT + timedelta(minutes=15))
    world.call("reconcile")
    assert len(x.paths("/2/dm_events")) == 1
    world.at(NIGHT + timedelta(minutes=21))
    world.call("reconcile")
    assert len(x.paths("/2/dm_events")) == 2


def test_the_last_call_that_x_grants_is_followed_by_none_before_its_window_ends(world: World, x: X):
    x.headers = NO_CALL_LEFT
    world.call("reconcile")
    world.at(NIGHT + timedelta(minutes=15))
    done = world.call("reconcile")
    assert (len(x.paths("/2/dm_events")), done["QuestionPutOff"]) == (1, 2)
    world.at(NIGHT + timedelta(minutes=21))
    world.call("reconcile")
    assert len(x.paths("/2/dm_events")) == 2


def test_without_credit_nothing_more_is_asked(two: World, x: X):
    x.faults[f"/2/users/{SHOP}/mentions"] = NO_CREDIT
    done = two.call("reconcile")
    assert (done["OutOfCredit"], x.paths(f"/2/users/{OTHER}"), x.paths("/2/dm_events")) == (1, [], [])


@pytest.mark.parametrize("fault", [NO_CREDIT, UNAUTHORIZED])
def test_what_was_read_and_paid_for_before_x_said_no_is_kept(world: World, x: X, fault: httpx.Response):
    x.mentions = [post(ago(minutes=5))]
    x.faults["/2/dm_events"] = fault
    assert world.call("reconcile")["EventRecovered"] == 1
    settled(world)
    assert len(cases(world)) == 1
    world.at(NIGHT + timedelta(minutes=15))
    world.call("reconcile")
    assert x.asked[-2].url.params["since_id"] == x.mentions[0]["id"]


@pytest.mark.parametrize(("fault", "metric"), [(UNAUTHORIZED, "CredentialsRefused"), (BROKEN, "QuestionFailed")])
def test_xs_no_to_one_account_stops_no_other(two: World, x: X, fault: httpx.Response, metric: str):
    x.faults[f"/2/users/{SHOP}/mentions"] = fault
    done = two.call("reconcile")
    assert (done[metric], done["AccountLookedAfter"], len(x.paths(f"/2/users/{OTHER}/mentions"))) == (1, 2, 1)


def test_a_fault_of_our_own_with_one_account_stops_no_other_and_its_words_are_not_logged(
    two: World, x: X, caplog: pytest.LogCaptureFixture
):
    row = {"pk": {"S": "RECONCILE"}, "sk": {"S": f"SEEN#{SHOP}"}, "version": {"N": "1"}, "lists": {"S": "secreto"}}
    two.dynamodb.put_item(TableName="accounts", Item=row)
    done = two.call("reconcile")
    assert (done["AccountFailed"], len(x.paths(f"/2/users/{OTHER}/mentions"))) == (1, 1)
    logged = str([vars(record) for record in caplog.records])
    assert "account.failed" in logged
    assert "secreto" not in logged


def test_nothing_that_people_wrote_and_no_name_is_logged(world: World, x: X, caplog: pytest.LogCaptureFixture):
    x.mentions = [post(ago(minutes=6), "@tiendaluna clave secreta")]
    x.dms = [dm(ago(minutes=5), "clave secreta"), dm(ago(minutes=4), "clave secreta") | {"created_at": None}]
    assert world.call("reconcile")["EventRecovered"] == 3
    logged = str([vars(record) for record in caplog.records])
    assert "events.found" in logged
    assert not any(word in logged for word in ("secreta", "Marta", f"u{MARTA[-4:]}"))


def test_what_x_shows_without_an_id_is_counted(world: World, x: X):
    x.faults[f"/2/users/{SHOP}/mentions"] = httpx.Response(200, json={"data": [{"text": "?"}]})
    assert world.call("reconcile")["FoundUnreadable"] == 1


def test_an_account_without_a_token_is_counted_and_the_others_are_looked_after(world: World, x: X):
    Accounts(world.dynamodb, "accounts").put(replace(ACCOUNT, id="1", username="sin"))
    done = world.call("reconcile")
    assert (done["AccountLookedAfter"], len(x.paths(f"/2/users/{SHOP}/mentions"))) == (2, 1)
    assert done["CredentialsRefused"] == 2  # for its subscriptions, and for its turn


def test_what_the_queue_does_not_take_is_found_again(world: World, x: X):
    x.mentions = [post(ago(minutes=5))]
    url = world.queues["events"]
    world.sqs.delete_queue(QueueUrl=url)
    assert world.call("reconcile")["AccountFailed"] == 1
    world.sqs.create_queue(QueueName="events.fifo", Attributes={"FifoQueue": "true"})
    assert world.call("reconcile")["EventRecovered"] == 1


@pytest.mark.parametrize(
    ("slow", "turns"),
    [
        pytest.param(SHOP, [[SHOP], [OTHER, SHOP]], id="the first had all the time, so the second is next"),
        pytest.param(
            OTHER, [[SHOP, OTHER], [OTHER, SHOP]], id="the second was cut short, so it is the first of the next"
        ),
    ],
)
def test_a_run_out_of_time_is_gone_on_with_by_the_next(
    two: World, x: X, monkeypatch: pytest.MonkeyPatch, slow: str, turns: list[list[str]]
):
    two.handler("reconcile")
    passed = [time.monotonic()]
    # The machine's clock stands, but for an answer of X that takes a minute.
    monkeypatch.setattr(time, "monotonic", lambda: passed[0])
    x.slow = {f"/2/users/{slow}/mentions": lambda: passed.append(passed.pop() + 60)}
    had = []
    for _ in turns:
        x.asked.clear()
        two.call("reconcile")
        had.append([path.split("/")[3] for path in x.paths("/2/users/")])
        x.slow = {}
    assert had == turns


def test_a_silence_that_is_not_normal_is_counted_when_both_lists_were_read(world: World, x: X):
    reconcile = world.handler("reconcile")
    hours = {str(slot): 5 for slot in range(168)}
    busy = Profile(
        timezone="Europe/Madrid",
        since=ago(days=14),
        until=ago(minutes=15),
        last_event_at=ago(hours=3),
        weeks={"2026-11-09": hours, "2026-11-16": hours},
    )
    reconcile.memory.write(f"PROFILE#{SHOP}", busy, None)
    x.faults["/2/dm_events"] = BROKEN
    assert "Silence" not in world.call("reconcile")
    x.faults.clear()
    assert world.call("reconcile")["Silence"] == 1
    x.mentions = [post(ago(minutes=4))]
    assert "Silence" not in world.call("reconcile")
    assert seen(world, f"PROFILE#{SHOP}", Profile).last_event_at == ago(minutes=4)


def test_two_runs_at_once_do_not_undo_each_other(world: World, x: X):
    memory = world.handler("reconcile").memory
    one = memory.read("TURN", AccountSeen)
    assert memory.write("TURN", AccountSeen(lookups={"a": 1}), one) == 1
    assert memory.write("TURN", AccountSeen(lookups={"b": 1}), one) is None
    assert memory.read("TURN", AccountSeen).value.lookups == {"a": 1}
