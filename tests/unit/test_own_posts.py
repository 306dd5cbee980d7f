"""Rules of what people have an account post: parts, time, approval, the calendar, what is worth sharing."""

from copy import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.changing import changed
from tests.functions.conftest import ACCOUNT, SHOP
from tests.unit.selfservice.brand import BRAND

from care.budget.prices import cost_of
from care.hours import Hours
from care.length.weighted import POST_LIMIT, weighted_length
from care.model.account import Account, PostSettings
from care.model.incident import Incident
from care.model.outbox_item import Item, part_after
from care.model.outcomes import Code, Outcome, codes
from care.model.own_post import MOST_PARTS, OwnPost, PostAct, new_post_id
from care.model.settings.courtesy import CourtesySettings
from care.model.settings.selfservice import SelfServiceSettings
from care.posts import changing
from care.posts.calendar import became, days_of
from care.posts.card import card_of
from care.posts.due import Missed, Rest, hindrance, next_of
from care.posts.looking import link_in, look_at
from care.posts.making import act_item, item_of, parts_of
from care.posts.suggesting import as_post, worth_sharing

NOW = datetime(2026, 11, 25, 10, 0, tzinfo=UTC)  # 11:00 in Madrid, open
HOUR = timedelta(hours=1)


def post(text: str = "Consejo del día.", **fields: Any) -> OwnPost:
    values = {"post_id": "0" * 20, "account_id": SHOP, "text": text, "written_by": "ana"}
    return OwnPost.model_validate({**values, "made_at": NOW, "changed_at": NOW, **fields})


def planned(account: Account = ACCOUNT, by: str = "sara", **fields: Any) -> OwnPost:
    made = changing.planned(post(**fields), account, by, NOW)
    assert isinstance(made, OwnPost)
    return made


def test_a_line_of_dashes_parts_a_thread_and_dashes_within_a_line_part_nothing():
    assert parts_of("Uno.\n---\nDos --- y medio.\n-----\n\n---\nTres.") == ("Uno.", "Dos --- y medio.", "Tres.")


@given(st.text(alphabet="abc .\n", max_size=1500))
def test_whatever_is_written_each_part_fits_or_it_is_told_why_not(text: str):
    parts = parts_of(text)
    if isinstance(parts, Outcome):
        assert parts.code in {Code.piece_too_long, Code.thread_too_long}
    else:
        assert all(weighted_length(part) <= POST_LIMIT for part in parts)


def test_a_thread_has_an_end():
    told = parts_of("\n---\n".join(["x"] * (MOST_PARTS + 1)))
    assert isinstance(told, Outcome)
    assert told.code is Code.thread_too_long


def test_the_parts_of_a_thread_follow_each_other_below_the_post_that_they_answer():
    item = item_of(post("Uno.\n---\nDos.", in_reply_to="77"), ACCOUNT, NOW)
    assert isinstance(item, Item)
    assert (item.text, item.rest, item.parts, item.in_reply_to) == ("Uno.", ("Dos.",), 2, "77")
    second = part_after(replace(item, x_id="78"))
    assert second is not None
    assert (second.text, second.in_reply_to, second.item_id, second.purpose) == (
        "Dos.",
        "78",
        f"{item.item_id}:2",
        "post",
    )


def test_a_reply_to_ones_own_post_costs_as_a_post_and_its_link_as_a_link():
    item = item_of(post("Mira https://tiendaluna.es/x", in_reply_to="77"), ACCOUNT, NOW)
    assert isinstance(item, Item)
    assert cost_of(item, ACCOUNT).micro_dollars == 200_000
    assert cost_of(replace(item, text="Sin enlace."), ACCOUNT).micro_dollars == 15_000
    act = act_item(PostAct(account_id=SHOP, act="delete", on="77", by="sara", at=NOW))
    assert cost_of(act, ACCOUNT).micro_dollars == 10_000
    assert cost_of(replace(act, act="hide"), ACCOUNT).micro_dollars == 5_000


@pytest.mark.parametrize(
    ("minutes", "expected"),
    [(-1, Rest(NOW)), (0, "go"), (59, "go"), (60, Code.too_late_to_post)],
)
def test_it_goes_from_its_time_on_and_never_later_than_its_writer_said(minutes, expected):
    step = next_of(planned(at=NOW, late_minutes=60), ACCOUNT, NOW + timedelta(minutes=minutes))
    assert (step.why.code if isinstance(step, Missed) else step) == expected


def test_what_holds_it_is_why_it_was_missed():
    paused = replace(ACCOUNT, paused_at=NOW)
    late = planned(at=NOW, late_minutes=30)
    assert isinstance(next_of(late, paused, NOW), Rest)
    step = next_of(late, paused, NOW + HOUR)
    assert isinstance(step, Missed)
    assert step.why.code is Code.paused
    one = Incident(incident_id="web", terms=("web",), texts={"es": "x"}, end_texts={"es": "y"}, started_at=NOW)
    down = replace(ACCOUNT, incidents=(one,))
    assert hindrance(late, down, NOW) is not None
    assert hindrance(replace(late, in_incidents=True), down, NOW) is None


def test_who_waits_for_open_hours_is_looked_at_when_they_begin():
    night = NOW.replace(hour=22)
    step = next_of(planned(at=night, late_minutes=900, only_open=True), ACCOUNT, night)
    assert step == Rest(datetime(2026, 11, 26, 8, 0, tzinfo=UTC))
    never = changed(ACCOUNT, hours=Hours.model_validate({"timezone": "Europe/Madrid"}))
    assert next_of(planned(at=night, late_minutes=60, only_open=True), never, night) == Rest(night + HOUR)


def test_what_nobody_approves_in_time_is_told_and_without_a_time_it_waits():
    asked = changing.asked(post(at=NOW, late_minutes=30), ACCOUNT, "ana", NOW - HOUR)
    assert isinstance(asked, OwnPost)
    step = next_of(asked, ACCOUNT, NOW + HOUR)
    assert isinstance(step, Missed)
    assert step.why.code is Code.not_approved_in_time
    assert next_of(replace(asked, at=None), ACCOUNT, NOW + 99 * HOUR) == Rest()


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("Llama a Marta al 612 345 678", Code.personal_data),
        ("Uno.\n---\nMira http://tiendaluna.es", Code.link_not_https),
        ("", Code.nothing_to_send),
        ("Uno.\n---\n" + "x" * 300, Code.post_too_long),
    ],
)
def test_the_guard_refuses_any_part_before_the_press(text, why):
    told = changing.planned(post(text), ACCOUNT, "sara", NOW)
    assert not isinstance(told, OwnPost)
    assert codes(told) == (why,)


def test_a_word_to_look_at_twice_wants_a_second_press():
    account = changed(ACCOUNT, second_look=("gratis",))
    first = changing.planned(post("Envío gratis hoy."), account, "sara", NOW)
    assert isinstance(first, OwnPost)
    assert first.state == "asked"
    assert codes(look_at(first, account, NOW).held) == (Code.words_to_approve,)
    second = changing.planned(first, account, "sara", NOW)
    assert isinstance(second, OwnPost)
    assert (second.state, second.approved_by) == ("planned", "sara")


def test_where_the_account_wants_it_somebody_else_than_the_writer_approves():
    account = changed(ACCOUNT, posts=PostSettings(approval="second"))
    asked = changing.planned(post(written_by="sara"), account, "sara", NOW)
    assert isinstance(asked, OwnPost)
    assert asked.state == "asked"
    assert changing.planned(asked, account, "sara", NOW) == (Outcome(Code.another_approves),)
    approved = changing.planned(asked, account, "luis", NOW)
    assert isinstance(approved, OwnPost)
    assert approved.approved_by == "luis"
    edited = changing.written(asked, "luis", NOW)
    assert isinstance(edited, OwnPost)
    again = changing.planned(edited, account, "luis", NOW)
    assert isinstance(again, OwnPost)
    assert again.state == "asked", "who changed it wrote it, too"


def test_what_is_changed_is_a_draft_again_and_what_is_on_its_way_is_not_changed():
    edited = changing.written(planned(), "ana", NOW)
    assert isinstance(edited, OwnPost)
    assert (edited.state, edited.approved_by) == ("draft", "")
    queued = replace(planned(), state="queued", handed=True)
    assert changing.written(queued, "ana", NOW) == changing.UNDER_WAY
    taken = changing.taken_back(queued, "ana", NOW)
    assert isinstance(taken, OwnPost)
    assert taken.wish is not None
    assert (taken.wish.do, taken.is_open) == ("cancel", True)


def test_ids_sort_as_posts_were_written():
    assert new_post_id(NOW) < new_post_id(NOW + timedelta(seconds=1))


def test_the_calendar_has_what_is_planned_what_was_posted_and_what_the_account_will_say():
    account = changed(ACCOUNT, courtesy=CourtesySettings(greeting=True))
    item = item_of(post("Ayer."), account, NOW)
    assert isinstance(item, Item)
    sent = replace(item, state="sent", settled_at=NOW - 24 * HOUR, x_id="901")
    went = replace(planned(text="Ayer."), state="queued", handed=True)
    tomorrow = planned(text="Mañana.", post_id="1" * 20, at=NOW + 24 * HOUR)
    days = {
        day.day: day for day in days_of(account, date(2026, 11, 23), date(2026, 11, 29), [went, tomorrow], [sent], NOW)
    }
    assert [(one.what, one.state, one.x_id) for one in days[date(2026, 11, 24)].entries] == [("post", "sent", "901")]
    assert [(one.what, one.state, one.expected) for one in days[date(2026, 11, 26)].entries] == [
        ("greeting", "planned", True),
        ("post", "planned", False),
    ]
    assert days[date(2026, 11, 28)].entries == ()
    assert not days[date(2026, 11, 28)].is_open


def test_a_thread_became_what_its_first_part_that_is_not_there_became():
    first = item_of(post("Uno.\n---\nDos.\n---\nTres."), ACCOUNT, NOW)
    assert isinstance(first, Item)
    queued = replace(planned(), state="queued")
    sent = replace(first, state="sent", x_id="1")
    second = part_after(sent)
    assert second is not None
    assert became(queued, []) == "waiting"
    assert became(queued, [sent]) == "waiting"
    assert became(queued, [sent, replace(second, state="refused")]) == "refused"
    assert became(queued, [replace(sent, parts=1)]) == "sent"


def test_articles_that_most_asked_for_stand_first_and_fit_into_a_post_or_a_thread():
    assert as_post("¿Qué?", "Así.") == "¿Qué?\n\nAsí."
    assert "\n---\n" in as_post("¿Qué?", "x" * 300)
    account = changed(ACCOUNT, selfservice=SelfServiceSettings.model_validate({"articles": BRAND["articles"]}))
    asked = account.selfservice.articles[-1]
    found = worth_sharing(account, [("es", asked.title("es"))] * 3 + [("es", "zzz")])
    assert (found[0].article_id, found[0].asked) == (asked.id, 3)
    assert {one.article_id for one in found} == {one.id for one in account.selfservice.articles}
    assert worth_sharing(ACCOUNT, [("es", "quiero devolver")]) == ()


def test_a_card_is_what_a_page_says_of_itself_whatever_its_html_is_like():
    html = (
        '<title>T</title><meta property="og:title" content=" Cambios  y <b>"><meta name="description" content="Así.">'
    )
    card = card_of(html + '<meta property="og:image" content="https://x/y.png"><p <<', "shop.example")
    assert (card.title, card.text, card.picture) == ("Cambios y <b>", "Así.", True)
    assert card_of("<title>Solo título", "h").title == "Solo título"
    assert card_of("", "h") == card_of("\x00<!", "h")


@given(st.text(max_size=300))
def test_no_page_breaks_a_card(html: str):
    assert len(card_of(html, "h").title) <= 200


def test_the_first_link_of_a_text_is_followed_over_https():
    assert link_in("Mira tiendaluna.es/x y https://otra.es") == "https://tiendaluna.es/x"
    assert link_in("Sin enlace.") == ""
