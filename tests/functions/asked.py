"""What a function asks of AWS while it runs, as IAM sees it: each action and what it is on."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from infra.cdk.rights import RIGHTS, mail
from tests.functions.starting import Clients

_WRITES = {"Put": "PutItem", "Update": "UpdateItem", "Delete": "DeleteItem", "ConditionCheck": "ConditionCheckItem"}
_OF_S3 = {
    **dict.fromkeys(("CreateMultipartUpload", "UploadPart", "CompleteMultipartUpload"), "s3:PutObject"),
    "ListParts": "s3:ListMultipartUploadParts",
}
_OTHERS = {
    "secretsmanager:DescribeSecret": ("secretsmanager:DescribeSecret", "secrets"),
    "secretsmanager:GetSecretValue": ("secretsmanager:GetSecretValue", "secrets"),
    "eventbridge:PutEvents": ("events:PutEvents", "bus"),
    "events:PutEvents": ("events:PutEvents", "bus"),
    "sns:Publish": ("sns:Publish", "topics"),
    "sesv2:SendEmail": ("ses:SendEmail", "identities"),
}
_OF_ONE_SECRET = {"x-chat": "chat_secret", "facts": "facts_secret"}
# Where the operator named a sender.
_MAIL = dict.fromkeys(("report", "notify"), (mail("any@shop.example"),))


@dataclass(frozen=True, slots=True)
class Call:
    """One request: service, operation, parameters."""

    service: str
    operation: str
    values: dict[str, Any]


@dataclass
class Asked:
    """Every request of every client of a test, from `listen` on."""

    calls: list[Call] = field(default_factory=list)

    def listen(self, clients: Clients) -> None:
        clients.listen("before-parameter-build.*.*", self._hear)

    def _hear(self, params: dict[str, Any], model: Any, **_: Any) -> None:
        self.calls.append(Call(model.service_model.service_name, model.name, dict(params)))

    def beyond_its_rights(self, function: str) -> set[tuple[str, str]]:
        """What was asked that `infra.cdk.rights` does not give to `function`."""
        rights = (*RIGHTS[function], *_MAIL.get(function, ()))
        allowed = {(action, right.on) for right in rights for action in right.actions}
        asked = {one for call in self.calls for one in _asked(call)} - allowed
        # A right on all dead-letter queues is one on each.
        return {(action, on) for action, on in asked if not (on.startswith("dlq:") and (action, "dlqs") in allowed)}


def _asked(call: Call) -> Iterator[tuple[str, str]]:
    values = call.values
    match call.service, call.operation:
        case "dynamodb", operation:
            yield from _of_table(operation, values)
        case "sqs", "GetQueueAttributes":
            yield "sqs:GetQueueAttributes", "queues"
        case "sqs", operation:
            yield f"sqs:{operation.removesuffix('Batch')}", _queue(values["QueueUrl"])
        case "secretsmanager", "GetSecretValue" if found := _OF_ONE_SECRET.get(_secret(values)):
            yield "secretsmanager:GetSecretValue", found
        case "lambda", "Invoke":
            yield "lambda:InvokeFunction", f"function:{values['FunctionName']}"
        case "s3", operation:
            yield _of_s3(operation, values)
        case "secretsmanager", operation if "/x-user/" in str(values.get("SecretId") or values.get("Name")):
            yield f"secretsmanager:{operation}", "user-secrets"
        case service, operation:
            yield _OTHERS.get(f"{service}:{operation}", (f"{service}:{operation}", "*"))


def _of_s3(operation: str, values: dict[str, Any]) -> tuple[str, str]:
    match operation:
        case "ListObjectsV2":
            return "s3:ListBucket", "bucket"
        case "DeleteObjects":
            return "s3:DeleteObject", "results"
        case _:
            place = "media" if values["Bucket"] == "media" else f"objects:{values['Key'].partition('/')[0]}"
            return _OF_S3.get(operation, f"s3:{operation}"), place


def _of_table(operation: str, values: dict[str, Any]) -> Iterator[tuple[str, str]]:
    match operation:
        case "TransactWriteItems":
            for one in values["TransactItems"]:
                [(kind, what)] = one.items()
                yield f"dynamodb:{_WRITES[kind]}", f"table:{what['TableName']}"
        case "BatchGetItem" | "BatchWriteItem":
            for table in values["RequestItems"]:
                yield f"dynamodb:{operation}", f"table:{table}"
        case _:
            table, index = values["TableName"], values.get("IndexName")
            yield f"dynamodb:{operation}", f"index:{table}/{index}" if index else f"table:{table}"


def _queue(url: str) -> str:
    name = url.rpartition("/")[2].removesuffix(".fifo")
    return f"dlq:{name.removesuffix('_dlq')}" if name.endswith("_dlq") else f"queue:{name}"


def _secret(values: dict[str, Any]) -> str:
    """A secret's name, from its ARN: AWS writes six characters behind it."""
    return str(values["SecretId"]).rpartition(":")[2].rpartition("-")[0]
