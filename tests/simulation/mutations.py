"""Twenty-five ways to break our code on purpose, each with the story in which a promise then breaks.

A mutation is a few edits of production text: the old text must stand exactly once in its file. They are made in a copy
in a temporary folder, and never in place.
"""

from typing import NamedTuple

CARE = "layers/care/python/care"


class Edit(NamedTuple):
    """One text of one file, and what takes its place."""

    file: str
    old: str
    new: str


class Mutation(NamedTuple):
    """A fault, the number of the promise that it breaks, and the number of a story that shows it."""

    name: str
    promise: int
    story: int
    edits: tuple[Edit, ...]


def _one(name: str, promise: int, story: int, file: str, old: str, new: str) -> Mutation:
    return Mutation(name, promise, story, (Edit(file, old, new),))


MUTATIONS: tuple[Mutation, ...] = (
    _one(
        "a redelivered event asks for nothing again",
        1,
        12,
        "functions/cases/handler.py",
        "        commands = _decided(event, now)\n    for command",
        "        commands = _decided(event, now)\n    else:\n        commands = ()\n    for command",
    ),
    Mutation(
        "nobody remembers which events were applied",
        1,
        1,
        (
            Edit(
                "functions/cases/handler.py", "    commands = conversations.applied(event)\n", "    commands = None\n"
            ),
            Edit(f"{CARE}/conversations.py", 'self._put(marker, "attribute_not_exists(pk)")', "self._put(marker)"),
        ),
    ),
    _one(
        "a reply is put into the outbox and nobody is woken",
        1,
        1,
        "functions/cases/performing.py",
        "            # It may be there from a try that died before it woke the publisher.\n"
        "            wake(sqs, settings.sends_queue_url, item.queue, item.item_id)\n            rest",
        "            rest",
    ),
    _one(
        "an echo of what was erased is taken for a person's word",
        1,
        2,
        f"{CARE}/case/echoes.py",
        "if erased_at is not None and message.at <= erased_at:",
        "if False:",
    ),
    _one(
        "a person's answer takes no acknowledgement back",
        2,
        3,
        f"{CARE}/outbox/model.py",
        "if answered is not None and item.answers_at is not None and answered >= item.answers_at:",
        "if False:",
    ),
    _one(
        "nobody remembers that a customer was told when we are back",
        2,
        3,
        f"{CARE}/acknowledgement/rules.py",
        "if customer.told_until is not None and now < customer.told_until:",
        "if False:",
    ),
    _one(
        "an acknowledgement is said however long it waited",
        2,
        93,
        f"{CARE}/acknowledgement/rules.py",
        "    if hours.is_open(now):\n        return now\n    match command.occasion:",
        "    return now\n    match command.occasion:",
    ),
    _one(
        "what a dead publisher had claimed is sent again",
        3,
        20,
        "functions/publish/draining.py",
        'outbox.settle(item, "unconfirmed", now, reason="the publisher died while sending")',
        "outbox.release(item, doubtful=False)",
    ),
    _one(
        "a time-out after the request left counts as not sent",
        3,
        2,
        f"{CARE}/x/wire.py",
        "raise Unclear(call=call) from None",
        "raise RetryLater(call=call) from None",
    ),
    _one(
        "an answer that cannot be read counts as not sent",
        3,
        2,
        "functions/publish/sending.py",
        'outbox.settle(item, "unconfirmed", now, reason="no readable answer came after the request left")',
        "_released(item, cost, publisher)",
    ),
    _one(
        "a DM in doubt is tried again without looking",
        3,
        5,
        "functions/publish/sending.py",
        'if item.doubtful and item.channel == "private":',
        "if False:",
    ),
    _one(
        "the guard finds no personal data",
        4,
        2,
        f"{CARE}/outbox/guard.py",
        "kinds = sorted({str(one.kind) for one in found})",
        "kinds = sorted({str(one.kind) for one in found} & set())",
    ),
    _one(
        "a customer's name is logged",
        4,
        1,
        "functions/cases/handler.py",
        "case_id=case_id, because=decision.because)",
        "case_id=case_id, because=decision.because, customer=decision.customer.name)",
    ),
    _one(
        "the grace runs on the wall",
        5,
        2,
        f"{CARE}/acknowledgement/rules.py",
        "return account.hours.add_open_time(message.at, timedelta(minutes=account.acknowledgement.grace_minutes))",
        "return message.at + timedelta(minutes=account.acknowledgement.grace_minutes)",
    ),
    _one(
        "closed hours count as waiting",
        5,
        1,
        f"{CARE}/sla.py",
        "opened = int(hours.open_time(clock.running_since, end).total_seconds())",
        "opened = int((end - clock.running_since).total_seconds())",
    ),
    _one(
        "people are told of a deadline when nobody is there",
        5,
        3,
        f"{CARE}/sla.py",
        "    if hours.is_open(deadline):\n        return deadline\n    return hours.next_opening(deadline) or deadline",
        "    return deadline",
    ),
    _one(
        "the offset of midnight is taken for the whole day",
        5,
        1,
        f"{CARE}/hours/clock.py",
        "LAST_ORDINAL)) + timedelta(microseconds=rest)",
        "LAST_ORDINAL))",
    ),
    _one(
        "what cannot be read is dropped",
        6,
        1,
        f"{CARE}/batches.py",
        "            _put_aside(queue, record, _reason(error), logger, metrics)\n",
        "            pass\n",
    ),
    _one(
        "an echo of the account's own post is read as a customer's",
        6,
        3,
        "functions/cases/handler.py",
        "if item is None or item.is_own:",
        "if item is None:",
    ),
    _one(
        "an outage of AWS counts as a fault of the message",
        6,
        2,
        f"{CARE}/batches.py",
        "except (BotoCoreError, ClientError, Later, NewerFormat):\n            raise",
        "except Later:\n            raise",
    ),
    _one(
        "what a newer release wrote is put aside",
        6,
        1,
        f"{CARE}/batches.py",
        "if written_by_newer(record.body):",
        "if False:",
    ),
    _one(
        "an item without the number of its format is refused",
        6,
        1,
        f"{CARE}/items.py",
        'values.pop("format", FORMAT)',
        'values.pop("format", FORMAT + 1)',
    ),
    _one(
        "a case of a newer release holds all that is due",
        6,
        1,
        f"{CARE}/items.py",
        "        except NewerFormat:\n            continue",
        "        except NewerFormat:\n            raise",
    ),
    _one(
        "signatures are not looked at",
        7,
        1,
        "functions/ingest/handler.py",
        "if not (is_signed(body, headers, secrets.consumer, secrets.client) or",
        "if not (body or",
    ),
    _one(
        "deliveries of any size are read",
        7,
        2,
        "functions/ingest/handler.py",
        "MAX_BODY = 1024 * 1024",
        "MAX_BODY = 1024 * 1024 * 1024",
    ),
    _one(
        "every send has the first lane",
        8,
        3,
        f"{CARE}/outbox/places.py",
        'return f"READY#{LANES[item.purpose]}#{utc_text(item.created_at)}#{item.item_id}"',
        'return f"READY#1#{utc_text(item.created_at)}#{item.item_id}"',
    ),
    _one(
        "nothing is kept for replies",
        8,
        13,
        f"{CARE}/budget/windows.py",
        "return share * {1: 0, 2: 1, 3: 1}.get(lane, 2)",
        "return 0",
    ),
    _one(
        "X's limits are counted and not kept",
        8,
        13,
        f"{CARE}/budget/store.py",
        "            if waits:\n",
        "            if False:\n",
    ),
    Mutation(
        "what self-service answered is acknowledged besides",
        2,
        1,
        (
            Edit(
                f"{CARE}/case/arrivals.py",
                "        case, commands, because = served.case, served.commands, served.because\n",
                "        case, more, because = _acknowledged(served.case, event, verdict, account, now)\n"
                "        commands = (*served.commands, *more)\n",
            ),
            Edit(f"{CARE}/case/selfservice.py", ', "acknowledged_since": case.unanswered_since})', "})"),
        ),
    ),
    Mutation(
        "self-service goes on after a person has answered",
        2,
        1,
        (
            Edit(
                f"{CARE}/case/ending.py",
                'over = {"handed_over"} if even_solved else {"handed_over", "solved"}',
                'over = {"handed_over", "solved", "answered", "menu", "asking"}',
            ),
            Edit(
                f"{CARE}/case/selfservice.py",
                "    if case.person_answered_at is not None or case.answered_by or case.assignee:",
                "    if case.assignee:",
            ),
        ),
    ),
    _one(
        "what self-service says goes out in public",
        4,
        1,
        f"{CARE}/acknowledgement/texts.py",
        'channel="private",\n        purpose="acknowledgement",\n        text=f"{text}\\n\\n{automatic_note',
        'channel="public",\n        purpose="acknowledgement",\n        text=f"{text}\\n\\n{automatic_note',
    ),
    _one(
        "a brand is asked with any brand's key",
        4,
        1,
        f"{CARE}/x/accounts.py",
        "        token = self._secret(app).accounts.get(account_id)\n        return",
        "        token = next(iter(self._secret(app).accounts.values()))\n        return",
    ),
    _one(
        "what was looked up is logged",
        4,
        1,
        "functions/selfservice/handler.py",
        "found=found, reason=reason)",
        "found=found, reason=reason, fields=event.fields)",
    ),
    Mutation(
        "a look-up that failed is told to nobody",
        1,
        1,
        (
            Edit(f"{CARE}/case/selfservice.py", 'case.timers.get("lookup") or now + _HEARD_WITHIN', "now + _HEARD_WITHIN"),
            Edit(f"{CARE}/case/selfservice.py", "_HEARD_WITHIN = timedelta(minutes=2)", "_HEARD_WITHIN = timedelta(days=90)"),
            Edit(
                "functions/selfservice/handler.py",
                "    if not send_all(",
                "    if found and not send_all(",
            ),
        ),
    ),
    _one(
        "what came late takes the place of a day of the report",
        1,
        1,
        f"{CARE}/report/store.py",
        '"sk": f"{day}#{on.isoformat()}",',
        '"sk": f"{day}#",',
    ),
    _one(
        "the report takes a day for over that goes on",
        1,
        1,
        "functions/report/handler.py",
        "over = (now - timedelta(minutes=15)).date() - timedelta(days=1)",
        "over = now.date()",
    ),
)
