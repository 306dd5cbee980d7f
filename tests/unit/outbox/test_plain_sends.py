"""Posts, reposts, acts and plain DMs as X is asked for them."""

from copy import replace
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from tests.unit.outbox.making import MARTA, SHOP, START, item

from care.model.rate_limits import Limits
from care.model.refusals import RefusalReason
from care.x.errors import OutcomeUnknown, Refused, RetryLater
from care.x.values import Sent
from publish.plain_sends import already_sent, sent

LATER = START + timedelta(minutes=9)


def test_x_is_asked_by_the_kind_of_the_item():
    asked: list[tuple[Any, ...]] = []

    def note(name: str) -> Any:
        def noted(*told: Any, **more: Any) -> Sent:
            asked.append((name, *told, more))
            return Sent("1", Limits(9, 1, LATER))

        return noted

    names = ("repost", "delete_post", "hide_reply", "create_post", "send_dm")
    x: Any = SimpleNamespace(**{name: note(name) for name in names})
    button = f"https://x.com/messages/compose?recipient_id={SHOP}"
    public = item(channel="public", text="hola", in_reply_to="7")
    of_none = [item(reposts="9"), item(act="delete", on="8"), item(act="hide", on="8"), item(act="show", on="8")]
    assert [sent(one, SHOP, x).id for one in of_none] == ["", "", "", ""], "X names none of them"
    for one in (public, replace(public, dm_link=True), item(text="hola")):
        assert sent(one, SHOP, x).id == "1"
    assert asked == [
        ("repost", SHOP, "9", {}),
        ("delete_post", "8", {}),
        ("hide_reply", "8", {"hidden": True}),
        ("hide_reply", "8", {"hidden": False}),
        ("create_post", "hola", {"in_reply_to": "7", "dm_link": None, "media_ids": []}),
        ("create_post", "hola", {"in_reply_to": "7", "dm_link": button, "media_ids": []}),
        ("send_dm", MARTA, "hola", {"media_id": None}),
    ]


def test_a_look_that_x_does_not_answer_is_tried_again_and_one_that_it_refuses_is_not():
    def raises(error: Exception) -> Any:
        def ask(**_: Any) -> Any:
            raise error

        return SimpleNamespace(dm_events=ask)

    assert already_sent(item(), SHOP, raises(Refused(RefusalReason.not_visible))) == "not shown"
    with pytest.raises(RetryLater):
        already_sent(item(), SHOP, raises(OutcomeUnknown()))
