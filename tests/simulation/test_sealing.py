"""The stand-in for X's chat library gives what the genuine one gives, to those who read it."""

import chat_xdk
import pytest
from tests.simulation.sealing import StandIn
from tests.unit.x.chatting import Person, Talk

from care.model.chat import Opened, Shut
from care.x import chat, chat_identity

BRAND, CUSTOMER = "2000000000000000001", "3000000000000000002"


@pytest.fixture(params=[chat_xdk.Chat, StandIn], ids=["genuine", "stand-in"])
def people(request, monkeypatch):
    monkeypatch.setattr(chat_xdk, "Chat", request.param)
    return Person(BRAND), Person(CUSTOMER)


def test_what_was_sealed_is_opened_by_its_reader_and_by_nobody_else(people):
    brand, customer = people
    talk = Talk(customer, brand)
    _, _, event = talk.says(customer, "¿dónde está?")
    known = [brand.shown, customer.shown]
    found = chat.open_event((brand.keys,), event, talk.key_changes, known, talk.id)
    assert isinstance(found, Opened)
    assert (found.kind, found.text, found.sender_id, found.key_unverified) == ("text", "¿dónde está?", CUSTOMER, False)
    assert chat.open_event((Person(BRAND).keys,), event, talk.key_changes, known, talk.id) != found
    assert chat.open_event((brand.keys,), event, [], known, talk.id) == Shut("no_conversation_key")
    assert chat.open_event((brand.keys,), event, talk.key_changes, [brand.shown], talk.id) == Shut("unverified")


def test_a_key_is_made_for_those_whose_keys_are_bound_and_seals_what_they_open(people):
    brand, customer = people
    made = chat.new_key(brand.keys, (brand.shown, customer.shown))
    sealed = chat.seal(brand.keys, f"{BRAND}:{CUSTOMER}", "hola", made.key)
    assert sealed.key_version == made.key.version
    assert chat_identity.belongs(brand.keys, brand.shown)
    assert not chat_identity.belongs(brand.keys, customer.shown)
    assert set(made.body) == {"conversation_key_version", "conversation_participant_keys", "action_signatures"}


def test_a_file_is_opened_whole_with_the_key_of_its_conversation_and_named_by_its_message(people):
    brand, customer = people
    talk = Talk(customer, brand)
    hung = {"attachment_type": "media", "media_hash_key": "abc1", "width": 3, "height": 2, "filesize_bytes": 9}
    _, _, event = talk.says(customer, "mirad", attachments=[{**hung, "media_type": 1, "filename": "a.png"}])
    found = chat.open_event((brand.keys,), event, talk.key_changes, [brand.shown, customer.shown], talk.id)
    assert isinstance(found, Opened)
    [media] = found.media
    assert (media.id, media.type, media.width, media.sealed) == ("abc1", "photo", 3, talk.version)
    sealed = chat.sealed_file([b"one ", b"two"], chat.ConversationKey(talk.version, talk.key, verified=True))
    assert chat.opened_file((brand.keys,), sealed, talk.key_changes, talk.version) == b"one two"
    for data, keys in ((sealed[:-2], brand.keys), (sealed, Person(BRAND).keys)):
        assert chat.opened_file((keys,), data, talk.key_changes, talk.version) is None
