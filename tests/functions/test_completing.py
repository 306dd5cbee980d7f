"""What `cases` looks up before it decides: whose the other case is, what is news, which case a message is of."""

from collections.abc import Callable
from copy import replace
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from tests.functions.conftest import ACCOUNT, MARTA, NIGHT, SHOP, World

from care.model.actions import CaseMerged, ReplyWritten
from care.model.case import Case, Survey
from care.model.events import IncidentTouched, SettingsChanged
from care.model.incident import Incident
from care.model.messages import Author, Message
from care.model.x_events import MessageReceived
from care.queues import send_all
from care.tables.accounts import Accounts
from cases.enrich import completed, is_news
from cases.route import known_of

OTHER, PEDRO = "2000000000000000002", "3000000000000000002"
Told = Callable[..., Case]


@pytest.fixture
def told(world: World) -> Told:
    """A case of whoever writes, to whichever brand."""
    Accounts(world.dynamodb, "accounts").put(replace(ACCOUNT, id=OTHER, username="otra"))
    numbers = iter(range(900, 999))

    def tell(customer: str = MARTA, account: str = SHOP, channel: Any = "public", **more: Any) -> Case:
        number = str(next(numbers))
        says = {"text": "no me llega el pedido", "at": NIGHT, "summons": channel == "public", **more}
        message = Message(id=number, channel=channel, **says)
        event = MessageReceived(
            account_id=account, customer_id=customer, author=Author(id=customer, username="m"), message=message
        )
        assert send_all(world.sqs, world.queues["events"], [event])
        world.drain("events", "cases")
        case = world.conversations.case(world.conversations.customer(account, customer).case_id)
        assert case is not None
        return case

    return tell


@pytest.mark.parametrize(
    ("whose", "kept"), [((MARTA, SHOP), True), ((PEDRO, SHOP), False), ((MARTA, OTHER), False), (None, False)]
)
def test_a_case_is_merged_into_one_of_the_same_customer_and_brand_alone(
    world: World, told: Told, whose: tuple[str, str] | None, kept: bool
):
    mine = told()
    into = told(*whose).case_id if whose else "NOBODYS"
    ids = {"account_id": SHOP, "customer_id": MARTA, "case_id": mine.case_id}
    event = completed(CaseMerged(**ids, action_id="m", by="ana", at=NIGHT, into=into), world.conversations, None)  # type: ignore[arg-type]
    assert isinstance(event, CaseMerged)
    assert event.into == (into if kept else "")


@pytest.mark.parametrize(
    ("who", "channel", "deleted", "placed"),
    [(MARTA, "public", False, True), (PEDRO, "public", False, False), (MARTA, "private", False, False),
     (MARTA, "public", True, False)],
)  # fmt: skip
def test_a_reply_goes_to_a_public_post_of_the_same_customer_that_is_still_there(
    world: World, told: Told, who: str, channel: str, deleted: bool, placed: bool
):
    mine = told()
    theirs = told(who, SHOP, channel)
    [*_, post] = world.conversations.messages(theirs.case_id)
    if deleted:
        key = {"pk": {"S": f"CASE#{theirs.case_id}"}, "sk": {"S": f"MSG#2026-11-24T21:00:00.000000Z#{post.id}"}}
        gone = {":at": {"S": "2026-11-24T21:01:00.000000Z"}}
        world.dynamodb.update_item(
            TableName="conversations", Key=key, UpdateExpression="SET deleted_at = :at", ExpressionAttributeValues=gone
        )
    whose = {"account_id": SHOP, "customer_id": MARTA, "case_id": mine.case_id, "by": "ana", "at": NIGHT}
    reply = ReplyWritten(**whose, action_id="a", channel="public", text="Ya va", in_reply_to=post.id)
    event = completed(reply, world.conversations, None)  # type: ignore[arg-type]
    assert isinstance(event, ReplyWritten)
    assert event.misplaced is not placed


WEB = Incident(incident_id="web", terms=("la web",), texts={"es": "Va lenta."}, started_at=NIGHT)
OVER = replace(WEB, ended_at=NIGHT + timedelta(hours=1))


@pytest.mark.parametrize(
    ("known", "ended", "news"),
    [((), False, True), ((WEB,), False, False), ((WEB,), True, True), ((OVER,), True, False), ((OVER,), False, True),
     ((replace(WEB, incident_id="app"),), False, True)],
)  # fmt: skip
def test_an_incident_is_news_where_the_settings_that_were_read_do_not_have_it_so(
    known: tuple[Incident, ...], ended: bool, news: bool
):
    ids: Any = {"account_id": SHOP, "customer_id": MARTA, "case_id": "C", "swept_at": NIGHT}
    event = IncidentTouched.model_construct(**ids, incident_id="web", ended=ended)
    assert is_news(event, replace(ACCOUNT, incidents=known)) is news


@pytest.mark.parametrize(("number", "news"), [(1, False), (2, False), (3, True)])
def test_settings_are_news_where_their_version_is_newer_than_what_was_read(number: int, news: bool):
    event = SettingsChanged.model_construct(account_id=SHOP, customer_id=MARTA, case_id="C", settings_version=number)
    assert is_news(event, replace(ACCOUNT, version=2)) is news


@pytest.mark.parametrize(
    ("channel", "text", "of"),
    [("private", "5", "asked"), ("public", "5", "present"), ("private", "no me llega", "present")],
)
def test_a_score_in_private_is_of_the_case_that_was_asked_about_and_all_else_of_the_present_one(
    world: World, told: Told, channel: Any, text: str, of: str
):
    present = told()
    survey = Survey(state="asked", kind="csat", asked_at=NIGHT)
    asked = replace(present, case_id="ASKED", state="resolved", resolved_at=NIGHT, survey=survey)
    customer = replace(present.customer, survey_case_id="ASKED", case_id=present.case_id)
    cases = {"ASKED": asked, present.case_id: present}
    store: Any = SimpleNamespace(customer=lambda *_: customer, case=cases.get, reference=lambda *_: None)
    message = Message(
        id="990", channel=channel, text=text, at=NIGHT + timedelta(minutes=1), summons=channel == "public"
    )
    event = MessageReceived(account_id=SHOP, customer_id=MARTA, author=Author(id=MARTA), message=message)
    found = known_of(event, store, ACCOUNT)
    assert isinstance(found, Case)
    assert found.case_id == {"asked": "ASKED", "present": present.case_id}[of]
