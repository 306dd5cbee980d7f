"""What X never delivered is found in its lists, and applied once whatever X delivers after all."""

from collections.abc import Callable
from copy import replace
from datetime import timedelta
from typing import Any

import pytest
from tests.functions.conftest import ACCOUNT, MARTA, NIGHT, SHOP, World
from tests.functions.reconcile.conftest import OTHER, PEDRO, X, ago, answer_to, cases, dm, post, settled

from care.queues import send_all
from care.tables.accounts import Accounts
from care.x.delivery import read_delivery


def test_a_missed_mention_and_a_missed_dm_are_one_customers_one_case(world: World, x: X):
    x.mentions, x.dms = [post(ago(minutes=9))], [dm(ago(minutes=8))]
    assert world.call("reconcile")["EventRecovered"] == 2
    settled(world)
    [case] = cases(world)
    assert [(m.channel, m.by) for m in world.conversations.messages(case.case_id)] == [
        ("public", "customer"),
        ("private", "customer"),
    ]
    customer = world.conversations.customer(SHOP, MARTA)
    assert (customer.username, customer.followers) == (f"u{MARTA[-4:]}", 97)


@pytest.mark.parametrize("first", ["delivered", "found"])
def test_what_was_delivered_and_found_is_applied_once(world: World, x: X, mention: Callable[..., Any], first: str):
    written = post(ago(minutes=5))
    x.mentions = [written]
    delivery = mention(written["id"], created_at=written["created_at"])

    def delivered() -> None:
        send_all(world.sqs, world.queues["events"], read_delivery(delivery).events)

    steps = [delivered, lambda: world.call("reconcile")]
    for step in steps if first == "delivered" else reversed(steps):
        step()
    settled(world)
    delivered()
    settled(world)
    [case] = cases(world)
    assert len(world.conversations.messages(case.case_id)) == 1
    # The same command may come twice; it makes one acknowledgement.
    assert len({record["body"] for record in world.received("acknowledgements")}) == 1


def test_what_is_in_a_case_already_is_neither_counted_nor_enqueued(world: World, x: X, mention: Callable[..., Any]):
    written = post(ago(minutes=5))
    send_all(world.sqs, world.queues["events"], read_delivery(mention(written["id"])).events)
    settled(world)
    x.mentions = [written]
    assert "EventRecovered" not in world.call("reconcile")
    assert world.received("events") == []


def test_the_first_run_brings_no_more_than_an_hour_of_history(world: World, x: X):
    x.mentions, x.dms = [post(ago(minutes=61)), post(ago(minutes=59))], [dm(ago(hours=5))]
    assert world.call("reconcile")["EventRecovered"] == 1


def test_the_next_run_reads_on_from_where_the_last_one_came(world: World, x: X):
    x.mentions = [post(ago(minutes=9))]
    world.call("reconcile")
    settled(world)
    x.asked.clear()
    world.at(NIGHT + timedelta(minutes=15))
    world.call("reconcile")
    [request] = [r for r in x.asked if r.url.path.endswith("/mentions")]
    assert request.url.params["since_id"] == x.mentions[0]["id"]


def test_a_list_that_does_not_end_is_read_on_in_the_next_run_and_nothing_is_passed_over(world: World, x: X):
    x.page = 1
    x.dms = [dm(ago(minutes=9 - n), by=f"30000000000000000{n:02}") for n in range(5)]
    assert world.call("reconcile")["EventRecovered"] == 3
    x.dms.append(dm(NIGHT + timedelta(minutes=5), by="3000000000000000009"))
    for quarter in (1, 2):
        world.at(NIGHT + timedelta(minutes=15 * quarter))
        world.call("reconcile")
    settled(world)
    assert len(cases(world)) == 6


def test_a_page_token_that_x_forgot_starts_the_list_again(world: World, x: X):
    x.page = 1
    x.dms = [dm(ago(minutes=9 - n), by=f"30000000000000000{n:02}") for n in range(4)]
    world.call("reconcile")
    x.forgets = True
    world.at(NIGHT + timedelta(minutes=15))
    assert world.call("reconcile")["QuestionRefused"] == 1
    x.page = 100
    world.at(NIGHT + timedelta(minutes=30))
    world.call("reconcile")
    settled(world)
    assert len(cases(world)) == 4


def test_what_another_served_account_wrote_is_nobodys_case(two: World, x: X):
    x.mentions = [post(ago(minutes=5), by=OTHER)]
    assert "EventRecovered" not in two.call("reconcile")


def test_a_repost_is_no_message(world: World, x: X):
    x.mentions = [post(ago(minutes=5), "RT @tiendaluna: abrimos", referenced_posts=[{"type": "retweeted", "id": "5"}])]
    world.call("reconcile")
    assert world.received("events") == []


def test_a_persons_answer_in_xs_own_app_is_found_with_the_mention_that_it_answers(world: World, x: X):
    asked = post(ago(minutes=50))
    x.mentions, x.own = [asked], [answer_to(asked, ago(minutes=40), "Ya va en camino")]
    done = world.call("reconcile")
    assert (done["EventRecovered"], done["EchoFound"]) == (1, 1)
    settled(world)
    [case] = cases(world)
    assert (case.state, case.unanswered_since) == ("waiting", None)


@pytest.mark.parametrize("lost", [timedelta(minutes=9), timedelta(seconds=20)], ids=["long ago", "this very moment"])
def test_an_answer_in_xs_own_app_is_found_though_another_customers_message_is_what_was_missed(
    world: World, x: X, lost: timedelta
):
    asked = post(ago(minutes=50))
    x.mentions = [asked]
    world.call("reconcile")
    settled(world)
    x.own = [answer_to(asked, NIGHT - lost - timedelta(minutes=1), "Ya va en camino")]
    x.mentions = [post(NIGHT - lost, by=PEDRO), asked]
    assert world.call("reconcile")["EchoFound"] == 1
    settled(world)
    [answered] = [case for case in cases(world) if case.customer.customer_id == MARTA]
    assert (answered.state, answered.unanswered_since) == ("waiting", None)


def test_a_customer_who_goes_on_in_the_thread_without_an_at_is_found(world: World, x: X, mention: Callable[..., Any]):
    asked = post(ago(minutes=50))
    send_all(world.sqs, world.queues["events"], read_delivery(mention(asked["id"])).events)
    settled(world)
    stranger = answer_to(asked, ago(minutes=6), "a mí me pasó lo mismo", PEDRO)
    more = answer_to(asked, ago(minutes=5), "y además llegó roto", MARTA)
    x.found[f"conversation_id:{asked['id']} -is:retweet"] = [stranger, more]
    assert world.call("reconcile")["EventRecovered"] == 1
    settled(world)
    [case] = cases(world)
    assert len(world.conversations.messages(case.case_id)) == 2


def test_a_post_that_only_names_the_brand_is_a_case_that_the_api_cannot_answer(world: World, x: X):
    Accounts(world.dynamodb, "accounts").put(replace(ACCOUNT, brand_terms=("Tienda Luna", "tiendaluna")))
    query = '("Tienda Luna" OR "tiendaluna") -from:tiendaluna -@tiendaluna -is:retweet'
    x.found[query] = [post(ago(minutes=5), "Tienda Luna no contesta", referenced_posts=[{"type": "quoted", "id": "5"}])]
    world.call("reconcile")
    settled(world)
    [case] = cases(world)
    assert case.last_message.summons is False
    assert world.received("acknowledgements") == []


def test_posts_beyond_the_budget_for_brand_terms_are_left_out_and_counted(world: World, x: X):
    Accounts(world.dynamodb, "accounts").put(replace(ACCOUNT, brand_terms=("Luna",)))
    x.page = 2
    x.found['("Luna") -from:tiendaluna -@tiendaluna -is:retweet'] = [
        post(ago(minutes=20 - n), "Luna", f"30000000000000000{n:02}") for n in range(5)
    ]
    done = world.call("reconcile")
    assert (done["EventRecovered"], done["BrandPostsLeftOut"]) == (2, 1)
    world.at(NIGHT + timedelta(minutes=15))
    assert "EventRecovered" not in world.call("reconcile")


def test_a_message_that_came_this_very_moment_is_enqueued_and_not_counted_as_missed(world: World, x: X):
    x.mentions = [post(ago(seconds=20))]
    assert "EventRecovered" not in world.call("reconcile")
    settled(world)
    assert len(cases(world)) == 1
