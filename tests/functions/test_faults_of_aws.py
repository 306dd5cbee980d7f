"""Each function that writes, on a bad day of AWS: what it was to do is done once it is called again, and done once.

A scene has what lay in the tables for long, what has just happened, and the function's work until it says that it is
done. A row of `WRITERS` says what is there at the end, and `BUT` where a fault may leave something else.
"""

import json
from collections.abc import Callable
from copy import replace
from dataclasses import dataclass, field
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import boto3
import httpx
import pytest
from infra.cdk.rights import RIGHTS
from moto.backends import get_backend
from moto.core.models import DEFAULT_ACCOUNT_ID
from tests.functions.conftest import ACCOUNT, MARTA, NIGHT, SECRET, SHOP, World
from tests.functions.desk.conftest import Desk, desk
from tests.functions.faults import FAULTS, Fault, Faults
from tests.functions.neighbour import others
from tests.functions.reconcile.conftest import URL, ago, post
from tests.functions.reconcile.conftest import X as Lists
from tests.functions.test_acknowledge_and_publish import X as Posts
from tests.functions.test_chat import BRAND as CHATTING
from tests.functions.test_chat import X as Chats
from tests.functions.test_chat import connect
from tests.functions.test_ingest import delivery
from tests.functions.test_report import figures, wrote
from tests.unit.selfservice.brand import BRAND
from tests.unit.test_pictures import png
from tests.unit.x.chatting import Person, Talk
from tests.unit.x.chatting import delivery as sealed

from care.erasure import letters
from care.erasure.receipts import Receipt
from care.lookups.pinned_addresses import pinned_client
from care.model.account import Account
from care.model.actions import CaseResolved, CustomerErased
from care.model.media import Media
from care.model.messages import Author, Message
from care.model.subscriber import Subscriber
from care.model.x_events import MessageEchoed, MessageReceived
from care.queues import send_all
from care.tables.accounts import Accounts
from care.tables.erasures import Erasures
from care.tables.media import KeptFiles
from care.tables.subscribers import Subscribers
from care.x.delivery import read_delivery

__all__ = ["desk"]  # a fixture of the desk's own tests
DAY = NIGHT.replace(hour=10)
WRITES = ("Put", "Update", "Delete", "BatchWrite", "Send", "Create", "Publish", "Invoke")
# What the service that feeds a queue to a function does in its name, and what says how long a failure waits.
FED = {"sqs:DeleteMessage", "sqs:ChangeMessageVisibility"}


@dataclass
class Scene:
    """A world, whatever a scene puts beside it, and the messages that a function has not done yet."""

    world: World
    mention: Callable[..., dict[str, Any]]
    monkeypatch: pytest.MonkeyPatch
    desk: Desk
    here: SimpleNamespace = field(default_factory=SimpleNamespace)
    held: list[dict[str, Any]] | None = None
    minutes: int = 0

    def tell(self, *events: Any) -> None:
        assert send_all(self.world.sqs, self.world.queues["events"], events)
        assert self.world.drain("events", "cases") == {"batchItemFailures": []}

    def batch(self, queue: str, function: str) -> bool:
        """One try of a batch; what failed is delivered again."""
        if self.held is None:
            self.held = self.world.received(queue)
            assert self.held, f"nothing waits in {queue}"
        answer = self.world.call(function, {"Records": self.held})
        failed = {one["itemIdentifier"] for one in answer["batchItemFailures"]}
        for one in self.held:
            if one["messageId"] not in failed:
                self.world.sqs.delete_message(QueueUrl=self.world.queues[queue], ReceiptHandle=one["receiptHandle"])
        self.held = [one for one in self.held if one["messageId"] in failed]
        return not self.held

    def minute(self, function: str) -> bool:
        """A call by the clock, a minute after the one before."""
        self.minutes += 1
        self.world.at(NIGHT + timedelta(minutes=self.minutes))
        self.world.call(function)
        return self.minutes > 6

    def waits(self, queue: str) -> list[dict[str, Any]]:
        return [json.loads(one["body"]) for one in self.world.received(queue)]


type Step = Callable[[Scene], Any]


@dataclass(frozen=True)
class Writer:
    """A function's scene, what is there at its end, and the faults that nothing in it can meet."""

    long_ago: Step
    just_now: Step
    work: Callable[[Scene], bool]
    end: Step
    expected: Any
    never: str = ""


def nothing(_: Scene) -> None:
    pass


def said(number: str = "900", channel: Any = "private", text: str = "no me llega el pedido", at: Any = NIGHT) -> Any:
    summons = channel == "public"
    message = Message(id=number, channel=channel, text=text, at=at, summons=summons, language="es")
    return MessageReceived(account_id=SHOP, customer_id=MARTA, author=Author(id=MARTA, username="m"), message=message)


def case_of(scene: Scene) -> Any:
    case = scene.world.conversations.case(scene.world.conversations.customer(SHOP, MARTA).case_id)
    assert case is not None
    return case


def in_outbox(scene: Scene) -> list[tuple[str, str]]:
    rows = others(scene.world.dynamodb.scan(TableName="outbox")["Items"])
    return [(one["purpose"]["S"], one["state"]["S"]) for one in rows if one["sk"]["S"].startswith("ITEM#")]


def kinds(bodies: list[dict[str, Any]]) -> list[str]:
    return sorted({one["kind"] for one in bodies})


def mentioned(scene: Scene) -> None:
    send_all(scene.world.sqs, scene.world.queues["events"], read_delivery(scene.mention("1")).events)


def applied(scene: Scene) -> None:
    mentioned(scene)
    scene.world.drain("events", "cases")


def composed(scene: Scene) -> None:
    scene.here.x = Posts(scene.world)
    applied(scene)
    scene.world.drain("acknowledgements", "acknowledge")


def opened(scene: Scene) -> tuple[int, int, list[str]]:
    case = case_of(scene)
    commands = scene.waits("acknowledgements")
    return len(scene.world.conversations.messages(case.case_id)), case.version, sorted({c["kind"] for c in commands})


def publishes(scene: Scene) -> bool:
    # What a publisher that died had claimed is seen to after a while, by whoever is woken.
    scene.minutes += 10
    scene.world.at(NIGHT + timedelta(minutes=scene.minutes))
    return scene.batch("sends", "publish")


def resolved(scene: Scene) -> None:
    scene.world.at(DAY)
    scene.tell(said(at=DAY))
    answer = Message(id="901", channel="private", text="Ya va", at=DAY + timedelta(minutes=1))
    scene.tell(MessageEchoed(account_id=SHOP, customer_id=MARTA, message=answer))
    at = DAY + timedelta(minutes=2)
    case = case_of(scene)
    whose = {"account_id": SHOP, "customer_id": MARTA, "case_id": case.case_id}
    scene.tell(CaseResolved(**whose, action_id="r1", by="ana", at=at))
    due = case_of(scene).timers["survey"]
    scene.world.at(due + timedelta(minutes=1))
    scene.world.call("hours")
    scene.world.drain("events", "cases")
    scene.world.received("sends")


def looks_up(scene: Scene) -> None:
    world = scene.world
    answer = httpx.MockTransport(lambda _: httpx.Response(200, json={"order": {"status": "en reparto", "days": [3]}}))
    secret = json.loads(json.dumps(SECRET))
    secret["accounts"][SHOP]["lookups"] = {"orders_api": "Bearer shop"}
    secrets = boto3.client("secretsmanager")
    secrets.put_secret_value(SecretId=world.environment["APP_SECRET_ARN"], SecretString=json.dumps(secret))
    brand = Account.model_validate(ACCOUNT.model_dump(mode="json") | {"selfservice": BRAND})
    Accounts(world.dynamodb, "accounts").put(brand)
    client = pinned_client(resolve=lambda *_: ["93.184.216.34"], inner=answer)
    scene.monkeypatch.setattr(world.handler("selfservice"), "client", client)
    world.at(DAY)
    scene.tell(said(text="¿dónde está mi pedido ab-12345?", at=DAY))


def shows_a_picture(scene: Scene) -> None:
    answer = httpx.MockTransport(lambda _: httpx.Response(200, content=png(3, 2)))
    scene.monkeypatch.setattr(scene.world.handler("media"), "http", httpx.Client(transport=answer))
    media = (Media(id="3_1", type="photo", url="https://pbs.twimg.com/media/3_1.png"),)
    event = said("31", "public")
    scene.tell(replace(event, message=replace(event.message, media=media)))


def pictures(scene: Scene) -> list[tuple[str, bool]]:
    files: KeptFiles = scene.world.handler("media").files
    return [(one.state, files.has(one.place)) for one in files.of_case(case_of(scene).case_id)]


def chats(scene: Scene) -> None:
    marta = Person("777000111", "1790000000002")
    talk = Talk(marta, CHATTING, int(NIGHT.timestamp() * 1000))
    connect(CHATTING)
    Chats(scene.world, CHATTING, marta)
    _, _, event = talk.says(marta, "Hola, mi pedido no llega")
    told = sealed(event, talk, marta, CHATTING, conversation_key_change_event=talk.key_changes[0])
    send_all(scene.world.sqs, scene.world.queues["chats"], read_delivery(told).chats)


def with_holidays(scene: Scene) -> None:
    greets = {"courtesy": {"greeting": True}, "holidays": {"country": "ES"}}
    Accounts(scene.world.dynamodb, "accounts").put(
        Account.model_validate(ACCOUNT.model_dump(mode="json", by_alias=True) | greets)
    )


def fell_due(scene: Scene) -> None:
    applied(scene)
    case = case_of(scene)
    update: Any = {"TableName": "conversations", "Key": {"pk": {"S": f"CASE#{case.case_id}"}, "sk": {"S": "CASE"}}}
    at = {":at": {"S": "2026-11-24T20:59:00.000000Z"}, ":shard": {"S": "0"}}
    scene.world.dynamodb.update_item(
        **update, UpdateExpression="SET due_at = :at, due_shard = :shard", ExpressionAttributeValues=at
    )
    scene.world.received("events")


def read_before(scene: Scene) -> None:
    scene.monkeypatch.setenv("WEBHOOK_URLS", f"https://other.example/webhook {URL}")
    scene.here.x = Lists()
    transport = httpx.MockTransport(scene.here.x.answer)
    scene.world.handler("reconcile").x_accounts._http = httpx.Client(transport=transport)
    scene.world.at(NIGHT - timedelta(minutes=15))
    scene.world.call("reconcile")


def missed(scene: Scene) -> None:
    scene.here.x.mentions = [post(ago(minutes=5))]


def looked(scene: Scene) -> bool:
    scene.minutes += 15
    scene.world.at(NIGHT + timedelta(minutes=scene.minutes))
    scene.world.call("reconcile")
    return scene.minutes > 45


def is_told(scene: Scene) -> None:
    scene.here.got = []

    def takes(request: httpx.Request) -> httpx.Response:
        scene.here.got.append(json.loads(request.content)["type"])
        return httpx.Response(200)

    client = pinned_client(resolve=lambda *_: ["93.184.216.34"], inner=httpx.MockTransport(takes))
    scene.monkeypatch.setattr(scene.world.handler("notify"), "client", client)
    scene.world.at(DAY)
    hook = {"name": "uno", "way": "webhook", "made_at": NIGHT, "language": "es", "kinds": ("case.opened",)}
    store = Subscribers(scene.world.dynamodb, "accounts")
    store.put(SHOP, Subscriber.model_validate({**hook, "address": "https://hooks.shop.example/c"}))
    store.put(SHOP, Subscriber.model_validate({**hook, "name": "dos", "way": "bus"}))


def tells(scene: Scene) -> bool:
    """Both the fact and the deliveries that come of it, each as often as it fails."""
    scene.minutes += 3
    scene.world.at(DAY + timedelta(minutes=scene.minutes))
    for one in get_backend("sqs")[DEFAULT_ACCOUNT_ID]["eu-west-1"].queues["facts"]._messages:
        one.delayed_until = 0  # what is tried again later
    scene.held = [*(scene.held or ()), *scene.world.received("facts")]
    return (not scene.held or scene.batch("facts", "notify")) and scene.minutes > 24


def erasing(scene: Scene) -> None:
    scene.monkeypatch.setattr(letters, "WAITED", 0)
    s3 = boto3.client("s3")
    s3.create_bucket(Bucket="analysis", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    s3.put_object(Bucket="analysis", Key="results/q.csv", Body=b"any row")
    letter = {"kind": "nonsense", "account_id": SHOP, "customer_id": MARTA, "text": "x"}
    scene.world.sqs.send_message(
        QueueUrl=scene.world.queues["events_dlq"],
        MessageBody=json.dumps(letter),
        MessageGroupId="a",
        MessageDeduplicationId="a",
    )
    scene.tell(said())


def erase(scene: Scene) -> None:
    scene.tell(CustomerErased(account_id=SHOP, customer_id=MARTA, action_id="e1", by="sara", at=NIGHT))


def erased(scene: Scene) -> bool:
    receipt = Receipt(account_id=SHOP, action_id="e1", at=NIGHT, by="sara")
    whose = {"account_id": SHOP, "customer_id": MARTA}
    scene.world.call("erase", {"receipt": receipt.model_dump(mode="json"), "whose": whose})
    return True


def receipt_of(scene: Scene) -> tuple[bool, list[str]]:
    told = Erasures(scene.world.dynamodb, "accounts", 365).one(SHOP, "e1", NIGHT)
    assert told is not None
    left = boto3.client("s3").list_objects_v2(Bucket="analysis").get("Contents", [])
    return Receipt.model_validate_json(told).done_at is not None, [one["Key"] for one in left]


def a_day_later(scene: Scene) -> None:
    scene.tell(wrote("900", NIGHT), wrote("902", NIGHT + timedelta(minutes=1), "sigo esperando"))
    scene.world.at(NIGHT + timedelta(days=1))
    s3 = boto3.client("s3")
    s3.create_bucket(Bucket="analysis", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})


def files_of_the_day(scene: Scene) -> list[str]:
    found = boto3.client("s3").list_objects_v2(Bucket="analysis").get("Contents", [])
    return sorted(one["Key"].partition("/")[0] for one in found if f"account_id={SHOP}/day=2026-11-24" in one["Key"])


def once(function: str) -> Callable[[Scene], bool]:
    def called(scene: Scene) -> bool:
        scene.world.call(function)
        return True

    return called


def asked_for(scene: Scene) -> None:
    scene.world.at(NIGHT)
    scene.here.case_id = scene.desk.writes("@tiendaluna no funciona")


def replies(scene: Scene) -> bool:
    """A person presses until the page takes it, under the one id that their form has."""
    form = {"action_id": "press-0001", "channel": "public", "text": "Lo miramos ahora."}
    return scene.desk.post(f"/desk/cases/{scene.here.case_id}/do/reply", "agent", **form).status == 303


def replied(scene: Scene) -> list[tuple[str, str]]:
    for _ in range(3):
        scene.world.drain("events", "cases")
    found = scene.world.outbox.of_case(SHOP, scene.here.case_id)
    return [(one.text, one.state) for one in found if one.purpose == "reply"]


WRITERS = {
    "ingest": Writer(
        nothing,
        nothing,
        lambda scene: scene.world.call("ingest", delivery(scene.mention("1"))) == {"statusCode": 200},
        lambda scene: [one["kind"] for one in scene.waits("events")],
        ["message_received"],
        never="stale overtaken",
    ),
    "cases": Writer(nothing, mentioned, lambda scene: scene.batch("events", "cases"), opened, (1, 1, ["acknowledge"])),
    "acknowledge": Writer(
        applied,
        nothing,
        lambda scene: scene.batch("acknowledgements", "acknowledge"),
        lambda scene: (in_outbox(scene), len({one["queue"] for one in scene.waits("sends")})),
        ([("acknowledgement", "waiting")], 1),
        never="stale",
    ),
    "publish": Writer(
        composed,
        nothing,
        publishes,
        lambda scene: (len(scene.here.x.asked), in_outbox(scene), kinds(scene.waits("events"))),
        (1, [("acknowledgement", "sent")], ["send_settled"]),
        never="stale",
    ),
    "survey": Writer(
        resolved,
        nothing,
        lambda scene: scene.batch("surveys", "survey"),
        lambda scene: (in_outbox(scene), len({one["queue"] for one in scene.waits("sends")})),
        ([("survey", "waiting")], 1),
        never="in_part stale",
    ),
    "selfservice": Writer(
        looks_up,
        nothing,
        lambda scene: scene.batch("lookups", "selfservice"),
        lambda scene: [one["kind"] for one in scene.waits("events")],
        ["looked_up"],
        never="stale overtaken",
    ),
    "media": Writer(
        shows_a_picture,
        nothing,
        lambda scene: scene.batch("media", "media"),
        pictures,
        [("kept", True)],
        "in_part stale",
    ),
    "chat": Writer(
        nothing,
        chats,
        lambda scene: scene.batch("chats", "chat"),
        lambda scene: [one["kind"] for one in scene.waits("events")],
        ["message_received"],
        never="stale overtaken",
    ),
    "hours": Writer(
        with_holidays,
        fell_due,
        lambda scene: scene.minute("hours"),
        lambda scene: kinds(scene.waits("events")),
        ["case_due", "settings_changed"],
    ),
    "reconcile": Writer(
        read_before, missed, looked, lambda scene: [one["kind"] for one in scene.waits("events")], ["message_received"]
    ),
    "notify": Writer(
        is_told,
        lambda scene: scene.tell(said("900", "public", at=DAY)),
        tells,
        lambda scene: scene.here.got,
        ["case.opened"],
        never="stale",
    ),
    "report": Writer(
        nothing,
        lambda scene: scene.tell(wrote("900", NIGHT)),
        once("report"),
        lambda scene: figures(scene.world)["messages_in"].value,
        1,
        never="in_part overtaken",
    ),
    "erase": Writer(erasing, erase, erased, receipt_of, (True, []), never="overtaken"),
    "export": Writer(
        a_day_later, nothing, once("export"), files_of_the_day, ["cases", "messages"], "in_part overtaken"
    ),
    "desk": Writer(nothing, asked_for, replies, replied, [("Lo miramos ahora.", "waiting")], never="stale overtaken"),
}
# Where a fault leaves something else, and why that is right.
BUT: dict[tuple[str, Fault], Any] = {
    # A claim of which nobody knows: X is not asked, and nothing is sent again. A person, or `reconcile`, sees to it.
    ("publish", "lost"): (0, [("acknowledgement", "unconfirmed")], ["send_settled"]),
    ("publish", "overtaken"): (0, [("acknowledgement", "unconfirmed")], ["send_settled"]),
}


@pytest.fixture
def scene(world: World, mention: Callable[..., dict[str, Any]], monkeypatch: pytest.MonkeyPatch, desk: Desk) -> Scene:
    return Scene(world, mention, monkeypatch, desk)


def test_each_function_that_may_write_has_its_scene():
    writes = {
        name
        for name, rights in RIGHTS.items()
        for right in rights
        for action in right.actions
        if action not in FED and action.partition(":")[2].startswith(WRITES) and not right.on.startswith("dlq:")
    }
    assert set(WRITERS) == writes


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("name", WRITERS)
def test_what_a_function_was_to_do_is_done_once_whatever_befell_each_of_its_requests(
    scene: Scene, name: str, fault: Fault
):
    writer = WRITERS[name]
    writer.long_ago(scene)
    faults = Faults(scene.world)
    writer.just_now(scene)
    faults.begin(fault)
    for _ in range(12):
        met = len(faults.met)
        try:
            is_done = writer.work(scene)
        except Exception:  # noqa: BLE001  Lambda calls again what failed
            is_done = False
        if is_done and len(faults.met) == met:
            break
    else:
        pytest.fail(f"it is never done: {faults.met}")
    assert (fault, bool(faults.met)) == (fault, fault not in writer.never.split()), faults.met
    faults.end()
    assert writer.end(scene) == BUT.get((name, fault), writer.expected)
