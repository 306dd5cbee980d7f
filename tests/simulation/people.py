"""What people do: customers on X, the account's people in X's own app, agents and supervisors at the desk."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from infra.local.x.world import User
from tests.simulation.brands import BRANDS, OVER, SENSITIVE, WEEKLY, account_of, opening_of
from tests.simulation.steps import Step
from tests.simulation.world import World

from care import actions
from care.events import utc_text
from care.incident_changes import WrongIncident, ended, opened
from care.items import values_of
from care.queues import send_all
from care.sweeps import Sweeps

type Act = Callable[[World, Step], str]
PEOPLE = tuple(str(3_000_000_000_000_000_001 + number) for number in range(7))
SAID = (
    "no funciona nada, es una vergüenza",
    "¿dónde está mi pedido?",
    "me habéis cobrado dos veces",
    "gracias",
    "¿cuánto cuesta enviar a Canarias?",
    "BAJA",
    "8",
    f"mi DNI es {SENSITIVE[0]} y mi tarjeta {SENSITIVE[1]}",
    "sigue la avería de la fibra",
    f"llamadme al {SENSITIVE[3]} o a {SENSITIVE[2]}",
    "quiero comprar un móvil",
    "5 gracias",
    "sigo esperando, llevo tres días",
    "muito obrigado",
)
# Without a mark of their own, because they are understood only alone.
_ALONE = {"gracias", "BAJA", "8", "5 gracias", "muito obrigado"}
ANSWERS = ("lo miramos ahora mismo", "ya está arreglado", "te llamará un abogado", f"tu DNI {SENSITIVE[0]} consta")


def _customer(world: World, number: int) -> User:
    user = world.x.x.world.user(PEOPLE[number % len(PEOPLE)])
    if "zq" not in user.name:
        user = world.x.x.world.introduce(user.id, f"Nombre{number % len(PEOPLE)}zq", 10 + number % 20_000)
    return user


def _brand(world: World, number: int) -> User:
    return world.x.x.world.accounts[number % len(BRANDS)]


def _text(world: World, number: int) -> str:
    said = SAID[number % len(SAID)]
    world.people += 1
    world.clock.move(0.05)  # no two happen at once
    return said if said in _ALONE else f"{said} zq{world.people}"


def post(world: World, step: Step) -> str:
    """A customer mentions a brand, or both of them, or quotes it."""
    author, brand, text = _customer(world, step.a), _brand(world, step.b), _text(world, step.c)
    names = f"@{brand.username}" if step.d % 12 else f"@{BRANDS[0][1]} @{BRANDS[1][1]}"
    made = world.x.x.post(author, f"{names} {text}", lang="es")
    return f"customer {author.id[-1]} posts {made.id} to {names}: {text!r}"


def dm(world: World, step: Step) -> str:
    """A customer writes a direct message."""
    author, brand, text = _customer(world, step.a), _brand(world, step.b), _text(world, step.c)
    made = world.x.x.dm(author, brand, text)
    return f"customer {author.id[-1]} writes the DM {made.id} to @{brand.username}: {text!r}"


def answer(world: World, step: Step) -> str:
    """A customer answers the newest post of a brand to them, or their own."""
    author, brand = _customer(world, step.a), _brand(world, step.b)
    mine = [one for one in world.x.x.world.posts.values() if author.id in {one.author_id, *one.implied}]
    if not mine:
        return ""
    text = _text(world, step.c)
    made = world.x.x.post(author, f"@{brand.username} {text}", in_reply_to=mine[-1].id, lang="es")
    return f"customer {author.id[-1]} answers {mine[-1].id} with {made.id}: {text!r}"


def repost(world: World, step: Step) -> str:
    """A customer reposts a brand's post."""
    posts = [one for one in world.x.x.world.posts.values() if world.x.x.world.users[one.author_id].ours]
    if not posts:
        return ""
    world.x.x.repost(_customer(world, step.a), posts[step.b % len(posts)])
    return "a customer reposts"


def delete(world: World, step: Step) -> str:
    """A customer deletes a post."""
    posts = [p for p in world.x.x.world.posts.values() if not p.deleted and p.author_id in PEOPLE]
    if not posts:
        return ""
    one = posts[step.a % len(posts)]
    world.x.x.delete(one)
    world.facts.deleted.add(one.id)
    return f"post {one.id} is deleted"


def chat(world: World, step: Step) -> str:
    """A customer writes in an encrypted chat."""
    world.x.x.chat(_customer(world, step.a), _brand(world, step.b))
    return "a customer writes in an encrypted chat"


def flood(world: World, step: Step) -> str:
    """Many people write direct messages to a brand at once."""
    brand, count = _brand(world, step.b), 6 + step.c % 20
    for number in range(count):
        author = world.x.x.world.introduce(str(3_100_000_000_000_000_000 + number), f"Nombre{number}zq", None)
        world.x.x.dm(author, brand, _text(world, 1 + number % 2))
    return f"{count} people write DMs to @{brand.username} at once"


def app(world: World, step: Step) -> str:
    """One of the brand's people answers in X's own app."""
    brand, customer = _brand(world, step.b), _customer(world, step.a)
    world.people += 1
    if step.c % 2 and (customer.id, brand.id) in world.x.x.world.wrote:
        world.x.x.dm(brand, customer, f"En la app {world.people}")
        return f"somebody of @{brand.username} writes to customer {customer.id[-1]} in X's app"
    theirs = [one for one in world.x.x.world.posts.values() if one.author_id == customer.id and not one.deleted]
    if not theirs:
        return ""
    world.x.x.post(brand, f"En la app {world.people}", in_reply_to=theirs[-1].id)
    return f"somebody of @{brand.username} answers {theirs[-1].id} in X's app"


def desk(world: World, step: Step) -> str:
    """An agent or a supervisor acts on a case."""
    table = world.db.tables["conversations"]
    cases = [key for key in table.items if key[1] == "CASE"]
    if not cases:
        return ""
    case = values_of(table.items[cases[step.a % len(cases)]])
    world.people += 1
    common = {
        "account_id": case["account_id"],
        "customer_id": case["customer_id"],
        "case_id": case["case_id"],
        "action_id": f"press{world.people}",
        "by": ("ana", "sara")[step.b % 2],
        "at": world.clock.now,
    }
    action = _action(world, step, case, common)
    if action is None:
        return ""
    sent = send_all(world.sqs, world.queues["events"].url, [action, action] if step.d % 9 == 0 else [action])
    return f"{common['by']} at the desk: {action.kind} on case {case['case_id']}" if sent else ""


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
    mine = [values_of(row) for (_, sk), row in outbox.items() if sk.startswith(f"ITEM#{case['case_id']}:")]
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
            return actions.SendDecided(**common, item_id=item["item_id"], verdict="sent", x_id=done[0].x_id)
        return actions.SendDecided(**common, item_id=item["item_id"], verdict=("again", "dropped")[step.d % 2])
    return actions.ReplyCancelled(**common, item_id=waiting[0]["item_id"]) if waiting else None


def settings(world: World, step: Step) -> str:
    """A supervisor changes an account's week, and open cases are told."""
    number = step.a % len(BRANDS)
    account = world.accounts.fresh(BRANDS[number][0])
    hours = {"timezone": account.hours.timezone, "weekly": WEEKLY[step.b % len(WEEKLY)]}
    changed = account.model_copy(update={"hours": account_of(number, hours).hours})
    sweeps = Sweeps(world.db, "conversations")
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
    texts = {
        "terms": ["avería"],
        "texts": {"es": "La fibra está caída; trabajamos en ello."},
        "end_texts": {"es": f"{OVER}: la fibra funciona."},
        "post": step.b % 2 == 0,
    }
    try:
        if going:
            world.accounts.change_incidents(account.id, lambda one: ended(one, name, world.clock.now))
        else:
            values = {"incident_id": name, **texts}
            world.accounts.change_incidents(account.id, lambda one: opened(one, values, world.clock.now))
    except WrongIncident:
        return ""
    why = f"incident:{name}:{'end' if going else 'open'}"
    Sweeps(world.db, "conversations").begin(account.id, why, world.clock.now)
    return f"@{account.username}: {why}"


def pause(world: World, step: Step) -> str:
    """A supervisor stops all that is automatic, or lets it go on."""
    account = world.accounts.fresh(BRANDS[step.a % len(BRANDS)][0])
    if account.paused_at is None:
        world.accounts.pause(account.id, "sara", world.clock.now)
        return f"@{account.username} is paused"
    world.accounts.resume(account.id)
    return f"@{account.username} goes on"


def erase(world: World, step: Step) -> str:
    """A customer wants everything gone."""
    customer, brand = _customer(world, step.a), _brand(world, step.b)
    world.people += 1
    world.facts.erased.add(customer.id)
    event = actions.CustomerErased(
        account_id=brand.id, customer_id=customer.id, action_id=f"press{world.people}", by="sara", at=world.clock.now
    )
    send_all(world.sqs, world.queues["events"].url, [event])
    return f"everything of customer {customer.id[-1]} goes, {utc_text(world.clock.now)}"


OF_PEOPLE: dict[str, Act] = {
    "post": post,
    "dm": dm,
    "answer": answer,
    "repost": repost,
    "delete": delete,
    "chat": chat,
    "flood": flood,
    "app": app,
    "desk": desk,
    "settings": settings,
    "incident": incident,
    "pause": pause,
    "erase": erase,
}
