"""Writes docs/runbook.md from the alarms: `python -m infra.pages.runbook`."""

from infra import ROOT
from infra.cdk.alarm import Alarm
from infra.cdk.alarms import ALARMS

PAGE = ROOT / "docs" / "runbook.md"


def page() -> str:
    """The runbook in Markdown: a paragraph for each alarm, under the name that its mail carries."""
    parts = "\n".join(map(_part, ALARMS))
    return f"""# Runbook

Generated from `infra.cdk.alarms` by `python -m infra.pages.runbook`; a test compares both. An alarm's mail names
the stage, the alarm and what to do; this page has the same in full. `centralita doctor` checks everything at once and
says how to fix it.

{parts}"""


def _part(alarm: Alarm) -> str:
    return f"""## {alarm.name}

**What it means.** {alarm.means}

**What customers notice.** {alarm.noticed}

**What to do.** {alarm.mend}

It goes off {_when(alarm)}.
"""


def _when(alarm: Alarm) -> str:
    if alarm.source == "scheduled":
        return f"when `{alarm.services[0]}` was not called in {alarm.within} periods of {alarm.minutes} minutes"
    times = "" if alarm.within == 1 else f" in {alarm.of} of {alarm.within} periods"
    return f"when `{alarm.metric}` is above {alarm.above:g} in {alarm.minutes} minutes{times}"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
