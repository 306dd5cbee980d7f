"""How every function talks to AWS: with time-outs, with the endpoint that the environment names, and with types.

The types of clients come from boto3-stubs, which only the type checker needs; at run time they are `Any`. The clients
are botocore's, as boto3's are: boto3 itself adds resources and transfers of files, which nothing here uses, and a fifth
to what a start of both takes.
"""

import json
from functools import cache
from typing import TYPE_CHECKING, Any, Literal, Protocol, overload

from botocore.config import Config
from botocore.exceptions import ClientError
from botocore.loaders import Loader
from botocore.session import Session, get_session

if TYPE_CHECKING:
    from mypy_boto3_cloudformation import CloudFormationClient
    from mypy_boto3_cloudwatch import CloudWatchClient
    from mypy_boto3_cloudwatch.type_defs import MetricDataQueryTypeDef
    from mypy_boto3_cognito_idp import CognitoIdentityProviderClient
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_dynamodb.type_defs import PutTypeDef, TransactWriteItemTypeDef, UpdateTypeDef
    from mypy_boto3_events import EventBridgeClient
    from mypy_boto3_events.type_defs import PutEventsRequestEntryTypeDef
    from mypy_boto3_lambda import LambdaClient
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_secretsmanager import SecretsManagerClient
    from mypy_boto3_sesv2 import SESV2Client
    from mypy_boto3_sns import SNSClient
    from mypy_boto3_sqs import SQSClient
    from mypy_boto3_sqs.type_defs import (
        ChangeMessageVisibilityBatchRequestEntryTypeDef,
        MessageAttributeValueTypeDef,
        MessageTypeDef,
        SendMessageBatchRequestEntryTypeDef,
    )
    from mypy_boto3_ssm import SSMClient
else:
    CloudFormationClient = CloudWatchClient = CognitoIdentityProviderClient = DynamoDBClient = LambdaClient = Any
    TransactWriteItemTypeDef = ChangeMessageVisibilityBatchRequestEntryTypeDef = Any
    PutTypeDef = UpdateTypeDef = MetricDataQueryTypeDef = MessageTypeDef = SendMessageBatchRequestEntryTypeDef = Any
    MessageAttributeValueTypeDef = PutEventsRequestEntryTypeDef = EventBridgeClient = Any
    S3Client = SecretsManagerClient = SESV2Client = SNSClient = SQSClient = SSMClient = Any

__all__ = [
    "CloudFormationClient",
    "CloudWatchClient",
    "CognitoIdentityProviderClient",
    "DynamoDBClient",
    "EventBridgeClient",
    "LambdaClient",
    "MakeClient",
    "MessageAttribute",
    "MetricQuery",
    "Put",
    "PutEvent",
    "QueuedMessage",
    "S3Client",
    "SESV2Client",
    "SNSClient",
    "SQSClient",
    "SSMClient",
    "SecretsManagerClient",
    "SendEntry",
    "TransactWrite",
    "Update",
    "VisibilityEntry",
    "cancelled_for",
    "client",
    "clients",
    "depth_of",
    "fails_for",
    "session",
    "unchecked",
]


_OK = 200
_SERVICES = (
    *("dynamodb", "sqs", "s3", "secretsmanager", "lambda", "cloudwatch", "cloudformation", "cognito-idp"),
    *("sesv2", "events", "sns", "ssm"),
)
type TransactWrite = TransactWriteItemTypeDef
type Put = PutTypeDef
type Update = UpdateTypeDef
type MetricQuery = MetricDataQueryTypeDef
type QueuedMessage = MessageTypeDef
type MessageAttribute = MessageAttributeValueTypeDef
type PutEvent = PutEventsRequestEntryTypeDef
type SendEntry = SendMessageBatchRequestEntryTypeDef
type VisibilityEntry = ChangeMessageVisibilityBatchRequestEntryTypeDef


class MakeClient(Protocol):
    """Makes a low-level client of the service with that name."""

    @overload
    def __call__(self, service: Literal["dynamodb"]) -> DynamoDBClient: ...
    @overload
    def __call__(self, service: Literal["sqs"]) -> SQSClient: ...
    @overload
    def __call__(self, service: Literal["s3"]) -> S3Client: ...
    @overload
    def __call__(self, service: Literal["secretsmanager"]) -> SecretsManagerClient: ...
    @overload
    def __call__(self, service: Literal["lambda"]) -> LambdaClient: ...
    @overload
    def __call__(self, service: Literal["cloudwatch"]) -> CloudWatchClient: ...
    @overload
    def __call__(self, service: Literal["cloudformation"]) -> CloudFormationClient: ...
    @overload
    def __call__(self, service: Literal["cognito-idp"]) -> CognitoIdentityProviderClient: ...
    @overload
    def __call__(self, service: Literal["sesv2"]) -> SESV2Client: ...
    @overload
    def __call__(self, service: Literal["events"]) -> EventBridgeClient: ...
    @overload
    def __call__(self, service: Literal["sns"]) -> SNSClient: ...
    @overload
    def __call__(self, service: Literal["ssm"]) -> SSMClient: ...


class _Known(Loader):
    """Finds the models of our services without a look at all that there are, which lie in four hundred folders."""

    def list_available_services(self, type_name: str) -> list[str]:
        """Those for which clients are made."""
        del type_name
        return list(_SERVICES)


@cache
def session() -> Session:
    """The session of this process, which knows keys and region by the environment."""
    made = get_session()
    made.register_component("data_loader", _Known())
    return made


def clients(config: Config, **arguments: Any) -> MakeClient:
    """What makes clients with this configuration, at the region, endpoint and keys that the arguments name."""

    def make(service: Any) -> Any:
        # An address of a file that is encrypted with a key of ours counts only if it is signed in this way.
        own = config.merge(Config(signature_version="s3v4")) if service == "s3" else config
        # What functions do not ask, an operator's command may.
        sessions = session if service in _SERVICES else get_session
        made = sessions().create_client(service, config=own, **arguments)
        if service == "dynamodb":
            made.meta.events.register("before-parse.dynamodb", _items_as_they_came)
        return made

    return make


def _items_as_they_came(
    response_dict: dict[str, Any], customized_response_dict: dict[str, Any], **_others: Any
) -> None:
    """Leave items as DynamoDB's JSON has them: it is what botocore makes of them, value by value, at a page's expense.

    Only bytes are written in another way there; what may hold some goes through botocore.
    """
    body: bytes = response_dict["body"]
    if response_dict["status_code"] != _OK or b'"B"' in body or b'"BS"' in body:
        return
    if not any(name in body for name in (b'"Item"', b'"Items"', b'"Responses"')):
        return
    told = json.loads(body)
    found = {name: told.pop(name) for name in ("Item", "Items", "Responses") if name in told}
    customized_response_dict.update(found)
    response_dict["body"] = json.dumps(told).encode()


# Each below the function's own time-out, so that a slow service is an error that we report and not a killed function.
# Of our own name, because botocore's is put together anew, of what the machine is, for each call and twice.
_CONFIG = Config(
    connect_timeout=2,
    read_timeout=5,
    retries={"mode": "standard", "total_max_attempts": 3},
    user_agent="centralita",
)

client = clients(_CONFIG)
"""Makes the clients of a function, once for each, at module scope."""

unchecked = clients(_CONFIG.merge(Config(parameter_validation=False)))
"""The same, but botocore does not check each parameter against its model before it asks.

For a caller who is waited for and whose parameters are always of the same few shapes.
"""


def fails_for(error: ClientError) -> list[str]:
    """What DynamoDB says of each write of a cancelled transaction, in their order; `None` of what was well."""
    reasons: Any = error.response.get("CancellationReasons", [])
    return [one.get("Code", "None") for one in reasons]


def cancelled_for(error: ClientError) -> frozenset[str]:
    """Why DynamoDB cancelled a transaction, for instance `ConditionalCheckFailed` or `TransactionConflict`."""
    return frozenset(fails_for(error)) - {"None"}


def depth_of(sqs: SQSClient, queue_url: str) -> tuple[int, int, int]:
    """How many messages wait in a queue, are in work, and are held back; SQS counts roughly."""
    found: Any = sqs.get_queue_attributes(
        QueueUrl=queue_url,
        AttributeNames=[
            "ApproximateNumberOfMessages",
            "ApproximateNumberOfMessagesNotVisible",
            "ApproximateNumberOfMessagesDelayed",
        ],
    )["Attributes"]
    waiting, in_work, held_back = (
        int(found.get(f"ApproximateNumberOfMessages{what}", 0)) for what in ("", "NotVisible", "Delayed")
    )
    return waiting, in_work, held_back
