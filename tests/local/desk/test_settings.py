"""A supervisor at the settings in Chromium: new hours, what customers will be told, saved, and then really told."""

import re
import time
from collections.abc import Callable
from datetime import timedelta

import pytest
from tests.local.desk.conftest import Person
from tests.local.desk.looking import violations
from tests.local.running import MADRID, Running

WEDNESDAY = 2
PAGES = (
    "hours",
    "texts",
    "texts?part=note",
    "lexicon",
    "targets",
    "surveys",
    "courtesy",
    "courtesy?part=welcome",
    "selfservice",
    "selfservice?part=articles.returns",
    "selfservice?part=lookups.order",
    "brand",
    "replies",
    "replies?part=replies.",
    "chats",
    "versions",
    "learned",
    "profile",
    "connection",
)


def open_section(sara, x: Running, where):
    sara.page.goto(f"{x.base}/desk/settings/{x.account_id}/{where}")
    return sara.page


@pytest.fixture
def sara(x: Running, sign_in: Callable[..., Person]):
    """The supervisor; whatever she changes is taken back, because others use the same run."""
    sara = sign_in("Sara Vidal")
    before = open_section(sara, x, "hours").input_value("input[name=version]")
    yield sara
    page = open_section(sara, x, "versions")
    if page.locator(f'a[href="?number={before}"]').count():
        page.click(f'a[href="?number={before}"]')
        page.click("button.primary")
        page.wait_for_selector(".saved")
        x.move(x.now() + timedelta(minutes=2))


def test_a_supervisor_changes_the_hours_sees_what_is_told_saves_and_it_is_told(x: Running, sara):
    x.to_weekday(WEDNESDAY, 20)
    # An open case, by which the change of settings reaches `cases` at once.
    x.simulate("post", **{"from": x.customer(), "text": "@tiendaluna ¿tenéis zapatos verdes?"})
    x.settle()
    page = open_section(sara, x, "hours")
    page.fill('[name="weekly.thu.0.from"]', "8:1x")
    page.wait_for_selector("#tried .wrong")
    page.fill('[name="weekly.thu.0.from"]', "8:15")
    page.wait_for_selector("#tried .would[lang=es] >> text=8:15")
    page.wait_for_selector("#tried .would[lang=en] >> text=8:15 am")
    page.click("button.primary")
    page.wait_for_selector(".saved")
    assert page.input_value('[name="weekly.thu.0.from"]') == "08:15"
    x.move(x.now() + timedelta(minutes=2))
    told, deadline = [""], time.monotonic() + 60
    # Functions read settings again within half a minute of the machine's clock.
    while "8:15" not in told[-1] and time.monotonic() < deadline:
        post = x.simulate("post", **{"from": x.customer(), "text": "@tiendaluna ¿dónde está mi pedido?"})
        x.settle()
        told = x.replies_to(post) or told
    thursday = (x.now().astimezone(MADRID) + timedelta(days=1)).day
    assert re.search(rf"mañana, jueves {thursday} de \w+,? a las 8:15", told[-1]), told


def test_of_two_supervisors_the_second_keeps_what_was_typed(x: Running, sara, sign_in: Callable[..., Person]):
    other = sign_in("Sara Vidal")
    second = open_section(other, x, "targets")
    first = open_section(sara, x, "targets")
    first.fill('[name="complaint_minutes"]', "45")
    first.click("button.primary")
    first.wait_for_selector(".saved")
    second.fill('[name="complaint_minutes"]', "30")
    second.fill('[name="second_look"]', "abogado")
    second.click("button.primary")
    second.wait_for_selector(".meanwhile >> text=Sara Vidal")
    assert second.input_value('[name="second_look"]') == "abogado"
    second.click("button.primary")
    second.wait_for_selector(".saved")
    assert second.input_value('[name="complaint_minutes"]') == "30"


def test_a_line_in_use_brings_an_empty_one_and_a_text_is_explained_while_it_is_typed(x: Running, sara):
    page = open_section(sara, x, "lexicon")
    page.fill('[name="added.0.phrase"]', "vaya tela")
    page.wait_for_selector('[name="added.1.phrase"]')
    page.fill('[name="try_text"]', "vaya tela con el envío")
    page.wait_for_selector("#tried code >> text=vaya tela")
    page.once("dialog", lambda dialog: dialog.accept())


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 390)])
def test_axe_finds_nothing_on_any_page_of_the_settings(x: Running, sign_in: Callable[..., Person], scheme, width):
    sara = sign_in("Sara Vidal", color_scheme=scheme, viewport={"width": width, "height": 800}, reduced_motion="reduce")
    for where in PAGES:
        page = open_section(sara, x, where)
        assert violations(page) == [], where
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), where
    page = open_section(sara, x, "hours")
    page.fill('[name="weekly.thu.0.from"]', "nunca")
    page.click("button.primary")
    page.wait_for_selector(".problems")
    assert violations(page) == []


def test_without_scripts_a_preview_and_a_saving_still_work(x: Running, sara, sign_in: Callable[..., Person]):
    plain = sign_in("Sara Vidal", java_script_enabled=False)
    page = open_section(plain, x, "texts")
    page.fill('[name="en.0"]', "We are back {return}. Thanks!")
    page.click('button[value="preview"]')
    assert "Thanks!" in page.locator("#tried .would[lang=en]").inner_text()
    page.click("button.primary")
    page.wait_for_url("**saved=*")
    assert page.input_value('[name="en.0"]') == "We are back {return}. Thanks!"
    assert sara
