"""AWS as it can be on a bad day: each request of a function meets a fault the first time, and no fault afterwards.

A request is known by what it does and to what; a function that asks again, or is called again, is served. Only what
functions ask meets a fault, never what a test asks.
"""

import copy
import re
from collections.abc import Callable
from contextlib import suppress
from typing import Any, Literal

import boto3
from botocore.exceptions import ClientError, HTTPClientError
from moto.backends import get_backend
from moto.core.models import DEFAULT_ACCOUNT_ID
from tests.functions.conftest import World
from tests.functions.starting import clients

# the answer of a write is lost: it was done / AWS takes no write now / of several things it takes all but the last /
# a read that is not consistent shows what was there before / somebody else has just done the very same
type Fault = Literal["lost", "throttled", "in_part", "stale", "overtaken"]
FAULTS: tuple[Fault, ...] = ("lost", "throttled", "in_part", "stale", "overtaken")

_READS = {"GetItem", "Query", "BatchGetItem", "GetObject", "ListObjectsV2", "ListParts", "GetSecretValue"}
_READS |= {"DescribeSecret", "GetQueueAttributes", "ReceiveMessage", "GetMetricData", "Scan"}
_PASSING = re.compile(r"\d{4}-\d\d-\d\dT[\d:.Z+]*|#[0-9a-f]{8,}$")  # instants and ids: the next try has others
_BUSY = {
    "dynamodb": "ProvisionedThroughputExceededException",
    "sqs": "RequestThrottled",
    "s3": "SlowDown",
    "secretsmanager": "ThrottlingException",
    "events": "ThrottlingException",
    "lambda": "TooManyRequestsException",
}


class Faults:
    """One fault for all requests of functions; `met` are those that met it."""

    def __init__(self, world: World) -> None:
        self.met: list[str] = []
        self._fault: Fault | None = None
        self._running, self._known = False, set[str]()
        self._before = _tables()
        # A session of its own, which meets no faults.
        session = boto3.session.Session()
        self._aside = {service: session.client(service) for service in ("dynamodb", "sqs", "s3", "events")}
        clients().listen("before-parameter-build.*.*", self._built)
        clients().listen("before-call.*.*", self._asked)
        clients().listen("after-call.*.*", self._answered)
        call = world.call

        def watched(name: str, event: dict[str, Any] | None = None) -> Any:
            world.handler(name)
            self._running = True
            try:
                return call(name, event)
            finally:
                self._running = False

        world.call = watched  # type: ignore[method-assign]

    def begin(self, fault: Fault) -> None:
        """From here on each request meets it; a stale read shows what lay there when this was made."""
        self._fault = fault

    def end(self) -> None:
        """AWS is well again."""
        self._fault = None

    def _built(self, params: dict[str, Any], model: Any, context: dict[str, Any], **_: Any) -> None:
        if not self._running or self._fault is None:
            return
        context["asked"] = dict(params)
        if self._fault == "overtaken" and _has_condition(params) and self._first(model, params):
            with suppress(ClientError):
                again = {key: value for key, value in params.items() if key != "ClientRequestToken"}
                self._do(model, again)

    def _asked(self, model: Any, context: dict[str, Any], **_: Any) -> Any:
        params, service = context.get("asked"), model.service_model.service_name
        if params is None:
            return None
        if self._fault == "throttled" and model.name not in _READS and self._first(model, params):
            raise ClientError({"Error": {"Code": _BUSY[service], "Message": "slow down"}}, model.name)
        answer: Any = None
        if self._fault == "stale" and _is_eventual(model, params) and self._first(model, params):
            answer = self._as_before(model, params)
        if self._fault == "in_part" and model.name in _IN_PART and self._first(model, params):
            answer = _IN_PART[model.name](params, lambda some: self._do(model, some))
        return None if answer is None else (_Fine(), answer)

    def _answered(self, model: Any, context: dict[str, Any], **_: Any) -> None:
        params = context.get("asked")
        if self._fault == "lost" and params is not None and model.name not in _READS and self._first(model, params):
            raise HTTPClientError(error="the answer is lost")

    def _first(self, model: Any, params: dict[str, Any]) -> bool:
        name = f"{model.name} {_what(params)}"
        if name in self._known:
            return False
        self._known.add(name)
        self.met.append(name)
        return True

    def _do(self, model: Any, params: dict[str, Any]) -> Any:
        names = {"SendMessageBatch": "send_message_batch", "PutEvents": "put_events"}
        method = names.get(model.name) or "".join(f"_{c.lower()}" if c.isupper() else c for c in model.name)[1:]
        return getattr(self._aside[model.service_model.service_name], method)(**params)

    def _as_before(self, model: Any, params: dict[str, Any]) -> Any:
        tables = _backend().tables
        present = {name: table.items for name, table in tables.items()}
        try:
            for name, table in tables.items():
                table.items = copy.deepcopy(self._before[name])
            return self._do(model, params)
        finally:
            for name, table in tables.items():
                table.items = present[name]


class _Fine:
    status_code = 200


def _split(name: str, failed: Callable[[Any], dict[str, Any]]) -> Callable[[dict[str, Any], Callable[..., Any]], Any]:
    """All but the last of a list are taken; of one alone, none."""

    def answered(params: dict[str, Any], do: Callable[[dict[str, Any]], Any]) -> Any:
        *some, last = params[name]
        done = do({**params, name: some}) if some else {}
        return {**done, **failed(last)}

    return answered


def _unprocessed(params: dict[str, Any], do: Callable[[dict[str, Any]], Any]) -> Any:
    [(table, requests)] = params["RequestItems"].items()
    *some, last = requests
    done = do({"RequestItems": {table: some}}) if some else {}
    return {**done, "UnprocessedItems": {table: [last]}}


def _unread(params: dict[str, Any], do: Callable[[dict[str, Any]], Any]) -> Any:
    [(table, asked)] = params["RequestItems"].items()
    *some, last = asked["Keys"]
    done = do({"RequestItems": {table: {**asked, "Keys": some}}}) if some else {"Responses": {table: []}}
    return {**done, "UnprocessedKeys": {table: {**asked, "Keys": [last]}}}


def _not_deleted(params: dict[str, Any], do: Callable[[dict[str, Any]], Any]) -> Any:
    *some, last = params["Delete"]["Objects"]
    done = do({**params, "Delete": {**params["Delete"], "Objects": some}}) if some else {}
    return {**done, "Errors": [{"Key": last["Key"], "Code": "InternalError", "Message": "later"}]}


_IN_PART: dict[str, Callable[..., Any]] = {
    "SendMessageBatch": _split(
        "Entries",
        lambda one: {"Failed": [{"Id": one["Id"], "SenderFault": False, "Code": "InternalError", "Message": "later"}]},
    ),
    "PutEvents": _split(
        "Entries", lambda _: {"FailedEntryCount": 1, "Entries": [{"ErrorCode": "InternalFailure", "ErrorMessage": "x"}]}
    ),
    "BatchWriteItem": _unprocessed,
    "BatchGetItem": _unread,
    "DeleteObjects": _not_deleted,
}


def _what(params: dict[str, Any]) -> str:
    if "TransactItems" in params:
        return _what(next(iter(params["TransactItems"][0].values())))
    place = params.get("TableName") or params.get("QueueUrl", "").rpartition("/")[2] or params.get("Bucket", "")
    key = params.get("Key") or {name: params.get("Item", {}).get(name) for name in ("pk", "sk")}
    names = key if isinstance(key, str) else " ".join(one["S"] for one in key.values() if one and "S" in one)
    return " ".join(filter(None, (place, params.get("IndexName", ""), _PASSING.sub("", names))))


def _has_condition(params: dict[str, Any]) -> bool:
    if "TransactItems" in params:
        return any(_has_condition(next(iter(one.values()))) for one in params["TransactItems"])
    return "ConditionExpression" in params


def _is_eventual(model: Any, params: dict[str, Any]) -> bool:
    return model.name in {"GetItem", "Query"} and not params.get("ConsistentRead")


def _backend() -> Any:
    return get_backend("dynamodb")[DEFAULT_ACCOUNT_ID]["eu-west-1"]


def _tables() -> dict[str, Any]:
    """What lies in each table now."""
    return {name: copy.deepcopy(table.items) for name, table in _backend().tables.items()}
