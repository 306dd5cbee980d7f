"""Brackets in what somebody wrote, set or was told are shown by the commands as they are."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import typer
from infra.command.check import Check
from infra.command.cli import app
from infra.command.subcommands import doctor
from infra.terminal import MARKS, terminal
from tests.infra.testing_account import stack_of_one_account
from typer.testing import CliRunner

ROOT = Path(__file__).parents[2]
# No markup ends it, so rich would fail; and the second would vanish.
BRACKETS = "[/oferta] dos por uno [hoy]"


@pytest.fixture
def stack(monkeypatch):
    """A stack `centralita-test` with one account."""
    with stack_of_one_account(monkeypatch):
        yield


def run(*arguments: str) -> str:
    made = CliRunner().invoke(app, [*arguments, "--stage", "test"], env={"COLUMNS": "200"})
    assert made.exit_code in {0, 1}, made.output
    assert made.exception is None or isinstance(made.exception, SystemExit), made.exception
    return made.output


@pytest.mark.usefixtures("stack")
def test_the_calendar_shows_a_post_with_brackets():
    day = datetime.now(UTC) + timedelta(days=3)
    run("posts", "write", "tiendaluna", BRACKETS, "--at", f"{day:%Y-%m-%d}T10:30:00")
    assert BRACKETS in run("posts", "calendar", "tiendaluna", "--month", f"{day:%Y-%m}")


@pytest.mark.usefixtures("stack")
def test_doctor_says_what_is_wrong_with_brackets(monkeypatch: pytest.MonkeyPatch):
    wrong = Check("the settings", "wrong", f"X said {BRACKETS}", "set `[hours] timezone`")
    monkeypatch.setattr(doctor, "checks", lambda *_: iter([wrong]))
    said = run("doctor")
    assert f"✗ the settings: X said {BRACKETS} → set `[hours] timezone`" in said


@pytest.mark.parametrize("mark", MARKS.values())
def test_a_mark_stands_before_what_is_said(mark, capsys):
    terminal().print(mark, BRACKETS)
    assert capsys.readouterr().out == f"{mark.plain} {BRACKETS}\n"


def test_what_is_printed_holds_no_markup_which_would_be_shown_as_it_is():
    sources = [path for folder in ("command", "local") for path in (ROOT / "infra" / folder).rglob("*.py")]
    assert len(sources) > 50
    marked = [
        path.name for path in sources if re.search(r"\[/?(?:bold|dim|italic|red|green|yellow|blue)\b", path.read_text())
    ]
    assert marked == []


def _helps(command: object, path: str) -> Iterator[tuple[str, str]]:
    for text in (
        getattr(command, "help", None),
        *(getattr(one, "help", None) for one in getattr(command, "params", ())),
    ):
        yield path, text or ""
    for name, below in getattr(command, "commands", {}).items():
        yield from _helps(below, f"{path} {name}")


def test_no_help_has_brackets_that_rich_takes_for_markup():
    helps = list(_helps(typer.main.get_command(app), "centralita"))
    assert len(helps) > 100
    assert [(path, text) for path, text in helps if re.search(r"\[[a-z/@#][^\]]*\]", text)] == []
