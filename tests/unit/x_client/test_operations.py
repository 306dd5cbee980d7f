"""By which token each call of X goes: the table against X's own description, and what X answered before it."""

import ast
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from infra import ROOT
from infra.command.at_x import calls
from tests.functions.conftest import ACCOUNT, NIGHT

from care.grants.rules import SCOPES
from care.model.grant import Grant
from care.x.operations import goes_by, operations, order_of

KINDS = {"UserToken": "oauth1", "OAuth2UserToken": "oauth2", "BearerToken": "app"}
WAYS = {"as_user": {"oauth1", "oauth2"}, "bytes_as_user": {"oauth1", "oauth2"}, "as_app": {"app"}}
WAYS |= {"as_either": {"oauth1", "oauth2", "app"}, "_posts": {"oauth1", "oauth2", "app"}}
learned = st.one_of(st.none(), st.sampled_from(["oauth1", "oauth2"]))


@pytest.mark.parametrize("call", sorted(operations()))
def test_the_table_says_what_xs_description_says_or_why_not(call: str):
    row = operations()[call]
    described = json.loads(Path(ROOT, "infra/local/x/openapi.json").read_text())["paths"]
    told = dict(next(iter(one.items())) for one in described[row.path][row.method.lower()]["security"])
    accepted = {KINDS[name] for name in told}
    if row.differs:
        assert set(row.accepts) < accepted
    else:
        assert set(row.accepts) == accepted
    assert set(row.scopes) == set(told.get("OAuth2UserToken", []) if "oauth2" in row.accepts else [])


def asked() -> Iterator[tuple[str, str]]:
    """Each call of our client by its name, and how it is asked."""
    for path in Path(ROOT, "layers/care/python/care/x").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in WAYS:
                first = node.args[0]
                if isinstance(first, ast.Constant):
                    yield str(first.value), node.func.attr


def test_every_call_of_ours_has_a_row_that_takes_how_it_is_asked():
    found = list(asked())
    assert {call for call, _ in found} == set(operations())
    for call, way in found:
        assert set(operations()[call].accepts) >= WAYS[way], call
        assert operations()[call].as_app == (way == "as_app"), call


@given(st.sampled_from([*operations(), "unheard_of"]), learned)
def test_both_tokens_are_tried_and_what_x_took_before_goes_first(call, before):
    order = order_of(call, before)
    assert sorted(order) == ["oauth1", "oauth2"]
    assert order[0] == (before or "oauth1")


@given(st.sampled_from(sorted(operations())), st.sets(st.sampled_from(["oauth1", "oauth2"])), learned)
def test_a_call_goes_by_a_token_that_is_there_or_by_none(call, kinds, before):
    by = goes_by(call, kinds, SCOPES, before)
    assert by in {*kinds, ""}
    if before in kinds:
        assert by == before


def test_what_was_not_granted_reaches_nothing():
    assert goes_by("send_dm", ["oauth2"], ("tweet.read", "users.read"), None) == ""
    assert goes_by("send_dm", ["oauth2"], SCOPES, None) == "oauth2"
    assert goes_by("send_dm", ["oauth1", "oauth2"], (), None) == "oauth1"
    assert goes_by("webhooks", ["oauth1", "oauth2"], SCOPES, None) == ""


def test_doctor_shows_by_which_token_each_call_goes_and_what_x_answered_otherwise():
    grant = Grant(account_id=ACCOUNT.id, granted_at=NIGHT, scopes=SCOPES, accepts={"send_dm": "oauth2"})
    both = calls(ACCOUNT, grant, older=True, newer=True)
    assert (both.state, both.mend) == ("ok", "")
    assert "as X answered: send_dm by OAuth 2.0" in both.said
    assert both.calls is not None
    assert (both.calls["send_dm"], both.calls["create_post"]) == ("oauth2", "oauth1")
    assert "webhooks" not in both.calls, "that the app asks for"
    older = calls(ACCOUNT, grant, older=True, newer=False)
    assert "as X answered" not in older.said, "the token that X took is gone"
    newer = calls(ACCOUNT, grant, older=False, newer=True)
    assert "hide_reply" not in newer.said, "its scope is asked for"
    assert (newer.state, newer.mend) == ("ok", ""), "what the app asks for takes no token of the account"
    few = Grant(account_id=ACCOUNT.id, granted_at=NIGHT, scopes=("tweet.read", "users.read"))
    lacking = calls(ACCOUNT, few, older=False, newer=True)
    assert lacking.state == "warning"
    assert "send_dm (dm.write, tweet.read, users.read)" in lacking.said
    assert "--browser" in lacking.mend
