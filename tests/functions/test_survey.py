"""A survey that nobody wants any more is not composed, and what a try that died left behind is looked at."""

import json
from copy import replace
from typing import Any

import pytest
from tests.functions.conftest import ACCOUNT, MARTA, NIGHT, SHOP, World
from tests.functions.test_correlation import Lines, lines
from tests.unit.survey.resolved import resolved_case

from care.model.case import Survey
from care.model.commands import AskSurvey
from care.survey.rules import again_id, thanks_id
from care.tables.accounts import Accounts

__all__ = ["lines"]  # a fixture


def test_a_question_that_nobody_wants_is_not_composed_and_its_queue_is_woken(world: World):
    command = AskSurvey(
        account_id=SHOP,
        customer_id=MARTA,
        case_id="GONE",
        item_id="GONE:survey:1",
        language="es",
        asked_at=NIGHT,
        survey_kind="csat",
    )
    world.sqs.send_message(QueueUrl=world.queues["surveys"], MessageBody=command.model_dump_json())
    assert world.drain("surveys", "survey") == {"batchItemFailures": []}
    queue = f"{SHOP}#private"
    assert world.outbox.next(queue) is None
    assert [json.loads(one["body"]) for one in world.received("sends")] == [{"version": 1, "queue": queue}]


ASKED = Survey(state="asked", kind="csat", asked_at=NIGHT, item_id="C1:survey:1")
STATES = {
    "planned": Survey(state="planned", kind="csat"),
    "asked": ASKED,
    "answered": replace(ASKED, state="answered", score=5),
    "none": None,
}


@pytest.mark.parametrize(
    ("says", "item_id", "composed_in"),
    [
        ("question", "C1:survey:1", "planned"),
        ("again", again_id("C1", "7"), "asked"),
        ("thanks", thanks_id("C1"), "answered"),
    ],
)
@pytest.mark.parametrize("state", STATES)
def test_each_text_of_a_survey_is_composed_while_it_is_wanted_and_at_no_other_time(
    world: World, lines: Lines, monkeypatch: pytest.MonkeyPatch, says: Any, item_id: str, composed_in: str, state: str
):
    asks = replace(ACCOUNT, survey=replace(ACCOUNT.survey, enabled=True, inside_hours=False))
    Accounts(world.dynamodb, "accounts").put(asks)
    case = resolved_case(account_id=SHOP, at=NIGHT, survey=STATES[state])
    monkeypatch.setattr(
        world.handler("survey").conversations, "case", lambda case_id: case if case_id == "C1" else None
    )
    command = AskSurvey(
        account_id=SHOP, customer_id=MARTA, case_id="C1", item_id=item_id, language="es", asked_at=NIGHT,
        survey_kind="csat", says=says,
    )  # fmt: skip
    world.sqs.send_message(QueueUrl=world.queues["surveys"], MessageBody=command.model_dump_json())
    assert world.drain("surveys", "survey") == {"batchItemFailures": []}
    item = world.outbox.next(f"{SHOP}#private")
    assert (item is not None and item.item_id == item_id) is (state == composed_in)
    told = "survey.composed" if state == composed_in else "survey.dropped"
    assert [one["item_id"] for one in lines.told if one["message"].startswith("survey.")] == [item_id]
    assert lines.of(told) == [None]
    assert len(world.received("sends")) == 1
