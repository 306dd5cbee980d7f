"""What stands in the API's description besides its table of routes: the name of each operation, and its answer.

A test holds this to the routes: whatever the API gets is described here, and its answers are what is said.
"""

from dataclasses import dataclass, field
from typing import Any, Final

from care.tables.queue import QueuePage
from desk import answers, api_answers, gift_answers, post_answers
from desk.gift_acts import GiftWanted, PoolWanted
from desk.listing import Listed
from desk.pages.api_case import PreviewWanted
from desk.pages.api_settings import SettingsWanted
from desk.pages.api_steering import IncidentChange, IncidentWanted
from desk.pages.budget import BudgetForm
from desk.pages.customers import CustomerConfirmed, CustomerNamed
from desk.pages.subscribers import SubscriberWanted
from desk.post_acts import PostWanted
from desk.questions import Question
from desk.refusals import Became
from desk.search_acts import FindWanted, SearchWanted


@dataclass(frozen=True, slots=True)
class Described:
    """An operation: its name, the model of its answer (None: as its kind says), of its body and of its query.

    `kind` is what it answers with: JSON, a file, or where a file is.
    """

    name: str
    answer: Any = None
    body: Any = None
    query: dict[str, dict[str, Any]] = field(default_factory=dict)
    status: str = "200"
    kind: str = "application/json"


def _of(model: Any) -> dict[str, dict[str, Any]]:
    """The fields of a model as parameters of an address; what is empty was not said."""
    found: dict[str, dict[str, Any]] = model.model_json_schema()["properties"]
    return {name: _parameter(one) for name, one in found.items()}


def _parameter(schema: dict[str, Any]) -> dict[str, Any]:
    kept = {key: value for key, value in schema.items() if key not in {"title", "default", "anyOf"}}
    options = [one for one in schema.get("anyOf", []) if one != {"type": "null"}]
    if options and all("format" in one for one in options):
        return {**kept, "anyOf": [*options, {"const": ""}]}
    return {**kept, "anyOf": options} if options else kept


_TEXT: Final[dict[str, Any]] = {"type": "string"}
_MONTH: Final[dict[str, Any]] = {"type": "string", "description": "As 2026-11; the present one without it"}
_OF_ACCOUNT: Final = {"account": _TEXT}
_PERIOD: Final = {
    "view": {"type": "string", "description": "today, month (without it), range or trend"},
    "month": _MONTH,
    "since": {"type": "string", "description": "A day, of a range"},
    "until": {"type": "string", "description": "A day, of a range"},
}
_PIECE: Final = {name: {"type": "string", "description": "Of a piece"} for name in ("id", "piece", "of", "size")}
_A: Final = "/desk/api/accounts/{account}"
_C: Final = "/desk/api/cases/{case}"
_ANY: Final = "*/*"

DESCRIBED: Final[dict[tuple[str, str], Described]] = {
    ("GET", "/desk/api/openapi.json"): Described("description", dict[str, Any]),
    ("GET", "/desk/api/health"): Described("health", dict[str, Any], query={"page": _TEXT}),
    ("GET", "/desk/api/accounts"): Described("accounts", api_answers.AccountsAnswer),
    ("GET", "/desk/api/cases"): Described("cases", QueuePage, query=_of(Listed)),
    ("GET", "/desk/api/search"): Described("search", answers.SearchAnswer, query=_of(Question)),
    ("GET", "/desk/api/replies"): Described("saved_replies", answers.RepliesAnswer, query=_OF_ACCOUNT),
    ("GET", "/desk/api/tags"): Described("tags", answers.TagsAnswer, query=_OF_ACCOUNT),
    # One case
    ("GET", _C): Described("case", answers.CaseAnswer),
    ("GET", f"{_C}/clocks"): Described("clocks", api_answers.ClocksAnswer),
    ("POST", f"{_C}/preview"): Described("preview", api_answers.PreviewAnswer, PreviewWanted),
    ("POST", f"{_C}/messages/{{message}}/reveal"): Described("reveal", api_answers.TextAnswer),
    ("POST", f"{_C}/files"): Described("bring_file", api_answers.KeptFile, query=_PIECE, status="201"),
    ("POST", f"{_C}/files/{{media}}/drop"): Described("drop_file", api_answers.KeptFile),
    ("GET", f"{_C}/customer/picture"): Described("customer_picture", kind=_ANY),
    ("GET", f"{_C}/media/{{message}}/{{media}}"): Described("media", kind=_ANY),
    ("GET", f"{_C}/media/{{message}}/{{media}}/poster"): Described("poster", kind=_ANY),
    ("POST", f"{_C}/media/{{message}}/{{media}}/again"): Described("fetch_again", dict[str, Any], status="202"),
    ("POST", f"{_C}/around/{{message}}/look"): Described("look_around", dict[str, Any], status="202"),
    ("POST", f"{_C}/around/{{message}}/above"): Described("look_above", dict[str, Any], status="202"),
    ("POST", f"{_C}/actions/{{kind}}"): Described("", api_answers.Accepted, status="202"),
    ("GET", f"{_C}/actions/{{action}}"): Described("became", Became),
    ("GET", f"{_C}/gifts"): Described("gifts_of_case", gift_answers.CaseGifts),
    ("POST", f"{_C}/gifts"): Described("give", api_answers.Accepted, GiftWanted, status="202"),
    # An account
    ("GET", f"{_A}/gifts"): Described("gifts", gift_answers.GiftsAnswer, query={"pool": _TEXT, "by": _TEXT}),
    ("POST", f"{_A}/gifts"): Described("do_with_gifts", gift_answers.GiftsDone, PoolWanted),
    ("GET", f"{_A}/board"): Described("board", api_answers.BoardAnswer),
    ("GET", f"{_A}/wall"): Described("wall_board", api_answers.WallAnswer),
    ("GET", f"{_A}/decisions"): Described("decisions", api_answers.DecisionsAnswer),
    ("GET", f"{_A}/incidents"): Described("incidents", api_answers.IncidentsAnswer),
    ("POST", f"{_A}/incidents"): Described("open_incident", api_answers.IncidentsAnswer, IncidentWanted),
    ("POST", f"{_A}/incidents/{{item}}/change"): Described(
        "change_incident", api_answers.IncidentsAnswer, IncidentChange
    ),
    ("POST", f"{_A}/incidents/{{item}}/end"): Described("end_incident", api_answers.IncidentsAnswer, IncidentChange),
    ("GET", f"{_A}/budget"): Described("budget", api_answers.BudgetAnswer, query={"month": _MONTH}),
    ("POST", f"{_A}/budget"): Described("set_budget", api_answers.BudgetAnswer, BudgetForm),
    ("GET", f"{_A}/automatic"): Described("automatic_messages", api_answers.AutomaticAnswer),
    ("POST", f"{_A}/automatic/pause"): Described("pause", api_answers.AutomaticAnswer),
    ("POST", f"{_A}/automatic/resume"): Described("resume", api_answers.AutomaticAnswer),
    ("GET", f"{_A}/people"): Described("people", api_answers.PeopleAnswer),
    ("GET", f"{_A}/trail"): Described(
        "trail", api_answers.TrailAnswer, query={"month": _MONTH, "by": _TEXT, "case": _TEXT, "before": _TEXT}
    ),
    ("GET", f"{_A}/settings"): Described("settings", api_answers.SettingsAnswer),
    ("POST", f"{_A}/settings"): Described("change_settings", api_answers.SettingsAnswer, SettingsWanted),
    ("GET", f"{_A}/settings/versions"): Described(
        "settings_versions", api_answers.VersionsAnswer, query={"before": _TEXT}
    ),
    ("POST", f"{_A}/profile"): Described("look_at_profile", api_answers.ProfileAnswer),
    ("GET", f"{_A}/report"): Described("report", api_answers.ReportAnswer, query=_PERIOD),
    ("GET", f"{_A}/report/{{name}}"): Described("report_table", api_answers.ReportTable, query=_PERIOD),
    # The account's own posts
    ("GET", f"{_A}/posts"): Described("posts", post_answers.PostsAnswer, query={"month": _MONTH}),
    ("POST", f"{_A}/posts"): Described("do_with_post", post_answers.PostDone, PostWanted),
    ("POST", f"{_A}/posts/preview"): Described("preview_post", post_answers.PostTold, PostWanted),
    ("POST", f"{_A}/posts/{{item}}/files"): Described(
        "bring_file_of_post", api_answers.KeptFile, query=_PIECE, status="201"
    ),
    ("GET", f"{_A}/posts/{{item}}/files/{{media}}"): Described("file_of_post", kind=_ANY),
    ("POST", f"{_A}/posts/{{item}}/files/{{media}}/drop"): Described("drop_file_of_post", api_answers.Dropped),
    # Saved searches and what they found
    ("GET", f"{_A}/searches"): Described("saved_searches", api_answers.SearchesAnswer),
    ("POST", f"{_A}/searches"): Described("do_with_search", dict[str, Any], SearchWanted),
    ("GET", f"{_A}/found"): Described(
        "found_posts", api_answers.FoundAnswer, query={"search": _TEXT, "done": _TEXT, "after": _TEXT}
    ),
    ("POST", f"{_A}/found"): Described("do_with_found", dict[str, Any], FindWanted),
    ("GET", f"{_A}/subscribers"): Described("subscribers", api_answers.SubscribersAnswer),
    ("POST", f"{_A}/subscribers"): Described("do_with_subscriber", dict[str, Any], SubscriberWanted),
    ("POST", f"{_A}/customers/export"): Described("export_customer", dict[str, Any], CustomerNamed),
    ("POST", f"{_A}/customers/erase"): Described(
        "erase_customer", api_answers.ReceiptTold, CustomerConfirmed, status="202"
    ),
    ("GET", f"{_A}/erasures"): Described("erasures", api_answers.ErasuresAnswer),
}
