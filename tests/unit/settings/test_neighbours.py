"""A brand whose settings are at every maximum: what fits together may be stored, and is no burden on its neighbours."""

import time
from collections.abc import Callable
from copy import replace

from tests.bench.bench_neighbours import EVENTS, OPEN, brand_of_few, event_of
from tests.bench.hostile_brand import hostile
from tests.functions.conftest import ACCOUNT

from care.case.decide import decide
from care.model.account import Account
from care.model.customer import Customer
from care.model.limits import LARGEST, unusable
from care.selfservice import matches
from care.triage import rules

BRAND = hostile()
# Of what an ordinary message costs; the bench shows what neighbours lose by it, a tenth at most (`bench_neighbours`).
MOST = 2.5


def deciding(account: Account) -> Callable[[], None]:
    events = [event_of(account, number) for number in range(EVENTS // 4)]

    def work() -> None:
        for event in events:
            decide(Customer(account_id=account.id, customer_id=event.customer_id), event, account, OPEN)

    return work


def cheapest(work: Callable[[], None]) -> float:
    work()

    def once() -> float:
        start = time.process_time()
        work()
        return time.process_time() - start

    return min(once() for _ in range(5))


def test_settings_at_every_maximum_are_within_what_may_be_stored_and_one_more_is_not():
    assert unusable(BRAND) == []
    assert len(BRAND.model_dump_json(by_alias=True).encode()) <= LARGEST
    assert unusable(replace(BRAND, second_look=(*BRAND.second_look, "otra")))


def test_a_message_of_such_a_brand_costs_a_little_more_than_an_ordinary_one():
    ordinary = replace(ACCOUNT, selfservice=brand_of_few(BRAND))
    assert cheapest(deciding(BRAND)) <= MOST * cheapest(deciding(ordinary))


def test_what_is_made_of_its_rules_and_articles_is_made_once_and_not_at_each_message():
    deciding(BRAND)()
    made, known = matches._index.cache_info(), rules._compiled.cache_info()
    deciding(BRAND)()
    assert (matches._index.cache_info(), rules._compiled.cache_info()) == (made, known), "not even looked up again"


def test_many_brands_with_articles_and_rules_keep_no_more_than_so_many():
    for number in range(3 * matches._MOST_KEPT):
        articles = (replace(BRAND.selfservice.articles[0], id=f"b{number}"),)
        assert matches.best("pedido 0", articles, "es", threshold=0.0)[0].article_id == f"b{number}"
        rules.compiled(BRAND.triage.model_copy())
    assert len(matches._kept) <= matches._MOST_KEPT
    assert len(rules._kept) <= rules._MOST_KEPT
