"""Ways to break our code on purpose, each with the story in which a promise then breaks.

They are made in a copy in a temporary folder, and never in place.
"""

from tests.simulation.mutation import CARE, Edit, Mutation, one
from tests.simulation.mutations_alive import ALIVE
from tests.simulation.mutations_besides import BESIDES
from tests.simulation.mutations_dealings import DEALINGS
from tests.simulation.mutations_more import MORE
from tests.simulation.mutations_planned import PLANNED
from tests.simulation.mutations_races import RACES

MUTATIONS: tuple[Mutation, ...] = (
    one(
        "a redelivered event asks for nothing again",
        1,
        5,
        "functions/cases/handler.py",
        "        _learn_name(event, now)\n",
        "        commands = ()\n        _learn_name(event, now)\n",
    ),
    Mutation(
        "nobody remembers which events were applied",
        1,
        2,
        (
            Edit(
                "functions/cases/handler.py", "    commands = conversations.applied(event)\n", "    commands = None\n"
            ),
            Edit(
                f"{CARE}/tables/conversations.py",
                'self._writes.put(marker, "attribute_not_exists(pk)")',
                "self._writes.put(marker)",
            ),
        ),
    ),
    one(
        "a reply is put into the outbox and nobody is woken",
        1,
        1,
        "functions/cases/dispatch_commands.py",
        "            # It may be there from a try that died before it woke the publisher.\n"
        "            wake(sqs, settings.sends_queue_url, item.queue, item.item_id)\n            rest",
        "            rest",
    ),
    one(
        "an echo of what was erased is taken for a person's word",
        1,
        37,
        f"{CARE}/case/echoes.py",
        "if erased_at is not None and message.at <= erased_at:",
        "if False:",
    ),
    one(
        "a person's answer takes no acknowledgement back",
        2,
        5,
        f"{CARE}/outbox/wanted.py",
        "if answered is not None and item.answers_at is not None and answered >= item.answers_at:",
        "if False:",
    ),
    one(
        "nobody remembers that a customer was told when we are back",
        2,
        5,
        f"{CARE}/acknowledgement/rules.py",
        "if customer.told_until is not None and now < customer.told_until:",
        "if False:",
    ),
    one(
        "an acknowledgement is said however long it waited",
        2,
        519,
        f"{CARE}/acknowledgement/rules.py",
        "    if hours.is_open(now):\n        return now\n    match command.occasion:",
        "    return now\n    match command.occasion:",
    ),
    one(
        "what a dead publisher had claimed is sent again",
        3,
        19,
        f"{CARE}/outbox/plan.py",
        'Settle("unconfirmed", (_DIED,))',
        'Settle("released")',
    ),
    one(
        "a time-out after the request left counts as not sent",
        3,
        13,
        f"{CARE}/x/transport.py",
        "raise OutcomeUnknown(call=call) from None",
        "raise RetryLater(call=call) from None",
    ),
    one(
        "an answer that cannot be read counts as not sent",
        3,
        4,
        "functions/publish/answers.py",
        'Settle("unconfirmed", (outcome(Code.no_answer_of_x),))',
        "Release(now + _AFTER_FAILURE)",
    ),
    one(
        "a DM in doubt is tried again without looking",
        3,
        7,
        "functions/publish/delivery.py",
        'if item.doubtful and item.channel == "private" and item.sealed is None:',
        "if False:",
    ),
    one(
        "the guard finds no personal data",
        4,
        5,
        f"{CARE}/outbox/guard.py",
        "kinds = sorted({str(one.kind) for one in found})",
        "kinds = sorted({str(one.kind) for one in found} & set())",
    ),
    one(
        "a customer's name is logged",
        4,
        1,
        "functions/cases/records.py",
        "case_id=case_id, because=codes(decision.because))",
        "case_id=case_id, because=codes(decision.because), customer=decision.customer.name)",
    ),
    one(
        "the grace runs on the wall",
        5,
        22,
        f"{CARE}/acknowledgement/rules.py",
        "return account.hours.add_open_time(message.at, timedelta(minutes=account.acknowledgement.grace_minutes))",
        "return message.at + timedelta(minutes=account.acknowledgement.grace_minutes)",
    ),
    one(
        "closed hours count as waiting",
        5,
        1,
        f"{CARE}/model/clocks.py",
        "opened = int(hours.open_time(clock.running_since, end).total_seconds())",
        "opened = int((end - clock.running_since).total_seconds())",
    ),
    one(
        "people are told of a deadline when nobody is there",
        5,
        3,
        f"{CARE}/model/clocks.py",
        "    if hours.is_open(deadline):\n        return deadline\n    return hours.next_opening(deadline) or deadline",
        "    return deadline",
    ),
    one(
        "the offset of midnight is taken for the whole day",
        5,
        20,
        f"{CARE}/hours/clock.py",
        "LAST_ORDINAL)) + timedelta(microseconds=rest)",
        "LAST_ORDINAL))",
    ),
    one(
        "what cannot be read is dropped",
        6,
        1,
        f"{CARE}/batches.py",
        "            aside(record, _reason(error))\n",
        "            pass\n",
    ),
    one(
        "an echo of the account's own post is read as a customer's",
        6,
        6,
        "functions/cases/recognition.py",
        "if item is None or item.is_own:",
        "if item is None:",
    ),
    one(
        "an outage of AWS counts as a fault of the message",
        6,
        2,
        f"{CARE}/batches.py",
        "if isinstance(error, BotoCoreError | ClientError) and not for_good(error):\n                raise",
        "if isinstance(error, Retry):\n                raise",
    ),
    one(
        "signatures are not looked at",
        7,
        2,
        "functions/ingest/handler.py",
        "    if proof is None:\n        return _refuse(401",
        "    if not body:\n        return _refuse(401",
    ),
    one(
        "deliveries of any size are read",
        7,
        8,
        "functions/ingest/handler.py",
        "MAX_BODY = 1024 * 1024",
        "MAX_BODY = 1024 * 1024 * 1024",
    ),
    one(
        "every send has the first lane",
        8,
        3,
        f"{CARE}/tables/outbox_keys.py",
        'return f"READY#{LANES[item.purpose]}#{utc_text(item.created_at)}#{item.item_id}"',
        'return f"READY#1#{utc_text(item.created_at)}#{item.item_id}"',
    ),
    one(
        "nothing is kept for replies",
        8,
        6,
        f"{CARE}/budget/windows.py",
        "return share * {1: 0, 2: 1, 3: 1}.get(lane, 2)",
        "return 0",
    ),
    one(
        "X's limits are counted and not kept",
        8,
        6,
        f"{CARE}/tables/budget.py",
        "            if waits:\n",
        "            if False:\n",
    ),
    *MORE,
    *ALIVE,
    *RACES,
    *BESIDES,
    *DEALINGS,
    *PLANNED,
)
