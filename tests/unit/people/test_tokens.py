"""Who may withdraw a token of an integration, who sees it, and what each change of access leaves: literal tables."""

from typing import Any

import pytest

from care.model.person import Person
from care.people.access import changed, is_shown_to, may_end_sessions, may_end_token, sees_token


def person(name: str = "sara", **more: Any) -> Person:
    return Person.model_validate({"id": f"{name}@x.example", "name": name, **more})


AGENT = person(accounts=("1", "2"), roles=("agents",))
OF_ONE = person(accounts=("1",), roles=("supervisors",), supervises=("1",))
OF_TWO = person(accounts=("1", "2"), roles=("supervisors",), supervises=("1", "2"))
OF_ALL = person(all_accounts=True, roles=("supervisors",), supervises=(), supervises_all=True)
OPERATOR = person(roles=("operators",))
BY = {"agent": AGENT, "of one": OF_ONE, "of two": OF_TWO, "of all": OF_ALL, "operator": OPERATOR}

TOKENS = {
    "of one": person("token", accounts=("1",), roles=("agents",)),
    "of two": person("token", accounts=("1", "2"), roles=("agents",)),
    "of another": person("token", accounts=("3",), roles=("agents",)),
    "of all": person("token", all_accounts=True, roles=("agents",)),
    "of all and one": person("token", all_accounts=True, accounts=("1",), roles=("agents",)),
    "of none": person("token", roles=("agents",)),
    "of an operator": person("token", accounts=("1",), roles=("operators",)),
}
MAY_END = {
    "agent": set[str](),
    "of one": {"of one"},
    "of two": {"of one", "of two"},
    "of all": {"of one", "of two", "of another", "of all", "of all and one", "of none"},
    "operator": set(TOKENS),
}


@pytest.mark.parametrize("by", BY)
def test_a_token_is_ended_by_who_supervises_all_that_it_opens(by: str):
    assert {name for name, token in TOKENS.items() if may_end_token(BY[by], token)} == MAY_END[by]


SEES = {
    "agent": set[str](),
    "of one": {"of one", "of two", "of all", "of all and one", "of an operator"},
    "of two": {"of one", "of two", "of all", "of all and one", "of an operator"},
    "of all": {"of one", "of two", "of all", "of all and one", "of an operator"},
}


@pytest.mark.parametrize("by", SEES)
def test_a_token_is_shown_to_a_supervisor_of_an_account_that_it_opens(by: str):
    assert {name for name, token in TOKENS.items() if sees_token(BY[by], token, "1")} == SEES[by]
    assert not sees_token(OF_ONE, TOKENS["of another"], "3")


def test_sessions_are_ended_by_oneself_and_by_a_supervisor_of_who_works_for_the_account():
    ana, pedro = person("ana", accounts=("1",)), person("pedro", accounts=("2",))
    operator = person("o", accounts=("1",), roles=("operators",))
    assert may_end_sessions(ana, ana, "1")
    assert may_end_sessions(operator, operator, "1")
    assert may_end_sessions(OF_ONE, ana, "1")
    assert not may_end_sessions(OF_ONE, pedro, "1")
    assert not may_end_sessions(OF_ONE, pedro, "2")
    assert not may_end_sessions(OF_ONE, operator, "1")
    assert not may_end_sessions(AGENT, ana, "1")
    assert may_end_sessions(OF_ALL, pedro, "1")
    assert not is_shown_to(OF_ONE, pedro, "1")
    assert is_shown_to(OF_ALL, pedro, "1")


ANA = person("ana", accounts=("2",), supervises=("2",), roles=("agents",))


@pytest.mark.parametrize(
    ("act", "accounts", "supervises"),
    [
        ("give", ("1", "2"), ("2",)),
        ("supervise", ("1", "2"), ("1", "2")),
        ("serve", ("2",), ("2",)),
        ("take", ("2",), ("2",)),
    ],
)
def test_a_change_touches_the_one_account_and_leaves_the_neighbours(act: Any, accounts: Any, supervises: Any):
    after = changed(OF_ONE, ANA, act, "1")
    assert after is not None
    assert (after.accounts, after.supervises) == (accounts, supervises)


def test_who_supervised_is_an_agent_again_or_none():
    both = person("ana", accounts=("1", "2"), supervises=("1", "2"), roles=("agents",))
    serving, taken = changed(OF_ONE, both, "serve", "1"), changed(OF_ONE, both, "take", "1")
    assert serving is not None
    assert taken is not None
    assert (serving.accounts, serving.supervises) == (("1", "2"), ("2",))
    assert (taken.accounts, taken.supervises) == (("2",), ("2",))


@pytest.mark.parametrize("supervised", [True, False])
def test_who_is_given_every_account_supervises_all_only_if_they_did(supervised: bool):
    ana = person("ana", all_accounts=True, supervises=(), supervises_all=supervised, roles=("agents",))
    given, taken = changed(OF_ALL, ana, "give_all", "1"), changed(OF_ALL, ana, "take_all", "1")
    assert given is not None
    assert taken is not None
    assert (given.all_accounts, given.supervises_all) == (True, supervised)
    assert (taken.all_accounts, taken.supervises_all) == (False, False)
