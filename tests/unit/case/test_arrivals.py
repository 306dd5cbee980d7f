"""A customer writes: what is known of them afterwards, in which language, and what the queue shows of it."""

from copy import replace
from datetime import timedelta

import pytest
from tests.changing import changed
from tests.unit.case.conftest import MARTA, OPEN, SHOP, Telling, shop

from care.case.echoes import excerpt
from care.case.influence import is_influencer
from care.model.customer import Customer
from care.model.messages import Author, Message
from care.model.stored_message import StoredMessage
from care.model.x_events import MessageDeleted, MessageReceived

MINUTE, HOUR, DAY, MOMENT = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1), timedelta(microseconds=1)


def customer(**values) -> Customer:
    return Customer(account_id=SHOP, customer_id=MARTA, **values)


def known_as(story: Telling, **values):
    """The story's customer, with or without a case, is known as that."""
    if isinstance(story.known, Customer):
        story.known = changed(story.known, **values)
    else:
        story.known = replace(story.case, customer=changed(story.case.customer, **values))


def arrives(story: Telling, now=OPEN, channel="public", **author) -> Customer:
    """A message whose author is told as that; nothing but the id, if nothing is given."""
    story.count += 1
    message = Message(id=str(story.count), channel=channel, text="¿y mi pedido?", at=now, summons=True)
    whose = {"account_id": SHOP, "customer_id": MARTA, "author": Author(id=MARTA, **author)}
    return story.tell(MessageReceived(**whose, message=message), now).customer


def early(*channels):
    """What a person of the account wrote an hour ago, before there was a case, one message by each channel."""
    return tuple(
        StoredMessage(id=str(number), channel=channel, by="person", at=OPEN - HOUR, text="Hola")
        for number, channel in enumerate(channels, 70)
    )


@pytest.mark.parametrize(("letters", "shown"), [(139, "a" * 139), (140, "a" * 140), (141, f"{'a' * 139}…")])
def test_the_queue_shows_a_hundred_and_forty_characters_of_a_message(letters, shown):
    assert excerpt("a" * letters, shop()) == shown


@pytest.mark.parametrize(("after", "kept"), [(-MOMENT, False), (timedelta(0), False), (MOMENT, True)])
def test_what_was_written_until_the_erasure_stays_gone_and_what_comes_after_it_is_kept(story: Telling, after, kept):
    known_as(story, erased_at=OPEN)
    decision = story.writes("¿dónde está mi pedido?", OPEN + HOUR, at=OPEN + after)
    assert (decision.case is not None, len(decision.messages)) == (kept, int(kept))


@pytest.mark.parametrize(
    ("last", "told", "text", "topic", "language"),
    [
        ("es", "pt", "gracias", "thanks", "pt"),  # what X says of the message comes first
        ("pt", "", "gracias", "thanks", "pt"),  # then what the customer wrote last
        ("", "", "gracias", "thanks", "es"),  # then what it looks like
        ("pt", "fr", "👍", "noise", "pt"),
        ("", "fr", "👍", "noise", "en"),  # and the account's own, if it looks like nothing
        ("", "", "mon colis n'est toujours pas arrivé", "complaint", "en"),  # or like what we do not speak
        ("es", "pt", "cobrástesme dúas veces e ninguén contesta", "complaint", "es"),
    ],
)
def test_a_message_is_read_in_the_language_that_is_known_best(last, told, text, topic, language):
    story = Telling(shop(language="en"))
    known_as(story, language=last)
    story.writes(text, OPEN, language=told)
    assert (story.case.topic, story.case.language, story.case.customer.language) == (topic, language, language)


def test_what_x_does_not_tell_of_the_author_stays_as_it_was_and_what_it_tells_is_taken_over(story: Telling):
    known = {"username": "marta", "name": "Marta", "followers": 7, "protected": True, "verified_type": "blue"}
    known_as(story, **known)
    told = arrives(story)
    assert {name: getattr(told, name) for name in known} == known
    news = {"username": "marta2", "name": "M", "followers": 0, "protected": False, "verified_type": "business"}
    told = arrives(story, OPEN + MINUTE, **news)
    assert {name: getattr(told, name) for name in news} == news


@pytest.mark.parametrize(
    ("channel", "encrypted", "opens"), [("private", False, True), ("private", True, False), ("public", False, False)]
)
def test_a_customer_who_takes_no_dms_opens_the_way_again_by_a_dm_that_can_be_answered(
    story: Telling, channel, encrypted, opens
):
    known_as(story, dm_closed_at=OPEN)
    story.writes("hola", OPEN + HOUR, channel=channel, encrypted=encrypted)
    closed = None if opens else OPEN
    assert story.case.customer.dm_closed_at == closed
    assert story.case.private_contact == opens
    assert story.case.customer.first_dm_at == (OPEN + HOUR if opens else None)


@pytest.mark.parametrize(
    ("wrote", "first"), [((), OPEN), (("public",), OPEN), (("private",), None), (("public", "private"), None)]
)
def test_a_customer_to_whom_people_wrote_a_dm_before_is_not_new(story: Telling, wrote, first):
    known_as(story, early=early(*wrote))
    story.writes("hola", OPEN, channel="private")
    assert story.case.customer.first_dm_at == first


def test_the_first_dm_stays_the_first_and_is_none_where_an_earlier_one_is_not_known(story: Telling):
    story.writes("no funciona", OPEN)
    story.writes("hola", OPEN + MINUTE, channel="private")
    story.writes("¿hay alguien?", OPEN + HOUR, channel="private")
    assert story.case.customer.first_dm_at == OPEN + MINUTE
    known_as(story, first_dm_at=None)  # as an earlier release stored it
    story.writes("¿hola?", OPEN + 2 * HOUR, channel="private")
    assert story.case.customer.first_dm_at is None


def test_the_first_dm_of_another_case_is_not_the_customers_first(story: Telling):
    known_as(story, first_dm_at=OPEN - 90 * DAY)
    story.writes("hola", OPEN, channel="private")
    assert story.case.customer.first_dm_at == OPEN - 90 * DAY


def test_what_people_wrote_before_a_case_is_stored_with_the_case_that_is_opened_for_it(story: Telling):
    story.writes("¿dónde está mi pedido?", OPEN)
    known_as(story, early=early("public"))
    again = story.writes("¿hola?", OPEN + MINUTE)
    assert ([message.text for message in again.messages], len(again.customer.early)) == (["¿hola?"], 1)
    story.resolves(OPEN + HOUR)
    opened = story.writes("otra cosa", OPEN + 9 * DAY, conversation_id="901")
    assert [message.text for message in opened.messages] == ["Hola", "otra cosa"]
    assert opened.customer.early == ()


@pytest.mark.parametrize(("followers", "influences"), [(None, False), (0, False), (1, True)])
def test_of_whose_audience_nothing_is_known_is_no_influencer_even_where_one_follower_makes_one(followers, influences):
    assert is_influencer(customer(followers=followers), shop(desk={"influencer_followers": 1})) == influences


def test_what_the_queue_shows_of_a_message_is_whole_or_cut_with_a_mark():
    def shown(text):
        return excerpt(text, shop())

    whole = next(length for length in range(20, 1000) if shown("a" * (length + 1)).endswith("…")) * "a"
    assert shown(whole) == whole
    assert shown(f"{whole}a") == f"{whole[:-1]}…"
    assert shown(f"{whole[:-2]} bcd") == f"{whole[:-2]}…", "no blank before the mark"


@pytest.mark.parametrize(
    ("followers", "verified", "influences"),
    [(None, "", False), (9_999, "blue", False), (10_000, "", True), (0, "business", True), (None, "government", True)],
)
def test_an_influencer_has_so_many_followers_or_is_an_institution(followers, verified, influences):
    customer = Customer(account_id=SHOP, customer_id=MARTA, followers=followers, verified_type=verified)
    assert is_influencer(customer, shop(desk={"influencer_followers": 10_000})) == influences


def test_a_case_says_whether_its_customer_is_an_influencer_as_last_known(asked: Telling):
    assert not asked.case.influencer
    event = MessageReceived(
        account_id=SHOP,
        customer_id=MARTA,
        author=Author(id=MARTA, username="marta", verified_type="business"),
        message=Message(id="1999", channel="public", text="¿y bien?", at=OPEN + HOUR, conversation_id="900"),
    )
    asked.tell(event, OPEN + HOUR)
    assert asked.case.influencer


def test_only_the_deletion_of_the_last_message_empties_what_the_queue_shows(asked: Telling):
    asked.writes("es el pedido azul", OPEN + MINUTE)
    asked.tell(MessageDeleted(account_id=SHOP, customer_id=MARTA, message_id="1001"), OPEN + HOUR)
    assert asked.case.excerpt == "es el pedido azul"
    asked.tell(MessageDeleted(account_id=SHOP, customer_id=MARTA, message_id="1002"), OPEN + HOUR)
    assert asked.case.excerpt == ""


@pytest.mark.parametrize("resolved", [False, True])
@pytest.mark.parametrize("text", ["¡gracias!", "ok", "👍", "sigue sin funcionar", "5", "BAJA", "quiero darme de baja"])
def test_whatever_a_message_says_that_is_opened_later_takes_the_place_of_the_shut_one(asked: Telling, text, resolved):
    asked.writes("", OPEN + MINUTE, channel="private", encrypted=True)
    asked.answers(OPEN + HOUR, channel="private")
    if resolved:
        asked.resolves(OPEN + HOUR)
    message = Message(id=str(1000 + asked.count), channel="private", text=text, at=OPEN + MINUTE, chat=True)
    event = MessageReceived(account_id=SHOP, customer_id=MARTA, author=Author(id=MARTA), message=message, opens=True)
    read = asked.tell(event, OPEN + 2 * HOUR)
    assert [(one.text, one.opened_at) for one in read.messages] == [(text, OPEN + 2 * HOUR)]
    assert sum(count.n for count in read.counts if count.measure == "messages_in") == 0, "it was counted when it came"


def test_a_customer_who_writes_the_portuguese_of_portugal_is_answered_so_until_they_write_brazils(story: Telling):
    story.writes("o comboio não veio e estou à espera", OPEN, language="pt")
    assert (story.case.language, story.account.spoken(story.case.language)) == ("pt-PT", "pt-PT")
    story.writes("obrigado, aguardo", OPEN + MINUTE, language="pt")
    assert story.case.language == "pt-PT"
    story.writes("me cobraram de novo no boleto", OPEN + 2 * MINUTE, language="pt")
    assert story.account.spoken(story.case.language) == "pt"
