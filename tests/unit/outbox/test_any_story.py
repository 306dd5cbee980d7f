"""Whatever happens: nothing is sent twice, nothing is forgotten, nothing waits for ever, and no lane is inverted."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.unit.outbox.making import SHOP, account, item
from tests.unit.outbox.story import Behaviour, Story

from care.budget.windows import QUARTER
from care.model.outbox_item import LANES
from care.model.outcomes import Code, codes
from care.tables.spending import Spent

LONG = "El pedido {0} salió ayer del almacén y llega mañana por la tarde. " * 9
BEHAVIOURS: list[Behaviour] = [
    "takes", "echoes first", "429", "failed", "failed, done", "unclear", "unclear, done", "refuses",
]  # fmt: skip
# A round: what is asked (lane and whether it is long), what X does, at which touch of the table the publisher dies,
# how many echoes come, how many seconds pass, and which item a person cancels or approves.
ROUND = st.tuples(
    st.lists(st.tuples(st.integers(1, 4), st.booleans()), max_size=3),
    st.lists(st.sampled_from(BEHAVIOURS), min_size=1, max_size=5),
    st.none() | st.integers(1, 30),
    st.integers(0, 3),
    st.sampled_from([0, 1, 10, 61, 900, 4000]),
    st.none() | st.tuples(st.sampled_from(["cancel", "approve"]), st.integers(0, 9)),
)


def play(story: Story, rounds: list[tuple[Any, ...]], *, approving: bool = True) -> None:
    for number, (asked, behaviours, dies_at, echoes, seconds, press) in enumerate(rounds):
        for place, (lane, long) in enumerate(asked):
            name = f"{number}-{place}"
            text = (LONG if long and lane == 1 and story.channel == "public" else "Ya va {0}").format(name)
            story.add(item(f"C1:{name}", lane, created_at=story.now, text=text, channel=story.channel))
        found = story.outbox.item(story.queue, story.items[press[1] % len(story.items)]) if press and asked else None
        if found and press[0] == "cancel":
            story.outbox.cancel(found, story.now)
        elif found and found.state == "held" and approving:
            story.outbox.approve(found, "s")
        story.drain(*behaviours, dies_at=dies_at)
        for _ in range(echoes):
            story.tell(number)
        story.now += timedelta(seconds=seconds)


def check(story: Story) -> None:
    rows = [row for (pk, sk), row in story.table.rows.items() if pk == story.queue and sk.startswith("ITEM#")]
    for row in rows:
        times = story.times(row["text"])
        assert times <= 1, "sent twice"
        match row["state"]:
            case "sent":
                assert times == 1
            case "refused" | "unconfirmed" | "withdrawn" | "held":
                assert times == 0, "X has it and we do not know"
            case state:
                pytest.fail(f"{row['item_id']} is still {state}")
        assert (row["item_id"], row["state"]) in story.reported
        if row["parts"] > 1 and row["state"] == "sent" and row["rest"]:
            first = row["item_id"] if row["part"] == 1 else row["item_id"].rpartition(":")[0]
            assert any(other["item_id"] == f"{first}:{row['part'] + 1}" for other in rows), "a thread that just ends"
    for begin in story.sent_at:
        assert sum(begin <= at < begin + QUARTER for at in story.sent_at) <= (15 if story.channel == "private" else 100)
    spent = {month: story.budget.by_purpose(SHOP, month) for month in ("2026-11", "2026-12")}
    for month, purposes in spent.items():
        assert sum(one.micro_dollars for one in purposes.values()) <= story.budget.total(SHOP, month).micro_dollars


STORIES = settings(deadline=None, max_examples=200, suppress_health_check=[HealthCheck.too_slow])


@STORIES
@given(
    rounds=st.lists(ROUND, max_size=8), channel=st.sampled_from(["public", "private"]), undo=st.sampled_from([0, 10])
)
def test_whatever_x_does_and_whenever_a_publisher_dies_each_item_is_sent_once_or_known_not_to_be(rounds, channel, undo):
    story = Story(account(undo_seconds=undo), channel)
    play(story, rounds)
    story.finish()
    check(story)


@STORIES
@given(rounds=st.lists(ROUND, max_size=8), channel=st.sampled_from(["public", "private"]))
def test_a_month_with_little_money_is_not_overspent_and_replies_wait_for_a_word(rounds, channel):
    story = Story(account(budget={"month_dollars": "0.05"}), channel)
    play(story, rounds, approving=False)
    story.finish()
    check(story)
    for month in ("2026-11", "2026-12"):
        # What looking up costs is known only afterwards; no send goes beyond the limit.
        looked_up = story.budget.by_purpose(SHOP, month).get("look_up", Spent()).micro_dollars
        assert story.budget.total(SHOP, month).micro_dollars - looked_up <= 50_000
    held = [story.outbox.item(story.queue, item_id) for item_id, state in story.states().items() if state == "held"]
    assert all(
        one is not None and LANES[one.purpose] == 1 and codes(one.because) == (Code.over_budget,) for one in held
    )
