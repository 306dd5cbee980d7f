"""A query is checked as X would check it, before X is asked."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from infra.local.x.search import read_query
from pydantic_core import PydanticCustomError

from care.faults import Fault
from care.watch.queries import LONGEST, asked


@pytest.mark.parametrize(
    "query",
    [
        "#tiendaluna",
        '"tienda luna" OR tiendaluna',
        "(envío OR entrega) luna -empleo lang:es",
        "luna has:media is:reply",
        "from:rival envío",
        'url:"https://luna.example"',
        "$LUNA has:links",
        "#frete -is:retweet",
        '"pedido: 10:30"',
        "luna -from:rival -lang:pt",
        "is:reply (luna OR sol)",
        "to:rival OR conversation_id:9",
        "(luna)",
    ],
)
def test_what_x_takes_is_asked_without_what_comes_by_itself(query):
    assert asked(query, "tiendaluna") == f"({query}) -@tiendaluna -from:tiendaluna -is:retweet"


@pytest.mark.parametrize(
    ("query", "why"),
    [
        ('luna "tienda', Fault.search_quote_open),
        ("(luna OR sol", Fault.search_parenthesis),
        ("luna)", Fault.search_parenthesis),
        ("luna OR", Fault.search_part_empty),
        ("luna ()", Fault.search_part_empty),
        ('""', Fault.search_part_empty),
        ("#", Fault.search_part_empty),
        ("luna bio:tienda", Fault.search_operator_unknown),
        ("luna is:retweet", Fault.search_operator_unknown),
        ("luna has:geo", Fault.search_operator_unknown),
        ("luna 10:30", Fault.search_operator_unknown),
        ("luna -(sol OR mar)", Fault.search_negated_group),
        ("luna and sol", Fault.search_and_or),
        ("luna or sol", Fault.search_and_or),
        ("lang:es", Fault.search_too_wide),
        ("luna OR -sol", Fault.search_too_wide),
        ("-sol OR luna", Fault.search_too_wide),
        ("(luna OR -sol) lang:es", Fault.search_too_wide),
        ("-from:rival", Fault.search_too_wide),
        ('-"luna"', Fault.search_too_wide),
        ("luna from:", Fault.search_operator_unknown),
        ('luna from:""', Fault.search_operator_unknown),
        ("luna is:verificado", Fault.search_operator_unknown),
        ("luna AND sol", Fault.search_and_or),
        ("luna -or sol", Fault.search_and_or),
        ("luna -#", Fault.search_part_empty),
        ("", Fault.search_part_empty),
        ("OR luna", Fault.search_part_empty),
        ("luna OR has:media", Fault.search_too_wide),
        ("-luna", Fault.search_too_wide),
        ("luna " * 100, Fault.search_too_long),
    ],
)
def test_what_x_would_refuse_is_said_before(query, why):
    with pytest.raises(PydanticCustomError) as error:
        asked(query.strip(), "tiendaluna")
    assert error.value.type == why


@given(st.lists(st.sampled_from(["luna", "OR", "(", ")", "-", '"', "#sol", "lang:es", "is:", "@", " "]), max_size=12))
def test_whatever_is_typed_is_taken_or_refused_and_what_is_taken_the_simulated_x_takes(parts):
    try:
        whole = asked("".join(parts).strip(), "tiendaluna")
    except PydanticCustomError:
        return
    assert len(whole) <= LONGEST
    read_query(whole)


def test_the_longest_query_is_what_is_left_beside_the_accounts_name():
    assert LONGEST == 512, "X's limit for who pays by use"
    room = 512 - len(asked("x", "tiendaluna")) + 1
    assert len(asked("x" * room, "tiendaluna")) == 512
    with pytest.raises(PydanticCustomError) as error:
        asked("x" * (room + 1), "tiendaluna")
    assert error.value.context == {"length": room + 1, "most": room}


@pytest.mark.parametrize("query", ["luna bio:tienda", "luna 10:30"])
def test_who_names_an_operator_that_x_does_not_know_is_told_those_that_it_does(query):
    with pytest.raises(PydanticCustomError) as error:
        asked(query, "tiendaluna")
    assert error.value.context == {
        "given": query.removeprefix("luna "),
        "known": "context, conversation_id, entity, from, has, in_reply_to_tweet_id, is, lang, list, to, url",
    }
