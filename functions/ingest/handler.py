"""X's webhook: it answers the CRC, checks the signature over the raw bytes, and puts each event on `events.fifo`.

It touches no table, so that it stays up when the rest does not. Anything but a 2xx makes X deliver again.
"""

import base64
import binascii
import time
from collections.abc import Mapping
from typing import Any

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.metrics import MetricUnit
from botocore.exceptions import BotoCoreError, ClientError

from care import aws
from care.queues import send_all
from care.settings import IngestSettings
from care.x.credentials import AppSecret, UnreadableSecret, read_app_secret
from care.x.delivery import parse, read_delivery
from care.x.signature import crc_answer, is_signed

MAX_BODY = 1024 * 1024  # bytes; X's largest known delivery is a few tens of kilobytes
_SECRET_KEPT = 300  # seconds a secret is used before it is read again, so that a rotation needs no deploy

settings = IngestSettings.read()
logger = Logger()
metrics = Metrics()
sqs = aws.client("sqs")
secrets = aws.client("secretsmanager")
_secret: tuple[float, AppSecret] | None = None

type Response = dict[str, Any]


@metrics.log_metrics
def handle(event: Mapping[str, Any], _context: Any) -> Response:
    """Answer one request of the HTTP API (payload format 2.0)."""
    method = event["requestContext"]["http"]["method"]
    if method not in {"GET", "POST"}:
        return _refuse(405, "MethodRefused")
    try:
        app = _app_secret()
    except (BotoCoreError, ClientError, UnreadableSecret) as error:
        # Never a wrong 200: X would mark the webhook invalid at once, but forgives errors for a day.
        logger.error("secret.unreadable", error=type(error).__name__)  # noqa: TRY400  no traceback near a secret
        return _refuse(500, "SecretUnreadable")
    return _crc(event, app) if method == "GET" else _delivery(event, app)


def _crc(event: Mapping[str, Any], app: AppSecret) -> Response:
    token = (event.get("queryStringParameters") or {}).get("crc_token") or ""
    answer = crc_answer(token, app.consumer_secrets, app.client_secrets)
    if answer is None:
        return _refuse(400, "CrcRefused")
    _count("CrcAnswered")
    return {
        "statusCode": 200,
        "headers": {"content-type": "application/json"},
        "body": f'{{"response_token":"{answer}"}}',
    }


def _delivery(event: Mapping[str, Any], app: AppSecret) -> Response:
    try:
        body = _raw_body(event)
    except (binascii.Error, UnicodeEncodeError):
        return _refuse(400, "DeliveryMalformed")
    if len(body) > MAX_BODY:
        return _refuse(413, "DeliveryTooLarge")
    headers = {name.lower(): value for name, value in event.get("headers", {}).items()}
    if not is_signed(body, headers, app.consumer_secrets, app.client_secrets):
        return _refuse(401, "SignatureRefused")
    try:
        delivery = parse(body)
    except ValueError:
        return _refuse(400, "DeliveryMalformed")
    events, dropped = read_delivery(delivery)
    _count("EventDropped", dropped.total())
    if not send_all(sqs, settings.events_queue_url, events):
        return _refuse(503, "EnqueueFailed")
    _count("DeliveryAccepted")
    _count("EventAccepted", len(events))
    logger.info("delivery.accepted", events=[e.event_id for e in events], dropped=dict(dropped))
    return {"statusCode": 200}


def _raw_body(event: Mapping[str, Any]) -> bytes:
    body: str = event.get("body") or ""
    return base64.b64decode(body, validate=True) if event.get("isBase64Encoded") else body.encode("utf-8")


def _app_secret() -> AppSecret:
    global _secret  # noqa: PLW0603  the function's own cache, for as long as its sandbox lives
    now = time.monotonic()
    if _secret is None or now - _secret[0] > _SECRET_KEPT:
        value = secrets.get_secret_value(SecretId=settings.app_secret_arn)
        _secret = (now, read_app_secret(value["SecretString"]))
    return _secret[1]


def _refuse(status: int, metric: str) -> Response:
    _count(metric)
    logger.warning("request.refused", status=status, reason=metric)
    return {"statusCode": status}


def _count(metric: str, value: int = 1) -> None:
    if value:
        metrics.add_metric(name=metric, unit=MetricUnit.Count, value=value)
