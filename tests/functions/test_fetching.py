"""What a message shows, fetched by `media`: under the message's first id, and gone with it by whichever of its ids."""

from copy import replace
from datetime import timedelta

import boto3
import httpx
import pytest
from tests.functions.conftest import MARTA, NIGHT, SHOP, World
from tests.unit.test_pictures import png

from care.model.actions import CustomerErased
from care.model.commands import FetchMedia
from care.model.events import Event
from care.model.media import KeptMedia, Media, waiting
from care.model.messages import Author, Message
from care.model.snowflake import id_at
from care.model.x_events import MessageDeleted, MessageReceived
from care.queues import ask_for_media, send_all
from care.tables.media import KeptFiles

PICTURE = png(3, 2)


@pytest.fixture
def files(world: World, monkeypatch) -> KeptFiles:
    handler = world.handler("media")
    answer = httpx.MockTransport(lambda _request: httpx.Response(200, content=PICTURE))
    monkeypatch.setattr(handler, "http", httpx.Client(transport=answer))
    kept: KeptFiles = handler.files
    return kept


def post(number: str, *earlier: str, shows: str = "3_1") -> MessageReceived:
    media = (Media(id=shows, type="photo", url=f"https://pbs.twimg.com/media/{shows}.png"),)
    message = Message(
        id=number, channel="public", text="@tiendaluna mirad", at=NIGHT, summons=True, media=media, earlier=earlier
    )
    return MessageReceived(
        account_id=SHOP, customer_id=MARTA, author=Author(id=MARTA, username="marta"), message=message
    )


def tell(world: World, *events: Event) -> None:
    assert send_all(world.sqs, world.queues["events"], list(events))
    world.drain("events", "cases")


def known(world: World, files: KeptFiles) -> list[KeptMedia]:
    return files.of_case(world.conversations.customer(SHOP, MARTA).case_id)


def test_a_message_that_is_gone_by_its_newest_id_is_not_fetched_any_more(world: World, files: KeptFiles):
    tell(world, post("31"), post("32", "31"), MessageDeleted(account_id=SHOP, message_id="32"))
    world.drain("media", "media")
    assert known(world, files) == []


def test_what_a_later_wording_shows_is_known_by_the_messages_first_id(world: World, files: KeptFiles):
    tell(world, post("31"), post("32", "31"), post("33", "31", "32", shows="3_2"))
    world.drain("media", "media")
    assert {(one.message_id, one.id) for one in known(world, files)} == {("31", "3_1"), ("31", "3_2")}


def test_bytes_of_a_try_that_died_go_with_their_customer(world: World, files: KeptFiles, monkeypatch):
    tell(world, post("31"))
    whole, died = files.tell_fetched, list[str]()

    def dies(case_id, kept, now, **more):
        if kept.state == "kept":
            died.append(kept.place)
            raise SystemExit
        return whole(case_id, kept, now, **more)

    monkeypatch.setattr(files, "tell_fetched", dies)
    with pytest.raises(SystemExit):
        world.drain("media", "media")
    [one] = known(world, files)
    assert (one.state, [one.place]) == ("waiting", died)
    assert files.has(one.place)
    case_id = world.conversations.customer(SHOP, MARTA).case_id
    tell(world, CustomerErased(account_id=SHOP, customer_id=MARTA, action_id="a1", by="sara", at=NIGHT))
    assert (files.of_case(case_id), files.has(one.place)) == ([], False)


def test_two_that_fetch_one_thing_at_once_put_it_into_one_place_and_the_slower_one_takes_nothing_back(
    world: World, files: KeptFiles
):
    tell(world, post("31"))
    case_id = world.conversations.customer(SHOP, MARTA).case_id
    both = waiting("31", post("31").message.media[0], NIGHT)
    quick = files.placed(SHOP, case_id, both, NIGHT)
    files.put(quick.place, PICTURE, "image/png")
    assert files.tell_fetched(case_id, replace(quick, state="kept"), NIGHT)
    slow = files.placed(SHOP, case_id, both, NIGHT, poster=True)
    assert (slow.place, slow.poster_place) == (quick.place, quick.poster_place)
    assert not files.tell_fetched(case_id, replace(both, state="failed", fault="x_failed"), NIGHT)
    assert [(one.state, one.place) for one in known(world, files)] == [("kept", quick.place)]
    tell(world, CustomerErased(account_id=SHOP, customer_id=MARTA, action_id="a1", by="sara", at=NIGHT))
    assert (files.of_case(case_id), files.has(quick.place)) == ([], False)


def test_a_try_after_one_that_died_puts_the_bytes_into_the_same_place(world: World, files: KeptFiles):
    tell(world, post("31"))
    case_id = world.conversations.customer(SHOP, MARTA).case_id
    begun = files.placed(SHOP, case_id, waiting("31", Media(id="3_1", type="photo"), NIGHT), NIGHT)
    world.drain("media", "media")
    assert [(one.state, one.place) for one in known(world, files)] == [("kept", begun.place)]


GONE = [
    MessageDeleted(account_id=SHOP, message_id="31"),
    CustomerErased(account_id=SHOP, customer_id=MARTA, action_id="a1", by="sara", at=NIGHT),
]


@pytest.mark.parametrize("how", ["deleted", "erased"])
def test_of_what_goes_while_it_is_fetched_nothing_stays(world: World, files: KeptFiles, monkeypatch, how):
    tell(world, post("31"))
    case_id = world.conversations.customer(SHOP, MARTA).case_id

    def answer(_request: httpx.Request) -> httpx.Response:
        if how == "deleted":
            world.conversations.bury(SHOP, "31", NIGHT)
        else:
            world.conversations.erase(SHOP, MARTA, NIGHT)
        files.forget(case_id)
        return httpx.Response(200, content=PICTURE)

    monkeypatch.setattr(world.handler("media"), "http", httpx.Client(transport=httpx.MockTransport(answer)))
    world.drain("media", "media")
    assert files.of_case(case_id) == []
    assert "Contents" not in boto3.client("s3").list_objects_v2(Bucket="media")


@pytest.mark.parametrize("gone", GONE)
def test_a_try_after_one_that_died_drops_what_went_meanwhile(world: World, files: KeptFiles, gone):
    tell(world, post("31"))
    case_id = world.conversations.customer(SHOP, MARTA).case_id
    tell(world, gone)
    begun = files.placed(SHOP, case_id, waiting("31", Media(id="3_1", type="photo"), NIGHT), NIGHT)
    files.put(begun.place, PICTURE, "image/png")
    world.drain("media", "media")
    assert (files.of_case(case_id), files.has(begun.place)) == ([], False)


@pytest.mark.parametrize("status", [500, 402])
def test_what_x_does_not_tell_of_a_picture_is_said_and_a_person_may_try_again(world: World, files: KeptFiles, status):
    answer = httpx.MockTransport(lambda _request: httpx.Response(status, json={"title": "no"}))
    world.handler("media").x_accounts._http = httpx.Client(transport=answer)
    named = post("31")
    named = replace(named, message=replace(named.message, media=(Media(id="3_1"),)))
    tell(world, named)
    world.drain("media", "media")
    assert [(one.state, one.fault) for one in known(world, files)] == [("failed", "x_failed")]


def test_nothing_is_fetched_for_an_erased_case_though_a_later_wording_has_begun_another(world: World, files: KeptFiles):
    tell(world, post("31"))
    gone = world.conversations.customer(SHOP, MARTA).case_id
    tell(world, CustomerErased(account_id=SHOP, customer_id=MARTA, action_id="a1", by="sara", at=NIGHT))
    later = post("32", "31")
    tell(world, replace(later, message=replace(later.message, at=NIGHT + timedelta(minutes=1))))
    world.at(NIGHT + timedelta(minutes=2))
    world.drain("media", "media")
    assert files.of_case(gone) == []
    assert [(one.message_id, one.state) for one in known(world, files)] == [("32", "kept")]


def test_what_a_new_wording_shows_lies_with_the_post_though_it_begins_another_case(world: World, files: KeptFiles):
    first = id_at(NIGHT)
    thanks = post(first)
    tell(world, replace(thanks, message=replace(thanks.message, media=())))
    before = world.conversations.customer(SHOP, MARTA).case_id
    command = FetchMedia(
        account_id=SHOP, customer_id=MARTA, case_id="ANOTHERCASE1", item_id="media-1", language="es", asked_at=NIGHT,
        message_id=first, media=(Media(id="3_9", type="photo", url="https://pbs.twimg.com/media/3_9.png"),),
    )  # fmt: skip
    ask_for_media(command, world.sqs, world.queues["media"], world.queues["chats"])
    world.drain("media", "media")
    assert [one.id for one in files.of_case(before)] == ["3_9"]
    assert files.of_case("ANOTHERCASE1") == []
