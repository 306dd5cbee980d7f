"""Writes docs/report.md from the definitions: `python -m infra.pages.report_page`."""

from care.model.sketch import RELATIVE_ERROR
from care.report.definitions import DEFINITIONS
from care.report.measures import ASKS_NOTHING
from infra import ROOT

PAGE = ROOT / "docs" / "report.md"


def page() -> str:
    """The page of definitions in Markdown."""
    rows = "\n".join(
        f"| `{d.name}` | {d.unit} | {_cell(d.formula)} | {_cell(d.excluded)} | {_example(d)} |" for d in DEFINITIONS
    )
    return f"""# What the report says

Generated from `care.report.definitions` by `python -m infra.pages.report_page`; a test compares both.

A day is a day of the account's time zone, and each measure belongs to the day that its formula names: a case's first
response to the day on which the case was opened, whenever it was answered. Late data therefore corrects the
right day. Days add up to months, channels and topics add up to all. An automatic message is never a response.
Percentiles come from mergeable sketches (DDSketch) and are within {RELATIVE_ERROR:.0%} of the true value; shares carry
Wilson's 95 % interval. Cases that wait for an answer are all but {" and ".join(sorted(ASKS_NOTHING))}.

| measure | unit | formula | left out | example |
|---|---|---|---|---|
{rows}
"""


def _example(definition: object) -> str:
    example, gives = getattr(definition, "example", ()), getattr(definition, "gives", 0)
    told = ", ".join(f"{count.measure}{f' {count.value}' if count.value else ''}" for count in example) or "nothing"
    return f"{told} → {gives:g}"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
