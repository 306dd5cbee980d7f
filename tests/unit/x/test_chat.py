"""Chats opened and sealed: with the library that X gives, and people with keys of their own."""

import base64
from dataclasses import replace
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.x.chatting import Person, Talk

from care.model.chat import Opened, Option, Shut
from care.x import chat, chat_identity
from care.x.chat_keys import ChatKeys, read_chat_secret, with_keys
from care.x.oauth_signature import UnreadableSecret

BRAND, MARTA, EVE = Person("2000000000000000001"), Person("777000111", "1790000000002"), Person("999")
RING, PEOPLE = (BRAND.keys,), (BRAND.shown, MARTA.shown)


@pytest.fixture
def talk() -> Talk:
    return Talk(MARTA, BRAND)


def opened(talk: Talk, event: str, ring=RING, people=PEOPLE, changes=None) -> Opened | Shut:
    return chat.open_event(ring, event, talk.key_changes if changes is None else changes, people, talk.id)


def test_a_message_is_opened_with_its_signed_id_and_sender(talk):
    message_id, sequence, event = talk.says(MARTA, "Hola, mi pedido no llega")
    found = opened(talk, event)
    assert isinstance(found, Opened)
    assert (found.kind, found.text, found.message_id) == ("text", "Hola, mi pedido no llega", message_id)
    assert (found.sender_id, found.sequence_id, found.key_unverified) == (MARTA.id, sequence, False)
    assert "pedido" not in repr(found)


def test_edits_reactions_and_deletions_name_what_they_are_about(talk):
    _, sequence, event = talk.says(MARTA, "Hola")
    edit = opened(talk, talk.edits(MARTA, event, "Hola, ya llegó")[2])
    assert isinstance(edit, Opened)
    assert (edit.kind, edit.text, edit.targets) == ("edit", "Hola, ya llegó", (sequence,))
    reaction = opened(talk, talk.reacts(MARTA, event, "👍")[2])
    assert isinstance(reaction, Opened)
    assert (reaction.kind, reaction.emoji, reaction.targets) == ("reaction", "👍", (sequence,))
    deletion = opened(talk, talk.deletes(MARTA, sequence)[2])
    assert isinstance(deletion, Opened)
    assert (deletion.kind, deletion.targets) == ("deleted", (sequence,))


def test_a_button_comes_back_by_its_id(talk):
    chosen = {"response": {"options": {"request_id": "case:survey", "metadata": "4", "selected_option_id": "4"}}}
    found = opened(talk, talk.says(MARTA, "Bien", quick_reply=chosen)[2])
    assert isinstance(found, Opened)
    assert (found.request, found.option) == ("case:survey", "4")


@pytest.mark.parametrize(
    ("ring", "people", "changes", "why"),
    [
        ((), PEOPLE, None, "no_keys"),
        (RING, (), None, "unverified"),
        (RING, (BRAND.shown,), None, "unverified"),
        (RING, PEOPLE, (), "no_conversation_key"),
        ((EVE.keys,), PEOPLE, None, "no_conversation_key"),
    ],
)
def test_what_cannot_be_opened_says_why(talk, ring, people, changes, why):
    assert opened(talk, talk.says(MARTA, "Hola")[2], ring, people, changes) == Shut(why)


def test_older_keys_open_what_was_sealed_to_them(talk):
    new = Person(BRAND.id, "1790000000009")
    found = opened(talk, talk.says(MARTA, "Hola")[2], (new.keys, BRAND.keys))
    assert isinstance(found, Opened)


def test_a_key_of_somebody_unknown_opens_and_is_flagged():
    stranger = Person(MARTA.id, "1790000000007")
    talk = Talk(stranger, BRAND)
    key, version, changes = talk.key, talk.version, list(talk.key_changes)
    talk = Talk(MARTA, BRAND)
    talk.key, talk.version, talk.key_changes = key, version, changes
    found = opened(talk, talk.says(MARTA, "Hola")[2])
    assert isinstance(found, Opened)
    assert found.key_unverified
    newest = chat.newest_key(RING, changes, PEOPLE, talk.id)
    assert newest is not None
    assert not newest.verified


def test_a_message_of_another_sender_conversation_or_id_is_not_verified(talk):
    _, _, event = talk.says(MARTA, "Hola")
    raw = base64.b64decode(event)
    for old, new in ((MARTA.id, EVE.id + "000000"), (talk.id, talk.id.replace("777", "778"))):
        forged = base64.b64encode(raw.replace(old.encode(), new.encode())).decode()
        found = opened(talk, forged, people=(*PEOPLE, EVE.shown))
        assert isinstance(found, Shut)


def test_another_conversations_key_is_not_used_here(talk):
    other = Talk(MARTA, EVE)
    assert chat.newest_key((EVE.keys, BRAND.keys), other.key_changes, (*PEOPLE, EVE.shown), talk.id) is None


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_no_bytes_of_strangers_break_the_reader(data):
    talk = Talk(MARTA, BRAND)
    raw = bytearray(base64.b64decode(talk.says(MARTA, "Hola")[2]))
    for _ in range(data.draw(st.integers(1, 6))):
        raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
    cut = bytes(raw[: data.draw(st.integers(0, len(raw)))])
    text = data.draw(st.one_of(st.just(base64.b64encode(cut).decode()), st.text(max_size=60)))
    found = opened(talk, text)
    if isinstance(found, Opened) and found.kind == "text":
        assert found.text == "Hola"  # only what is not signed may differ
    assert isinstance(opened(talk, talk.says(MARTA, "Hola")[2], changes=[text, *talk.key_changes]), Opened)


def test_what_is_sealed_is_opened_by_the_customer_and_by_nobody_else(talk):
    key = chat.newest_key(RING, talk.key_changes, PEOPLE, talk.id)
    assert key is not None
    assert key.verified
    sealed = chat.seal(BRAND.keys, talk.id, "Ya va", key, request="q", options=[Option(id="5", label="Muy bien")])
    assert "Ya va" not in repr(sealed)
    assert sealed.content not in repr(sealed)
    framed = talk._framed(BRAND, _as_made(sealed))[2]
    found = chat.open_event((MARTA.keys,), framed, talk.key_changes, PEOPLE, talk.id)
    assert isinstance(found, Opened)
    assert (found.text, found.message_id) == ("Ya va", sealed.message_id)
    assert isinstance(chat.open_event((EVE.keys,), framed, talk.key_changes, PEOPLE, talk.id), Shut)


def test_a_new_key_is_sealed_to_bound_keys_alone(talk):
    change = chat.new_key(BRAND.keys, PEOPLE)
    assert {one["user_id"] for one in change.body["conversation_participant_keys"]} == {BRAND.id, MARTA.id}
    assert change.body["action_signatures"][0]["message_event_signature"]["signature"]
    swapped = replace(MARTA.shown, signing=EVE.shown.signing)
    with pytest.raises(chat.CannotSeal):
        chat.new_key(BRAND.keys, (BRAND.shown, swapped))
    assert not chat.is_bound(replace(MARTA.shown, binding="AAAA"))


def test_keys_are_told_from_others_by_what_x_has_registered():
    assert chat_identity.belongs(BRAND.keys, BRAND.shown)
    assert not chat_identity.belongs(BRAND.keys, MARTA.shown)


def test_the_secret_keeps_older_keys_and_shows_none():
    newer = ChatKeys(BRAND.id, "1790000000009", EVE.blob)
    text = with_keys(with_keys("made up by AWS", BRAND.keys), newer)
    assert read_chat_secret(text) == {BRAND.id: (newer, BRAND.keys)}
    assert str(newer.blob) not in repr(newer)
    for wrong in ('{"accounts": 1}', '{"accounts": {"1": [{"version": "1", "keys": "AAAA"}]}}'):
        with pytest.raises(UnreadableSecret):
            read_chat_secret(wrong)


def _as_made(sealed):
    return SimpleNamespace(
        message_id=sealed.message_id, encrypted_content=sealed.content, encoded_event_signature=sealed.signature
    )
