"""The pages of docs: their Python runs, their tables name what there is, what is generated is up to date."""

import re
from pathlib import Path

import pytest
from infra import ROOT
from infra.pages import rooms

DOCS = sorted((ROOT / "docs").rglob("*.md"))
WITH_CODE = [page for page in DOCS if "```python" in page.read_text(encoding="utf-8")]
BLOCK = re.compile(r"```(\w*)\n(.*?)```", re.DOTALL)
PLACE = re.compile(r"`((?:care|functions|infra|tests|events|layers)/[\w./]+)`")


def code(page: Path) -> str:
    blocks = BLOCK.findall(page.read_text(encoding="utf-8"))
    return "\n".join(text for language, text in blocks if language == "python")


@pytest.mark.parametrize("page", WITH_CODE, ids=lambda page: page.stem)
def test_the_python_of_a_page_runs_as_it_stands(page, monkeypatch):
    monkeypatch.chdir(ROOT)
    exec(compile(code(page), str(page), "exec"), {"__name__": f"docs_{page.stem}"})


def test_the_pages_of_the_tour_show_code():
    tour = {page.stem for page in WITH_CODE if page.parent.name == "tour"}
    assert tour >= {"message", "event", "language", "rule", "channel"}


@pytest.mark.parametrize("page", [ROOT / "README.md", *DOCS], ids=lambda page: page.stem)
def test_each_file_that_a_page_names_is_there(page):
    text = BLOCK.sub("", page.read_text(encoding="utf-8"))
    for place in PLACE.findall(text):
        base = ROOT / "layers/care/python" if place.startswith("care/") else ROOT
        assert (base / place.rstrip("/.")).exists(), place


@pytest.mark.parametrize("page", [ROOT / "README.md", *DOCS], ids=lambda page: page.stem)
def test_each_link_to_a_file_leads_somewhere(page):
    for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", page.read_text(encoding="utf-8")):
        assert (page.parent / target).exists(), target


def test_the_rooms_are_written_from_the_code():
    assert rooms.PAGE.read_text(encoding="utf-8") == rooms.page(), "run `python -m infra.pages.rooms`"


def test_the_diagram_of_the_message_names_functions_and_queues_that_there_are():
    text = (ROOT / "docs/tour/message.md").read_text(encoding="utf-8")
    named = set(re.findall(r"participant (\w+)", text))
    functions = {handler.parent.name for handler in (ROOT / "functions").glob("*/handler.py")}
    queues = set(
        re.findall(
            r'^            "(\w+)": self', (ROOT / "infra/cdk/queues.py").read_text(encoding="utf-8"), re.MULTILINE
        )
    )
    assert named <= functions | queues | {"X"}
    assert {"events", "cases", "publish"} <= named
