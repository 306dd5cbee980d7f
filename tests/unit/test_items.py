"""Values to items and back are what boto3's own serializers make of them."""

from decimal import Decimal

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


def test_what_is_no_plain_value_goes_the_way_of_boto3():
    class Word(str):
        __slots__ = ()

    assert attributes_of({"a": Word("x"), "b": ("y",), "c": {"z"}, "d": Decimal(1)}) == {
        "a": {"S": "x"},
        "b": {"L": [{"S": "y"}]},
        "c": {"SS": ["z"]},
        "d": {"N": "1"},
    }
