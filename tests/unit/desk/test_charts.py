"""Charts and tables: nothing that was written by others becomes markup or a formula, and every number is there."""

import csv
import io
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.charts import Bar, ReferenceLine, Series, Span, Square, bars, heat, lines, spans
from desk.sheets import Column, Sheet

HOSTILE = "</text><script>alert(1)</script>"
NUMBERS = st.floats(0, 1e12, allow_nan=False)
# What XML cannot hold is not what is tried here.
TEXTS = st.text(st.characters(exclude_categories=("Cs", "Cc", "Cn")), max_size=30)


def texts(svg):
    return ["".join(one.itertext()) for one in ET.fromstring(svg).iter() if one.tag in {"text", "title", "desc"}]


def all_of(text):
    """One chart of each kind that says `text` wherever something can be said."""
    return (
        lines(text, text, [text], [Series(text, [1.0])], lambda _: text, [ReferenceLine(2, text)]),
        bars(text, text, [Bar(text, 3, text)]),
        spans(text, text, [Span(text, 0.5, 0.2, 0.9, text)]),
        heat(text, text, [text], [text], [[Square(0.5, text)]]),
    )


@given(TEXTS)
def test_whatever_is_said_stays_text(text):
    for svg in all_of(text):
        assert text in texts(svg)
        assert {one.tag for one in ET.fromstring(svg).iter()} <= {
            "svg", "title", "desc", "g", "path", "rect", "circle", "text",
        }  # fmt: skip


def test_markup_is_escaped_and_nothing_needs_a_style_of_its_own():
    drawn = all_of(HOSTILE)
    assert drawn
    for svg in drawn:
        assert "<script" not in svg
        assert "style=" not in svg
        root = ET.fromstring(svg)
        assert root.get("role") == "img"
        assert HOSTILE in root.get("aria-label", "")


def scale(most, steps=()):
    """What the scale of a line says, from below; the legend and the labels come after it."""
    return texts(lines("t", "d", [], [Series("s", [most])], "{:g}".format, steps=steps))[2:7]


def test_a_scale_has_four_parts_in_numbers_that_people_count_in():
    assert scale(3) == ["0", "1", "2", "3", "4"]
    assert scale(0.2) == ["0", "1", "2", "3", "4"]
    assert scale(37) == ["0", "10", "20", "30", "40"]
    assert scale(801) == ["0", "500", "1000", "1500", "2000"]


def test_a_scale_of_durations_goes_by_hours_and_days():
    minutes = (60, 360, 720, 1440)
    assert scale(200, minutes) == ["0", "60", "120", "180", "240"]
    assert scale(2 * 1440 + 600, minutes) == ["0", "1440", "2880", "4320", "5760"]
    assert scale(10 * 1440, minutes) == ["0", "5000", "10000", "15000", "20000"], "beyond the last step as any number"


@given(st.lists(st.one_of(st.none(), NUMBERS), max_size=40))
def test_lines_stay_inside_the_picture_whatever_the_values(values):
    root = ET.fromstring(lines("t", "d", [str(i) for i in range(len(values))], [Series("s", values)], str))
    for one in root.iter("circle"):
        assert 0 <= float(one.attrib["cx"]) <= 720
        assert 0 <= float(one.attrib["cy"]) <= 250
    marks = [one for one in root.iter("circle") if one.get("cy") != "14"]
    assert len(marks) == sum(value is not None for value in values)


def test_a_line_has_a_gap_where_nothing_can_be_told():
    svg = str(lines("t", "d", ["1", "2", "3", "4"], [Series("s", [1.0, None, 1.0, 2.0])], str))
    root = ET.fromstring(svg)
    path = next(p for p in root.iter("path") if p.get("class") == "c-line")
    assert path.attrib["d"].count("M") == 2


def test_series_differ_without_colour():
    root = ET.fromstring(lines("t", "d", ["1"], [Series(n, [1.0]) for n in "abcd"], str))
    classes = [g.get("class") for g in root.iter("g")]
    assert len(set(classes)) == 4
    assert {"circle", "rect"} <= {one.tag for one in root.iter()}


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", " =1", "\r=1"])
def test_a_text_is_never_a_formula(cell):
    sheet = Sheet("s", "S", (Column("Part", "part"), Column("N", "n", "cases")), ((cell, -3),))
    [_, [text, number]] = list(csv.reader(io.StringIO(sheet.as_csv(), newline="")))
    assert text == f"'{cell}"
    assert number == "-3", "a number is one, also below nothing"


def test_what_cannot_be_told_is_empty_in_a_file_and_a_dash_on_the_page():
    sheet = Sheet("s", "S", (Column("Part", "part"), Column("N", "n", "share")), (("a", None), ("b", 0.5)))
    assert sheet.as_csv().splitlines() == ["part,n", "a,", "b,0.5"]
    assert [sheet.shown(row, "en") for row in sheet.rows] == [["a", "-"], ["b", "50.0 %"]]


def texts_of(svg, kind):
    return [one.text for one in ET.fromstring(svg).iter() if one.get("class") == kind and one.get("x") is not None]


@pytest.mark.parametrize(("days", "every"), [(3, 1), (16, 1), (17, 2), (33, 3)])
def test_the_days_stand_under_their_values_as_many_as_have_room(days, every):
    shown = [str(number) for number in range(0, days, every)]
    labels = [str(number) for number in range(days)]
    svg = lines("t", "t", labels, [Series("a", [1.0] * days)], str, [])
    found = [one for one in ET.fromstring(svg).iter() if one.get("text-anchor") == "middle"]
    assert [one.text for one in found] == shown
    places = [float(one.get("x", "")) for one in found]
    assert places == sorted(set(places))
    assert min(places) > 0


def test_a_span_has_its_name_before_it_and_what_it_says_behind_it():
    svg = spans("t", "t", [Span("Ana", 0.5, 0.25, 0.75, "50 %")])
    [root] = [ET.fromstring(svg)]
    at = {one.text: float(one.get("x", "")) for one in root.iter() if one.get("x") is not None and one.text}
    [dot] = [float(one.get("cx", "")) for one in root.iter() if one.get("class") == "c-dot"]
    first, last = (min(at[f"{n} %"] for n in (0, 25)), at["100 %"])
    assert at["Ana"] < first < dot < last
    said = [float(one.get("x", "")) for one in root.iter() if one.get("class") == "c-number"]
    assert said == [last + 14]
    assert dot == (first + last) / 2
