"""Every command that README and docs name is one that there is, with the arguments and options that it takes."""

import re
import shlex
from pathlib import Path
from typing import Any

import pytest
import typer.main
from infra import ROOT
from infra.command.cli import app

PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
COMMAND = re.compile(r"(?:uv run |\.venv/bin/)?centralita ((?:[^`\n])+)")
# What stands for a value in the docs, and a value that its type takes.
VALUES = {"VERDICT": "dropped", "INSTANT": "2026-11-26T12:00:00+01:00", "MONTH": "2026-11"}


def commands(page: Path) -> list[str]:
    """What stands in the page as code and calls the command: in backquotes, or as a line of a block."""
    text = page.read_text(encoding="utf-8")
    inline = re.findall(r"`([^`\n]+)`", re.sub(r"```.*?```", "", text, flags=re.DOTALL))
    blocks = "\n".join(re.findall(r"```\w*\n(.*?)```", text, flags=re.DOTALL)) + "\n"
    blocks += "\n".join(line.strip() for line in text.splitlines() if line.startswith("    "))
    found = [m[1] for one in [*inline, *blocks.splitlines()] if (m := COMMAND.match(one.strip().removeprefix("$ ")))]
    return [one.split("  #")[0].strip() for one in found]


DOCUMENTED = sorted({(page.name, one) for page in PAGES for one in commands(page)})


def told(words: list[str]) -> list[str]:
    return [VALUES.get(word, word) for word in words if word != "…"]


def ends(group, words: list[str]):
    """The command that the words lead to, and what is left for it; a name with commas stands for each of them."""
    while hasattr(group, "commands") and words and words[0] != "--help":
        name, *words = words
        assert name in group.commands, f"there is no `centralita … {name}`"
        group = group.commands[name]
    return group, words


@pytest.mark.parametrize(("page", "line"), DOCUMENTED, ids=lambda value: str(value)[:60])
def test_a_documented_command_is_one_that_there_is(page, line):
    words = shlex.split(line)
    shortened = "…" in words
    command, rest = ends(typer.main.get_command(app), told(words))
    options = {flag for parameter in command.params for flag in (*parameter.opts, *parameter.secondary_opts)}
    assert {word.partition("=")[0] for word in rest if word.startswith("--")} <= {*options, "--help"}, page
    if rest and rest != ["--help"] and not shortened:
        command.make_context(command.name, list(rest))


def test_the_pages_name_enough_of_them_to_be_worth_reading():
    assert len(DOCUMENTED) > 25


def rows() -> list[tuple[str, list[str]]]:
    """The table of README's operating section: a name, and its subcommands where it has any."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    table = text[text.index("| command | what it does |") :]
    table = table[: table.index("\n\n")]
    cells = [line.split("|")[1] for line in table.splitlines()[2:]]
    return [(cell, re.findall(r"`([a-z][^`]*)`", cell)) for cell in cells]


@pytest.mark.parametrize(("cell", "names"), rows(), ids=lambda value: str(value)[:40])
def test_each_row_of_the_readme_names_commands_that_there_are(cell, names):
    whole: Any = typer.main.get_command(app)
    first = names[0].split()
    group = whole.commands[first[0]]
    inside = hasattr(group, "commands")
    for name in names:
        words = shlex.split(name)
        if inside and words[0] != first[0]:
            assert words[0] in group.commands, cell
        else:
            ends(whole, [word for word in words if not word.startswith("-")][: 2 if inside else 1])


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_each_make_target_of_a_page_is_one_of_the_makefile(page):
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    text = page.read_text(encoding="utf-8")
    named = set(re.findall(r"(?:`|^    )make ([a-z]+)", text, flags=re.MULTILINE))
    assert named <= set(re.findall(r"^([a-z]+):", makefile, flags=re.MULTILINE))
