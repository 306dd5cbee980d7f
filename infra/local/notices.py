"""Mail and topics of the local run: the stack may send from one address, and what it sent is read from the emulator."""

import json
from datetime import UTC, datetime
from typing import Any, Final

import httpx

from infra.local.aws import ACCOUNT, REGION, Endpoint

SENDER: Final = "avisos@centralita.example"
TOPIC: Final = "centralita-told-local"
ARN: Final = f"arn:aws:sns:{REGION}:{ACCOUNT}:{TOPIC}"


def prepare(endpoint: Endpoint) -> None:
    """What an operator does once: the sender is an identity of SES, and a topic has somebody who hears it."""
    endpoint.client("sesv2").create_email_identity(EmailIdentity=SENDER)
    sns, sqs = endpoint.client("sns"), endpoint.client("sqs")
    sns.create_topic(Name=TOPIC)
    url = sqs.create_queue(QueueName=TOPIC)["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    sns.subscribe(TopicArn=ARN, Protocol="sqs", Endpoint=arn)


async def sent(client: httpx.AsyncClient, endpoint: Endpoint) -> list[dict[str, Any]]:
    """What went by mail and to the topic, as the page of what was received tells it; the newest first."""
    mails = await client.get(f"{endpoint.url}/_ministack/ses/messages", params={"account": ACCOUNT})
    queue = f"{endpoint.url}/{ACCOUNT}/{TOPIC}"
    heard = await client.get(f"{endpoint.url}/_ministack/sqs/messages", params={"account": ACCOUNT, "QueueUrl": queue})
    found = [_mail(one, to) for one in mails.json()["messages"].get(ACCOUNT, ()) for to in one["To"]]
    found += [_told(one) for one in heard.json()["messages"][ACCOUNT][REGION][queue]]
    return sorted(found, key=lambda one: str(one["at"]), reverse=True)


def _mail(one: dict[str, Any], to: str) -> dict[str, Any]:
    said = one["BodyHtml"] or one["BodyText"]
    return _row(one["Timestamp"], f"mailto:{to}", {"subject": one["Subject"], "html": said}, said)


def _told(one: dict[str, Any]) -> dict[str, Any]:
    body = json.loads(one["Body"])
    return _row(one["SentTimestamp"], ARN, {"subject": body.get("Subject", ""), "text": body["Message"]}, one["Body"])


def _row(seconds: float, to: str, body: dict[str, str], raw: str) -> dict[str, Any]:
    return {"at": datetime.fromtimestamp(seconds, UTC).isoformat(), "to": to, "headers": {}, "body": body, "raw": raw}
