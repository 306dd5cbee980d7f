"""An echo, or a failure that X tells later, of what Centralita sent is that send; a person's message is none."""

from copy import replace
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from tests.functions.cases.test_written_beside import WROTE
from tests.functions.conftest import MARTA, NIGHT, SHOP
from tests.unit.outbox.making import item

from care.batches import Retry
from care.model.messages import Message
from care.model.outcomes import Code, outcome
from care.model.x_events import MessageEchoed, NotPassedOn
from care.tables.outbox import InFlight
from cases.recognition import Recognition

MINUTE = timedelta(minutes=1)


class Sent:
    """An outbox that knows `item`, or raises; and who was woken."""

    def __init__(self, known: Any) -> None:
        self.asked: list[tuple[Any, ...]] = []
        self.woken: list[dict[str, Any]] = []
        self._known = known

    def recognised(self, event: Any) -> Any:
        def recognise(*told: Any) -> Any:
            self.asked.append(told)
            if isinstance(self._known, Exception):
                raise self._known
            return self._known

        outbox: Any = SimpleNamespace(recognise=recognise, not_passed_on=recognise)
        sqs: Any = SimpleNamespace(send_message=lambda **told: self.woken.append(told))
        return Recognition(outbox, sqs, "sends").recognised(event, NIGHT + MINUTE)


OWN = Message(id="900", channel="public", text="Ya va", at=NIGHT, in_reply_to="9")
ECHO = MessageEchoed(account_id=SHOP, customer_id=MARTA, message=OWN)


@pytest.mark.parametrize(("customer", "to"), [(MARTA, MARTA), ("", "9")])
def test_an_echo_is_looked_for_by_whom_or_what_it_answers(customer: str, to: str):
    scene = Sent(None)
    echo = replace(ECHO, customer_id=customer)
    assert scene.recognised(echo) is echo, "a person wrote it"
    assert scene.asked == [(SHOP, "public", to, "900", "Ya va", NIGHT, NIGHT + MINUTE)]


def test_an_echo_of_a_send_reports_it_and_a_part_of_a_thread_lets_the_rest_go():
    scene = Sent(item(channel="public"))
    told = scene.recognised(ECHO)
    assert (told.kind, told.item_id, told.outcome, told.at, told.x_id) == (
        "send_settled",
        "C1:reply:1",
        "sent",
        NIGHT,
        "900",
    )
    assert scene.woken == []
    scene = Sent(item(channel="public", rest=("sigue",), parts=2))
    scene.recognised(ECHO)
    assert [one["QueueUrl"] for one in scene.woken] == ["sends"]


def test_a_post_of_the_account_is_reported_to_no_case_and_one_that_is_being_sent_is_waited_for():
    own = Sent(item("account:post:1", channel="public", customer_id="", case_id=""))
    assert own.recognised(ECHO) is ECHO
    with pytest.raises(Retry):
        Sent(InFlight("x")).recognised(ECHO)
    wrote = Sent(ValueError("nobody asks"))
    assert wrote.recognised(WROTE) is WROTE


def test_what_x_did_not_pass_on_is_told_as_refused_with_its_reason():
    event = NotPassedOn(account_id=SHOP, customer_id=MARTA, message_id="900", failure="FlaggedAsSpam", at=NIGHT)
    scene = Sent(item(why=(outcome(Code.chat_flagged_spam),)))
    told = scene.recognised(event)
    assert scene.asked == [(f"{SHOP}#private", "900", (outcome(Code.chat_flagged_spam),), NIGHT + MINUTE)]
    assert (told.outcome, told.x_id, told.at) == ("refused", "900", NIGHT)
    assert Sent(None).recognised(event) is event
