"""What a brand does of its own accord: posts that people plan, and searches for what strangers say of it.

Woven by a stream of its own into the stories whose accounts deal with others.
"""

from collections.abc import Callable
from copy import replace
from datetime import timedelta
from random import Random

from tests.simulation.brands import BRANDS
from tests.simulation.lambdas import Plan
from tests.simulation.outside import takes_part
from tests.simulation.steps import ENDS, Step
from tests.simulation.world import World

from care.model.own_post import OwnPost, Wish
from care.model.watch import SavedSearch
from care.queues import send_all
from care.tables.finds import Finds
from care.tables.own_posts import ChangedMeanwhile, OwnPosts
from care.tables.searches import Searches
from care.watch.finding import taken

type Act = Callable[[World, Step], str]
PLANNED: dict[str, int] = {"plan post": 8, "approve post": 4, "change post": 3, "stranger": 6, "take find": 2}
EACH = 30  # steps to one of them
# Ids of strangers, who have no case.
_STRANGERS = 3_200_000_000_000_000_000
_WHEN = (None, 1, 20, 90, 400)  # minutes from now
_LATE = (5, 60, 1500)  # minutes by which a post may be late


def woven(seed: int, steps: list[Step], without: frozenset[str] = frozenset()) -> list[Step]:
    """The steps with these now and then, if the accounts of this story deal with others."""
    if not takes_part(seed):
        return steps
    random, found, kinds = Random(f"planned {seed}"), list(steps), list(PLANNED)
    for _ in range(len(steps) // EACH):
        place, (kind,) = random.randrange(len(found) + 1), random.choices(kinds, list(PLANNED.values()))
        numbers = [random.randrange(1 << 16) for _ in range(4)]
        found.insert(place, Step(kind, *numbers) if kind not in without else Step("nothing"))
    return [step for step in found if step.kind != "nothing"]


def word_of(username: str) -> str:
    """What strangers call a brand's goods, and its searches look for."""
    return f"bambas{username}"


def begin(world: World) -> None:
    """Both accounts have two searches, and one finds what the other does."""
    searches, now = Searches(world.db.client, "accounts"), world.clock.now
    for account_id, username, _ in BRANDS:
        for number, query in enumerate((word_of(username), f"{word_of(username)} rotas")):
            made = {"made_at": now, "made_by": "sara", "changed_at": now}
            search = SavedSearch(
                search_id=f"{number:012X}", account_id=account_id, name=query, query=query, every=15, **made
            )
            searches.put(search)


def plan_post(world: World, step: Step) -> str:
    """People have the account post something: at once or later, with or without a supervisor, perhaps in two parts."""
    account_id, username, _ = BRANDS[step.a % len(BRANDS)]
    world.people += 1
    now, minutes = world.clock.now, _WHEN[step.b % len(_WHEN)]
    text = f"Novedad {world.people} de {username}"
    post = OwnPost(
        post_id=f"{world.people:020X}",
        account_id=account_id,
        state=("planned", "planned", "asked", "draft")[step.c % 4],
        text=f"{text}\n---\nY sigue {world.people}" if step.d % 5 == 0 else text,
        at=now + timedelta(minutes=minutes) if minutes is not None else None,
        late_minutes=_LATE[step.d % len(_LATE)],
        in_incidents=step.d % 2 == 0,
        only_open=step.d % 7 == 0,
        made_at=now,
        changed_at=now,
        planned_at=now,
        written_by="ana",
        approved_by="sara" if step.c % 4 < 2 else "",
    )
    OwnPosts(world.db.client, "accounts").put(post, now)
    when = f"in {minutes} minutes" if minutes is not None else "at once"
    return f"ana has @{username} post {post.post_id[-4:]} {when} ({post.state})"


def approve_post(world: World, step: Step) -> str:
    """A supervisor approves a post."""
    posts, now = OwnPosts(world.db.client, "accounts"), world.clock.now
    asked = [post for account_id, *_ in BRANDS for post in posts.open(account_id) if post.state == "asked"]
    if not asked:
        return ""
    post = asked[step.a % len(asked)]
    return _put(posts, replace(post, state="planned", planned_at=now, approved_by="sara", changed_at=now), world)


def change_post(world: World, step: Step) -> str:
    """Somebody takes a post back, plans it for later, or cancels what is on its way."""
    posts, now = OwnPosts(world.db.client, "accounts"), world.clock.now
    known = [post for account_id, *_ in BRANDS for post in posts.newest(account_id, 20) if post.state != "withdrawn"]
    if not known:
        return ""
    post = known[step.a % len(known)]
    if not post.may_change:
        return _put(posts, replace(post, wish=Wish(do="cancel", item_id=post.item_id, by="sara")), world)
    if step.b % 2:
        return _put(posts, replace(post, state="withdrawn", changed_at=now), world)
    later = now + timedelta(minutes=10 + step.c % 300)
    return _put(posts, replace(post, state="planned", at=later, planned_at=now, approved_by="sara"), world)


def _put(posts: OwnPosts, post: OwnPost, world: World) -> str:
    try:
        posts.put(post, world.clock.now)
    except ChangedMeanwhile:
        return ""
    return f"{post.post_id[-4:]} is {post.state} now{f', {post.wish.do}' if post.wish else ''}"


def stranger(world: World, step: Step) -> str:
    """Somebody says something of a brand's goods to nobody, and `reconcile` is called."""
    world.people += 1
    world.clock.move(0.05)
    _, username, _ = BRANDS[step.a % len(BRANDS)]
    author = world.x.x.world.introduce(str(_STRANGERS + step.b % 9), f"Fulano{step.b % 9}zq", None)
    text = f"mis {word_of(username)} rotas a la semana zq{world.people}"
    made = world.x.x.post(author, text, lang="es")
    world.facts.strangers[made.id] = username, world.clock.seconds
    world.clock.move(30)
    what = ENDS[step.c % len(ENDS)] if step.d % 3 == 0 else ""
    one = world.tick("reconcile", Plan(1 + step.d % 60, what) if what else Plan())
    return f"a stranger says {text!r} ({made.id}); reconcile is called: {one.ended or 'waits'}"


def take_find(world: World, step: Step) -> str:
    """A supervisor opens a case of what a search found, or sets it aside."""
    finds, now = Finds(world.db.client, "conversations"), world.clock.now
    found = [
        find for account_id, *_ in BRANDS for search in range(2) for find in finds.page(account_id, f"{search:012X}")[0]
    ]
    if not found:
        return ""
    find = found[step.a % len(found)]
    if step.b % 2:
        moved = finds.move(find, "aside", "sara", now)
        return f"sara sets aside what a stranger said ({find.post_id})" if moved else ""
    if not finds.move(find, "opened", "sara", now):
        return ""
    send_all(world.sqs.client, world.queues["events"].url, [taken(find, "sara", now)])
    return f"sara opens a case of what a stranger said ({find.post_id})"


OF_PLANNED: dict[str, Act] = {
    "plan post": plan_post,
    "approve post": approve_post,
    "change post": change_post,
    "stranger": stranger,
    "take find": take_find,
}
