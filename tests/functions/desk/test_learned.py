"""The page of what triage learned: what it shows, going back, and the switch."""

from datetime import timedelta

from tests.functions.conftest import NIGHT, SHOP
from tests.functions.desk.conftest import Desk

from care.model.teaching import InUse, LastNight, TaughtWords, Version
from care.tables.accounts import Accounts
from care.tables.attributes import item_of

PAGE = f"/desk/settings/{SHOP}/learned"


def learned(desk: Desk) -> None:
    part = TaughtWords(words="<b>canguro", topic="after_sales", weight=2.5, customers=4)
    told: dict[str, Version | LastNight] = {
        f"TAUGHT#{n:06}": Version(number=n, at=NIGHT, weights=f"w{n}", parts=(part,), asked=9, right=8, right_before=5)
        for n in (1, 2)
    }
    told["TAUGHT"] = LastNight(at=NIGHT + timedelta(days=1), judged="not_better", corrections=14)
    for sk, value in told.items():
        row = {"pk": f"ACCOUNT#{SHOP}", "sk": sk, "told": value.model_dump_json()}
        desk.world.dynamodb.put_item(TableName="accounts", Item=item_of(row))
    Accounts(desk.world.dynamodb, "accounts").teach(SHOP, InUse(number=2, weights="w2"), InUse())


def in_use(desk: Desk) -> InUse:
    return Accounts(desk.world.dynamodb, "accounts").get(SHOP).taught


def test_the_page_says_that_nothing_was_learned_yet(desk: Desk):
    assert "nothing was learned yet" in desk.get(PAGE, "supervisor").body


def test_the_page_shows_words_versions_and_the_last_night_and_goes_back_and_on(desk: Desk):
    learned(desk)
    page = desk.get(PAGE, "supervisor").body
    assert "Version 2" in page
    assert "“&lt;b&gt;canguro”" in page
    assert "It did no better than what is in use" in page
    assert desk.post(PAGE, "supervisor", do="back", number="1").status == 303
    assert in_use(desk) == InUse(number=1, weights="w1", held=True)
    assert "It stays until" in desk.get(PAGE, "supervisor").body
    assert desk.post(PAGE, "supervisor", do="go_on").status == 303
    assert in_use(desk) == InUse(number=1, weights="w1")
    assert desk.post(PAGE, "supervisor", do="back", number="9").status == 404
    assert desk.post(PAGE, "supervisor", do="else").status == 404
    trail = desk.get(f"/desk/steer/{SHOP}/trail", "supervisor").body
    assert "version 1 is in use and stays" in trail
    assert "the nights learn on" in trail


def test_learning_is_switched_off_and_on_as_a_setting_with_a_version(desk: Desk):
    accounts = Accounts(desk.world.dynamodb, "accounts")
    assert desk.post(PAGE, "supervisor", do="off").status == 303
    assert not accounts.fresh(SHOP).learning.enabled
    assert "Learning is off" in desk.get(PAGE, "supervisor").body
    assert desk.post(PAGE, "supervisor", do="on").status == 303
    assert accounts.fresh(SHOP).learning.enabled
    assert [one.saving.about for one in accounts.versions(SHOP, 2)] == ["learning", "learning"]
