"""A look at the cases of the local run: what came, what was decided, what was sent."""

import asyncio
import html

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from care.accounts import Accounts
from care.case.model import Case
from care.conversations import Conversations
from infra.local.stack import LocalStack

_STATES = ("open", "waiting", "resolved")
_STYLE = (
    "body{font:16px/1.5 system-ui;margin:2rem auto;max-width:60rem;padding:0 1rem;color-scheme:light dark}"
    "table{border-collapse:collapse;width:100%}td,th{text-align:left;padding:.4rem .6rem;border-bottom:1px solid #8885;"
    "vertical-align:top}caption{text-align:left;font-weight:600;padding:1rem 0 .3rem}code{font-size:.9em}"
)
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"


def pages(stack: LocalStack) -> list[Route]:
    """`/desk`: the cases as a page that reloads itself, and as JSON."""

    async def cases(request: Request) -> Response:
        found = await asyncio.to_thread(_cases, stack)
        if "application/json" in request.headers.get("accept", ""):
            return JSONResponse([case.model_dump(mode="json", exclude_none=True) for case in found])
        headers = {"content-security-policy": _POLICY, "refresh": "5"}
        return HTMLResponse(_page(found), headers=headers)

    async def case(request: Request) -> Response:
        store = Conversations(stack.endpoint.client("dynamodb"), stack.outputs["ConversationsTable"])
        case_id = request.path_params["case_id"]
        found = await asyncio.to_thread(store.case, case_id)
        if found is None:
            return Response(f"there is no case {case_id}", 404)
        messages = await asyncio.to_thread(store.messages, case_id)
        shown = {
            "case": found.model_dump(mode="json", exclude_none=True),
            "messages": [message.model_dump(mode="json", exclude_none=True) for message in messages],
        }
        return JSONResponse(shown)

    return [Route("/desk", cases), Route("/desk/cases/{case_id}", case)]


def _cases(stack: LocalStack) -> list[Case]:
    dynamodb = stack.endpoint.client("dynamodb")
    store = Conversations(dynamodb, stack.outputs["ConversationsTable"])
    accounts = Accounts(dynamodb, stack.outputs["AccountsTable"]).all()
    return [case for account in accounts for state in _STATES for case in store.queue(account.id, state)]


def _page(cases: list[Case]) -> str:
    rows = "".join(_row(case) for case in cases) or '<tr><td colspan="7">No cases yet: write to the brand.</td></tr>'
    heads = "".join(f"<th scope=col>{name}</th>" for name in _COLUMNS)
    return (
        f"<!doctype html><html lang=en><meta charset=utf-8><title>Cases</title><meta name=viewport "
        f'content="width=device-width"><style>{_STYLE}</style><h1>Cases</h1><p>Local run. '
        f"<a href=/x/>Write to the brand</a></p><table><caption>Most urgent first</caption>"
        f"<thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></html>"
    )


_COLUMNS = ("Case", "State", "Topic", "Customer", "Answer by", "Survey", "Due next")


def _row(case: Case) -> str:
    survey = f"{case.survey.state} {'' if case.survey.score is None else case.survey.score}" if case.survey else ""
    link = f'<a href="/desk/cases/{html.escape(case.case_id)}"><code>{html.escape(case.case_id)}</code></a>'
    texts = (
        case.state,
        case.topic,
        case.customer.customer_id,
        str(case.respond_by or ""),
        survey,
        ", ".join(f"{name} {at:%d %b %H:%M}" for name, at in case.timers.items()),
    )
    return f"<tr><td>{link}</td>" + "".join(f"<td>{html.escape(text)}</td>" for text in texts) + "</tr>"
