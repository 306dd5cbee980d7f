"""Who may change whose access: nobody is locked out by their own hand, and no foreign account is touched."""

from copy import replace
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from care.model.person import Person
from care.people.access import AccessChange, NotAllowed, changed, is_shown_to

ACCOUNTS = ("1", "2", "3")
ids = st.sampled_from(["ana@x.example", "sara@x.example"])
persons = st.builds(
    Person,
    id=ids,
    name=st.just("Somebody"),
    accounts=st.lists(st.sampled_from(ACCOUNTS), unique=True).map(tuple),
    all_accounts=st.booleans(),
)


@given(persons, persons, st.sampled_from(get_args(AccessChange)), st.sampled_from(ACCOUNTS))
def test_whatever_is_asked_only_accounts_of_ones_own_change_and_never_ones_own_access(by, person, act, account):
    if not by.sees(account):
        return  # the route lets nobody come so far
    try:
        after = changed(by, person, act, account)
    except NotAllowed:
        return
    assert person.id != by.id
    lost = {a for a in ACCOUNTS if person.sees(a) and not (after and after.sees(a))}
    won = {a for a in ACCOUNTS if after and after.sees(a) and not person.sees(a)}
    assert all(by.sees(a) for a in lost | won)
    assert after is None or (after.id, after.name, after.roles) == (person.id, person.name, person.roles)
    assert changed(by, after, act, account) == after if after and act != "take" else True


def test_an_operator_is_out_of_reach_of_who_is_none_and_who_works_for_nobody_of_a_supervisor_of_one_account():
    sara = Person(id="sara@x.example", name="Sara", accounts=("1",), roles=("supervisors",))
    operator = Person(id="o@x.example", name="O", accounts=("1",), roles=("operators",))
    nobody = Person(id="n@x.example", name="N")
    acts: tuple[AccessChange, ...] = ("give", "take", "remove", "give_all", "take_all")
    for act in acts:
        with pytest.raises(NotAllowed):
            changed(replace(sara, all_accounts=True), operator, act, "1")
    with pytest.raises(NotAllowed):
        changed(sara, nobody, "remove", "1")
    assert changed(replace(sara, roles=("operators",), all_accounts=True), operator, "remove", "1") is None


def test_a_supervisor_of_one_account_sees_its_people_and_nobody_else():
    by = Person(id="sara@x.example", name="Sara", accounts=("1",))
    new, theirs, others = (
        Person(id=f"{i}@x.example", name="A", accounts=a) for i, a in enumerate(((), ("1",), ("2",)))
    )
    assert [is_shown_to(by, one, "1") for one in (new, theirs, others)] == [False, True, False]
    assert is_shown_to(replace(by, all_accounts=True), others, "1")


@pytest.mark.parametrize("act", ["give_all", "take_all", "remove"])
def test_what_reaches_beyond_ones_accounts_is_refused(act):
    by = Person(id="sara@x.example", name="Sara", accounts=("1",))
    with pytest.raises(NotAllowed):
        changed(by, Person(id="ana@x.example", name="Ana", accounts=("1", "2")), act, "1")
