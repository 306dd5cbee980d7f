"""Whatever is saved and whoever writes: what goes out fits, and nothing in it is left to fill."""

from datetime import timedelta
from functools import cache
from zoneinfo import available_timezones

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError
from tests.there import there
from tests.unit.texts.shop import AWAY, CHRISTMAS, OPEN, SATURDAY, hours, shop

from care.hours import Hours
from care.length.weighted import DM_LIMIT, POST_LIMIT, links, weighted_length
from care.model.settings.occasions import LONGEST_RETURN, OCCASIONS
from care.model.settings.text_rules import TextUse, note_problems, problems
from care.privacy.finder import find
from care.texts.composition import About, occasion_of, sayings
from care.texts.shipped_texts import shipped

LANGUAGES = ("es", "pt", "en", "pt-PT")
_PARTS = st.sampled_from(
    [
        *("{name}", "{brand}", "{return}", "{case}", "{label}", "{incident}", "{privacy}", " ", " {name}, ", ", "),
        *("Hola", "¡", "!", ". ", " (", ")", "\n", "a" * 40, "👩\u200d👩\u200d👧", "日本", "🇪🇸", "e\u0301", "\u0301"),
        *("@otra", "para ", "www.", "tienda.com"),
    ]
)
_SEPTEMBER = {"from": "2027-09-22", "open": [["10:00", "12:00"]]}
_TEXTS = st.lists(_PARTS, max_size=12).map("".join)
_ACCOUNTS = st.fixed_dictionaries(
    {"name": st.text(min_size=1, max_size=50) | st.sampled_from(["tienda.com", "日" * 50, "Tienda Luna"])}
)
_ABOUT = st.builds(
    About,
    case_id=st.text(max_size=30) | st.just("7K3M9QX2TB4W"),
    name=st.text(max_size=60) | st.sampled_from(["Marta", "x" * 50, "日" * 25, "מ" * 46, "{return}", "tienda.com"]),
    incident=st.sampled_from(["", "Fallan los pagos.", "日" * 130, "a" * 160, "a " * 120, "🇪🇸" * 60, "mira x.com"]),
)


def assert_it_can_go_out(text, channel):
    assert text.strip()
    assert "{" not in text
    assert "}" not in text
    if channel == "public":
        assert weighted_length(text) <= POST_LIMIT
        assert not links(text)
    else:
        assert len(text) <= DM_LIMIT
        assert "https://tiendaluna.example/privacidad" in text


@settings(max_examples=300, deadline=None)
@given(
    text=_TEXTS,
    padding=st.integers(0, 140),
    occasion=st.sampled_from(OCCASIONS),
    language=st.sampled_from(LANGUAGES),
    channel=st.sampled_from(["public", "private"]),
    zone=st.sampled_from(["Europe/Madrid", "America/North_Dakota/New_Salem", "UTC"]),
    label=st.none() | st.text(max_size=50),
    account=_ACCOUNTS,
    about=_ABOUT,
    now=st.sampled_from([OPEN, SATURDAY, CHRISTMAS]),
)
def test_whatever_was_accepted_fits_and_has_nothing_left_to_fill(
    text, padding, occasion, language, channel, zone, label, account, about, now
):
    needed = {"closed": " {return}", "absence": " {return}", "incident": " {incident}"}.get(occasion, "")
    given_texts = {occasion: {language: ["a" * padding + text + needed]}}
    try:
        served = shop(texts=given_texts, hours=hours(timezone=zone, absences=[AWAY | {"label": label}]), **account)
    except ValidationError:
        assume(False)
    for said in sayings(served, occasion, channel, language, now, about):
        assert_it_can_go_out(said, channel)


def test_the_longest_text_that_is_accepted_comes_out_at_exactly_the_limit_for_the_longest_values():
    texts = {"closed": {"es": ["a" * 126 + ": {name}, {return}, {case}"]}}
    account = shop(texts=texts, hours=hours(timezone="America/North_Dakota/New_Salem", weekly={}, dates=[_SEPTEMBER]))
    about = About(case_id="7K3M9QX2TB4W", name="X" + "a" * 49)
    [said] = sayings(account, "closed", "public", "es", OPEN, about)
    assert weighted_length(said) == POST_LIMIT


@settings(max_examples=100, deadline=None)
@given(
    about=_ABOUT,
    language=st.sampled_from(LANGUAGES),
    channel=st.sampled_from(["public", "private"]),
    now=st.sampled_from([OPEN, SATURDAY, CHRISTMAS]),
)
@example(about=About(name="Contraseña"), language="es", channel="public", now=SATURDAY)
@example(about=About(name="Calle"), language="es", channel="public", now=SATURDAY)
@example(about=About(name="Pedido"), language="es", channel="public", now=SATURDAY)
@example(about=About(name="Password"), language="en", channel="public", now=SATURDAY)
def test_whatever_is_shipped_can_go_out_and_holds_nothing_personal(about, language, channel, now):
    account = shop(hours=hours(absences=[AWAY]))
    occasion = occasion_of(account, channel, now, incident=about.incident)
    for said in sayings(account, occasion, channel, language, now, about):
        assert_it_can_go_out(said, channel)
        assert channel == "private" or not find(said, ("ES", "PT", "BR"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_shipped_would_be_accepted_with_variants_of_each(language):
    for occasion in OCCASIONS:
        texts = shipped(language).texts[occasion]
        assert len(set(texts)) == len(texts) == (3 if occasion == "invitation" else 5)
        assert [problems(text, TextUse(occasion, language, public=True)) for text in texts] == [[]] * len(texts)
    assert note_problems(shipped(language).note, language) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_return_of_any_zone_and_date_is_longer_than_its_room(language):
    zones = [Hours.model_validate({"timezone": zone}).zone_name(language) for zone in available_timezones()]
    assert not [zone for zone in zones if links(zone)]
    longest = _longest_date(language) + max(max(len(zone), weighted_length(zone)) for zone in zones)
    assert longest == LONGEST_RETURN[language]


@cache
def _longest_date(language) -> int:
    """The longest return without its zone: of two-digit hours, on each day of five years, from near and from far."""
    always = Hours.model_validate({"timezone": "UTC", "weekly": {}, "dates": []})
    zone = len(always.zone_name(language))
    found = 0
    for day in range(366 * 5):
        opening = (OPEN + timedelta(days=day)).replace(hour=10, minute=30)
        open_ = Hours.model_validate(
            {"timezone": "UTC", "dates": [{"from": opening.date().isoformat(), "open": [["10:30", "12:00"]]}]}
        )
        for before in (timedelta(hours=1), timedelta(days=1), timedelta(days=3), timedelta(days=400)):
            phrase = there(open_.return_phrase(opening - before, language, within=True))
            found = max(found, len(phrase) - zone, weighted_length(phrase) - zone)
    return found
