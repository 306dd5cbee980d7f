"""The pages of docs: their Python runs, what they name exists, and what is generated is up to date."""

import re
from pathlib import Path

import pytest
from infra import ROOT
from infra.pages import rooms
from tests.mutants.pages import explained_on

DOCS = sorted((ROOT / "docs").rglob("*.md"))
WITH_CODE = [page for page in DOCS if "```python" in page.read_text(encoding="utf-8")]
BLOCK = re.compile(r"```(\w*)\n(.*?)```", re.DOTALL)
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *DOCS]
PLACE = re.compile(r"`((?:care|functions|infra|tests|events|layers|docs)/[\w./-]+)`")
MODULE = re.compile(r"`((?:care|infra|tests)(?:\.\w+)+)`")
LINK = re.compile(r"\]\((?!https?:|#)([^)#]+)")
DECISION = re.compile(r"^## \d{4}-\d\d-\d\d · \S", re.MULTILINE)


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


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_each_file_that_a_page_names_is_there(page):
    text = BLOCK.sub("", page.read_text(encoding="utf-8"))
    homes = ((ROOT / "layers/care/python" if one.startswith("care/") else ROOT, one) for one in PLACE.findall(text))
    assert [place for home, place in homes if not (home / place.rstrip("/.")).exists()] == []


def test_the_pages_name_files_modules_and_other_pages():
    texts = [page.read_text(encoding="utf-8") for page in PAGES]
    assert sum(len(PLACE.findall(BLOCK.sub("", text))) for text in texts) > 100
    assert sum(len(MODULE.findall(BLOCK.sub("", text))) for text in texts) > 10
    assert sum(len(LINK.findall(text)) for text in texts) > 50


def is_there(name: str) -> bool:
    """Whether a dotted name is a package, a module, or something that a module or package names."""
    first, *parts = name.split(".")
    here = ROOT / "layers/care/python/care" if first == "care" else ROOT / first
    while parts and (here / parts[0]).is_dir():
        here = here / parts.pop(0)
    file = here / "__init__.py"
    if parts and (here / f"{parts[0]}.py").is_file():
        file = here / f"{parts.pop(0)}.py"
    return not parts or (file.is_file() and re.search(rf"\b{parts[0]}\b", file.read_text(encoding="utf-8")) is not None)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_each_module_that_a_page_names_is_there(page):
    text = BLOCK.sub("", page.read_text(encoding="utf-8"))
    assert [name for name in MODULE.findall(text) if not is_there(name)] == []


def test_each_section_of_the_design_that_the_code_points_to_is_there():
    sections = set(re.findall(r"^##+ ([\d.]*\d)", (ROOT / "docs/design.md").read_text(encoding="utf-8"), re.MULTILINE))
    files = [file for folder in ("functions", "infra", "layers", "tests") for file in (ROOT / folder).rglob("*.py")]
    named = {
        section
        for file in files
        for section in re.findall(r"docs/design\.md, ([\d.]*\d)", file.read_text(encoding="utf-8"))
    }
    assert named
    assert named <= sections


def test_each_decision_has_its_date_and_its_name_in_the_same_form():
    headings = [
        line for line in (ROOT / "DECISIONS.md").read_text(encoding="utf-8").splitlines() if line.startswith("## ")
    ]
    assert [line for line in headings if not DECISION.match(line)] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_each_link_to_a_file_leads_somewhere(page):
    targets = LINK.findall(page.read_text(encoding="utf-8"))
    assert [target for target in targets if not (page.parent / target).exists()] == []


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


def test_each_mutant_that_the_page_explains_is_in_a_module_that_there_is():
    explained = {place.partition(":")[0] for place, _ in explained_on(ROOT / "docs/mutants.md") if ".py:" in place}
    assert explained
    homes = (ROOT / "layers/care/python/care", ROOT)
    assert {place for place in explained if not any((home / place).is_file() for home in homes)} == set()
