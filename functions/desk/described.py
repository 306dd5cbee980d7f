"""What stands in the API's description besides its table of routes: the name of each operation, and its answer.

A test holds this to the routes: whatever the API gets is described here, and its answers are what is said.
"""

from dataclasses import dataclass, field
from typing import Any, Final

from care.tables.queue import QueuePage
from desk import answers, case_answers, figure_answers, gift_answers, outside_answers, post_answers, steering_answers
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
    ("GET", "/desk/api/accounts"): Described("accounts", case_answers.AccountsAnswer),
    ("GET", "/desk/api/cases"): Described("cases", QueuePage, query=_of(Listed)),
    ("GET", "/desk/api/search"): Described("search", answers.SearchAnswer, query=_of(Question)),
    ("GET", "/desk/api/replies"): Described("saved_replies", answers.RepliesAnswer, query=_OF_ACCOUNT),
    ("GET", "/desk/api/tags"): Described("tags", answers.TagsAnswer, query=_OF_ACCOUNT),
    # One case
    ("GET", _C): Described("case", answers.CaseAnswer),
    ("GET", f"{_C}/clocks"): Described("clocks", case_answers.ClocksAnswer),
    ("POST", f"{_C}/preview"): Described("preview", case_answers.PreviewAnswer, PreviewWanted),
    ("POST", f"{_C}/messages/{{message}}/reveal"): Described("reveal", case_answers.TextAnswer),
    ("POST", f"{_C}/files"): Described("bring_file", case_answers.KeptFile, query=_PIECE, status="201"),
    ("POST", f"{_C}/files/{{media}}/drop"): Described("drop_file", case_answers.KeptFile),
    ("GET", f"{_C}/customer/picture"): Described("customer_picture", kind=_ANY),
    ("GET", f"{_C}/media/{{message}}/{{media}}"): Described("media", kind=_ANY),
    ("GET", f"{_C}/media/{{message}}/{{media}}/poster"): Described("poster", kind=_ANY),
    ("POST", f"{_C}/media/{{message}}/{{media}}/again"): Described("fetch_again", dict[str, Any], status="202"),
    ("POST", f"{_C}/around/{{message}}/look"): Described("look_around", dict[str, Any], status="202"),
    ("POST", f"{_C}/around/{{message}}/above"): Described("look_above", dict[str, Any], status="202"),
    ("POST", f"{_C}/actions/{{kind}}"): Described("", case_answers.Accepted, status="202"),
    ("GET", f"{_C}/actions/{{action}}"): Described("became", Became),
    ("GET", f"{_C}/gifts"): Described("gifts_of_case", gift_answers.CaseGifts),
    ("POST", f"{_C}/gifts"): Described("give", case_answers.Accepted, GiftWanted, status="202"),
    # An account
    ("GET", f"{_A}/gifts"): Described("gifts", gift_answers.GiftsAnswer, query={"pool": _TEXT, "by": _TEXT}),
    ("POST", f"{_A}/gifts"): Described("do_with_gifts", gift_answers.GiftsDone, PoolWanted),
    ("GET", f"{_A}/board"): Described("board", figure_answers.BoardAnswer),
    ("GET", f"{_A}/wall"): Described("wall_board", figure_answers.WallAnswer),
    ("GET", f"{_A}/decisions"): Described("decisions", steering_answers.DecisionsAnswer),
    ("GET", f"{_A}/incidents"): Described("incidents", steering_answers.IncidentsAnswer),
    ("POST", f"{_A}/incidents"): Described("open_incident", steering_answers.IncidentsAnswer, IncidentWanted),
    ("POST", f"{_A}/incidents/{{item}}/change"): Described(
        "change_incident", steering_answers.IncidentsAnswer, IncidentChange
    ),
    ("POST", f"{_A}/incidents/{{item}}/end"): Described(
        "end_incident", steering_answers.IncidentsAnswer, IncidentChange
    ),
    ("GET", f"{_A}/budget"): Described("budget", figure_answers.BudgetAnswer, query={"month": _MONTH}),
    ("POST", f"{_A}/budget"): Described("set_budget", figure_answers.BudgetAnswer, BudgetForm),
    ("GET", f"{_A}/automatic"): Described("automatic_messages", steering_answers.AutomaticAnswer),
    ("POST", f"{_A}/automatic/pause"): Described("pause", steering_answers.AutomaticAnswer),
    ("POST", f"{_A}/automatic/resume"): Described("resume", steering_answers.AutomaticAnswer),
    ("GET", f"{_A}/people"): Described("people", steering_answers.PeopleAnswer),
    ("GET", f"{_A}/trail"): Described(
        "trail", steering_answers.TrailAnswer, query={"month": _MONTH, "by": _TEXT, "case": _TEXT, "before": _TEXT}
    ),
    ("GET", f"{_A}/settings"): Described("settings", steering_answers.SettingsAnswer),
    ("POST", f"{_A}/settings"): Described("change_settings", steering_answers.SettingsAnswer, SettingsWanted),
    ("GET", f"{_A}/settings/versions"): Described(
        "settings_versions", steering_answers.VersionsAnswer, query={"before": _TEXT}
    ),
    ("POST", f"{_A}/profile"): Described("look_at_profile", steering_answers.ProfileAnswer),
    ("GET", f"{_A}/report"): Described("report", figure_answers.ReportAnswer, query=_PERIOD),
    ("GET", f"{_A}/report/{{name}}"): Described("report_table", figure_answers.ReportTable, query=_PERIOD),
    # The account's own posts
    ("GET", f"{_A}/posts"): Described("posts", post_answers.PostsAnswer, query={"month": _MONTH}),
    ("POST", f"{_A}/posts"): Described("do_with_post", post_answers.PostDone, PostWanted),
    ("POST", f"{_A}/posts/preview"): Described("preview_post", post_answers.PostTold, PostWanted),
    ("POST", f"{_A}/posts/{{item}}/files"): Described(
        "bring_file_of_post", case_answers.KeptFile, query=_PIECE, status="201"
    ),
    ("GET", f"{_A}/posts/{{item}}/files/{{media}}"): Described("file_of_post", kind=_ANY),
    ("POST", f"{_A}/posts/{{item}}/files/{{media}}/drop"): Described("drop_file_of_post", case_answers.Dropped),
    # Saved searches and what they found
    ("GET", f"{_A}/searches"): Described("saved_searches", outside_answers.SearchesAnswer),
    ("POST", f"{_A}/searches"): Described("do_with_search", dict[str, Any], SearchWanted),
    ("GET", f"{_A}/found"): Described(
        "found_posts", outside_answers.FoundAnswer, query={"search": _TEXT, "done": _TEXT, "after": _TEXT}
    ),
    ("POST", f"{_A}/found"): Described("do_with_found", dict[str, Any], FindWanted),
    ("GET", f"{_A}/subscribers"): Described("subscribers", outside_answers.SubscribersAnswer),
    ("POST", f"{_A}/subscribers"): Described("do_with_subscriber", dict[str, Any], SubscriberWanted),
    ("POST", f"{_A}/customers/export"): Described("export_customer", dict[str, Any], CustomerNamed),
    ("POST", f"{_A}/customers/erase"): Described(
        "erase_customer", steering_answers.ReceiptTold, CustomerConfirmed, status="202"
    ),
    ("GET", f"{_A}/erasures"): Described("erasures", steering_answers.ErasuresAnswer),
}
