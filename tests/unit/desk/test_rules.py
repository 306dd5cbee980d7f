"""What the desk shows, as rules: outcomes, rows, lists, stories, previews, keys."""

import ast
from copy import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.changing import changed

from care.case.promises import FOLLOW_UP
from care.desk.keys import KEYS
from care.desk.outcomes import DONE, is_refusal
from care.desk.reply_preview import first_choice, preview, ways
from care.desk.story import story
from care.model.account import Account
from care.model.case import Case, LastMessage, Promise
from care.model.clocks import start
from care.model.customer import Customer
from care.model.outbox_item import Item
from care.model.outcomes import Code, outcome
from care.model.stored_message import StoredMessage
from care.tables.queue_rows import Row, lists_of, queue_key_of, row_of

NOW = datetime(2026, 11, 25, 10, 0, tzinfo=UTC)
ACCOUNT = Account.model_validate(
    {
        "id": "2",
        "username": "tiendaluna",
        "name": "Tienda Luna",
        "privacy_url": "https://t.example/p",
        "second_look": ["gratis"],
        "abbreviations": {"por favor": "xfa"},
        "hours": {"timezone": "Europe/Madrid", "always": True},
    }
)
POST = LastMessage(id="10", channel="public", at=NOW, summons=True)
CASES = Path(__file__).parents[3] / "layers" / "care" / "python" / "care" / "case"


def row_shown(case: Case) -> Row:
    return Row.model_validate(row_of(case))


def case(**changes) -> Case:
    values = {
        "case_id": "C1",
        "account_id": "2",
        "customer": Customer(account_id="2", customer_id="3"),
        "opened_at": NOW,
    }
    return Case(**{**values, "last_message": POST, "last_public": POST, **changes})


def reasons_of(*files):
    """The codes that decisions of these modules give."""
    for file in files:
        for node in ast.walk(ast.parse((CASES / f"{file}.py").read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "changed":
                yield from (Code[a.attr] for a in ast.walk(node) if isinstance(a, ast.Attribute) and a.attr in Code)


def test_what_is_done_and_what_is_refused_are_told_apart_for_every_reason_of_an_action():
    rooms = ("agent_actions", "actions", "promises", "labels", "wishes", "about_people", "mentioning", "unwanted")
    said = set(reasons_of(*rooms, "handing_over"))
    elsewhere = {Code.absorbed, Code.hand_over_arrived, Code.hand_over_delayed, Code.hand_over_failed}
    assert said - elsewhere - DONE == set()
    assert said >= DONE
    assert is_refusal((outcome(Code.answered_meanwhile),))


def test_a_case_is_on_the_lists_of_its_person_incident_topic_and_reach_until_it_is_resolved():
    listed = case(assignee="ana@x.example", incident_id="i-1", topic="lead", influencer=True, snoozed_until=NOW)
    assert lists_of(listed) == {
        "mine": "2#list#mine#ana@x.example",
        "incident": "2#list#incident#i-1",
        "leads": "2#list#leads#",
        "influencers": "2#list#influencers#",
        "snoozed": "2#list#snoozed#",
    }
    assert lists_of(replace(listed, state="resolved")) == {}


def test_what_is_resolved_last_stands_first():
    first, second = (
        case(case_id=i, state="resolved", resolved_at=NOW + timedelta(hours=h)) for i, h in (("A", 0), ("B", 1))
    )
    assert queue_key_of(second) < queue_key_of(first)
    assert queue_key_of(case(urgency=9)) < queue_key_of(case(urgency=1))


def clock(**values):
    return changed(start("first_response", 60, NOW, 1), **values)


def promise(**values):
    at = {"made_at": NOW, "due_at": NOW, "remind_at": NOW}
    return changed(Promise(promise_id="p", text="llamar", made_by="ana", **at), **values)


@pytest.mark.parametrize("state", ["open", "waiting", "resolved"])
def test_what_somebody_has_to_deal_with_stays_tagged_and_on_top_until_they_have(state):
    ended = {"state": state, "resolved_at": NOW if state == "resolved" else None}
    broken = case(promises=(promise(state="broken"),), **ended)
    reminded = case(promises=(promise(reminded_at=NOW),), **ended)
    held = case(awaiting_approval=("C1:reply:1",), **ended)
    pressing = case(urgency=9, **ended)
    assert max(queue_key_of(broken), queue_key_of(broken)) < min(queue_key_of(reminded), queue_key_of(held))
    assert max(queue_key_of(reminded), queue_key_of(held)) < queue_key_of(pressing)
    shown = [(row.broken, row.warned, row.promised_by is not None) for row in map(row_shown, (broken, reminded))]
    assert shown == [
        (True, False, True),
        (False, True, True),
    ]
    seen_to = case(promises=(promise(state="broken", dealt_at=NOW), promise(state="kept")), **ended)
    assert (row_shown(seen_to).broken, queue_key_of(seen_to)) == (False, queue_key_of(case(**ended)))


def test_an_answer_that_is_due_soon_is_tagged_and_stands_behind_what_is_late_and_before_the_rest():
    late, soon = case(clocks=(clock(breached_at=NOW, warned_at=NOW),)), case(clocks=(clock(warned_at=NOW),))
    answered = case(clocks=(clock(warned_at=NOW, stopped_at=NOW),))
    assert [(row_shown(one).late, row_shown(one).warned) for one in (late, soon, answered)] == [
        (True, False),
        (False, True),
        (False, False),
    ]
    assert queue_key_of(late) < queue_key_of(soon) < queue_key_of(answered)


def test_late_praise_stands_behind_a_complaint_that_is_about_to_be_late():
    soon = case(clocks=(clock(warned_at=NOW),), topic="complaint", urgency=6)
    praise, late = (
        case(clocks=(clock(breached_at=NOW, warned_at=NOW),), topic=topic, urgency=1)
        for topic in ("praise", "question")
    )
    assert queue_key_of(late) < queue_key_of(soon) < queue_key_of(praise) < queue_key_of(case(urgency=9))


def test_a_task_after_a_bad_score_stays_listed_when_it_is_overdue():
    overdue = case(state="resolved", resolved_at=NOW, promises=(promise(promise_id=FOLLOW_UP, state="broken"),))
    assert list(lists_of(overdue)) == ["follow_ups"]


def test_a_row_holds_no_more_than_the_queue_shows():
    assert "clocks" not in row_of(case())
    assert {"late", "tags", "assignee"}.isdisjoint(row_of(case()))
    assert row_of(case(excerpt="hola"))["excerpt"] == "hola"


def test_a_story_joins_public_and_private_and_what_is_on_its_way_by_time():
    messages = [
        StoredMessage(id="1", channel="public", by="customer", at=NOW, text="mi tarjeta es 4111 1111 1111 1111"),
        StoredMessage(
            id="2",
            channel="private",
            by="centralita",
            at=NOW + timedelta(minutes=1),
            text="auto",
            purpose="acknowledgement",
        ),
        StoredMessage(
            id="n", channel="internal", by="person", at=NOW + timedelta(minutes=2), text="nota", person="ana"
        ),
        StoredMessage(
            id="9", channel="public", by="centralita", at=NOW + timedelta(minutes=3), text="hola", purpose="reply"
        ),
    ]
    common = {
        "account_id": "2",
        "customer_id": "3",
        "case_id": "C1",
        "channel": "public",
        "purpose": "reply",
        "text": "hola",
    }
    items = [
        Item(item_id="C1:reply:a", created_at=NOW + timedelta(minutes=3), state="sent", x_id="9", **common),
        Item(item_id="C1:reply:b", created_at=NOW + timedelta(minutes=4), **common),
        Item(item_id="C1:reply:c", created_at=NOW + timedelta(minutes=5), state="withdrawn", **common),
    ]
    told = story(messages, items, ACCOUNT, NOW)
    assert [(e.id, e.kind) for e in told] == [
        ("1", "customer"), ("2", "automatic"), ("n", "note"), ("9", "person"), ("C1:reply:b", "person"),
    ]  # fmt: skip
    assert told[0].masked
    assert "4111" not in told[0].text
    assert told[-1].undo_until is not None


def test_a_preview_tells_length_parts_price_and_the_guard():
    short = preview(case(), ACCOUNT, "public", "Hola", NOW)
    assert (short.length, short.limit, short.parts, short.refused, short.held) == (4, 280, ("Hola",), (), ())
    assert short.price == "$0.01"
    assert preview(case(), ACCOUNT, "public", "Es gratis", NOW).held == (
        outcome(Code.words_to_approve, words="gratis"),
    )
    fitted = preview(case(), ACCOUNT, "public", "por favor " + "palabra " * 34, NOW)
    assert fitted.abbreviated
    assert fitted.parts[0].startswith("xfa")
    split = preview(case(), ACCOUNT, "public", "palabra " * 60, NOW)
    assert len(split.parts) == 2
    assert split.price == "$0.025"
    assert preview(case(), ACCOUNT, "public", "x" * 300, NOW).refused
    assert preview(case(private_contact=True), ACCOUNT, "private", "palabra " * 60, NOW).parts == ("palabra " * 60,)


def test_who_asks_for_personal_data_in_public_is_warned_and_in_private_is_not():
    text = "Mándanos aquí tu DNI y tu teléfono"
    assert preview(case(), ACCOUNT, "public", text, NOW).warned == (
        outcome(Code.asks_in_public, kinds="identity, phone"),
    )
    assert preview(case(), ACCOUNT, "private", text, NOW).warned == ()
    assert preview(case(), ACCOUNT, "public", "Mándanos tu DNI por mensaje privado", NOW).warned == ()


@given(st.text(max_size=600), st.sampled_from(["public", "private"]))
def test_a_preview_of_any_text_never_fails_and_its_parts_fit(text, channel):
    from care.length.weighted import weighted_length

    will = preview(case(private_contact=True), ACCOUNT, channel, text, NOW)
    if channel == "public" and not will.refused:
        assert all(weighted_length(part, reply=True) <= 280 for part in will.parts)


@pytest.mark.parametrize(
    ("changes", "channel"),
    [
        ({}, "public"),
        ({"private_contact": True}, "public"),
        ({"private_contact": True, "last_message": replace(POST, channel="private")}, "private"),
        ({"private_contact": True, "last_public": replace(POST, summons=False)}, "private"),
        ({"last_public": replace(POST, summons=False)}, "public"),
    ],
)
def test_the_first_choice_is_where_the_customer_wrote_if_x_lets_it_through(changes, channel):
    known = case(**changes)
    assert first_choice(known, ways(known, ACCOUNT, NOW)) == channel


def test_no_key_has_two_meanings():
    assert len({key.key for key in KEYS}) == len(KEYS)


def test_every_key_that_the_table_names_is_carried_by_something_on_a_page():
    templates = Path(__file__).parents[3] / "functions" / "desk" / "templates"
    written = "".join(path.read_text() for path in templates.glob("*.html"))
    for key in KEYS:
        if not key.moves:
            assert f'data-key="{key.key}"' in written or f', "{key.key}") %}}' in written, key
