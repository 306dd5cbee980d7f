"""What people send besides plain texts: pictures, other wordings, quotes, new keys; and files with an answer.

A stream of its own weaves these steps in, so that the story around them stays.
"""

import json
import struct
import zlib
from collections.abc import Callable
from random import Random

from infra.local.x.shown import made as shown_at_x
from infra.local.x.world import Post, Shown, User
from tests.simulation import desk
from tests.simulation.acts import hand_over, let_pass
from tests.simulation.lambdas import Plan
from tests.simulation.people import SAID, brand_of, customer_of, last_in_chat
from tests.simulation.releases import plain
from tests.simulation.steps import Step
from tests.simulation.world import World

from care.model import actions
from care.model.commands import FetchMedia
from care.model.files import OUT, OutFile
from care.model.media import KeptMedia, Media
from care.queues import ask_for_media
from care.tables.media import KeptFiles

type Act = Callable[[World, Step], str]
# How often each kind comes.
BESIDES: dict[str, int] = {
    "picture": 8,
    "edit": 8,
    "quote": 3,
    "bare": 3,
    "rekey": 4,
    "again": 2,
    "attach": 2,
}
EACH = 25  # steps to one of them
_BATCHES = 20  # of what lies on a queue
_PLACE = b"41.40N 2.17E zqhome"  # what a camera notes, and nobody is to keep
_SAID = tuple(said for said in SAID if len(said) > 15 and "\uffff" not in said)


def woven(random: Random, steps: list[Step], without: frozenset[str] = frozenset()) -> list[Step]:
    """The steps with what comes besides texts now and then, of all kinds that are not left out."""
    found, kinds = list(steps), list(BESIDES)
    for _ in range(len(steps) // EACH):
        place, (kind,) = random.randrange(len(found) + 1), random.choices(kinds, list(BESIDES.values()))
        numbers = [random.randrange(1 << 16) for _ in range(4)]
        found.insert(place, Step(kind, *numbers) if kind not in without else Step("nothing"))
    return [step for step in found if step.kind != "nothing"]


def a_picture(number: int, width: int = 3) -> bytes:
    """A PNG of its own, with a note of where it was taken."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, 1, 8, 0, 0, 0, 0)
    rows = zlib.compress(b"\0" + number.to_bytes(3), 0)
    note = chunk(b"tEXt", b"Comment\0" + _PLACE)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + note + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def without_note(data: bytes) -> bytes:
    """The same picture as it may be kept."""
    start = data.index(b"tEXt") - 4
    return data[:start] + data[data.index(b"IDAT") - 4 :]


def _some(world: World, step: Step, most: int) -> tuple[Shown, ...]:
    """One or two files, some of which are no pictures, or none that a browser bears."""
    found = []
    for number in range(min(most, 1 + step.d % 2)):
        world.people += 1
        data = a_picture(world.people)
        match (step.d + number) % 9:
            case 3:
                data = b"<html><script>alert(1)</script>zq"
            case 5:
                data = a_picture(world.people, width=100_000)
        found.append(shown_at_x(world.x.x, data))
    return tuple(found)


def _may_be_kept(one: Shown) -> bytes | None:
    return without_note(one.data) if one.data[:4] == b"\x89PNG" and one.width < 100_000 else None


def _text(world: World, number: int) -> tuple[str, str]:
    """Words with a mark of their own, and the mark."""
    world.people += 1
    world.clock.move(0.05)
    mark = f"zq{world.people}"
    return f"{_SAID[number % len(_SAID)]} {mark}", mark


def picture(world: World, step: Step) -> str:
    """A customer sends pictures, in a post, a DM or an encrypted chat."""
    x, author, brand = world.x.x, customer_of(world, step.a), brand_of(world, step.b)
    text, mark = _text(world, step.c)
    if step.d % 3 == 0:
        files = _some(world, step, 2)
        post = x.post(author, f"@{brand.username} {text}", lang="es", media=files)
        message_id, shown = post.id, {one.key: _may_be_kept(one) for one in files}
    elif step.d % 3 == 1:
        files = _some(world, step, 1)
        message_id = x.dm(author, brand, text, media=files).id
        # A delivery names it by the number alone, and a list by its key.
        shown = {name: _may_be_kept(one) for one in files for name in (one.key, one.key.partition("_")[2])}
    else:
        files, before = _some(world, step, 2), len(x.chats.uploads)
        message_id = x.chat(author, brand, text, media=files, with_key=step.b % 5 > 0).message_id
        world.facts.chats[message_id] = text
        keys = [one.media_hash_key for one in list(x.chats.uploads.values())[before:]]
        shown = dict(zip(keys, map(_may_be_kept, files), strict=True))
    world.besides.shown[brand.id, message_id] = shown
    world.besides.says[message_id] = mark
    return f"customer {author.id[-1]} shows {len(files)} file(s) to @{brand.username} in {message_id}: {text!r}"


def edit(world: World, step: Step) -> str:
    """A customer changes one of their last posts; the new wording may come before the old one."""
    x = world.x.x
    theirs = [one for one in x.world.posts.values() if _may_change(world, one)][-6:]
    if not theirs:
        return ""
    old = theirs[step.a % len(theirs)]
    names = " ".join(word for word in old.text.split() if word.startswith("@"))
    text, mark = _text(world, step.c)
    waiting = world.x.mail.waiting
    before = list(waiting)
    new = x.post(x.world.users[old.author_id], f"{names} {text}", edits=old, lang="es", media=old.media)
    besides = world.besides
    chain = besides.chains.setdefault(old.id, [old.id])
    chain.append(new.id)
    besides.chains[new.id] = chain
    besides.says[new.id] = mark
    if step.b % 3 == 0:
        waiting[:] = [one for one in waiting if one not in before] + before
    return f"customer {new.author_id[-1]} changes {old.id} to {new.id}: {text!r}"


def _may_change(world: World, post: Post) -> bool:
    ours = world.x.x.world.users[post.author_id].ours
    late = world.clock.seconds - post.at.timestamp() > 3600
    return not (ours or post.deleted or post.replaced or post.reposted or late or not post.mentions)


def quote(world: World, step: Step) -> str:
    """A customer quotes what somebody else said, or answers it, and names a brand."""
    x, author, brand = world.x.x, customer_of(world, step.a), brand_of(world, step.b)
    world.people += 1
    other = x.world.introduce(str(3_300_000_000_000_000_000 + world.people), f"Nombre{world.people}zq", None)
    first = x.post(other, "yo estoy igual con ellos zq", lang="es")
    text, _ = _text(world, step.c)
    quoted, answered = (first.id, None) if step.d % 2 else (None, first.id)
    made = x.post(author, f"@{brand.username} {text}", lang="es", quoted=quoted, in_reply_to=answered)
    world.besides.quotes[brand.id, made.id] = first.id
    how = "quotes" if step.d % 2 else "answers"
    return f"customer {author.id[-1]} {how} {first.id} with {made.id}, which names @{brand.username}"


def bare(world: World, step: Step) -> str:
    """X's next deliveries tell neither who wrote nor what a post shows."""
    some = [one for one in world.x.mail.waiting if one.event_type in {"post.mention.create", "dm.received"}]
    for parcel in some[: 1 + step.a % 4]:
        told = json.loads(parcel.body)
        data = told["data"]
        data["includes"] = {}
        if "users" in data["payload"]:
            data["payload"]["users"] = {}
        parcel.body = json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()
    return f"{len(some[: 1 + step.a % 4])} deliveries tell nothing besides" if some else ""


def rekey(world: World, step: Step) -> str:
    """A customer gets new keys of encrypted chats, in the middle of one; or a brand does."""
    x, author, brand = world.x.x, customer_of(world, step.a), brand_of(world, step.b)
    if step.d % 5 == 0:
        if brand.id not in world.besides.keyed:
            return ""
        world.give_chat_keys(brand.id)
        return f"@{brand.username} has new chat keys"
    if last_in_chat(world, author, brand) is None:
        return ""
    if step.d % 2 == 0 and brand.id in world.besides.keyed:
        _reads(world, author, brand, step)
    x.phones.change_keys(author, world.clock.now)
    said = f"customer {author.id[-1]} has new chat keys"
    if step.d % 2:
        text, _ = _text(world, step.c)
        message_id = x.chat(author, brand, text, with_key=step.d % 3 > 0).message_id
        world.facts.chats[message_id] = text
        return f"{said}, and writes {message_id} to @{brand.username}: {text!r}"
    return f"{said}; {_answered(world, author, brand)}"


def _reads(world: World, author: User, brand: User, step: Step) -> None:
    """The customer writes in the chat, and it is read."""
    text, _ = _text(world, step.c)
    message_id = world.x.x.chat(author, brand, text).message_id
    world.facts.chats[message_id] = text
    waiting = world.x.mail.waiting
    for parcel in [one for one in waiting if message_id.encode() in one.body]:
        waiting.remove(parcel)
        hand_over(world, parcel)
    for name in ("chat", "cases"):
        for _ in range(_BATCHES):
            if world.run(name, Plan()) is None:
                break


def _answered(world: World, author: User, brand: User) -> str:
    """An agent answers in the chat, and the publisher knows nothing of the new keys."""
    talks = (one for one in world.facts.cases() if (one["account_id"], one["customer_id"]) == (brand.id, author.id))
    case = next((one for one in talks if one.get("private_contact") and not one.get("merged_into")), None)
    customer = world.db.tables["conversations"].items.get((f"CUSTOMER#{brand.id}#{author.id}", "CUSTOMER"), {})
    if case is None or customer.get("writes_by", {}).get("S") != "chat":
        return "nobody answers"
    world.people += 1
    said = desk.press(world, case, actions.ReplyWritten, channel="private", text=f"Respuesta R{world.people}: ya está")
    for name, waits in (("cases", 15), ("publish", 65), ("publish", 1)):
        for _ in range(_BATCHES):
            if world.run(name, Plan()) is None:
                break
        let_pass(world, waits)
        world.tick("hours")
    return said


def again(world: World, step: Step) -> str:
    """A person has a picture fetched again that was not fetched."""
    items = world.db.tables["conversations"].items
    failed = [
        (pk[6:], KeptMedia.model_validate(plain(row)))
        for (pk, _), row in items.items()
        if pk.startswith("MEDIA#") and row["state"]["S"] == "failed"
    ]
    if not failed:
        return ""
    case_id, kept = failed[step.a % len(failed)]
    if (row := items.get((f"CASE#{case_id}", "CASE"))) is None:
        return ""
    case = plain(row)
    command = FetchMedia(
        account_id=case["account_id"],
        customer_id=case["customer_id"],
        case_id=case_id,
        item_id=f"media-{kept.message_id}",
        language="es",
        asked_at=world.clock.now,
        message_id=kept.message_id,
        media=(kept.media,),
        again=(kept.id,),
    )
    ask_for_media(command, world.sqs.client, world.queues["media"].url, world.queues["chats"].url)
    return f"ana wants {kept.id} of {kept.message_id} once more"


def attach(world: World, step: Step) -> str:
    """An agent answers with a picture."""
    cases = [one for one in world.facts.cases() if not one.get("merged_into")]
    if not cases:
        return ""
    case = cases[step.a % len(cases)]
    channel = "private" if case.get("private_contact") and step.b % 2 else "public"
    world.people += 1
    data, name = without_note(a_picture(world.people)), f"file{world.people}"
    files = KeptFiles(world.db.client, "conversations", world.s3.client, "media")
    place = files.keep(case["account_id"], case["case_id"], data, "image/png")
    now = world.clock.now
    kept = KeptMedia(message_id=OUT, media=Media(id=name, type="photo"), state="kept", place=place, at=now)
    files.tell(case["case_id"], kept, now)
    one = OutFile(id=name, content_type="image/png", size=len(data), place=place, alt="la pieza")
    text = f"Respuesta R{world.people}: así"
    world.besides.sent[place] = data
    return desk.press(world, case, actions.ReplyWritten, channel=channel, text=text, files=(one,))


OF_BESIDES: dict[str, Act] = {
    "picture": picture,
    "edit": edit,
    "quote": quote,
    "bare": bare,
    "rekey": rekey,
    "again": again,
    "attach": attach,
}
