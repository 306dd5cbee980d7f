"""DynamoDB in memory: the calls and the forms of expressions that our stores use, and an error for every other.

Items are kept as they are written on the wire (`{"S": "…"}`) and are never copied: callers must not change them. A
`Stops` is asked before and after each effect, so that a caller can be made to fail, or to die, between any two.
"""

import marshal
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from types import SimpleNamespace
from typing import Any, NamedTuple, cast

from botocore.exceptions import ClientError
from tests.simulation.conditions import changed, holds
from tests.simulation.indexed import Table
from tests.simulation.stops import NO_STOPS, Stops
from tests.template_tables import Index

from care.aws import DynamoDBClient

type Wire = Mapping[str, Any]
type Key = tuple[str, str]
type Written = Callable[[str, Key, Wire | None, Wire | None], None]

MOST_IN_TRANSACTION = 100
MOST_IN_BATCH, MOST_READ = 25, 100
LARGEST = 400 * 1024  # bytes of an item
_LAST = "\U0010ffff"
_TABLE = Index("pk", "sk", None)


class NotSimulated(NotImplementedError):
    """A call or an expression that this DynamoDB does not know: teach it, with a contract test."""


class ConditionalCheckFailedException(ClientError):
    """A condition of a single write did not hold."""


class TransactionCanceledException(ClientError):
    """A transaction of which a condition did not hold, or which met another one."""


class TransactionConflictException(ClientError):
    """A single write met a transaction."""


class ValidationException(ClientError):
    """A write that DynamoDB never takes: the item is too large, or a key of it is empty."""


def refused(kind: type[ClientError], call: str, **more: Any) -> ClientError:
    """An error as botocore would make it of DynamoDB's answer."""
    code = kind.__name__
    answer: Any = {"Error": {"Code": code, "Message": code}, **more}
    return kind(answer, call)


class DynamoDB:
    """A low-level client of tables in memory, as `boto3.client("dynamodb")` is one of Amazon's."""

    exceptions = SimpleNamespace(
        ConditionalCheckFailedException=ConditionalCheckFailedException,
        TransactionCanceledException=TransactionCanceledException,
        TransactionConflictException=TransactionConflictException,
    )

    # Items come as DynamoDB has them already: nothing is parsed that a hook could spare.
    meta = SimpleNamespace(events=SimpleNamespace(register=lambda *_: None))

    def __init__(self, tables: Mapping[str, Mapping[str, Index]], stops: Stops = NO_STOPS) -> None:
        self.tables = {name: Table(indexes) for name, indexes in tables.items()}
        self.stops = stops
        self.written: list[Written] = []
        # By how many seconds indexes are late, and the clock by which they are.
        self.lag: Callable[[], float] = lambda: 0.0
        self.now: Callable[[], float] = lambda: 0.0
        # What a table never takes, by its name and what is to be written.
        self.unfit: Callable[[str, Wire, bytes], bool] = lambda _table, _content, _dumped: False
        self._twice = False

    @property
    def client(self) -> DynamoDBClient:
        """It, for what asks for boto3's client and uses only this much of it."""
        return cast(DynamoDBClient, self)

    def get_item(self, *, TableName: str, Key: Wire, ConsistentRead: bool = False) -> dict[str, Any]:
        """The item under a key."""
        self.stops.before("dynamodb", "get_item")
        found = self.tables[TableName].items.get(_key(Key))
        self.stops.after("dynamodb", "get_item")
        return {} if found is None else {"Item": found}

    def put_item(self, **put: Any) -> dict[str, Any]:
        """Write an item whole."""
        return self._single("put_item", "Put", put)

    def delete_item(self, *, ReturnValues: str = "NONE", **delete: Any) -> dict[str, Any]:
        """Remove an item; with ALL_OLD it is returned."""
        before = self.tables[delete["TableName"]].items.get(_key(delete["Key"]))
        self._single("delete_item", "Delete", delete)
        told = ReturnValues == "ALL_OLD" and before is not None and not self._twice
        return {"Attributes": before} if told else {}

    def update_item(self, **update: Any) -> dict[str, Any]:
        """Change some attributes of an item, which is made if it is not there."""
        return self._single("update_item", "Update", update)

    def transact_write_items(self, *, TransactItems: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
        """All of the writes, or none."""
        self.stops.before("dynamodb", "transact_write_items")
        writes = [self._read(kind, write) for one in TransactItems for kind, write in one.items()]
        if len(writes) > MOST_IN_TRANSACTION or len({(one.name, one.key) for one in writes}) < len(writes):
            raise ValueError("a transaction takes at most 100 writes, each of another item")
        for code in ("TransactionConflict", "ThrottlingError"):
            if self.stops.met(code):
                raise _cancelled([code, *["None" for _ in writes[1:]]])
        unfit = [self._unfit(one) for one in writes]
        if True in unfit:
            raise _cancelled(["ValidationError" if one else "None" for one in unfit])
        held = [self._holds(one) for one in writes]
        if False in held:
            raise _cancelled(["None" if one else "ConditionalCheckFailed" for one in held])
        for one in writes:
            self._perform(one)
        # The SDK gives each transaction a token: what arrives twice is done once.
        self.stops.met("answer lost")
        self.stops.after("dynamodb", "transact_write_items")
        return {}

    def batch_write_item(self, *, RequestItems: Mapping[str, Sequence[Mapping[str, Any]]]) -> dict[str, Any]:
        """Puts and deletions, each for itself; all of them are taken."""
        self.stops.before("dynamodb", "batch_write_item")
        if sum(map(len, RequestItems.values())) > MOST_IN_BATCH:
            raise ValueError("a batch takes at most 25 writes")
        writes = [
            self._read(kind.removesuffix("Request"), {"TableName": table, **request})
            for table, requests in RequestItems.items()
            for one in requests
            for kind, request in one.items()
        ]
        if len({(one.name, one.key) for one in writes}) < len(writes):
            raise ValueError("a batch writes each item once")
        if any(self._unfit(one) for one in writes):
            raise refused(ValidationException, "BatchWriteItem")
        for one in writes:
            self._perform(one)
        self.stops.after("dynamodb", "batch_write_item")
        return {"UnprocessedItems": {}}

    def batch_get_item(self, *, RequestItems: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
        """Those of some items that are there, each for itself, with the attributes that are asked for."""
        self.stops.before("dynamodb", "batch_get_item")
        found: dict[str, list[Wire]] = {}
        for table, asked in RequestItems.items():
            keys = [_key(key) for key in asked["Keys"]]
            if len(keys) > MOST_READ or len(set(keys)) < len(keys):
                raise ValueError("a batch reads at most 100 items, each once")
            names = asked.get("ExpressionAttributeNames", {})
            wanted = {names.get(one.strip(), one.strip()) for one in asked.get("ProjectionExpression", "").split(",")}
            there = [item for key in keys if (item := self.tables[table].items.get(key)) is not None]
            found[table] = [{n: v for n, v in one.items() if n in wanted} if any(wanted) else one for one in there]
        self.stops.after("dynamodb", "batch_get_item")
        return {"Responses": found, "UnprocessedKeys": {}}

    def query(self, **asked: Any) -> dict[str, Any]:
        """Items of one partition of a table or of an index, in order of their range keys."""
        self.stops.before("dynamodb", "query")
        found = self._query(**asked)
        self.stops.after("dynamodb", "query")
        return found

    def get_paginator(self, operation: str) -> Any:
        """Pages of a query."""
        if operation != "query":
            raise NotSimulated(f"a paginator of {operation}")
        return SimpleNamespace(paginate=self._pages)

    def _pages(self, *, PaginationConfig: dict[str, int] | None = None, **asked: Any) -> Iterator[dict[str, Any]]:
        if PaginationConfig is not None:
            asked["Limit"] = PaginationConfig["PageSize"]
        page = self.query(**asked)
        yield page
        while "LastEvaluatedKey" in page:
            page = self.query(**asked, ExclusiveStartKey=page["LastEvaluatedKey"])
            yield page

    def _query(
        self,
        *,
        TableName: str,
        KeyConditionExpression: str,
        ExpressionAttributeValues: Wire,
        IndexName: str = "",
        Limit: int | None = None,
        ScanIndexForward: bool = True,
        ConsistentRead: bool = False,
        ExclusiveStartKey: Wire | None = None,
        ProjectionExpression: str = "",
        Select: str = "",
    ) -> dict[str, Any]:
        table = self.tables[TableName]
        index = table.indexes[IndexName].of if IndexName else _TABLE
        if table.late:
            table.catch_up(self.now())
        there = table.indexes[IndexName].items if IndexName else table.items
        if index.hash_key != "pk" and ConsistentRead:
            raise ValueError("an index is never read consistently")
        value, bounds = _bounds(KeyConditionExpression, index.hash_key, index.range_key)
        hashed = ExpressionAttributeValues[value]["S"]
        if not (table.indexes[IndexName].rows if IndexName else table.keys).get(hashed):
            return {"Count": 0} if Select == "COUNT" else {"Count": 0, "Items": []}
        low, high = bounds(ExpressionAttributeValues)
        keys: list[tuple[str, str, str]]
        if IndexName:
            rows = table.indexes[IndexName].rows.get(hashed, [])
            keys = rows[bisect_left(rows, (low, "", "")) : bisect_right(rows, (high, _LAST, _LAST))]
        else:
            plain = table.keys.get(hashed, [])
            keys = [(sk, hashed, sk) for sk in plain[bisect_left(plain, low) : bisect_right(plain, high)]]
        if not ScanIndexForward:
            keys.reverse()
        if ExclusiveStartKey:
            pk, sk = _key(ExclusiveStartKey)
            last = ExclusiveStartKey.get(index.range_key, {"S": sk})["S"], pk, sk
            keys = [key for key in keys if (key > last if ScanIndexForward else key < last)]
        if not keys:
            return {"Count": 0} if Select == "COUNT" else {"Count": 0, "Items": []}
        more = Limit is not None and len(keys) >= Limit
        keys = keys[:Limit]
        items = [index.projected(there[pk, sk]) for _, pk, sk in keys]
        found: dict[str, Any] = {"Count": len(items)}
        if Select != "COUNT":
            found["Items"] = [_projected(one, ProjectionExpression) for one in items] if ProjectionExpression else items
        if more and items:
            names = {"pk", "sk", index.hash_key, index.range_key}
            found["LastEvaluatedKey"] = {name: items[-1][name] for name in sorted(names)}
        return found

    def _single(self, call: str, kind: str, write: Mapping[str, Any]) -> dict[str, Any]:
        self.stops.before("dynamodb", call)
        if self.stops.met("TransactionConflict"):
            raise refused(TransactionConflictException, call)
        self._once(call, kind, write)
        self._twice = self.stops.met("answer lost")
        if self._twice:
            # The SDK tries again, and its caller hears of that try alone.
            self._once(call, kind, write)
        self.stops.after("dynamodb", call)
        return {}

    def _read(self, kind: str, write: Mapping[str, Any]) -> "_Write":
        name = write["TableName"]
        return _Write(kind, name, self.tables[name], _key(write["Item"] if kind == "Put" else write["Key"]), write)

    def _unfit(self, one: "_Write") -> bool:
        """True for what DynamoDB refuses each time, whatever is there."""
        item = one.write.get("Item")
        if item is None:
            return self.unfit(one.name, one.write.get("ExpressionAttributeValues", {}), b"")
        for name in one.table.keys_of_indexes:
            if name in item and item[name].get("S") == "":
                return True
        dumped = marshal.dumps(cast(Any, item))
        return len(dumped) > LARGEST or self.unfit(one.name, item, dumped)

    def _once(self, call: str, kind: str, write: Mapping[str, Any]) -> None:
        one = self._read(kind, write)
        if self._unfit(one):
            raise refused(ValidationException, call)
        if not self._holds(one):
            raise refused(ConditionalCheckFailedException, call)
        self._perform(one)

    def _holds(self, one: "_Write") -> bool:
        if not (condition := one.write.get("ConditionExpression")):
            return True
        names, values = one.write.get("ExpressionAttributeNames", {}), one.write.get("ExpressionAttributeValues", {})
        return holds(condition, one.table.items.get(one.key, {}), names, values)

    def _perform(self, one: "_Write") -> None:
        write, after = one.write, None
        match one.kind:
            case "Put":
                after = write["Item"]
            case "Delete":
                pass
            case "Update":
                names, values = write.get("ExpressionAttributeNames", {}), write.get("ExpressionAttributeValues", {})
                known = one.table.items.get(one.key) or {**write["Key"]}
                after = changed(write["UpdateExpression"], known, names, values)
            case _:
                raise NotSimulated(f"{one.kind} in a transaction")
        lag = self.lag()
        before = one.table.put(one.key, after, self.now() + lag if lag else 0.0)
        for tell in self.written:
            tell(one.name, one.key, before, after)


class _Write(NamedTuple):
    """One write: its kind, its table, which item, and all that was asked."""

    kind: str
    name: str
    table: Table
    key: Key
    write: Mapping[str, Any]


def _cancelled(codes: Sequence[str]) -> ClientError:
    reasons = [{"Code": code} for code in codes]
    return refused(TransactionCanceledException, "TransactWriteItems", CancellationReasons=reasons)


def size_of(item: Wire) -> int:
    """Bytes of an item, nearly as DynamoDB counts them: its names and its values, and little besides."""
    return len(marshal.dumps(cast(Any, item)))


def _key(item: Wire) -> Key:
    return item["pk"]["S"], item["sk"]["S"]


def _projected(item: Wire, expression: str) -> Wire:
    names = [name.strip() for name in expression.split(",")] if expression else ()
    return {name: item[name] for name in names if name in item} if names else item


type _Bounds = Callable[[Wire], tuple[str, str]]


@cache
def _bounds(expression: str, hash_key: str, range_key: str) -> tuple[str, _Bounds]:
    """Where the hash key's value stands, and the lowest and the highest range key that a key condition lets through."""
    first, _, rest = expression.partition(" AND ")
    name, _, value = first.partition(" = ")
    if name != hash_key:
        raise NotSimulated(f"the key condition {expression}")
    match rest.replace("(", " ").replace(",", " ").replace(")", " ").split():
        case []:
            return value, lambda _values: ("", _LAST)
        case ["begins_with", key, prefix] if key == range_key:
            return value, lambda values: (values[prefix]["S"], values[prefix]["S"] + _LAST)
        case [key, "BETWEEN", low, "AND", high] if key == range_key:
            return value, lambda values: (values[low]["S"], values[high]["S"])
        case [key, "<=", high] if key == range_key:
            return value, lambda values: ("", values[high]["S"])
        case [key, "<", high] if key == range_key:
            return value, lambda values: ("", _just_before(values[high]["S"]))
        case [key, ">", low] if key == range_key:
            return value, lambda values: (values[low]["S"] + "\0", _LAST)
        case _:
            raise NotSimulated(f"the key condition {expression}")


def _just_before(text: str) -> str:
    """The greatest text below `text`, as far as our keys go, which hold no character beyond the last one."""
    return text[:-1] + chr(ord(text[-1]) - 1) + _LAST
