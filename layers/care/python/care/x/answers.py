"""What an answer of X means: a readable Answer, or an XError.

It is decided here, once, for all calls. The order matters: an old numeric code that says "over
capacity" or "bad token" counts more than the status it came with, and a status more than an English sentence.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import httpx

from care.model.rate_limits import Limits, free_again, limits_of
from care.model.refusals import RefusalReason, classify, masked
from care.x.errors import (
    CredentialsRefused,
    Malformed,
    OutcomeUnknown,
    OutOfCredit,
    Refused,
    RetryLater,
    ServerFailed,
    XError,
)

_BAD_CREDENTIALS = frozenset({32, 89, 135, 215, 416})
_TRY_LATER = frozenset({88, 130, 185})
_STATUS_TELLS = {
    400: RefusalReason.invalid,
    404: RefusalReason.gone,
    410: RefusalReason.gone,
    413: RefusalReason.too_long,
    415: RefusalReason.invalid,
    422: RefusalReason.invalid,
}


@dataclass(frozen=True, slots=True)
class Answer:
    """A readable answer of X: its JSON object (empty for 204) and the counters that came with it."""

    call: str
    changes: bool
    body: Mapping[str, Any]
    limits: Limits | None

    def unreadable(self) -> XError:
        """The error for a body that is not what X documents: of a change it is unclear whether it was made."""
        return (OutcomeUnknown if self.changes else Malformed)(call=self.call, limits=self.limits)


def understood(response: httpx.Response, *, call: str, changes: bool) -> Answer:
    """The answer in this response, or the XError that it means; `changes` is False for calls that only read."""
    limits = limits_of(response.headers)
    body = _object(response)
    if not response.is_success:
        raise _error(response, body or {}, limits, call=call, changes=changes)
    answer = Answer(call, changes, body or {}, limits)
    if body is None and response.content:
        raise answer.unreadable()
    if changes and answer.body and not answer.body.get("data") and (problems := _problems(answer.body)):
        # X says 200 and then, inside, that it did not do it; believed where its reason is known.
        refused = _refused(problems, None, limits, call=call, status=response.status_code)
        raise refused if refused.detail_known else answer.unreadable()
    return answer


def _error(
    response: httpx.Response, body: Mapping[str, Any], limits: Limits | None, *, call: str, changes: bool
) -> XError:
    status = response.status_code
    told: Any = {"call": call, "status": status, "limits": limits}
    problems = _problems(body)
    codes = _codes(problems)
    kinds = {kind.rsplit("/", 1)[-1] for problem in problems if isinstance(kind := problem.get("type"), str)}
    if status == 402 or "usage-capped" in kinds:
        return OutOfCredit(**told)
    if status in {408, 420, 429, 503} or _TRY_LATER.intersection(codes):
        return RetryLater(free_again(response.headers), **told)
    if status == 401 or _BAD_CREDENTIALS.intersection(codes) or "unsupported-authentication" in kinds:
        return CredentialsRefused(**told)
    if status >= 500:
        return ServerFailed(**told)
    if status < 400:
        # A redirect is not followed: the token is for X alone.
        return (OutcomeUnknown if changes else Malformed)(**told)
    return _refused(problems, _STATUS_TELLS.get(status), limits, call=call, status=status)


def _refused(
    problems: list[Mapping[str, Any]], otherwise: RefusalReason | None, limits: Limits | None, *, call: str, status: int
) -> Refused:
    told = [p.get("detail") or p.get("message") or p.get("title") for p in problems]
    sentences = [sentence for sentence in told if isinstance(sentence, str)]
    reason = classify(sentences, _codes(problems))
    return Refused(
        reason or otherwise or RefusalReason.unknown,
        detail_known=reason is not None,
        sentence=masked(sentences[-1]) if sentences and reason is None else None,
        call=call,
        status=status,
        limits=limits,
    )


def _object(response: httpx.Response) -> Mapping[str, Any] | None:
    if not response.content:
        return None
    try:
        body = json.loads(response.content)
    except (ValueError, RecursionError):
        return None
    return body if isinstance(body, dict) else None


def _problems(body: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    # A problem stands at the top (v2), in `errors` (v1.1, partial answers), or in both.
    inner = body.get("errors")
    listed = inner if isinstance(inner, list) else []
    return [
        p
        for p in [body, *listed]
        if isinstance(p, dict) and ("detail" in p or "message" in p or "title" in p or "code" in p)
    ]


def _codes(problems: list[Mapping[str, Any]]) -> tuple[int, ...]:
    return tuple(code for p in problems if isinstance(code := p.get("code"), int))
