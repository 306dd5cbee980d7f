"""Who is named in a note."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from care.desk.mentions import MOST, handles, named_in
from care.model.person import Person

TEAM = [
    Person(id="ana@shop.example", name="Ana Ruiz"),
    Person(id="luis@shop.example", name="Luis"),
    Person(id="luisa@shop.example", name="Luisa Gil"),
    Person(id="ana.b@shop.example", name="Ana Belén"),
]
ANA, LUIS, LUISA, BELEN = (one.id for one in TEAM)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("@Ana Ruiz, ¿lo miras?", (ANA,)),
        ("@ana ruiz y @Luisa", (ANA, LUISA)),
        ("@luis: sí", (LUIS,)),
        ("@Luisa Gil", (LUISA,)),
        ("@Ana, hay dos", ()),
        ("(@ana belén)", (BELEN,)),
        ("pregunta a @ana@shop.example por favor", (ANA,)),
        ("mail a otra@luis.example", ()),
        ("@luisito", ()),
        ("@ luis", ()),
        ("@luis @luis @luisa", (LUIS, LUISA)),
        ("nadie", ()),
    ],
)
def test_a_whole_name_a_first_name_that_is_one_persons_or_an_address_names_somebody(text, named):
    assert named_in(text, TEAM) == named


@given(st.text(alphabet="@ anluis.ruzgb", max_size=80))
def test_nobody_is_named_twice_nor_more_than_so_many(text):
    found = named_in(text, TEAM)
    assert len(found) == len(set(found)) <= MOST
    assert set(found) <= {one.id for one in TEAM}
    assert found == () or "@" in text


def test_whoever_is_chosen_from_the_list_is_named_also_where_two_have_one_name():
    team = [*TEAM, Person(id="ana.r@shop.example", name="ana  ruiz"), Person(id="belen@shop.example", name="Ana")]
    team.append(Person(id="eva@shop.example", name="Eva  María  Sol"))
    for person_id, written in handles(team).items():
        assert named_in(f"¿lo miras, @{written} ?", team) == (person_id,)
    assert handles(team)[LUISA] == "Luisa Gil"
