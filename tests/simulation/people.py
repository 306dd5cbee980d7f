"""What people do on X: customers, and the account's people in X's own app."""

from collections.abc import Callable

from infra.local.x.conversations import ChatEvent, Conversation, conversation_id
from infra.local.x.world import User
from tests.simulation import desk
from tests.simulation.brands import BRANDS, PEOPLE, SENSITIVE
from tests.simulation.steps import Step
from tests.simulation.world import World

type Act = Callable[[World, Step], str]
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
    "hola \ufffe\uffff ¿me atendéis?",
)
ASKED = (
    *("1", "1", "2", "hola", "agente", "no", "gracias", "¿cómo devuelvo un producto?", "¿dónde está mi pedido?"),
    *("{order}", "{order}", "{order}", "mi pedido es el {order}", "¿dónde está mi pedido {order}?", "y el {order}"),
    *("{order}", "{order}", "{order}", "{order}", "¿cuánto tarda el envío?", "¿y el otro, el azul? zq"),
)
_ODD = 5
_CHAT_TEXTS = 5  # of eight things that happen in a chat
# Without a mark of their own, because they are understood only alone.
_ALONE = {"gracias", "BAJA", "8", "5 gracias", "muito obrigado"}


def customer_of(world: World, number: int) -> User:
    """One of the customers, introduced to X."""
    user = world.x.x.world.user(PEOPLE[number % len(PEOPLE)])
    if "zq" not in user.name:
        place = number % len(PEOPLE)
        # One has a name that X and DynamoDB take, and SQS does not.
        name = f"Nombre{place}zq" + ("\uffff" if place == _ODD else "")
        user = world.x.x.world.introduce(user.id, name, 10 + number % 20_000)
    return user


def _somebody(world: World, number: int) -> User:
    return world.x.x.world.introduce(str(3_100_000_000_000_000_000 + number), f"Nombre{number}zq", None)


def brand_of(world: World, number: int) -> User:
    """One of the brands."""
    return world.x.x.world.accounts[number % len(BRANDS)]


def _text(world: World, number: int) -> str:
    said = SAID[number % len(SAID)]
    world.people += 1
    world.clock.move(0.05)  # no two happen at once
    return said if said in _ALONE else f"{said} zq{world.people}"


def post(world: World, step: Step) -> str:
    """A customer mentions a brand, or both of them, or quotes it."""
    author, brand, text = customer_of(world, step.a), brand_of(world, step.b), _text(world, step.c)
    names = f"@{brand.username}" if step.d % 12 else f"@{BRANDS[0][1]} @{BRANDS[1][1]}"
    made = world.x.x.post(author, f"{names} {text}", lang="es")
    return f"customer {author.id[-1]} posts {made.id} to {names}: {text!r}"


def dm(world: World, step: Step) -> str:
    """A customer writes a direct message."""
    author, brand, text = customer_of(world, step.a), brand_of(world, step.b), _text(world, step.c)
    made = world.x.x.dm(author, brand, text)
    return f"customer {author.id[-1]} writes the DM {made.id} to @{brand.username}: {text!r}"


def ask(world: World, step: Step) -> str:
    """A customer talks to a brand's self-service, as the first or the next thing in a conversation of DMs."""
    if not world.served_by_itself:
        return ""
    brand = brand_of(world, world.served_by_itself[step.b % len(world.served_by_itself)])
    # Mostly whoever asked last, so that one thing follows another; else one of many, with whom it begins.
    if step.a % 5 < 3 or world.asks is None:
        world.asks = customer_of(world, step.a) if step.a % 3 == 0 else _somebody(world, step.a % 60)
    author = world.asks
    order = f"ZQ-{step.d % 1000:05}"
    text = ASKED[step.c % len(ASKED)].replace("{order}", order)
    world.facts.orders[author.id].add(order)
    world.clock.move(0.05)
    made = world.x.x.dm(author, brand, text)
    return f"customer {author.id[-1]} asks @{brand.username} by the DM {made.id}: {text!r}"


def answer(world: World, step: Step) -> str:
    """A customer answers the newest post of a brand to them, or their own."""
    author, brand = customer_of(world, step.a), brand_of(world, step.b)
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
    world.x.x.repost(customer_of(world, step.a), posts[step.b % len(posts)])
    return "a customer reposts"


def delete(world: World, step: Step) -> str:
    """A customer deletes a post."""
    posts = [p for p in world.x.x.world.posts.values() if not (p.deleted or p.replaced) and p.author_id in PEOPLE]
    if not posts:
        return ""
    one = posts[step.a % len(posts)]
    world.x.x.delete(one)
    world.facts.deleted |= {one.id, *one.history}
    return f"post {one.id} is deleted"


def chat(world: World, step: Step) -> str:
    """A customer writes in an encrypted chat, changes or deletes what they wrote there; or the brand writes there."""
    x, author, brand = world.x.x, customer_of(world, step.a), brand_of(world, step.b)
    if step.d % 8 < _CHAT_TEXTS or (written := last_in_chat(world, author, brand)) is None:
        text = _text(world, step.c)
        made = x.chat(author, brand, text, with_key=step.d % 5 > 0)
        world.facts.chats[made.message_id] = text
        return f"customer {author.id[-1]} writes {made.message_id} to @{brand.username} in an encrypted chat: {text!r}"
    talk, event = written
    match step.d % 8:
        case 5:
            x.chat_with_keys(author, brand)
            world.besides.reworded.add(event.message_id)
            x.send_sealed(author, brand.id, x.phones.edit(author, brand, event.id, _text(world, step.c)))
            return f"customer {author.id[-1]} changes {event.message_id}"
        case 6:
            x.delete_sealed(author, brand.id, x.phones.deletion(author, talk, [event.id]))
            world.facts.deleted.add(event.message_id)
            return f"customer {author.id[-1]} deletes {event.message_id}"
        case _:
            made = x.chat(brand, author, f"En la app {world.people}")
            return f"somebody of @{brand.username} writes {made.message_id} to customer {author.id[-1]} in X's app"


def last_in_chat(world: World, author: User, brand: User) -> tuple[Conversation, ChatEvent] | None:
    """The chat of a customer and a brand, and what the customer wrote there last."""
    talk = world.x.x.chats.conversations.get(conversation_id(author.id, brand.id))
    mine = [one for one in talk.events if one.message_id in world.facts.chats] if talk else []
    return (talk, mine[-1]) if talk and mine else None


def flood(world: World, step: Step) -> str:
    """Many people write direct messages to a brand at once."""
    brand, count = brand_of(world, step.b), 6 + step.c % 20
    for number in range(count):
        author = _somebody(world, number)
        world.x.x.dm(author, brand, _text(world, 1 + number % 2))
    return f"{count} people write DMs to @{brand.username} at once"


def app(world: World, step: Step) -> str:
    """One of the brand's people answers in X's own app."""
    brand, customer = brand_of(world, step.b), customer_of(world, step.a)
    world.people += 1
    if step.c % 2 and (customer.id, brand.id) in world.x.x.world.wrote:
        world.x.x.dm(brand, customer, f"En la app {world.people}")
        return f"somebody of @{brand.username} writes to customer {customer.id[-1]} in X's app"
    theirs = [one for one in world.x.x.world.posts.values() if one.author_id == customer.id and not one.deleted]
    if not theirs:
        return ""
    world.x.x.post(brand, f"En la app {world.people}", in_reply_to=theirs[-1].id)
    return f"somebody of @{brand.username} answers {theirs[-1].id} in X's app"


OF_PEOPLE: dict[str, Act] = {
    "post": post,
    "dm": dm,
    "answer": answer,
    "ask": ask,
    "repost": repost,
    "delete": delete,
    "chat": chat,
    "flood": flood,
    "app": app,
    "desk": desk.act,
    "settings": desk.settings,
    "incident": desk.incident,
    "pause": desk.pause,
    "erase": desk.erase,
}
