"""Who may change whose access: nobody is locked out by their own hand, and no foreign account is touched."""

from copy import replace
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from care.model.person import Person, Role
from care.people.access import AccessChange, NotAllowed, changed, is_shown_to

ACCOUNTS = ("1", "2", "3")
ids = st.sampled_from(["ana@x.example", "sara@x.example"])
persons = st.builds(
    Person,
    id=ids,
    name=st.just("Somebody"),
    roles=st.lists(st.sampled_from(get_args(Role)), unique=True).map(tuple),
    accounts=st.lists(st.sampled_from(ACCOUNTS), unique=True).map(tuple),
    all_accounts=st.booleans(),
    supervises=st.none() | st.lists(st.sampled_from(ACCOUNTS), unique=True).map(tuple),
    supervises_all=st.booleans(),
)


@given(persons, persons, st.sampled_from(get_args(AccessChange)), st.sampled_from(ACCOUNTS))
def test_whatever_is_asked_only_accounts_of_ones_own_change_and_never_ones_own_access(by, person, act, account):
    if not by.may_in(account, "supervisors"):
        return  # the route lets nobody come so far
    try:
        after = changed(by, person, act, account)
    except NotAllowed:
        return
    assert person.id != by.id
    # What sign-ins of earlier releases said holds as it did, but for who had no role yet and is an agent now.
    before, now = ({a: one.role_in(a) for a in ACCOUNTS} if one else {} for one in (person, after))
    touched = {a for a in ACCOUNTS if before[a] != now.get(a) and (before[a], now.get(a)) != (None, "agents")}
    assert all(by.may_in(a, "supervisors") for a in touched)
    assert all(by.may_in(a, "supervisors") for a in ACCOUNTS if person.sees(a) != bool(after and after.sees(a)))
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
    both = replace(sara, roles=("supervisors", "operators"), all_accounts=True)
    assert changed(both, operator, "remove", "1") is None


def test_a_supervisor_of_one_account_sees_its_people_and_nobody_else():
    by = Person(id="sara@x.example", name="Sara", accounts=("1",), roles=("supervisors",))
    new, theirs, others = (
        Person(id=f"{i}@x.example", name="A", accounts=a) for i, a in enumerate(((), ("1",), ("2",)))
    )
    assert [is_shown_to(by, one, "1") for one in (new, theirs, others)] == [False, True, False]
    assert is_shown_to(replace(by, all_accounts=True), others, "1")


@pytest.mark.parametrize("act", ["give_all", "take_all", "remove"])
def test_what_reaches_beyond_ones_accounts_is_refused(act):
    by = Person(id="sara@x.example", name="Sara", accounts=("1",), roles=("supervisors",))
    with pytest.raises(NotAllowed):
        changed(by, Person(id="ana@x.example", name="Ana", accounts=("1", "2")), act, "1")


def test_one_person_is_an_agent_here_and_a_supervisor_there_and_each_role_holds_where_it_was_given():
    by = Person(id="sara@x.example", name="Sara", accounts=("1",), roles=("supervisors",))
    eva = Person(id="eva@x.example", name="Eva", accounts=("2",), roles=("supervisors",))
    given_here = changed(by, eva, "give", "1")
    assert given_here is not None
    assert {one: given_here.role_in(one) for one in ACCOUNTS} == {"1": "agents", "2": "supervisors", "3": None}
    risen = changed(by, given_here, "supervise", "1")
    assert risen is not None
    assert risen.role_in("1") == "supervisors"
    again = changed(by, risen, "serve", "1")
    assert again == given_here
    gone = changed(by, risen, "take", "1")
    assert gone is not None
    assert (gone.role_in("1"), gone.role_in("2")) == (None, "supervisors")


def test_who_only_looks_after_the_stack_works_for_no_account_whatever_accounts_they_see():
    otto = Person(id="otto@x.example", name="Otto", roles=("operators",), all_accounts=True)
    for one in (otto, replace(otto, supervises=ACCOUNTS, supervises_all=True)):
        assert [one.may(role) for role in get_args(Role)] == [False, False, True]
        assert one.role_in("1") is None
