"""Values to items and back are what boto3's own serializers make of them."""

from decimal import Decimal

import pytest
from boto3.dynamodb.types import TypeDeserializer, TypeSerializer
from hypothesis import given
from hypothesis import strategies as st

from care.tables.attributes import attributes_of, values_of

LEAVES = (
    st.none() | st.booleans() | st.integers(-(10**30), 10**30) | st.text() | st.binary() | st.decimals(-9, 9, places=2)
)
VALUES = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4), max_leaves=12
)


@given(st.dictionaries(st.text(min_size=1), VALUES, max_size=5))
def test_an_item_is_what_boto3_makes_of_its_values(values):
    told = {name: value for name, value in values.items() if value is not None}
    wire = {name: TypeSerializer().serialize(value) for name, value in told.items()}
    assert attributes_of(values) == wire
    assert values_of(wire) == {name: TypeDeserializer().deserialize(value) for name, value in wire.items()}


class Word(str):
    __slots__ = ()


SETS = (
    st.sets(st.text(), min_size=1, max_size=3)
    | st.sets(st.integers(-9, 9) | st.decimals(-9, 9, places=2), min_size=1, max_size=3)
    | st.sets(st.binary(), min_size=1, max_size=3)
)


@given(SETS | st.tuples(LEAVES, SETS) | st.text().map(Word) | st.binary().map(bytearray))
def test_what_is_no_plain_value_is_what_boto3_makes_of_it(value):
    wire = attributes_of({"a": value})
    assert wire == {"a": TypeSerializer().serialize(value)}
    assert values_of(wire) == {"a": TypeDeserializer().deserialize(wire["a"])}


@pytest.mark.parametrize(
    "value", [0.5, 10**40 + 1, Decimal("1e200"), Decimal("NaN"), Decimal("Infinity"), {"a", 1}, {("a",)}, object()]
)
def test_what_boto3_refuses_is_refused(value):
    for serialize in (TypeSerializer().serialize, lambda one: attributes_of({"a": one})):
        with pytest.raises((TypeError, ArithmeticError)):
            serialize(value)
