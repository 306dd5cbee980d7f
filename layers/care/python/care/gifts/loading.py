"""The codes that a file or a text brings: one a line, or the column of codes of a CSV file. All of them, or none.

What is wrong is said with its line. What stands in the file is quoted nowhere: it is worth money.
"""

import csv
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple, NoReturn

from pydantic_core import PydanticCustomError

from care import late
from care.faults import Fault, fault
from care.model.gift import LONGEST_CODE, MOST_CODES, mark_of
from care.problems import refuse

_SHORTEST: Final = 4
_MOST_PROBLEMS: Final = 50
_LONGEST_LINE: Final = 4_000
# Letters, digits and the signs of links: nothing that a page, a text or a spreadsheet takes for something of its own.
_CODE = late.pattern(r"[0-9A-Za-z][0-9A-Za-z_.:/?&%#~+@=\-]*")
_FORMULA: Final = ("=", "+", "-", "@", "＝", "＋", "－", "＠")  # noqa: RUF001  spreadsheets take both widths
_HEADINGS: Final = frozenset(
    {"code", "codes", "código", "códigos", "codigo", "codigos", "voucher", "cupón", "cupom", "coupon"}
)
_DELIMITERS: Final = (";", ",", "\t")


class Loaded(NamedTuple):
    """New codes with their marks, and how many the pool had already."""

    codes: dict[str, str]
    """Of each mark its code, in the file's order."""
    known: int


def codes_of(data: bytes, account_id: str, pool_id: str, known: Mapping[str, str], free: int = 0) -> Loaded:
    """The new codes of a file; ValidationError with a line for each thing that is wrong.

    `known` has the marks of all codes that the account ever loaded and keeps, each with its pool; `free` is how many
    the pool has to give.
    """
    rows = _rows(_text(data))
    if not rows:
        _refuse([(0, fault(Fault.codes_missing))])
    if len(rows) > MOST_CODES:
        _refuse([(0, fault(Fault.codes_too_many, most=MOST_CODES, given=len(rows)))])
    found, lines, wrong, twice = dict[str, str](), dict[str, int](), list[_Problem](), 0
    for line, code in rows:
        if (problem := _wrong(code)) is not None:
            wrong.append((line, problem))
            continue
        mark = mark_of(account_id, code)
        if mark in lines:
            wrong.append((line, fault(Fault.code_twice, line=lines[mark])))
        elif (of := known.get(mark)) is not None and of != pool_id:
            wrong.append((line, fault(Fault.code_elsewhere)))
        elif of is not None:
            twice += 1
        else:
            found[mark] = code
        lines.setdefault(mark, line)
    if wrong:
        _refuse(wrong[:_MOST_PROBLEMS])
    if free + len(found) > MOST_CODES:
        _refuse([(0, fault(Fault.codes_too_many, most=MOST_CODES, given=free + len(found)))])
    return Loaded(found, twice)


type _Problem = tuple[int, PydanticCustomError]


def _refuse(wrong: Sequence[_Problem]) -> NoReturn:
    # A place counts from 0, and is told from 1.
    refuse("Codes", ((("line", line - 1) if line else (), what) for line, what in wrong))
    raise AssertionError("nothing is wrong")


def _text(data: bytes) -> str:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        _refuse([(line, fault(Fault.codes_not_utf8))])
    if "\0" in text:  # UTF-16 of a spreadsheet, or no text at all
        _refuse([(text[: text.index("\0")].count("\n") + 1, fault(Fault.codes_not_utf8))])
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _rows(text: str) -> list[tuple[int, str]]:
    """Of each line that holds something its number and its code."""
    lines = [(number, one) for number, line in enumerate(text.split("\n"), 1) if (one := line.strip())]
    long = [number for number, line in lines if len(line) > _LONGEST_LINE]
    if long:
        _refuse([(number, fault(Fault.code_too_long, most=LONGEST_CODE)) for number in long[:_MOST_PROBLEMS]])
    if not lines:
        return []
    first = lines[0][1]
    delimiter = next((one for one in _DELIMITERS if one in first), ",")
    heading = [cell.casefold() for cell in _cells(first, delimiter)]
    column = next((at for at, cell in enumerate(heading) if cell in _HEADINGS), None)
    if column is not None:
        lines = lines[1:]
    return [(number, code) for number, line in lines if (code := _cell(line, delimiter, column, number))]


def _cell(line: str, delimiter: str, column: int | None, number: int) -> str:
    cells = _cells(line, delimiter)
    if column is None:
        if len([cell for cell in cells if cell]) > 1:
            _refuse([(number, fault(Fault.codes_columns))])
        return next((cell for cell in cells if cell), "")
    return cells[column] if column < len(cells) else ""


def _cells(line: str, delimiter: str) -> list[str]:
    return [cell.strip() for row in csv.reader([line], delimiter=delimiter) for cell in row]


def _wrong(code: str) -> PydanticCustomError | None:
    if len(code) > LONGEST_CODE:
        return fault(Fault.code_too_long, most=LONGEST_CODE)
    if code.startswith(_FORMULA):
        return fault(Fault.code_formula)
    if len(code) < _SHORTEST:
        return fault(Fault.code_too_short, least=_SHORTEST)
    if not _CODE.fullmatch(code) or code.startswith("http://"):
        return fault(Fault.code_characters)
    return None
