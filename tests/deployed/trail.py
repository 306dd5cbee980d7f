"""Who called what, of the run's own CloudTrail, and what each role allows: both as (action, what it was done to)."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any

type Call = tuple[str, str]

# In a transaction each item is its own action, and to IAM a batch of SQS is its single action.
_ITEMS = {"Put": "PutItem", "Update": "UpdateItem", "Delete": "DeleteItem", "ConditionCheck": "ConditionCheckItem"}
_NAMES = {"Invoke": "InvokeFunction"}


def made(aws: Any, outputs: Mapping[str, str]) -> dict[str, set[Call]]:
    """The calls that were allowed, by function."""
    trail, places = aws("cloudtrail"), _places(outputs)
    calls: dict[str, set[Call]] = {}
    for name, config in _functions(aws, outputs).items():
        found = calls.setdefault(name, set())
        for event in _events(trail, _key(config["FunctionArn"], config["Role"])):
            found.update(_calls(event, places))
    return calls


def allowed(aws: Any, outputs: Mapping[str, str]) -> dict[str, set[Call]]:
    """What the role of each function allows."""
    iam, places = aws("iam"), _places(outputs)
    found: dict[str, set[Call]] = {}
    for name, config in _functions(aws, outputs).items():
        role = config["Role"].rpartition("/")[2]
        grants = found.setdefault(name, set())
        for policy in iam.list_role_policies(RoleName=role)["PolicyNames"]:
            document = iam.get_role_policy(RoleName=role, PolicyName=policy)["PolicyDocument"]
            for statement in document["Statement"]:
                for resource in _listed(statement["Resource"]):
                    if "/index/" not in resource:
                        place = _place(resource, places)
                        grants |= {(a, place) for a in _listed(statement["Action"]) if not a.endswith("Batch")}
    return found


def _functions(aws: Any, outputs: Mapping[str, str]) -> dict[str, dict[str, Any]]:
    client = aws("lambda")
    named = {name: value for name, value in outputs.items() if name.endswith("Function")}
    return {
        name.removesuffix("Function").lower(): client.get_function_configuration(FunctionName=value)
        for name, value in named.items()
    }


def _key(function: str, role: str) -> str:
    """The access key that ministack gives a function's role (its `execution_credentials`)."""
    return f"ASIA{hashlib.sha256(f'{function}:{role}'.encode()).hexdigest()[:16].upper()}"


def _events(trail: Any, key: str) -> Iterator[dict[str, Any]]:
    """Each kind of call with its places; ministack answers fifty at a time and no further page, so by name."""
    mine = {"AttributeKey": "AccessKeyId", "AttributeValue": key}
    names = (
        *("GetItem", "Query", "PutItem", "UpdateItem", "DeleteItem", "TransactWriteItems", "BatchGetItem"),
        *("BatchWriteItem", "Scan"),
        *("SendMessage", "SendMessageBatch", "ChangeMessageVisibilityBatch", "GetQueueAttributes", "GetSecretValue"),
        *("DescribeSecret", "Invoke", "PutObject", "DeleteObject", "GetMetricData"),
    )
    for name in names:
        asked = [mine, {"AttributeKey": "EventName", "AttributeValue": name}]
        yield from trail.lookup_events(LookupAttributes=asked, MaxResults=50)["Events"]


def _calls(event: Mapping[str, Any], places: Mapping[str, str]) -> Iterator[Call]:
    told = json.loads(event["CloudTrailEvent"])
    service = told["eventSource"].partition(".")[0].replace("monitoring", "cloudwatch")
    given, name = told["requestParameters"], event["EventName"]
    if name == "TransactWriteItems":
        for item in given["TransactItems"]:
            for kind, one in item.items():
                yield f"dynamodb:{_ITEMS[kind]}", _place(one["TableName"], places)
        return
    if name in {"BatchGetItem", "BatchWriteItem"}:
        yield from ((f"dynamodb:{name}", _place(table, places)) for table in given["RequestItems"])
        return
    named = [value for key in ("TableName", "QueueUrl", "SecretId") if isinstance(value := given.get(key), str)]
    named += ["/".join(one["ResourceName"] for one in event["Resources"])] if not named else []
    yield f"{service}:{_NAMES.get(name, name.removesuffix('Batch'))}", _place(named[0], places)


def _places(outputs: Mapping[str, str]) -> dict[str, str]:
    """What a resource is called here, by the part of its ARN, URL or name that is its own."""
    kinds = ("Table", "QueueUrl", "DlqUrl", "Bucket", "Function", "XAppSecretArn", "FactsSecretArn")
    named = {name: value for name, value in outputs.items() if name.endswith(kinds)}
    return {value.rpartition("/")[2].rpartition(":")[2]: name for name, value in named.items()}


def _place(resource: str, places: Mapping[str, str]) -> str:
    found = [name for own, name in places.items() if own in resource]
    return found[0] if found else resource


def _listed(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value
