"""The sections of the settings as pure rules: what a form says becomes settings, or is refused with its place."""

from contextlib import suppress
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.there import there

from care.desk.sections import hours, lexicon, selfservice, surveys, targets, texts
from care.desk.sections.drafts import InvalidDraft, rows
from care.hours import Hours
from care.model.account import Account
from care.texts.composition import About, sayings

NOW = datetime(2026, 11, 24, 21, 0, tzinfo=UTC)
LATER = datetime(2027, 1, 24, tzinfo=UTC)
WEEK = {day: [["09:00", "14:00"], ["16:00", "19:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}
ACCOUNT = Account.model_validate(
    {
        "id": "2000000000000000001",
        "username": "tiendaluna",
        "name": "Tienda Luna",
        "privacy_url": "https://tiendaluna.example/privacidad",
        "hours": {"timezone": "Europe/Madrid", "weekly": WEEK, "dates": [{"from": "2026-12-08", "open": []}]},
    }
)


def places(wrong):
    return [problem.place for problem in wrong.value.problems]


NAMES = (
    *(
        "timezone",
        "weekly.mon.0.from",
        "weekly.mon.0.to",
        "weekly.mon.1.from",
        "dates.0.from",
        "dates.0.open",
        "always",
    ),
    *("absences.0.from", "absences.0.to", "country", "region", "es.0", "en.1", "allow_links", "added.0.phrase"),
    *("added.0.weight", "switched_off", "changed.0.id", "undo_seconds", "second_look", "countries", "sampling", "kind"),
    *("texts.csat.es.0", "url", "fields", "asks.es", "answer.es", "parameters.0.name", "parameters.0.pattern"),
)
VALUES = st.text(max_size=30) | st.sampled_from(
    [
        "Europe/Madrid",
        "9",
        "24:00",
        "09:00",
        "2026-12-24",
        "2026-12-24T10:00",
        "true",
        "ES",
        "{return}",
        "es:a:b",
        "1e999",
    ]
)


@given(st.dictionaries(st.sampled_from(NAMES) | st.text(max_size=30), VALUES, max_size=20))
def test_whatever_a_form_says_it_is_read_and_then_taken_or_refused_by_name(fields):
    for read, change in (
        (hours.read, lambda draft: hours.change(ACCOUNT, draft, NOW)),
        (texts.read, lambda draft: texts.change(ACCOUNT, draft, "closed")),
        (lexicon.read, lambda draft: lexicon.change(ACCOUNT, draft)),
        (targets.read, lambda draft: targets.change(ACCOUNT, draft)),
        (surveys.read, lambda draft: surveys.change(ACCOUNT, draft)),
        (lambda f: selfservice.read(f, "lookups."), lambda draft: selfservice.change(ACCOUNT, draft, "lookups.")),
    ):
        with suppress(InvalidDraft):
            changed = change(read(fields))
            assert Account.model_validate(changed.model_dump(by_alias=True)).id == ACCOUNT.id


_TIME = st.integers(0, 24 * 60).map(lambda minute: f"{minute // 60:02}:{minute % 60:02}")


@given(st.dictionaries(st.sampled_from(["mon", "wed", "sun"]), st.lists(st.tuples(_TIME, _TIME), max_size=3)))
def test_a_week_that_is_taken_comes_back_in_the_form_as_the_same_week(week):
    fields = {"timezone": "Europe/Madrid"}
    for day, spans in week.items():
        for number, (start, end) in enumerate(spans):
            fields |= {f"weekly.{day}.{number}.from": start, f"weekly.{day}.{number}.to": end}
    try:
        meant = Hours.model_validate({"timezone": "Europe/Madrid", "weekly": week})
    except ValueError:
        with pytest.raises(InvalidDraft, match="weekly"):
            hours.change(ACCOUNT, hours.read(fields), NOW)
        return
    changed = hours.change(ACCOUNT, hours.read(fields), NOW)
    assert changed.hours.intervals(NOW, LATER) == meant.intervals(NOW, LATER)
    again = hours.change(changed, hours.draft_of(changed), NOW)
    assert again.hours.intervals(NOW, LATER) == changed.hours.intervals(NOW, LATER)


def test_rows_keep_their_order_and_leave_out_what_is_empty():
    fields = {"dates.10.from": "c", "dates.2.from": " b ", "dates.3.from": " ", "dates.x.from": "no", "dates.1.to": "a"}
    assert rows(fields, "dates", ("from", "to")) == [
        {"from": "", "to": "a"},
        {"from": "b", "to": ""},
        {"from": "c", "to": ""},
    ]


@pytest.mark.parametrize(
    ("typed", "meant"), [("9", "09:00"), ("9:30", "09:30"), ("9.30", "09:30"), ("9h", "09:00"), ("9h15", "09:15")]
)
def test_times_are_taken_as_people_write_them(typed, meant):
    draft = hours.draft_of(ACCOUNT) | {"weekly": {"sat": [{"from": typed, "to": "14"}]}}
    assert hours.change(ACCOUNT, draft, NOW).hours.weekly["sat"] == ((meant, "14:00"),)


def test_everything_that_is_wrong_in_the_hours_is_told_at_once_each_at_its_place():
    draft = hours.draft_of(ACCOUNT) | {
        "weekly": {"mon": [{"from": "x", "to": "14:00"}], "tue": [{"from": "09:00", "to": ""}]},
        "country": "Spain",
    }
    with pytest.raises(InvalidDraft) as wrong:
        hours.change(ACCOUNT, draft, NOW)
    assert places(wrong) == ["weekly.mon.0", "weekly.tue.0", "country"]


def test_what_is_told_are_the_very_texts_that_the_acknowledgement_says():
    now, tonight, holiday = hours.told(ACCOUNT, NOW)
    assert (now.occasion, tonight.occasion, holiday.occasion) == ("closed", "closed", "closed")
    assert holiday.at == datetime(2026, 12, 8, 11, 0, tzinfo=UTC)
    for one in (now, tonight, holiday):
        for language in ("es", "pt", "en"):
            assert one.texts[language] in sayings(ACCOUNT, "closed", "public", language, one.at, About())


def test_the_holiday_of_today_is_the_next_one_until_it_is_over():
    [_, _, holiday] = hours.told(ACCOUNT, datetime(2026, 12, 8, 9, 0, tzinfo=UTC))
    assert holiday.at.date().isoformat() == "2026-12-08"
    assert len(hours.told(ACCOUNT, datetime(2026, 12, 9, 9, 0, tzinfo=UTC))) == 2


def test_another_country_resolves_its_holidays_and_the_same_one_does_not_again():
    draft = hours.draft_of(ACCOUNT) | {"country": "ES", "region": ""}
    once = hours.change(ACCOUNT, draft, NOW)
    assert there(once.holidays).years == (2026,)
    less = hours.draft_of(once)
    less["dates"] = [row for row in less["dates"] if row["label"] != "Natividad del Señor"]
    assert len(hours.change(once, less, NOW).hours.dates) == len(once.hours.dates) - 1, "what was taken out stays out"
    none = hours.change(once, hours.draft_of(once) | {"country": "", "region": ""}, NOW)
    assert none.holidays is None


def test_a_text_is_shown_as_it_goes_out_with_the_length_that_x_counts():
    draft = texts.draft_of(ACCOUNT, "closed") | {"es": ["Volvemos {return}. 👍"], "en": ["Back {retrun}."]}
    shown = texts.preview(ACCOUNT, draft, "closed", NOW)
    [own] = shown["es"]
    assert own.text.startswith("Volvemos mañana, miércoles 25 de noviembre")
    assert (own.length, own.limit, own.problems) == (len(own.text) + 1, 280, ())
    [wrong] = shown["en"]
    assert wrong.text == "Back {retrun}."
    assert "did you mean {return}" in wrong.problems[0].said
    assert len(shown["pt"]) == 5, "as shipped"


def test_an_absence_has_texts_under_its_label_and_loses_them_when_they_are_emptied():
    draft = texts.draft_of(ACCOUNT, "absences.feria") | {"es": ["Feria: volvemos {return}."]}
    changed = texts.change(ACCOUNT, draft, "absences.feria")
    assert changed.texts.absences["feria"].es == ("Feria: volvemos {return}.",)
    assert "absences.feria" in texts.parts(changed)
    emptied = texts.change(changed, texts.draft_of(ACCOUNT, "absences.feria"), "absences.feria")
    assert emptied.texts == ACCOUNT.texts


def test_an_article_may_take_another_id_and_keeps_its_place():
    both = ACCOUNT
    for question in ("¿Uno?", "¿Dos?"):
        draft = selfservice.draft_of(both, "articles.")
        draft["question"]["es"], draft["answer"]["es"] = question, "Sí."
        both = selfservice.change(both, draft, "articles.")
    assert [one.id for one in both.selfservice.articles] == ["uno", "dos"]
    renamed = selfservice.change(both, selfservice.draft_of(both, "articles.uno") | {"id": "primero"}, "articles.uno")
    assert [one.id for one in renamed.selfservice.articles] == ["primero", "dos"]
    with pytest.raises(InvalidDraft) as wrong:
        selfservice.change(both, selfservice.draft_of(both, "articles.uno") | {"id": "dos"}, "articles.uno")
    assert "is there already" in str(wrong.value)
