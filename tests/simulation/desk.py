"""What agents and supervisors do: on cases, on what waits to be sent, on settings, incidents and the pause."""

from copy import replace
from datetime import timedelta
from typing import Any

from tests.simulation.brands import BRANDS, OVER, PEOPLE, SENSITIVE, WEEKLY, account_of, opening_of
from tests.simulation.releases import plain
from tests.simulation.steps import Step
from tests.simulation.world import World

from care.incident_changes import WrongIncident, ended, opened
from care.instants import utc_text
from care.model import actions
from care.queues import send_all
from care.tables.fanout import Sweeps

ANSWERS = ("lo miramos ahora mismo", "ya está arreglado", "te llamará un abogado", f"tu DNI {SENSITIVE[0]} consta")


def act(world: World, step: Step) -> str:
    """An agent or a supervisor acts on a case."""
    table = world.db.tables["conversations"]
    cases = [key for key in table.items if key[1] == "CASE"]
    if not cases:
        return ""
    case = plain(table.items[cases[step.a % len(cases)]])
    common = _common(world, case, ("ana", "sara")[step.b % 2])
    action = _action(world, step, case, common)
    return _pressed(world, action, twice=step.d % 9 == 0) if action is not None else ""


def press(world: World, case: dict[str, Any], kind: Any, **more: Any) -> str:
    """Ana does something to a case."""
    return _pressed(world, kind(**{**_common(world, case, "ana"), **more}))


def _common(world: World, case: dict[str, Any], by: str) -> dict[str, Any]:
    world.people += 1
    return {
        "account_id": case["account_id"],
        "customer_id": case["customer_id"],
        "case_id": case["case_id"],
        "action_id": f"press{world.people}",
        "by": by,
        "at": world.clock.now,
    }


def _pressed(world: World, action: Any, *, twice: bool = False) -> str:
    if not send_all(world.sqs.client, world.queues["events"].url, [action, action] if twice else [action]):
        return ""
    world.facts.asked[action.action_id] = action.customer_id, f"{action.kind} on case {action.case_id}"
    if isinstance(action, actions.ReplyApproved) or (
        isinstance(action, actions.SendDecided) and action.verdict != "again"
    ):
        for channel in ("public", "private"):
            queue = f"{action.account_id}#{channel}"
            if (row := world.db.tables["outbox"].items.get((queue, f"ITEM#{action.item_id}"))) is not None:
                decided = (queue, row["state"]["S"], action.customer_id, action.action_id)
                world.facts.decided[action.item_id] = decided
    return f"{action.by} at the desk: {action.kind} on case {action.case_id}"


def _action(world: World, step: Step, case: dict[str, Any], common: dict[str, Any]) -> Any:
    now = world.clock.now
    match step.c % 20:
        case 0 | 1 | 2 | 3 | 4 | 5 | 6:
            text = f"Respuesta R{world.people}: {ANSWERS[step.d % 13] if step.d % 13 < len(ANSWERS) else ANSWERS[0]}"
            channel = "private" if case.get("private_contact") and step.d % 3 else "public"
            return actions.ReplyWritten(**common, channel=channel, text=text)
        case 7 | 8 | 9 | 10:
            return actions.CaseResolved(**common)
        case 11:
            return actions.CaseReopened(**common)
        case 12:
            return actions.NoteWritten(**common, text="una nota")
        case 13:
            return actions.PromiseMade(**common, text="el jueves", due_at=now + timedelta(hours=1 + step.d % 60))
        case 14:
            return actions.CaseSnoozed(**common, until=now + timedelta(minutes=10 + step.d % 600))
        case 15:
            return actions.CaseAssigned(**common, to="ana")
        case 16:
            others = [
                c for c in world.facts.cases() if c["customer_id"] == case["customer_id"] and not c.get("merged_into")
            ]
            others = [c for c in others if c["account_id"] == case["account_id"] and c["case_id"] != case["case_id"]]
            return actions.CaseMerged(**common, into=others[0]["case_id"]) if others else None
        case _:
            return _about_an_item(world, step, case, common)


def _about_an_item(world: World, step: Step, case: dict[str, Any], common: dict[str, Any]) -> Any:
    outbox = world.db.tables["outbox"].items
    mine = [plain(row) for (_, sk), row in outbox.items() if sk.startswith(f"ITEM#{case['case_id']}:")]
    held = [item for item in mine if item["state"] == "held"]
    unclear = [item for item in mine if item["state"] == "unconfirmed"]
    waiting = [item for item in mine if item["state"] == "waiting" and item["purpose"] == "reply"]
    if held and step.d % 2:
        world.facts.approved.add(held[0]["item_id"])
        return actions.ReplyApproved(**common, item_id=held[0]["item_id"])
    if unclear:
        # A person looks at X, and says what is true there.
        item = unclear[0]
        done = [one for one in world.facts.by_item.get(f"{item['account_id']} {item['item_id']}", ()) if one.done]
        if done:
            # Of a message in an encrypted chat X's app shows no id that a person could name.
            named = done[0].x_id if done[0].x_id.isdigit() else ""
            return actions.SendDecided(**common, item_id=item["item_id"], verdict="sent", x_id=named)
        return actions.SendDecided(**common, item_id=item["item_id"], verdict=("again", "dropped")[step.d % 2])
    return actions.ReplyCancelled(**common, item_id=waiting[0]["item_id"]) if waiting else None


def settings(world: World, step: Step) -> str:
    """A supervisor changes an account's week, and open cases are told."""
    number = step.a % len(BRANDS)
    account = world.accounts.fresh(BRANDS[number][0])
    hours = {"timezone": account.hours.timezone, "weekly": WEEKLY[step.b % len(WEEKLY)]}
    changed = replace(account, hours=account_of(number, hours).hours)
    sweeps = Sweeps(world.db.client, "conversations")
    version = account.version + 1
    also = [sweeps.beginning(account.id, f"settings:{version}", world.clock.now)]
    world.accounts.put(changed, also=also)
    world.facts.openings[account.id].append(opening_of(hours, world.clock.seconds))
    world.facts.changed_hours_at[account.id].append(world.clock.seconds)
    return f"@{account.username} changes its hours"


def incident(world: World, step: Step) -> str:
    """A supervisor opens an incident, or ends the one that is open."""
    account = world.accounts.fresh(BRANDS[step.a % len(BRANDS)][0])
    going = [one for one in account.incidents if one.ended_at is None]
    name = going[0].incident_id if going else f"averia-{world.people}"
    world.people += 1
    texts = incident_texts(post=step.b % 2 == 0)
    try:
        if going:
            world.accounts.change_incidents(account.id, lambda one: ended(one, name, world.clock.now))
        else:
            values = {"incident_id": name, **texts}
            world.accounts.change_incidents(account.id, lambda one: opened(one, values, world.clock.now))
    except WrongIncident:
        return ""
    why = f"incident:{name}:{'end' if going else 'open'}"
    Sweeps(world.db.client, "conversations").begin(account.id, why, world.clock.now)
    return f"@{account.username}: {why}"


def incident_texts(*, post: bool) -> dict[str, Any]:
    """What an incident is about, and what customers are told of it."""
    return {
        "terms": ["avería"],
        "texts": {"es": "La fibra está caída; trabajamos en ello."},
        "end_texts": {"es": f"{OVER}: la fibra funciona."},
        "post": post,
    }


def anew(world: World, step: Step) -> str:
    """A supervisor opens incidents and ends them, one right after the other."""
    return "; ".join(filter(None, [incident(world, step) for _ in range(2 + step.c % 2)]))


def pause(world: World, step: Step) -> str:
    """A supervisor stops all that is automatic, or lets it go on."""
    account = world.accounts.fresh(BRANDS[step.a % len(BRANDS)][0])
    if account.paused_at is None:
        world.accounts.pause(account.id, "sara", world.clock.now)
        world.facts.paused[account.id] = world.clock.seconds
        return f"@{account.username} is paused"
    world.accounts.resume(account.id)
    del world.facts.paused[account.id]
    return f"@{account.username} goes on"


def erase(world: World, step: Step) -> str:
    """A customer wants everything gone."""
    customer_id, account_id = PEOPLE[step.a % len(PEOPLE)], BRANDS[step.b % len(BRANDS)][0]
    world.people += 1
    world.facts.erased.add(customer_id)
    event = actions.CustomerErased(
        account_id=account_id, customer_id=customer_id, action_id=f"press{world.people}", by="sara", at=world.clock.now
    )
    send_all(world.sqs.client, world.queues["events"].url, [event])
    return f"everything of customer {customer_id[-1]} goes, {utc_text(world.clock.now)}"
