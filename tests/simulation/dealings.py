"""What people do beyond answering: cases handed over, codes given, a second look, spam, and posts taken back at once.

Its stream is woven into the stories whose accounts deal with others (`outside.py`); all other stories stay as they are.
"""

from collections.abc import Callable
from random import Random
from typing import Any

from tests.simulation import besides, desk, planned
from tests.simulation.acts import hand_over as hand_to_us
from tests.simulation.acts import let_pass
from tests.simulation.brands import BRANDS
from tests.simulation.lambdas import Plan
from tests.simulation.outside import CHAT, HOOK, TAKES, TOLD, chat_of, hook_of, takes_part
from tests.simulation.people import brand_of, customer_of
from tests.simulation.receivers import BUS, DIGEST_AT, MAIL, TOPIC, mail_of, topic_of
from tests.simulation.releases import plain
from tests.simulation.steps import Step
from tests.simulation.world import World

from care.gifts.giving import against
from care.gifts.texts import message
from care.model import actions
from care.model.gift import Pool, PoolWords
from care.model.outcomes import Outcome
from care.model.settings.hand_over import whose
from care.model.subscriber import Subscriber
from care.tables.conversations import Conversations
from care.tables.gift_pools import Pools
from care.tables.gifts import Gifts, Giving
from care.tables.subscribers import Subscribers

type Act = Callable[[World, Step], str]
# How often each kind comes.
DEALINGS: dict[str, int] = {
    "hand over": 8,
    "hand again": 2,
    "gift": 8,
    "decide gift": 1,
    "second look": 3,
    "spam": 2,
    "take back": 3,
    "dies": 3,
}
EACH = 25  # steps to one of them
_BATCHES = 20  # of what lies on a queue
_CODES = 12  # of a pool


def woven(seed: int, steps: list[Step], without: frozenset[str] = frozenset()) -> list[Step]:
    """The steps with dealings now and then, if the accounts of this story have any."""
    if not takes_part(seed):
        return steps
    random, found, kinds = Random(f"dealings {seed}"), list(steps), list(DEALINGS)
    for _ in range(len(steps) // EACH):
        place, (kind,) = random.randrange(len(found) + 1), random.choices(kinds, list(DEALINGS.values()))
        numbers = [random.randrange(1 << 16) for _ in range(4)]
        found.insert(place, Step(kind, *numbers) if kind not in without else Step("nothing"))
    return [step for step in found if step.kind != "nothing"]


def begin(world: World) -> None:
    """Both accounts have a pool of codes, and a system that is told of facts; who takes cases is in the settings."""
    now, outside = world.clock.now, world.x.outside
    for account_id, username, _ in BRANDS:
        people = {"kinds": TOLD, "made_at": now, "language": "es"}
        for one in (
            Subscriber(name=HOOK, way="webhook", address=hook_of(username), kinds=TOLD, made_at=now),
            Subscriber(name=CHAT, way="slack", address=chat_of(username), **people),
            Subscriber(name=TOPIC, way="sns", address=topic_of(username), **people),
            Subscriber(name=MAIL, way="mail", address=mail_of(username), digest_at=DIGEST_AT, **people),
            Subscriber(name=BUS, way="bus", made_at=now),
        ):
            Subscribers(world.db.client, "accounts").put(account_id, one)
        outside.secrets[account_id, HOOK] = f"{account_id}|{HOOK}|{now.isoformat()}"
        account = world.accounts.fresh(account_id)
        for name in TAKES:
            to = account.hand_over.destination(name)
            assert to is not None
            outside.secrets[account_id, name] = "|".join(whose(account_id, to))
        pools = Pools(world.db.client, "accounts")
        words = PoolWords(name="Bienvenida", worth="10 €", per_customer=2, per_day=0, low_at=3)
        pool = Pool(pool_id=_POOL, account_id=account_id, words=words, made_at=now, made_by="sara")
        pools.load(pools.put(pool, words), "\n".join(f"REGALO-{account_id[-1]}{n:03}" for n in range(_CODES)).encode())
    planned.begin(world)
    world.facts.pools = [(account_id, _POOL, _CODES) for account_id, *_ in BRANDS]


_POOL = "0" * 20


def hand_over(world: World, step: Step) -> str:
    """An agent hands a case to another system."""
    if not (case := _some_case(world, step.a)):
        return ""
    to = list(TAKES)[step.b % len(TAKES)]
    return desk.press(world, case, actions.CaseHandedOver, to=to, note="aún en garantía", tell=step.d % 4 > 0)


def hand_again(world: World, step: Step) -> str:
    """A hand-over that failed is tried once more, or a person types its reference."""
    failed = [
        (case, one) for case in world.facts.cases() for one in case.get("hand_overs", ()) if one["state"] == "failed"
    ]
    if not failed:
        return ""
    case, one = failed[step.a % len(failed)]
    if step.b % 3 == 0:
        return desk.press(world, case, actions.ReferenceTyped, hand_over_id=one["id"], reference=f"R-{world.people}")
    return desk.press(world, case, actions.HandOverTriedAgain, hand_over_id=one["id"])


def gift(world: World, step: Step) -> str:
    """An agent gives a customer a code, perhaps with two presses; or the press is lost after the code was reserved."""
    if world.facts.taken_back or not (case := _some_case(world, step.a, private=True)):
        return ""
    known = Conversations(world.db.client, "conversations").case(case["case_id"])
    account, now = world.accounts.fresh(case["account_id"]), world.clock.now
    assert known is not None
    gifts, giving = Gifts(world.db.client, "accounts"), Giving(f"{world.people + 1:020X}", _POOL, "ana")
    made = gifts.reserve(known, account, giving, lambda pool, day, had: against(pool, account, day, had, now), now)
    if isinstance(made, Outcome):
        return f"ana gives no code: {made.code}"
    if step.d % 5 == 0:
        world.people += 1
        return f"ana reserves {made.shown}, and her press is lost"
    pool = Pools(world.db.client, "accounts").one(account.id, _POOL)
    assert pool is not None
    text = message(pool.words, known, account, made.code)
    said = desk.press(world, case, actions.ReplyWritten, channel="private", text=text, action_id=made.gift_id)
    return said and f"{said}: the code {made.shown}"


def decide_gift(world: World, step: Step) -> str:
    """A supervisor says what became of a code of which nobody knows it, as it is at X."""
    gifts = Gifts(world.db.client, "accounts")
    unclear = [one for account_id, *_ in BRANDS for one in gifts.open(account_id) if one.state == "unclear"]
    if not unclear or world.facts.taken_back:
        return ""
    one = unclear[step.a % len(unclear)]
    went = any(one.code and one.code in done.text for done in world.x.done if done.done)
    gifts.wish(one, "given" if went else "back", "sara", world.clock.now)
    return f"sara says of {one.shown}: {'given' if went else 'back'}"


def second_look(world: World, step: Step) -> str:
    """An agent writes what is to be looked at twice, and a supervisor approves what is held by then."""
    if not (case := _some_case(world, step.a)):
        return ""
    text = f"Respuesta R{world.people + 1}: te llamará un abogado"
    said = desk.press(world, case, actions.ReplyWritten, channel="public", text=text)
    for name, waits in (("cases", 15), ("publish", 1), ("publish", 1), ("cases", 1)):
        for _ in range(_BATCHES):
            if world.run(name, Plan()) is None:
                break
        let_pass(world, waits)
    items = (plain(row) for (_, sk), row in world.db.tables["outbox"].items.items() if sk.startswith("ITEM#"))
    held = [one for one in items if one["state"] == "held"]
    theirs = {case["case_id"]: case for case in world.facts.cases()}
    for one in held:
        if one["case_id"] in theirs:
            world.facts.approved.add(one["item_id"])
            said += f"; {desk.press(world, theirs[one['case_id']], actions.ReplyApproved, item_id=one['item_id'])}"
    return said


def spam(world: World, step: Step) -> str:
    """An agent marks a customer as spam, or takes that back."""
    if not (case := _some_case(world, step.a)):
        return ""
    return desk.press(world, case, actions.SpamMarked, spam=step.b % 3 > 0)


def take_back(world: World, step: Step) -> str:
    """A customer changes a post and deletes it at once, and X tells of the deletion first."""
    x, author, brand = world.x.x, customer_of(world, step.a), brand_of(world, step.b)
    world.people += 1
    world.clock.move(0.05)
    mark, waiting = f"zq{world.people}", world.x.mail.waiting
    old = x.post(author, f"@{brand.username} ¿dónde está mi pedido? {mark}", lang="es")
    _delivered(world, old.id)
    new = x.post(author, f"@{brand.username} no funciona nada {mark}0", edits=old, lang="es")
    world.besides.chains[old.id] = world.besides.chains[new.id] = [old.id, new.id]
    world.besides.says[new.id] = f"{mark}0"
    before = list(waiting)
    x.delete(new)
    world.facts.deleted |= {new.id, *new.history}
    gone = [one for one in waiting if one not in before]
    waiting[:] = [*gone, *before]
    return f"customer {author.id[-1]} posts {old.id}, changes it to {new.id} and deletes that"


def dies(world: World, step: Step) -> str:
    """A customer shows a picture in a post, and `media` dies right after it has put the bytes into the bucket."""
    said = besides.picture(world, Step("picture", step.a, step.b, step.c, 3 * (step.d % 2)))
    _delivered(world, list(world.x.x.world.posts)[-1])
    one = world.run("media", Plan(1, "die+", "s3"))
    return f"{said}; media: {one.ended if one else 'has nothing to do'}"


def _delivered(world: World, x_id: str) -> None:
    waiting = world.x.mail.waiting
    for parcel in [one for one in waiting if x_id.encode() in one.body]:
        waiting.remove(parcel)
        hand_to_us(world, parcel)
    for _ in range(_BATCHES):
        if world.run("cases", Plan()) is None:
            return


def _some_case(world: World, number: int, *, private: bool = False) -> dict[str, Any]:
    cases = [one for one in world.facts.cases() if not one.get("merged_into")]
    cases = [one for one in cases if one.get("private_contact")] if private else cases
    return cases[number % len(cases)] if cases else {}


OF_DEALINGS: dict[str, Act] = {
    "hand over": hand_over,
    "hand again": hand_again,
    "gift": gift,
    "decide gift": decide_gift,
    "second look": second_look,
    "spam": spam,
    "take back": take_back,
    "dies": dies,
}
