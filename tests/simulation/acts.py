"""What each kind of step does in a world. An act returns what happened as a sentence, or "" where nothing could."""

import json
from collections.abc import Callable
from typing import Any

from infra.local.x.signatures import delivery_headers
from tests.simulation.brands import PEOPLE
from tests.simulation.lambdas import Plan
from tests.simulation.mail import Parcel
from tests.simulation.releases import (
    as_before,
    as_newer,
    items_as_before,
    items_as_newer,
    of_more_than_words,
    put_back,
    settled_item,
)
from tests.simulation.steps import ENDS, FAULTS, FORGERIES, FUNCTIONS, PATIENCE, Step
from tests.simulation.world import World
from tests.simulation.x_side import post_event
from tests.template_tables import queues

type Act = Callable[[World, Step], str]
_RECEIVED = {"post.mention.create", "post.reply.create", "post.quote.create", "dm.received", "chat.received"}


def deliver(world: World, step: Step) -> str:
    """X delivers one of what waits: mostly the oldest, else any."""
    mail = world.x.mail
    if not mail.waiting:
        return ""
    place = 0 if step.b % 3 else step.a % len(mail.waiting)
    return f"X delivers {hand_over(world, mail.waiting.pop(place))}"


def deliver_twice(world: World, step: Step) -> str:
    """X delivers the same twice in a row."""
    mail = world.x.mail
    if not mail.waiting:
        return ""
    parcel = mail.waiting.pop(step.a % len(mail.waiting))
    told = hand_over(world, parcel)
    hand_over(world, Parcel(parcel.event_type, parcel.account_id, parcel.body, parcel.at))
    return f"X delivers twice {told}"


def deliver_again(world: World, step: Step) -> str:
    """X delivers once more what it delivered long ago."""
    if not (before := world.x.mail.delivered):
        return ""
    old = before[step.a % len(before)]
    return f"X delivers again {hand_over(world, Parcel(old.event_type, old.account_id, old.body, old.at))}"


def lose(world: World, step: Step) -> str:
    """X never delivers one of what waits."""
    waiting = world.x.mail.waiting
    if not waiting:
        return ""
    lost = waiting.pop(step.a % len(waiting))
    world.x.mail.log.append(lost)
    return f"X loses {lost.event_type}"


def hand_over(world: World, parcel: Parcel) -> str:
    """X delivers it to the webhook."""
    parcel.attempts += 1
    world.x.mail.log.append(parcel)
    status = world.call_ingest(world.x.request_of(parcel))["statusCode"]
    data = json.loads(parcel.body)["data"]
    written = _written(data["payload"])
    if parcel.event_type == "chat.received":
        written = {
            x_id: (who, world.facts.chats[x_id]) for x_id, (who, _) in written.items() if x_id in world.facts.chats
        }
    ids = list(written)
    world.facts.written |= written
    if status == 200:
        world.x.mail.delivered.append(parcel)
        if parcel.event_type in _RECEIVED:
            for x_id in ids:
                world.facts.accepted.setdefault((parcel.account_id, x_id), world.clock.seconds)
    elif parcel.attempts < 3:
        world.x.mail.waiting.append(parcel)
    return f"{parcel.event_type} {' '.join(ids)} ({status})"


def _written(payload: dict[str, Any]) -> dict[str, tuple[str, str]]:
    """Of each message in a delivery, by X's id, who wrote it and what."""
    if "direct_message_events" in payload:
        creates = [(one["id"], one["message_create"]) for one in payload["direct_message_events"]]
        return {x_id: (create["sender_id"], create["message_data"]["text"]) for x_id, create in creates}
    who = payload.get("author_id") or payload.get("sender_id") or ""
    return {str(payload.get("id", "")): (who, payload.get("text", ""))}


def forge(world: World, step: Step) -> str:
    """Somebody else calls the webhook, or X's delivery arrives spoilt."""
    kind = FORGERIES[step.a % len(FORGERIES)]
    known = world.x.mail.delivered or world.x.mail.waiting
    body = known[step.b % len(known)].body if known else b'{"data":{}}'
    headers = delivery_headers(world.x.keys, body)
    match kind:
        case "forged":
            headers = {name: value[:-6] + "AAAAA=" for name, value in headers.items()}
        case "tampered":
            body = body.replace(b'"id":"', b'"id":"9', 1) if b'"id":"' in body else body + b" "
        case "oversized":
            body = b"[" + b" " * (1024 * 1024) + b"]"
            headers = delivery_headers(world.x.keys, body)
        case "malformed":
            body = body[: len(body) // 2]
            headers = delivery_headers(world.x.keys, body)
        case _:
            headers = {}
    sent = world.queues["events"].sent
    answer = world.call_ingest(post_event(body, headers))
    told = (kind, answer["statusCode"], world.queues["events"].sent - sent, world.lines.fresh[-1])
    world.fresh.said_by_ingest.append(told)
    return f"a delivery arrives {kind} ({answer['statusCode']})"


def poison(world: World, step: Step) -> str:
    """Something that can never be processed gets on its way, in the middle of a customer's messages or beside them."""
    mark = f"poison{len(world.facts.poison)}"
    account_id = world.x.keys.accounts[step.a % 2].id
    if step.b % 2:
        body = {"filter": {"user_id": account_id}, "event_type": "post.mention.create", "payload": {"mark": mark}}
        raw = json.dumps({"data": body}).encode()
        if world.call_ingest(post_event(raw, delivery_headers(world.x.keys, raw)))["statusCode"] != 200:
            return ""
    else:
        customer = PEOPLE[step.c % len(PEOPLE)]
        body = {"kind": "message_received", "mark": mark, "account_id": account_id}
        queue = world.queues["events"]
        world.sqs.send_message(
            QueueUrl=queue.url,
            MessageBody=json.dumps(body),
            MessageGroupId=f"{account_id}#{customer}",
            MessageDeduplicationId=mark,
        )
    world.facts.poison[mark] = "an unreadable message"
    return "something unreadable gets on the queue"


def work(world: World, step: Step) -> str:
    """A function whose queue holds something takes a batch."""
    names = world.waiting_work()
    if not names:
        return ""
    name = names[step.a % len(names)]
    return _ran(world, name, Plan(), 1 + step.b % 10, 0)


def run(world: World, step: Step) -> str:
    """A function takes a batch in some order, and may fail, die or wait at one of its effects."""
    names = world.waiting_work() or [FUNCTIONS[step.a % len(FUNCTIONS)]]
    what = ENDS[step.d % len(ENDS)]
    name = names[step.a % len(names)]
    # A publisher has two dozen effects to each call of X, at which the most can go wrong: half of its faults are there.
    # So it is with what is fetched and the bucket.
    of = {"publish": "x", "media": "s3"}.get(name, "") if step.d // len(ENDS) % 2 == 0 else ""
    plan = Plan(1 + step.b % 2, what, of) if of and what else Plan(1 + step.b % 24, what) if what else Plan()
    return _ran(world, name, plan, 1 + step.c % 10, step.c)


def _ran(world: World, name: str, plan: Plan, most: int, shuffle: int) -> str:
    one = world.run(name, plan, most, shuffle)
    if one is None:
        return ""
    how = one.ended or "waits"
    planned = f" at effect {plan.at} ({plan.what})" if plan.what and (how != "done" or "fail" in plan.what) else ""
    return f"{name} takes {len(one.receipts)} message(s): {how}{planned}"


def resume(world: World, step: Step) -> str:
    """A function that waits goes on."""
    if not (waiting := world.lambdas.waiting):
        return ""
    one = waiting[step.a % len(waiting)]
    what = ENDS[step.c % len(ENDS)]
    world.lambdas.go_on(one, Plan(1 + step.b % 12, what) if what else Plan())
    return f"{one.function} goes on: {one.ended or 'waits'}"


def minute(world: World, step: Step) -> str:
    """EventBridge calls `hours`, perhaps twice, and it may fail or die."""
    what = ENDS[step.c % len(ENDS)] if step.b % 4 == 0 else ""
    one = world.tick("hours", Plan(1 + step.a % 30, what) if what else Plan())
    return f"the minute is called: {one.ended or 'waits'}"


def reconcile(world: World, step: Step) -> str:
    """EventBridge calls `reconcile`."""
    what = ENDS[step.c % len(ENDS)] if step.b % 3 == 0 else ""
    one = world.tick("reconcile", Plan(1 + step.a % 60, what) if what else Plan())
    return f"reconcile is called: {one.ended or 'waits'}"


def report(world: World, step: Step) -> str:
    """EventBridge calls `report`, at any time, which may fail or die."""
    what = ENDS[step.c % len(ENDS)] if step.b % 3 == 0 else ""
    one = world.tick("report", Plan(1 + step.a % 20, what) if what else Plan())
    return f"the report is called: {one.ended or 'waits'}"


def wait(world: World, step: Step) -> str:
    """Time passes."""
    # Long waits are rarer than short ones.
    seconds = PATIENCE[min(step.a % len(PATIENCE), step.b % len(PATIENCE))]
    return let_pass(world, seconds)


def edge(world: World, step: Step) -> str:
    """Time passes until just before, at, or just after an opening or a closing."""
    openings = world.facts.openings[world.x.keys.accounts[step.a % 2].id][-1]
    now = world.clock.seconds
    edges = [at for interval in openings.intervals for at in interval if now < at < now + 26 * 3600]
    if not edges:
        return ""
    return let_pass(world, edges[step.b % len(edges)] - now + (-1, 0, 1, 30)[step.c % 4])


def let_pass(world: World, seconds: float) -> str:
    """Time passes, and what takes longer than Lambda lets it is killed."""
    world.clock.move(max(seconds, 0.5))
    world.lambdas.end_waiting()
    return f"{seconds:.0f} s pass; it is {world.clock.now:%a %d %b %H:%M:%S} UTC"


def weather(world: World, step: Step) -> str:
    """The next calls to X meet something."""
    world.x.weather.kind = FAULTS[step.a % len(FAULTS)]
    world.x.weather.times = 1 + step.b % 4
    return f"X's next {world.x.weather.times} answers: {world.x.weather.kind}"


def outage(world: World, step: Step) -> str:
    """An AWS service refuses everything for some minutes."""
    service = ("dynamodb", "sqs")[step.a % 2]
    minutes = (0.2, 1, 5, 12)[step.b % 4]
    world.lambdas.outages[service] = world.clock.seconds + minutes * 60
    return f"{service} is away for {minutes} minutes"


def webhook(world: World, step: Step) -> str:
    """X holds the webhook invalid and drops what happens, until `reconcile` mends it."""
    for hook in world.x.x.webhooks.hooks.values():
        hook.valid = False
    return "X holds the webhook invalid"


def deploy(world: World, step: Step) -> str:
    """A new release: every instance starts anew; what lies on queues and in tables was written by the one before.

    After a rollback it is the newer release that comes back, and reads what it had written.
    """
    _started_anew(world)
    if world.facts.taken_back:
        world.facts.taken_back = False
        back = put_back(world.db, world.queues, world.facts.newer)
        return f"the newer release is deployed again, over {back} message(s) of its own"
    messages = [message for queue in world.queues.values() for message in queue.messages.values()]
    # What this release has received may be applied under the id that it has: its body does not change any more.
    of_before = [message for message in messages if not message.reason and not message.receives]
    # That release knew neither wordings nor pictures.
    world.besides.unsaid |= set(filter(None, map(of_more_than_words, of_before)))
    changed = sum(as_before(message, numbered=step.b % 2 == 0) for message in of_before)
    world.facts.ends_unsaid |= set(filter(None, map(settled_item, messages)))
    items = items_as_before(world.db, step.a)
    return f"a new release is deployed over {changed} message(s) and {items} item(s) of the one before"


def rollback(world: World, step: Step) -> str:
    """A release is taken back: some of what it put on queues lies there, and waits until it is deployed again."""
    _started_anew(world)
    newer, world.facts.taken_back = world.facts.newer, True
    for name in (one for one, queue in queues().items() if queue.dead_letters):
        for message in list(world.queues[name].messages.values())[:: 1 + step.a % 3]:
            if message.message_id not in newer and (one := as_newer(message, world.clock.seconds)):
                newer[message.message_id] = one
    items = items_as_newer(world.db, step.b)
    return f"a release is taken back, of which {len(newer)} message(s) and {items} item(s) wait"


def _started_anew(world: World) -> None:
    world.lambdas.deploy()
    world.ingest = None


MACHINE: dict[str, Act] = {
    "deliver": deliver,
    "deliver twice": deliver_twice,
    "deliver again": deliver_again,
    "lose": lose,
    "forge": forge,
    "poison": poison,
    "work": work,
    "run": run,
    "resume": resume,
    "minute": minute,
    "reconcile": reconcile,
    "report": report,
    "pass": wait,
    "edge": edge,
    "weather": weather,
    "outage": outage,
    "webhook": webhook,
    "deploy": deploy,
    "rollback": rollback,
}
