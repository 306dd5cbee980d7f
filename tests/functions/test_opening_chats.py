"""What `chat` decides about one delivery: whom it asks for what, what it tells and keeps, and what waits."""

from copy import replace
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from tests.functions.conftest import ACCOUNT, MARTA, NIGHT, SHOP

from care.batches import Retry
from care.model.chat import ChatDelivered, ChatShown, Numbered, Opened, PublicKey, Shut
from care.model.refusals import RefusalReason
from care.tables.chats import Talk
from care.x.credentials import UnreadableSecret
from care.x.errors import CredentialsRefused, Refused, RetryLater, ServerFailed
from chat import opening as module
from chat.opening import Opening

KEY = PublicKey(MARTA, "1", "public", "signing", "signature")
TALK = f"{MARTA}:{SHOP}"
HELD = Opened("text", "11111111-8bbf-4928-92eb-e5058d6bb6f6", "900", MARTA, TALK, NIGHT, "hola")
KEYS_LACK, UNVERIFIED = Shut("no_conversation_key"), Shut("unverified")


def delivered(number: str = "d1", **more: Any) -> ChatDelivered:
    whose = {"account_id": SHOP, "customer_id": MARTA, "sender_id": MARTA, "conversation_id": TALK}
    return ChatDelivered(**{**whose, "delivery_id": number, "encoded_event": "c2VhbGVk", "at": NIGHT, **more})


class Kept:
    """The table of chats, of one conversation; what it was told stands in `told`."""

    def __init__(self, talk: Talk, waiting: list[ChatDelivered]) -> None:
        self.its = talk
        self.waiting = waiting
        self.told: list[tuple[Any, ...]] = []
        self.numbers: dict[str, Numbered] = {}
        self.was_shut = False
        self.done = False

    def talk(self, *_: str) -> Talk:
        return self.its

    def was_opened(self, _: ChatDelivered) -> bool:
        return self.done

    def is_shut(self, _: ChatDelivered) -> bool:
        return self.was_shut

    def still_shut(self, account_id: str, customer_id: str) -> list[ChatDelivered]:
        assert (account_id, customer_id) == (SHOP, MARTA)
        return self.waiting

    def numbered(self, account_id: str, customer_id: str, sequence: str) -> Numbered | None:
        assert (account_id, customer_id) == (SHOP, MARTA)
        return self.numbers.get(sequence)

    def keep_people(self, account_id: str, customer_id: str, shown: Any, now: Any) -> tuple[PublicKey, ...]:
        self.told.append(("people", account_id, customer_id))
        return tuple(key for keys in shown.values() for key in keys)

    def keep_talk(self, account_id: str, customer_id: str, now: Any, **what: str) -> None:
        assert (account_id, customer_id, now) == (SHOP, MARTA, NIGHT)
        self.told.append(("talk", {name: value for name, value in what.items() if value}))

    def number(self, account_id: str, customer_id: str, sequence: str, numbered: Numbered, now: Any) -> None:
        assert (account_id, customer_id) == (SHOP, MARTA)
        self.told.append(("number", sequence, numbered))

    def __getattr__(self, name: str) -> Any:
        return lambda *what: self.told.append((name, *(one.delivery_id for one in what if hasattr(one, "delivery_id"))))

    def names(self) -> list[str]:
        return [one[0] for one in self.told]


class Scene:
    """One account's opening; `finds` is what each look into an event gives, the last one again and again."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, *finds: Opened | Shut, **talk: Any) -> None:
        self.kept = Kept(Talk(**{"people": (KEY,), **talk}), [])
        self.finds = list(finds)
        self.asked: list[str] = []
        self.looked = 0
        self.counted: list[str] = []
        self.lines: list[tuple[str, dict[str, Any]]] = []
        self.sent: list[Any] = []
        self.takes = True
        self.shown: dict[str, list[PublicKey]] = {MARTA: [KEY]}
        self.fault: Exception | None = None
        self.ring: Any = ("keys",)
        monkeypatch.setattr(module, "open_event", self._open)
        monkeypatch.setattr(module, "send_all", self._send)

    def _open(self, *_: Any) -> Opened | Shut:
        self.looked += 1
        return self.finds[min(self.looked, len(self.finds)) - 1]

    def _send(self, _sqs: Any, _url: str, events: Any) -> bool:
        self.sent += events
        return self.takes

    def _x(self) -> Any:
        def ask(what: str, answer: Any) -> Any:
            def asked(*_: Any) -> Any:
                self.asked.append(what)
                if self.fault is not None:
                    raise self.fault
                return answer

            return asked

        return SimpleNamespace(
            keys_of=ask("people", self.shown),
            events=ask("keys", SimpleNamespace(key_changes=("change",))),
            typing=ask("typing", None),
            mark_read=ask("read", None),
        )

    @property
    def opening(self) -> Opening:
        say = lambda name, **more: self.lines.append((name, more))  # noqa: E731
        return Opening(
            account=ACCOUNT,
            chats=self.kept,  # type: ignore[arg-type]
            rings=SimpleNamespace(of=lambda _: self.ring),  # type: ignore[arg-type]
            x=self._x,
            sqs=None,  # type: ignore[arg-type]
            events_queue_url="",
            now=lambda: NIGHT,
            logger=SimpleNamespace(info=say, warning=say, error=say),  # type: ignore[arg-type]
            count=self.counted.append,
        )


AGO = NIGHT - timedelta(seconds=59)
MINUTE_AGO = NIGHT - timedelta(minutes=1)


def test_what_is_opened_is_told_numbered_and_counted_and_x_is_asked_nothing(monkeypatch: pytest.MonkeyPatch):
    scene = Scene(monkeypatch, HELD)
    scene.opening.open(delivered(token="new"))
    assert scene.asked == []
    assert [event.message.text for event in scene.sent] == ["hola"]
    assert scene.kept.told == [
        ("talk", {"conversation_id": TALK, "token": "new"}),
        ("number", "900", Numbered(scene.sent[0].message.id, MARTA)),
        ("talk", {"last_sequence": "900"}),
    ]
    assert scene.counted == ["ChatOpened"]
    [(line, more)] = scene.lines
    assert (line, more["found"], more["what"]) == ("chat.opened", "text", "")
    assert more["events"] == [scene.sent[0].event_id]


def test_what_stays_shut_is_told_as_that_and_kept_and_no_place_moves(monkeypatch: pytest.MonkeyPatch):
    scene = Scene(monkeypatch, KEYS_LACK, keys_asked_at=NIGHT)
    scene.opening.open(delivered())
    assert scene.kept.names() == ["talk", "shut"]
    assert ("shut", "d1") in scene.kept.told
    assert [(line, more["found"], more["what"]) for line, more in scene.lines] == [
        ("chat.shut", "no_conversation_key", "")
    ]
    assert [event.message.shut for event in scene.sent] == ["no_conversation_key"]


def test_only_a_text_moves_the_place_that_was_read_last(monkeypatch: pytest.MonkeyPatch):
    for found in (replace(HELD, kind="reaction", emoji="👍", targets=("899",)), replace(HELD, sequence_id="none")):
        scene = Scene(monkeypatch, found)
        scene.opening.open(delivered())
        assert [what for name, *what in scene.kept.told if name == "talk"] == [[{"conversation_id": TALK}]]


@pytest.mark.parametrize(
    ("more", "what"), [({"failure": "NonLatestKeyVersion", "name": "x"}, "NonLatestKeyVersion"), ({"name": "x"}, "x")]
)
def test_a_line_has_the_name_of_what_x_tells_besides_messages(monkeypatch: Any, more: dict[str, str], what: str):
    scene = Scene(monkeypatch, replace(HELD, kind="failure" if "failure" in more else "other", **more))  # type: ignore[arg-type]
    scene.opening.open(delivered())
    assert [line["what"] for _, line in scene.lines] == [what]


def test_an_edit_of_what_is_known_is_told_of_it(monkeypatch: pytest.MonkeyPatch):
    scene = Scene(monkeypatch, replace(HELD, kind="edit", targets=("899",), text="adiós"))
    scene.opening.open(delivered())
    assert scene.sent == []
    known = Scene(monkeypatch, replace(HELD, kind="edit", targets=("899",), text="adiós"))
    known.kept.numbers = {"899": Numbered("m1", MARTA)}
    known.opening.open(delivered())
    [event] = known.sent
    assert event.kind == "message_edited"
    assert (scene.counted, known.counted) == (["ChatIgnored"], ["ChatOpened"])


def test_what_x_delivers_again_after_it_was_opened_is_told_no_more(monkeypatch: pytest.MonkeyPatch):
    scene = Scene(monkeypatch, HELD)
    scene.kept.done = True
    scene.opening.open(delivered())
    assert (scene.sent, scene.kept.told, scene.looked) == ([], [], 0)


def test_what_was_told_as_shut_is_told_late_and_marked_as_opened(monkeypatch: pytest.MonkeyPatch):
    scene = Scene(monkeypatch, HELD)
    scene.kept.was_shut = True
    scene.opening.open(delivered())
    assert ("opened", "d1") in scene.kept.told
    soon = Scene(monkeypatch, HELD)
    soon.opening.open(delivered())
    assert "opened" not in soon.kept.names()


def test_what_was_shut_and_still_is_does_not_count_as_opened(monkeypatch: pytest.MonkeyPatch):
    scene = Scene(monkeypatch, KEYS_LACK, keys_asked_at=NIGHT)
    scene.kept.was_shut = True
    scene.opening.open(delivered())
    assert "opened" not in scene.kept.names()
    assert [event.message.shut for event in scene.sent] == ["no_conversation_key"]


def test_a_secret_that_cannot_be_read_is_told_to_the_operator_and_opens_nothing(monkeypatch: pytest.MonkeyPatch):
    scene = Scene(monkeypatch, HELD)
    rings = SimpleNamespace(of=unreadable)
    replace(scene.opening, rings=rings).open(delivered())  # type: ignore[arg-type]
    assert scene.lines[0] == ("chat.secret_unreadable", {"error": "UnreadableSecret"})
    assert scene.counted == ["ChatSecretUnreadable", "ChatShut"]
    assert [event.message.shut for event in scene.sent] == ["no_keys"]


def unreadable(_: str) -> Any:
    raise UnreadableSecret("no JSON")


def test_what_the_queue_does_not_take_is_tried_again_and_not_marked_as_opened(monkeypatch: pytest.MonkeyPatch):
    scene = Scene(monkeypatch, HELD)
    scene.kept.was_shut, scene.takes = True, False
    with pytest.raises(Retry):
        scene.opening.open(delivered())
    assert "opened" not in scene.kept.names()
    assert scene.counted == []


def test_an_unknown_key_behind_what_was_opened_is_counted(monkeypatch: pytest.MonkeyPatch):
    scene = Scene(monkeypatch, replace(HELD, key_unverified=True))
    scene.opening.open(delivered())
    assert scene.counted == ["ChatOpened", "ChatKeyUnverified"]


@pytest.mark.parametrize(("asked_at", "asks"), [(None, True), (MINUTE_AGO, True), (AGO, False)])
def test_whose_keys_a_stranger_has_is_asked_each_minute_at_most(
    monkeypatch: pytest.MonkeyPatch, asked_at: Any, asks: bool
):
    scene = Scene(monkeypatch, HELD, people=(replace(KEY, user_id=SHOP),), asked_at=asked_at)
    scene.opening.open(delivered())
    assert scene.asked == (["people"] if asks else [])
    assert (("talk", {"asked_at": NIGHT.isoformat()}) in scene.kept.told) is asks
    assert (("people", SHOP, MARTA) in scene.kept.told) is asks


@pytest.mark.parametrize(("asked_at", "asks"), [(None, True), (MINUTE_AGO, True), (AGO, False)])
def test_keys_that_do_not_fit_are_looked_up_once(monkeypatch: pytest.MonkeyPatch, asked_at: Any, asks: bool):
    scene = Scene(monkeypatch, UNVERIFIED, HELD, asked_at=asked_at)
    scene.opening.open(delivered())
    assert scene.asked == (["people"] if asks else [])
    assert scene.looked == (2 if asks else 1)
    again = Scene(monkeypatch, UNVERIFIED, people=())
    again.opening.open(delivered())
    assert again.asked == ["people"], "they were looked up a moment ago"


@pytest.mark.parametrize(
    ("asked_at", "asks"), [(None, True), (NIGHT - timedelta(minutes=50), True), (NIGHT - timedelta(minutes=49), False)]
)
def test_a_key_that_lacks_is_asked_for_each_fifty_minutes_at_most(
    monkeypatch: pytest.MonkeyPatch, asked_at: Any, asks: bool
):
    scene = Scene(monkeypatch, KEYS_LACK, HELD, keys_asked_at=asked_at)
    scene.opening.open(delivered())
    assert scene.asked == (["keys"] if asks else [])
    assert scene.counted == (["ChatOpened"] if asks else ["ChatShut"])
    assert (("talk", {"keys_asked_at": NIGHT.isoformat()}) in scene.kept.told) is asks


def test_who_has_no_keys_at_x_is_told_as_that_and_not_as_a_key_that_lacks(monkeypatch: pytest.MonkeyPatch):
    scene = Scene(monkeypatch, UNVERIFIED, people=())
    scene.shown = {}
    scene.opening.open(delivered())
    assert [event.message.shut for event in scene.sent] == ["keys_unknown"]


@pytest.mark.parametrize("more", [{"conversation_id": "g1234567890"}, {}])
def test_without_keys_and_in_a_group_nothing_is_looked_into(monkeypatch: pytest.MonkeyPatch, more: dict[str, str]):
    scene = Scene(monkeypatch, HELD)
    scene.ring = ("keys",) if more else ()
    scene.opening.open(delivered(key_change="Y2hhbmdl", **more))
    assert scene.looked == 0
    assert [event.message.shut for event in scene.sent] == ["group" if more else "no_keys"]
    assert ("keep_keys" in scene.kept.names()) is (not more)


@pytest.mark.parametrize("fault", [RetryLater, ServerFailed])
@pytest.mark.parametrize(("at", "waits"), [(timedelta(0), True), (timedelta(minutes=5), False), (None, False)])
def test_while_x_fails_a_message_waits_some_minutes(monkeypatch: pytest.MonkeyPatch, fault: Any, at: Any, waits: bool):
    scene = Scene(monkeypatch, HELD, people=())
    scene.fault = fault(None, call="keys", status=503) if fault is RetryLater else fault(call="keys", status=503)
    told = delivered(at=None if at is None else NIGHT - at)
    if waits:
        with pytest.raises(Retry):
            scene.opening.open(told)
        assert scene.sent == []
        return
    scene.opening.open(told)
    assert [event.message.shut for event in scene.sent] == ["keys_unknown"]
    assert scene.lines[0] == ("chat.not_shown", {"error": fault.__name__, "call": "keys", "status": 503})


def test_what_x_refuses_for_good_waits_for_nothing(monkeypatch: pytest.MonkeyPatch):
    scene = Scene(monkeypatch, HELD, people=())
    scene.fault = CredentialsRefused(call="keys", status=401)
    scene.opening.open(delivered())
    assert [event.message.shut for event in scene.sent] == ["keys_unknown"]


@pytest.mark.parametrize(
    ("key_change", "people", "follows"), [("", (KEY,), False), ("Y2g=", (KEY,), True), ("", (), True)]
)
def test_what_waited_is_opened_after_what_brought_a_key(
    monkeypatch: pytest.MonkeyPatch, key_change: str, people: Any, follows: bool
):
    scene = Scene(monkeypatch, HELD, people=people)
    scene.kept.waiting = [delivered("w1")]
    scene.opening.open(delivered(key_change=key_change))
    assert (("opened", "w1") in scene.kept.told) is follows
    assert ("nothing_shut" in scene.kept.names()) is follows


def test_what_stays_shut_brings_nothing_with_it(monkeypatch: pytest.MonkeyPatch):
    scene = Scene(monkeypatch, KEYS_LACK, people=())
    scene.kept.waiting = [delivered("w1")]
    scene.opening.open(delivered(key_change="Y2g="))
    assert scene.looked == 2, "once, and once more with the changes that X showed"
    assert "opened" not in scene.kept.names()


def test_as_long_as_something_stays_shut_the_customer_is_looked_after(monkeypatch: pytest.MonkeyPatch):
    scene = Scene(monkeypatch, HELD, KEYS_LACK, keys_asked_at=NIGHT)
    scene.kept.waiting = [delivered("w1"), delivered("w2")]
    scene.opening.try_again(MARTA)
    assert ("opened", "w1") in scene.kept.told
    assert ("opened", "w2") not in scene.kept.told
    assert "nothing_shut" not in scene.kept.names()
    none = Scene(monkeypatch, HELD)
    none.opening.try_again(MARTA)
    assert none.kept.told == [], "nothing waits, and nothing is written"


@pytest.mark.parametrize(
    ("last", "until", "asks"), [("900", "899", True), ("900", "", True), ("900", "900", False), ("", "", False)]
)
def test_that_a_person_looked_is_shown_once_of_what_there_is(
    monkeypatch: pytest.MonkeyPatch, last: str, until: str, asks: bool
):
    scene = Scene(monkeypatch, HELD, last_sequence=last, read_until=until)
    whose = {"account_id": SHOP, "customer_id": MARTA, "message_id": "77", "at": NIGHT}
    scene.opening.show(ChatShown(**whose, what="seen"))
    assert scene.asked == (["read"] if asks else [])
    assert scene.kept.told == ([("talk", {"read_until": "900"})] if asks else [])
    assert scene.counted == ["ChatShownToCustomer"]


def test_a_courtesy_that_x_does_not_take_is_let_be(monkeypatch: pytest.MonkeyPatch):
    scene = Scene(monkeypatch, HELD, last_sequence="900")
    scene.fault = Refused(RefusalReason.no_permission, call="typing", status=403)
    scene.opening.show(ChatShown(account_id=SHOP, customer_id=MARTA, message_id="77", at=NIGHT, what="typing"))
    assert scene.asked == ["typing"]
    assert scene.counted == []
    assert scene.lines == [("chat.not_shown_to_customer", {"what": "typing", "error": "Refused"})]
