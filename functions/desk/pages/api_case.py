"""JSON about one case: its clocks, a text as it would go, and a message as it was written."""

from typing import Annotated

from pydantic import StringConstraints

from care.model.envelope import Channel, Value
from desk.pages.case import revealed
from desk.pages.clocks import explained_clocks
from desk.pages.writing import previewed
from desk.refusals import shown
from desk.renderer import reader
from desk.requests import Request
from desk.responses import Response, as_json


class PreviewWanted(Value):
    """A text that might be sent; `in_reply_to` is the post that a public one would answer, if that is not the last."""

    channel: Channel
    text: Annotated[str, StringConstraints(max_length=20_000)] = ""
    dm_link: bool = False
    in_reply_to: Annotated[str, StringConstraints(pattern=r"^[0-9]{0,20}$")] = ""


def clocks(request: Request) -> Response:
    """The clocks of a case, each line by line."""
    found = [
        {
            "kind": clock.kind,
            "target_minutes": clock.target_minutes,
            "state": "stopped" if clock.stopped_at else "running" if clock.running_since else "paused",
            "due": due.isoformat() if due else None,
            "lines": [
                {**line._asdict(), "start": line.start.isoformat(), "end": line.end.isoformat()} for line in lines
            ],
        }
        for clock, lines, due in explained_clocks(request)
    ]
    return as_json({"clocks": found})


def preview(request: Request) -> Response:
    """A text as it would go: in how many posts, what it costs, and what would hold it up. Nothing is sent."""
    wanted, language = PreviewWanted.model_validate(request.form), reader(request)
    will, shorter, signature = previewed(
        request, wanted.channel, wanted.text, wanted.in_reply_to, dm_link=wanted.dm_link
    )
    answer = {
        "length": will.length,
        "limit": will.limit,
        "parts": list(will.parts),
        "price": will.price,
        "micro_dollars": will.micro_dollars,
        "shorter": shorter,
        "signature": signature,
    }
    said = {"refused": will.refused, "held": will.held, "warned": will.warned, "tone": will.tone}
    told = {name: [shown(language, one).model_dump() for one in outcomes] for name, outcomes in said.items()}
    return as_json({**answer, **told})


def reveal(request: Request) -> Response:
    """A message as it was written, without masks; that somebody looked stands in the audit trail."""
    return as_json({"text": revealed(request)})
