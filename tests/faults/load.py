"""Customers who write, and the account's people who answer, for some seconds, whatever fails meanwhile.

What fails is tried again, as people do: a customer looks whether the post is there before pressing once more, an
agent's action goes to the queue again under the same id.
"""

import random
import threading
import time
import uuid
from collections.abc import Callable
from functools import partial
from typing import Any

import httpx
from botocore.exceptions import BotoCoreError, ClientError
from tests.faults.stand import Stand

from care.model.actions import ReplyWritten
from care.queues import send_all

_GIVES_UP = 600.0  # seconds of the machine's clock for one act
_TROUBLE = (httpx.HTTPError, BotoCoreError, ClientError)
_SAYS = ("no me llega el paquete", "¿tenéis botas en el 38?", "llevo dos semanas esperando", "¿abrís el sábado?")


class Load(threading.Thread):
    """The acts of one scenario, spread over some seconds in an order that the seed decides."""

    def __init__(self, stand: Stand, mark: str, seed: int, customers: int, seconds: float) -> None:
        super().__init__(daemon=True)
        self._stand, self._seconds = stand, seconds
        self._random = random.Random(seed)
        self.people = [f"{mark}_{number}" for number in range(customers)]
        self.ids: dict[str, str] = {}
        """The ids of customers, by name."""
        self.answers: dict[str, str] = {}
        """What people wrote, and to which customer's id."""
        self.fault: BaseException | None = None
        self._later: list[threading.Thread] = []
        self._began = threading.Event()

    def middle(self) -> None:
        """Wait until a third of the load has come."""
        self._began.wait(_GIVES_UP)

    def run(self) -> None:
        acts = list(self._acts())
        pause = self._seconds / len(acts)
        try:
            for number, act in enumerate(acts):
                if number == len(acts) // 3:
                    self._began.set()
                act()
                time.sleep(pause)
        except BaseException as fault:  # noqa: BLE001  told by whoever waits for the load
            self.fault = fault
        finally:
            self._began.set()

    def done(self) -> None:
        """Wait until everything was said, but for what waits for a case at the desk."""
        self.join(_GIVES_UP)
        if self.fault is not None:
            raise self.fault

    def answered(self) -> None:
        """Wait until everybody at the desk has answered: some customers' cases are there after `reconcile` alone."""
        for one in self._later:
            one.join(_GIVES_UP)

    def _acts(self) -> list[Callable[[], None]]:
        """By turns: a post, a post and another, one answered in X's own app, a DM, one answered at the desk, a post."""
        acts: list[Callable[[], None]] = []
        order = list(enumerate(self.people))
        self._random.shuffle(order)
        for place, (n, who) in enumerate(order):
            acts.append(partial(self.writes, who, private=n % 6 == 3))
            earlier, earlier_who = order[max(0, place - 4)]
            match earlier % 6:
                case 1:
                    acts.append(partial(self._again, earlier_who))
                case 2:
                    acts.append(partial(self._in_the_app, earlier_who, private=False))
                case 3 if earlier % 12 == 3:
                    acts.append(partial(self._in_the_app, earlier_who, private=True))
                case 3 | 4:
                    acts.append(partial(self.replies, earlier_who, private=earlier % 6 == 3))
        return acts

    def writes(self, who: str, *, private: bool) -> None:
        """A customer writes for the first time."""
        said = f"hola, soy {who}, {self._random.choice(_SAYS)}"
        if private:
            self._says(who, "dm", {"from": who, "text": said})
        else:
            self._says(who, "post", {"from": who, "text": f"@{self._stand.account.username} {said}"})

    def _again(self, who: str) -> None:
        self._says(who, "post", {"from": who, "text": f"@{self._stand.account.username} sigo esperando, {who}"})

    def _says(self, who: str, how: str, body: dict[str, Any]) -> None:
        self.ids[who] = self._tried(lambda: self._once(how, body))["from"]

    def _in_the_app(self, who: str, *, private: bool) -> None:
        text = f"Hola, {who}: lo miramos ahora mismo."
        customer = self._known(who)
        if private:
            self._tried(lambda: self._once("agent/dm", {"to": who, "text": text}))
        else:
            [first, *_] = [p for p in self._seen()["posts"] if p["from"] == customer]
            self._tried(lambda: self._once("agent/post", {"text": text, "in_reply_to": first["id"]}))
        self.answers[text] = customer

    def replies(self, who: str, *, private: bool) -> None:
        """Somebody at the desk answers as soon as the customer's case is there."""
        customer, text = self._known(who), f"Hola, {who}: sale mañana en el primer reparto."
        if text in self.answers:
            return
        self.answers[text] = customer
        # Beside the rest: an agent sees the case when it is there.
        one = threading.Thread(target=self._replied, args=(customer, text, private), daemon=True)
        one.start()
        self._later.append(one)

    def _replied(self, customer: str, text: str, private: bool) -> None:
        account, action = self._stand.account.id, str(uuid.uuid4())

        def replied() -> bool:
            case_id = self._stand.conversations.customer(account, customer).case_id
            if not case_id:
                return False
            whose = {"account_id": account, "customer_id": customer, "case_id": case_id}
            values = {"action_id": action, "by": "Ana", "at": self._stand.clock.now(), "text": text}
            event = ReplyWritten(**whose, **values, channel="private" if private else "public")
            return send_all(self._stand.client("sqs"), self._stand.stack.outputs["EventsQueueUrl"], [event])

        self._tried(replied)

    def _known(self, who: str) -> str:
        while who not in self.ids:  # the customer is still at it
            time.sleep(0.1)
        return self.ids[who]

    def _seen(self) -> Any:
        return self._tried(lambda: self._stand.shown("timeline"))

    def _once(self, how: str, body: dict[str, Any]) -> dict[str, Any]:
        """Say it, unless X shows that it was said already."""
        kind = "dms" if how.endswith("dm") else "posts"
        there = [one for one in self._stand.shown("timeline")[kind] if one["text"] == body["text"]]
        return there[0] if there else self._stand.simulate(how, body)

    def _tried[Answer](self, act: Callable[[], Answer]) -> Answer:
        deadline = time.monotonic() + _GIVES_UP
        while True:
            try:
                answer = act()
                if answer:
                    return answer
            except _TROUBLE:
                if time.monotonic() > deadline:
                    raise
            if time.monotonic() > deadline:
                raise TimeoutError("a person tried for ten minutes")
            time.sleep(0.3)
