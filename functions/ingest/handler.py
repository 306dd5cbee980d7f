"""X's webhook: it answers the CRC, checks the signature over the raw bytes, and puts each event on `events.fifo`.

What is encrypted goes on a queue of its own, to who has the keys. It touches no table, so that it stays up when the
rest does not. Anything but a 2xx makes X deliver again. X waits for its first answer too, so neither pydantic nor
Powertools is imported here.
"""

import base64
import binascii
import time
from collections.abc import Mapping
from functools import cache
from typing import Any

import care.starting
from care import aws
from care.environment import IngestEnvironment
from care.lines import Lines
from care.queues import send_all
from care.variables import apps_of
from care.x.oauth_signature import SigningSecrets
from care.x.signature import Proof, crc_answer, signed_by
from care.x.webhook_events import is_replay, parse, read_incoming
from ingest.keys import Keys
from ingest.refusals import Refusals

MAX_BODY = 1024 * 1024  # bytes; X's largest known delivery is a few tens of kilobytes
_LONGEST = MAX_BODY * 4 // 3 + 4  # the same in base64
_MAIN = "main"

settings = IngestEnvironment.read()
lines = Lines()
refusals = Refusals()
sqs = aws.unchecked("sqs")

type Response = dict[str, Any]


def handle(event: Mapping[str, Any], _context: Any) -> Response:
    """Answer one request of the HTTP API (payload format 2.0)."""
    method = event["requestContext"]["http"]["method"]
    if method not in {"GET", "POST"}:
        return _refuse(405, "MethodRefused")
    app = _app_of(event)
    if not keys.known(app):
        return _refuse(404, "AppUnknown")
    secrets = keys.of(app, in_doubt=method == "GET")
    if secrets is None:
        # Never a wrong 200: X would mark the webhook invalid at once, but forgives errors for a day.
        return _refuse(500, "SecretUnreadable")
    return _crc(event, secrets) if method == "GET" else _delivery(event, app, secrets)


def _app_of(event: Mapping[str, Any]) -> str:
    """Which app's webhook was called: `/webhook` is the main one's, `/webhook/<name>` another's."""
    _, found, name = str(event.get("rawPath") or "").rpartition("/webhook")
    return (name.strip("/") if found else "") or _MAIN


def _crc(event: Mapping[str, Any], secrets: SigningSecrets) -> Response:
    token = (event.get("queryStringParameters") or {}).get("crc_token") or ""
    answer = crc_answer(token, secrets.consumer, secrets.client)
    if answer is None:
        return _refuse(400, "CrcRefused")
    lines.log("INFO", "crc.answered", {"CrcAnswered": 1})
    return {
        "statusCode": 200,
        "headers": {"content-type": "application/json"},
        "body": f'{{"response_token":"{answer}"}}',
    }


def _delivery(event: Mapping[str, Any], app: str, secrets: SigningSecrets) -> Response:
    if len(event.get("body") or "") > _LONGEST:  # whoever sends more is not X, and is not worth unpacking
        return _refuse(413, "DeliveryTooLarge")
    try:
        body = _raw_body(event)
    except (binascii.Error, UnicodeEncodeError):
        return _refuse(400, "DeliveryMalformed")
    if len(body) > MAX_BODY:
        return _refuse(413, "DeliveryTooLarge")
    headers = {name.lower(): value for name, value in event.get("headers", {}).items()}
    proof = signed_by(body, headers, secrets.consumer, secrets.client) or _signed_anew(app, secrets, body, headers)
    if proof is None:
        return _refuse(401, "SignatureRefused")
    try:
        delivery = parse(body)
    except ValueError:
        return _refuse(400, "DeliveryMalformed")
    happenings, dropped, chats = read_incoming(delivery)
    taken = send_all(sqs, settings.events_queue_url, happenings) and send_all(sqs, settings.chats_queue_url, chats)
    if not taken:
        return _refuse(503, "EnqueueFailed")
    happenings += chats
    # What X delivers once more at our asking says nothing of whether it delivers by itself.
    replay = is_replay(delivery)
    accepted = ("DeliveryReplayed", "EventReplayed") if replay else ("DeliveryAccepted", "EventAccepted")
    counts = {accepted[0]: 1, accepted[1]: len(happenings), "EventDropped": dropped.total(), f"SignedBy{proof}": 1}
    told = {name: count for name, count in counts.items() if count}
    ids = [happening.event_id for happening in happenings]
    lines.log("INFO", "delivery.accepted", told, app=app, events=ids, dropped=dropped, replay=replay)
    return {"statusCode": 200}


def _signed_anew(app: str, secrets: SigningSecrets, body: bytes, headers: Mapping[str, str]) -> Proof | None:
    """What proves it, if the secret was rotated since it was read and the new one signed this."""
    fresh = keys.of(app, in_doubt=True)
    if fresh is None or fresh == secrets:
        return None
    return signed_by(body, headers, fresh.consumer, fresh.client)


def _raw_body(event: Mapping[str, Any]) -> bytes:
    body: str = event.get("body") or ""
    return base64.b64decode(body, validate=True) if event.get("isBase64Encoded") else body.encode("utf-8")


def _refuse(status: int, metric: str) -> Response:
    count = refusals.told_with(metric, time.monotonic())
    if count:
        lines.log("WARNING", "request.refused", {metric: count}, status=status, reason=metric)
    return {"statusCode": status}


@cache
def _secrets_manager() -> Any:
    return aws.client("secretsmanager")


keys = Keys(
    _secrets_manager,
    apps_of(settings.app_secrets),
    # Where nothing was read before, the refused request counts.
    lambda app, error, goes_on: lines.log(
        "ERROR", "secret.unreadable", {"SecretUnreadable": 1} if goes_on else None, app=app, error=error
    ),
)


care.starting.over()
