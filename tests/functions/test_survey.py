"""A survey that nobody wants any more is not composed, and what a try that died left behind is looked at."""

import json

from tests.functions.conftest import MARTA, NIGHT, SHOP, World

from care.model.commands import AskSurvey


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
