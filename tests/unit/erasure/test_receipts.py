"""What a receipt says of what remains, and how the counts of two tries are put together."""

from copy import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from care.erasure import erasing
from care.erasure.erasing import added, finish, is_applied, known
from care.erasure.receipts import Asked, Gone, Receipt
from care.erasure.whose import Whose
from care.model.outcomes import Code

AT = datetime(2026, 11, 24, 21, tzinfo=UTC)
RECEIPT = Receipt(account_id="2", action_id="e", at=AT, by="sara")


def test_what_remains_lasts_a_month_and_five_weeks():
    told = {one.code: dict(one.params) for one in RECEIPT.remains}
    assert told[Code.remains_id] == {"until": "2026-12-24"}
    assert told[Code.remains_backups] == {"until": "2026-12-29"}
    assert Code.remains_handed not in told


def test_other_systems_that_have_something_are_named():
    receipt = replace(RECEIPT, handed=("lake", "zendesk"))
    assert receipt.remains[-1].params == {"names": "lake, zendesk"}


def test_what_a_second_try_finds_is_added_to_its_place_alone():
    before = (Gone(place="files", count=2), Gone(place="letters", count=1))
    assert added(before, Gone(place="files", count=3)) == (
        Gone(place="letters", count=1),
        Gone(place="files", count=5),
    )
    assert added((), Gone(place="files", count=0)) == (Gone(place="files", count=0),)


class Store:
    """Forgets the customer after some looks."""

    def __init__(self, *erased_at: datetime | None) -> None:
        self._answers = list(erased_at)
        self.asked: list[tuple[str, str]] = []

    def customer(self, account_id: str, customer_id: str) -> object:
        self.asked.append((account_id, customer_id))
        return type("Known", (), {"erased_at": self._answers[min(len(self.asked), len(self._answers)) - 1]})


def looked(store: Store, tries: int = 3) -> tuple[bool, list[float]]:
    slept: list[float] = []
    asked = Asked(whose=Whose(account_id="2", customer_id="3"), receipt=RECEIPT)
    return is_applied(store, asked, tries, slept.append), slept  # type: ignore[arg-type]


def test_the_tables_are_asked_each_second_until_they_have_forgotten():
    assert looked(Store(AT)) == (True, [])
    assert looked(store := Store(None, None, AT)) == (True, [1.0, 1.0])
    assert set(store.asked) == {("2", "3")}
    assert looked(Store(None)) == (False, [1.0, 1.0])


def test_an_erasure_of_before_is_not_this_one():
    earlier, later = AT.replace(hour=20), AT.replace(hour=22)
    assert looked(Store(earlier))[0] is False
    assert looked(Store(earlier, later))[0] is True


def test_the_event_that_clears_the_tables_is_of_who_was_asked_for():
    event = Asked(whose=Whose(account_id="2", customer_id="3"), receipt=RECEIPT).event
    assert (event.account_id, event.customer_id, event.action_id, event.by, event.at) == ("2", "3", "e", "sara", AT)


class Erasures:
    """The receipts that are kept."""

    def __init__(self, told: str | None = None) -> None:
        self.told = told
        self.kept: list[Receipt] = []

    def one(self, account_id: str, action_id: str, at: datetime) -> str | None:
        assert (account_id, action_id, at) == ("2", "e", AT)
        return self.told

    def keep(self, account_id: str, action_id: str, at: datetime, told: str) -> None:
        assert (account_id, action_id, at) == ("2", "e", AT)
        self.kept.append(Receipt.model_validate_json(told))


ASKED = Asked(whose=Whose(account_id="2", customer_id="3"), receipt=RECEIPT)


def test_a_receipt_goes_on_from_where_an_earlier_try_came():
    earlier = replace(RECEIPT, gone=(Gone(place="files", count=2),))
    assert known(Erasures(earlier.model_dump_json()), ASKED) == earlier  # type: ignore[arg-type]
    assert known(Erasures(), ASKED) == RECEIPT  # type: ignore[arg-type]


def test_what_is_done_is_not_done_again_and_what_is_not_is_kept_after_each_place(monkeypatch: pytest.MonkeyPatch):
    places = iter([Gone(place="files", count=2), Gone(place="letters", count=1)])
    monkeypatch.setattr(erasing, "elsewhere", lambda *_: places)
    some: Any = Erasures()
    receipt = finish(None, ASKED, some, AT)  # type: ignore[arg-type]
    both = ["files", "letters"]
    assert [[one.place for one in told.gone] for told in some.kept] == [["files"], both, both]
    assert [told.done_at for told in some.kept] == [None, None, AT]
    assert receipt == some.kept[-1]
    monkeypatch.setattr(erasing, "elsewhere", None)
    done: Any = Erasures(receipt.model_dump_json())
    assert finish(None, ASKED, done, AT) == receipt  # type: ignore[arg-type]
    assert done.kept == []
