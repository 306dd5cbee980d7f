"""Rules of gifts: who may give what, what became of a code, what is told of a pool, and which codes a file brings."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError
from tests.changing import changed
from tests.functions.conftest import ACCOUNT, MARTA, SHOP

from care.gifts.giving import against
from care.gifts.loading import codes_of
from care.gifts.settling import WAITS, Became, looks_again, next_of
from care.gifts.telling import news_of
from care.gifts.texts import message
from care.model.case import Case
from care.model.customer import Customer
from care.model.gift import Gift, Pool, PoolWords, Taken, mark_of, masked
from care.model.outbox_item import Item
from care.model.outcomes import Code, outcome
from care.problems import problems_of

NOW = datetime(2026, 11, 25, 22, 30, tzinfo=UTC)  # 23:30 in Madrid
POOL = "0" * 20
GIFT = Gift(
    gift_id="1" * 20,
    account_id=SHOP,
    pool_id=POOL,
    case_id="CASE1",
    customer_id=MARTA,
    by="ana",
    at=NOW,
    day=date(2026, 11, 25),
    bundle="b-000",
    mark=mark_of(SHOP, "LUNA-1234"),
    shown=masked("LUNA-1234"),
    code="LUNA-1234",
)


def pool(free: int = 5, **words: Any) -> Pool:
    told = {"name": "Bienvenida", "worth": "10 €", **words}
    made = {"pool_id": POOL, "account_id": SHOP, "made_at": NOW, "made_by": "sara", "number": 1}
    return Pool(words=PoolWords.model_validate(told), free=free, **made)


def item(**fields: Any) -> Item:
    made = {"item_id": GIFT.item_id, "account_id": SHOP, "customer_id": MARTA, "case_id": "CASE1", "text": "LUNA-1234"}
    return Item.model_validate({**made, "channel": "private", "purpose": "reply", "created_at": NOW, **fields})


def why(of: Pool, today: int = 0, *theirs: Taken, now: datetime = NOW) -> Code | None:
    told = against(of, ACCOUNT, today, theirs, now)
    return told.code if told else None


def had(ago: timedelta, pool_id: str = POOL) -> Taken:
    return Taken(gift_id="2" * 20, pool_id=pool_id, at=NOW - ago)


def test_a_code_is_given_on_the_last_day_to_its_end_in_the_accounts_zone():
    last = pool(ends_on="2026-11-25")
    assert why(last) is None
    assert why(last, now=NOW + timedelta(minutes=29)) is None
    assert why(last, now=NOW + timedelta(minutes=30)) is Code.gift_pool_over


def test_each_limit_refuses_with_its_own_reason():
    assert why(pool(free=0)) is Code.gift_pool_empty
    assert why(pool(closed=True)) is Code.gift_pool_closed
    assert why(pool(per_day=2), 2) is Code.gift_day_full
    assert why(pool(per_day=0), 900) is None
    year = pool(per_customer=1, customer_days=365)
    assert why(year, 0, had(timedelta(days=364))) is Code.gift_customer_full
    assert why(year, 0, had(timedelta(days=365))) is None
    assert why(year, 0, changed(had(timedelta(days=1)), counts=False)) is None
    assert why(year, 0, had(timedelta(days=1), "9" * 20)) is None
    assert why(pool(per_customer=0), 0, *[had(timedelta(days=1))] * 9) is None


@pytest.mark.parametrize(
    ("given", "becomes"),
    [
        (item(state="sent"), "given"),
        (item(state="withdrawn"), "back"),
        (item(state="refused"), "back"),
        (item(state="withdrawn", doubtful=True), "unclear"),
        (item(state="withdrawn", why=(outcome(Code.dropped),)), "unclear"),
        (item(state="waiting"), "wait"),
        (item(state="claimed"), "wait"),
        (item(state="released"), "wait"),
        (item(state="held"), "wait"),
        (item(state="unconfirmed"), "wait"),
    ],
)
def test_a_code_goes_back_only_where_nobody_can_have_it(given: Item, becomes: str):
    for later in (timedelta(), WAITS * 9):
        found = next_of(GIFT, given, NOW + later)
        assert (found.state if isinstance(found, Became) else found) == becomes


def test_a_press_that_never_became_a_message_is_stopped_before_its_code_goes_back():
    assert next_of(GIFT, None, NOW) == "wait"
    assert next_of(GIFT, None, NOW + WAITS) == "stop"
    refused = (outcome(Code.case_merged),)
    assert next_of(GIFT, None, NOW, refused=refused) == Became("back", why=refused)


def test_of_an_unclear_gift_a_person_decides_unless_its_echo_comes():
    unclear = changed(GIFT, state="unclear")
    assert next_of(unclear, item(state="withdrawn", doubtful=True), NOW) == "wait"
    assert next_of(unclear, item(state="sent"), NOW) == Became("given")
    for wish in ("given", "back"):
        found = next_of(changed(unclear, wish=wish, settled_by="sara"), item(state="withdrawn"), NOW)
        assert isinstance(found, Became)
        assert (found.state, found.by) == (wish, "sara")
    erased = changed(unclear, case_id="", customer_id="")
    assert next_of(erased, None, NOW + WAITS) == "wait"
    assert looks_again(erased, NOW) is None
    assert looks_again(GIFT, NOW) == NOW + timedelta(minutes=1)


def test_a_pool_is_told_of_once_as_it_empties_and_as_its_end_comes():
    assert news_of(pool(free=11), ACCOUNT, NOW) == ()
    assert news_of(pool(free=10), ACCOUNT, NOW) == ("low",)
    assert news_of(changed(pool(free=0), given=3), ACCOUNT, NOW) == ("empty",)
    assert news_of(pool(free=0), ACCOUNT, NOW) == ()  # nothing was loaded yet
    near = pool(free=50, ends_on="2026-12-01")
    assert news_of(near, ACCOUNT, NOW) == ("ending",)
    assert news_of(changed(near, told=("ending",)), ACCOUNT, NOW) == ()
    assert news_of(pool(free=3, closed=True), ACCOUNT, NOW) == ()
    assert news_of(pool(free=3, ends_on="2026-11-24"), ACCOUNT, NOW) == ()


def test_the_message_is_in_the_customers_language_and_always_has_the_code():
    def said(language: str, before: str = "Perdona la espera.", **words: Any) -> str:
        customer = Customer(account_id=SHOP, customer_id=MARTA, name="Marta Ruiz")
        made = {"case_id": "CASE1", "account_id": SHOP, "customer": customer, "opened_at": NOW, "language": language}
        case = Case.model_construct(**made)  # type: ignore[arg-type]
        return message(pool(**words).words, case, ACCOUNT, "LUNA-1234", before)

    assert said("es", ends_on="2026-12-31") == (
        "Perdona la espera.\n\nEsto es para ti: 10 €. Este es tu código, que se puede usar una vez, "
        "hasta el 31 de diciembre de 2026: LUNA-1234"
    )
    assert said("es", "").startswith("¡Hola, Marta! Esto es para ti: 10 €.")
    assert "31 de dezembro de 2026: LUNA-1234" in said("pt", ends_on="2026-12-31")
    assert "para si" in said("pt-PT")
    assert said("en").endswith("Here is your code, which can be used once: LUNA-1234")
    assert said("es", texts={"es": "Para ti, {name}: {worth}."}).endswith("Para ti, Marta: 10 €. LUNA-1234")
    assert "{" not in said("es", texts={"es": "{code} hasta {until}."})


def test_a_text_holds_no_other_hole_than_those_that_are_filled():
    for text in ("Toma {codigo}", "Toma {code"):
        with pytest.raises(ValidationError):
            pool(texts={"es": text})
    with pytest.raises(ValidationError):
        pool(ends_on="9999-12-31")


def loaded(data: str | bytes, known: dict[str, str] | None = None, free: int = 0) -> list[str]:
    data = data.encode() if isinstance(data, str) else data
    return list(codes_of(data, SHOP, POOL, known or {}, free).codes.values())


def wrong(data: str | bytes, known: dict[str, str] | None = None, free: int = 0) -> list[tuple[str, str]]:
    with pytest.raises(ValidationError) as caught:
        loaded(data, known, free)
    assert "SECRET" not in str(caught.value)
    return [(one.place, one.code) for one in problems_of(caught.value)]


def test_codes_come_one_a_line_or_in_the_column_that_is_named():
    assert loaded("AAAA-1\r\n\r\n  BBBB-2 \nCCCC-3") == ["AAAA-1", "BBBB-2", "CCCC-3"]
    assert loaded("\ufeffCódigo\nAAAA-1\n") == ["AAAA-1"]
    assert loaded('nombre;code;valor\nAna;AAAA-1;10\n"Luis; hijo";"BBBB-2";10\n') == ["AAAA-1", "BBBB-2"]
    assert loaded("https://shop.example/g?c=AAAA1") == ["https://shop.example/g?c=AAAA1"]


def test_what_is_wrong_is_told_with_its_line_and_never_quoted():
    assert wrong("") == wrong("\n \n") == wrong("code\n") == [("", "codes_missing")]
    assert wrong("SECRET-1\nSECRET-2\nSECRET-1") == [("line.2", "code_twice")]
    assert wrong("SECRET-1\n" + "S" * 201) == [("line.1", "code_too_long")]
    assert wrong("SECRET-1\n" + "S" * 90_000) == [("line.1", "code_too_long")]
    assert wrong("SEC") == [("line.0", "code_too_short")]
    assert wrong("SECRET-1\n=SECRET()\n+SECRET\n-SECRET\n@SECRET") == [
        (f"line.{n}", "code_formula") for n in (1, 2, 3, 4)
    ]
    assert wrong("SECRET 1\nSECRET{1}\n<SECRET>\nSÉCRET") == [(f"line.{n}", "code_characters") for n in range(4)]
    assert wrong("SECRET-1;SECRET-2") == [("line.0", "codes_columns")]
    assert wrong("SECRET-1\nSÉCRET".encode("latin-1")) == [("line.1", "codes_not_utf8")]
    assert wrong("SECRET-1".encode("utf-16")) == wrong("SECRET-1".encode("utf-16-be")) == [("line.0", "codes_not_utf8")]
    assert wrong("\n".join(f"SECRET{n}" for n in range(10_001))) == [("", "codes_too_many")]
    assert wrong("SECRET-1\nSECRET-2", free=9_999) == [("", "codes_too_many")]
    assert wrong("SECRET-1", {mark_of(SHOP, "SECRET-1"): "9" * 20}) == [("line.0", "code_elsewhere")]


def test_what_the_pool_has_already_is_left_out():
    found = codes_of(b"AAAA-1\nBBBB-2", SHOP, POOL, {mark_of(SHOP, "AAAA-1"): POOL})
    assert (list(found.codes.values()), found.known) == (["BBBB-2"], 1)


@given(st.binary(max_size=400) | st.text(alphabet='ABC123;,"\t\r\n=-', max_size=400).map(str.encode))
def test_whatever_a_file_holds_it_is_codes_or_a_reason(data: bytes):
    try:
        found = loaded(data)
    except ValidationError:
        assert wrong(data)
    else:
        assert found
        assert len(set(found)) == len(found)
        assert all(4 <= len(code) <= 200 and code.isascii() and code.isprintable() for code in found)


@given(st.text(min_size=4, max_size=200))
def test_a_list_shows_a_quarter_of_a_code_at_most(code: str):
    assert masked(code).startswith("••••")
    assert len(masked(code)) - 4 <= min(4, len(code) // 4)
