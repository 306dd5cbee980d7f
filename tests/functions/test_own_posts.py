"""What people have an account post, over the tables: made once, in time or not at all, put right when it is wrong."""

from copy import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from tests.changing import changed
from tests.functions.conftest import ACCOUNT, MARTA, SHOP, World
from tests.functions.test_acknowledge_and_publish import X

from care.model.account import Account
from care.model.incident import Incident
from care.model.outbox_item import Item
from care.model.outcomes import Code, codes
from care.model.own_post import OwnPost, PostAct, Wish
from care.posts.changing import planned
from care.posts.due import next_of
from care.posts.making import act_item
from care.queues import send_all
from care.tables.accounts import Accounts
from care.tables.own_posts import ChangedMeanwhile, OwnPosts
from care.x.delivery import read_delivery

NOW = datetime(2026, 11, 25, 10, 0, tzinfo=UTC)  # 11:00 in Madrid, open
QUEUE = f"{SHOP}#public"
OTHER = "2000000000000000002"


@pytest.fixture
def x(world: World) -> X:
    return X(world)


def store(world: World) -> OwnPosts:
    return OwnPosts(world.dynamodb, "accounts")


def plan(
    world: World, text: str = "Consejo: lava la lana en frío.", account: Account = ACCOUNT, **fields: Any
) -> OwnPost:
    number = len(store(world).newest(account.id, 100))
    draft = OwnPost.model_validate(
        {"post_id": f"{number:020X}", "account_id": account.id, "text": text, "written_by": "ana", **fields}
        | {"made_at": NOW, "changed_at": NOW}
    )
    post = planned(draft, account, "sara", NOW)
    assert isinstance(post, OwnPost)
    return store(world).put(post, NOW)


def tick(world: World, now: datetime) -> None:
    world.at(now)
    world.call("hours")
    world.drain("sends", "publish")


def again(world: World, post: OwnPost) -> OwnPost:
    found = store(world).one(post.account_id, post.post_id)
    assert found is not None
    return found


def item(world: World, post: OwnPost, part: int = 1) -> Item:
    found = world.outbox.item(QUEUE, post.item_id if part == 1 else f"{post.item_id}:{part}")
    assert found is not None
    return found


def texts(x: X) -> list[str]:
    return [body["text"] for body in x.asked]


def test_it_goes_at_its_time_once_and_says_who_wrote_and_who_approved_it(world: World, x: X):
    post = plan(world, at=(NOW + timedelta(hours=1)).astimezone(ACCOUNT.hours.zone))
    for minutes in (0, 30, 59):
        tick(world, NOW + timedelta(minutes=minutes))
    assert texts(x) == []
    for minutes in (60, 61, 62, 200):
        tick(world, NOW + timedelta(minutes=minutes))
    assert texts(x) == ["Consejo: lava la lana en frío."]
    sent = item(world, post)
    assert (sent.state, sent.written_by, sent.approved_by, sent.x_id) == ("sent", "ana", "sara", "901")
    assert not again(world, post).is_open
    assert store(world).open(SHOP) == []


def test_a_thread_is_one_post_under_the_other_and_what_x_refuses_holds_the_rest(world: World, x: X):
    post = plan(world, "Uno.\n---\nDos.\n---\nTres.")
    x.next = [201, (403, {"detail": "This request looks like it might be automated.", "status": 403}, {})]
    tick(world, NOW)
    assert texts(x) == ["Uno."]
    assert item(world, post, 2).state == "refused"
    assert world.outbox.item(QUEUE, f"{post.item_id}:3") is None
    notices = Accounts(world.dynamodb, "accounts").notices(SHOP)
    assert any(f"{post.item_id}:2" in one.text for one in notices)
    whole = plan(world, "A.\n---\nB.\n---\nC.")
    tick(world, NOW + timedelta(minutes=1))
    assert texts(x)[1:] == ["A.", "B.", "C."]
    assert [item(world, whole, part).in_reply_to for part in (2, 3)] == ["902", "903"]


def test_one_whose_time_passed_in_a_pause_is_shown_and_not_sent_late(world: World, x: X):
    accounts = Accounts(world.dynamodb, "accounts")
    missed = plan(world, at=NOW + timedelta(minutes=5), late_minutes=30)
    late = plan(world, "Este sí.", at=NOW + timedelta(minutes=5), late_minutes=120)
    accounts.pause(SHOP, "sara", NOW)
    for minutes in (5, 20, 36):
        tick(world, NOW + timedelta(minutes=minutes))
    accounts.resume(SHOP)
    tick(world, NOW + timedelta(minutes=40))
    assert texts(x) == ["Este sí."]
    assert (again(world, missed).state, codes(again(world, missed).why)) == ("missed", (Code.paused,))
    assert [one.post_id for one in store(world).open(SHOP)] == [missed.post_id]
    assert item(world, late).state == "sent"


def test_one_that_is_in_the_outbox_when_the_account_is_paused_rests_there(world: World, x: X):
    accounts = Accounts(world.dynamodb, "accounts")
    post = plan(world, late_minutes=120)
    world.at(NOW)
    world.call("hours")
    accounts.pause(SHOP, "sara", NOW)
    world.drain("sends", "publish")
    assert (texts(x), item(world, post).state) == ([], "waiting")
    accounts.resume(SHOP)
    tick(world, NOW + timedelta(minutes=2))
    assert (len(x.asked), item(world, post).state) == (1, "sent")


@pytest.mark.parametrize(("in_incidents", "goes"), [(False, 0), (True, 1)])
def test_while_an_incident_is_open_it_goes_only_where_its_writer_said_so(world: World, x: X, in_incidents, goes):
    one = Incident(
        incident_id="web", terms=("web",), texts={"es": "Va lenta."}, end_texts={"es": "Ya."}, started_at=NOW
    )
    accounts = Accounts(world.dynamodb, "accounts")
    accounts.change_incidents(SHOP, lambda account: (*account.incidents, one))
    post = plan(world, in_incidents=in_incidents)
    tick(world, NOW)
    assert len(x.asked) == goes
    tick(world, NOW + timedelta(minutes=61))
    assert again(world, post).state == ("queued" if goes else "missed")


def test_when_hours_changed_what_goes_only_while_people_answer_waits_for_them(world: World, x: X):
    night = NOW.replace(hour=22)
    post = plan(world, at=night, late_minutes=12 * 60, only_open=True)
    tick(world, night)
    assert texts(x) == []
    tick(world, night + timedelta(hours=10))  # 9:00 in Madrid
    assert (len(x.asked), item(world, post).state) == (1, "sent")


def test_an_answer_that_is_lost_sends_nothing_twice_and_a_person_says_what_became_of_it(world: World, x: X):
    post = plan(world, "Uno.\n---\nDos.")
    x.next = [httpx.ReadTimeout("lost")]
    tick(world, NOW)
    tick(world, NOW + timedelta(minutes=3))
    assert (texts(x), item(world, post).state) == ([], "unconfirmed")
    wish = Wish(do="sent", item_id=post.item_id, by="sara", x_id="777")
    store(world).put(replace(again(world, post), wish=wish), NOW)
    tick(world, NOW + timedelta(minutes=4))
    assert texts(x) == ["Dos."]
    assert (item(world, post).x_id, item(world, post, 2).in_reply_to) == ("777", "777")
    assert again(world, post).wish is None


def test_its_echo_settles_what_was_unclear_and_the_thread_goes_on(world: World, x: X):
    post = plan(world, "@marta gracias por la idea.\n---\nDos.")
    x.next = [httpx.ReadTimeout("lost")]
    tick(world, NOW)
    payload = {
        "id": "888", "author_id": SHOP, "text": "@marta gracias por la idea.", "created_at": NOW.isoformat(),
        "conversation_id": "888", "entities": {"mentions": [{"start": 0, "end": 6, "username": "marta", "id": MARTA}]},
    }  # fmt: skip
    own = {"data": {"event_type": "post.create", "filter": {"user_id": SHOP}, "payload": payload}}
    send_all(world.sqs, world.queues["events"], read_delivery(own).events)
    world.drain("events", "cases")
    tick(world, NOW + timedelta(minutes=3))
    assert (item(world, post).x_id, texts(x)) == ("888", ["Dos."])


def test_who_takes_it_back_at_the_same_moment_is_told_that_it_is_too_late(world: World, x: X):
    post = plan(world, at=NOW + timedelta(minutes=5))
    tick(world, NOW + timedelta(minutes=5))
    with pytest.raises(ChangedMeanwhile):
        store(world).put(replace(post, state="draft"), NOW)
    assert len(x.asked) == 1


def test_a_wrong_post_is_deleted_also_in_a_pause_and_one_that_is_gone_already_is_done(world: World, x: X):
    Accounts(world.dynamodb, "accounts").pause(SHOP, "sara", NOW)
    asked: list[tuple[str, str]] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append((request.method, request.url.path))
        if request.method == "DELETE" and len(asked) == 1:
            raise httpx.ReadTimeout("lost")
        if request.method == "DELETE":
            return httpx.Response(404, json={"title": "Not Found Error", "detail": "x", "status": 404})
        return httpx.Response(200, json={"data": {"hidden": True}})

    world.handler("publish").x_accounts._http = httpx.Client(transport=httpx.MockTransport(answer))
    gone = PostAct(account_id=SHOP, act="delete", on="901", by="sara", at=NOW)
    store(world).want(gone)
    tick(world, NOW)
    tick(world, NOW + timedelta(minutes=3))
    assert asked == [("DELETE", "/2/tweets/901")] * 2
    found = world.outbox.item(QUEUE, act_item(gone).item_id)
    assert found is not None
    assert found.state == "sent"
    hidden = PostAct(account_id=SHOP, act="hide", on="55", by="sara", at=NOW, customer_id=MARTA, case_id="C1")
    store(world).want(hidden)
    tick(world, NOW + timedelta(minutes=4))
    assert asked[-1] == ("PUT", "/2/tweets/55/hidden")
    assert store(world).wanted(SHOP) == []
    world.outbox.forget(SHOP, ["C1"])
    assert world.outbox.item(QUEUE, act_item(hidden).item_id) is None


def test_one_for_which_the_rules_fail_holds_no_other(world: World, x: X, monkeypatch: pytest.MonkeyPatch):
    broken, whole = plan(world, "Rota."), plan(world, "Sana.")
    world.handler("hours")
    from hours import own_posts

    def failing(post: OwnPost, account: Account, now: datetime) -> Any:
        if post.post_id == broken.post_id:
            raise ValueError("broken")
        return next_of(post, account, now)

    with monkeypatch.context() as patched:
        patched.setattr(own_posts, "next_of", failing)
        tick(world, NOW)
    assert texts(x) == ["Sana."]
    tick(world, NOW + timedelta(minutes=6))
    assert texts(x) == ["Sana.", "Rota."]
    assert item(world, whole).state == "sent"


def test_the_neighbour_posts_nothing_of_it(world: World, x: X):
    accounts = Accounts(world.dynamodb, "accounts")
    neighbour = changed(ACCOUNT, id=OTHER, username="otra", name="Otra Tienda")
    accounts.put(neighbour)
    plan(world)
    accounts.pause(OTHER, "eve", NOW)
    tick(world, NOW)
    assert len(x.asked) == 1
    assert store(world).open(OTHER) == store(world).newest(OTHER, 10) == []
