"""A right, the calls that belong together, and what somebody with a right needs of the stack's own key."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final


@dataclass(frozen=True, slots=True)
class Right:
    """`actions` on the things named in `on` (`kind:name`, found by `infra.cdk.iam_grants`), for the reason `why`."""

    on: str
    actions: tuple[str, ...]
    why: str
    only: Mapping[str, Any] = field(default_factory=dict)
    """The policy's condition, if there is one."""


# Calls that belong together.
READ: Final = ("dynamodb:GetItem", "dynamodb:Query")
TOGETHER: Final = "dynamodb:BatchGetItem"
CHANGE: Final = ("dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem")
SEND: Final = ("sqs:SendMessage",)
# What Lambda does with the function's role to feed a queue to it; the handler changes how long a failure waits.
CONSUME: Final = (
    "sqs:ReceiveMessage",
    "sqs:DeleteMessage",
    "sqs:ChangeMessageVisibility",
    "sqs:GetQueueAttributes",
)
SECRET: Final = ("secretsmanager:GetSecretValue",)
REWRITE: Final = ("s3:GetObject", "s3:PutObject", "s3:DeleteObject")

_TO_READ: Final = ("kms:Decrypt", "kms:DescribeKey")
_TO_CHANGE: Final = (*_TO_READ, "kms:Encrypt", "kms:GenerateDataKey", "kms:ReEncryptFrom", "kms:ReEncryptTo")
# What a caller needs of the key by which a service has encrypted, for what it does there.
_BY_THE_KEY: Final[tuple[tuple[str, str, tuple[str, ...]], ...]] = (
    *(("dynamodb", action, _TO_READ) for action in READ),
    *(("dynamodb", action, _TO_CHANGE) for action in CHANGE),
    ("sqs", "sqs:SendMessage", ("kms:Decrypt", "kms:GenerateDataKey")),
    ("sqs", "sqs:ReceiveMessage", ("kms:Decrypt",)),
    ("secretsmanager", "secretsmanager:GetSecretValue", ("kms:Decrypt",)),
    ("s3", "s3:GetObject", ("kms:Decrypt",)),
    ("secretsmanager", "secretsmanager:PutSecretValue", ("kms:Decrypt", "kms:GenerateDataKey")),
    ("s3", "s3:PutObject", ("kms:Decrypt", "kms:GenerateDataKey")),
)


def below(*keys: str) -> Mapping[str, Any]:
    """The condition by which a right on a table is one on items alone whose keys begin so."""
    return {"ForAllValues:StringLike": {"dynamodb:LeadingKeys": list(keys)}}


def of_the_key(rights: tuple[Right, ...]) -> Iterator[Right]:
    """What somebody with `rights` needs of the stack's own key (`encryption=own`), through each service alone."""
    done = {action for right in rights for action in right.actions}
    needed: dict[str, set[str]] = {}
    for service, action, actions in _BY_THE_KEY:
        if action in done:
            needed.setdefault(service, set()).update(actions)
    for service, those in sorted(needed.items()):
        yield Right(
            "key", tuple(sorted(those)), f"Only through {service}", {"StringEquals": {"kms:ViaService": service}}
        )
