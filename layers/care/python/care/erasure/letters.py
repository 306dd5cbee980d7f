"""What lies in dead-letter queues, read and taken away letter by letter; of a customer who is erased, all of it."""

import json
import re
from collections.abc import Callable, Iterator, Mapping

from care.aws import QueuedMessage, SQSClient
from care.erasure.whose import Whose

_BATCH = 10
LOOKED_AT = 60  # seconds for which other readers do not see a message that is being looked at
WAITED = 1  # second: SQS looks at all its servers then, else at some, which may have none of the few that there are


def from_dead_letters(sqs: SQSClient, urls: Mapping[str, str], whose: Whose) -> int:
    """Take away the dead letters of the customer, in all queues; how many there were."""
    return sum(taken(sqs, url, lambda body: concerns(body, whose)) for url in urls.values())


def concerns(body: str, whose: Whose) -> bool:
    """True if a message names the customer or one of their cases; one that names another account is another's."""
    try:
        read = json.loads(body)
    except ValueError:
        read = None
    account_id = read.get("account_id") if isinstance(read, dict) else None
    if isinstance(account_id, str) and account_id != whose.account_id:
        return False
    named = "|".join(re.escape(one) for one in sorted({whose.customer_id, *whose.case_ids}))
    return re.search(rf"(?<![0-9A-Za-z])(?:{named})(?![0-9A-Za-z])", body) is not None


def taken(sqs: SQSClient, url: str, is_wanted: Callable[[str], bool], message_id: str = "") -> int:
    """How many dead letters were taken away: those whose body is wanted, or of them the one of that id."""
    gone, others = 0, list[QueuedMessage]()
    for message in messages(sqs, url):
        if message_id in {"", message["MessageId"]} and is_wanted(message["Body"]):
            sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
            gone += 1
        else:
            others.append(message)
    for message in others:
        sqs.change_message_visibility(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"], VisibilityTimeout=0)
    return gone


def messages(sqs: SQSClient, url: str) -> Iterator[QueuedMessage]:
    """Each dead letter once, out of sight of other readers for a minute; nothing is taken away."""
    seen: set[str] = set()
    while True:
        found = sqs.receive_message(
            QueueUrl=url,
            MaxNumberOfMessages=_BATCH,
            VisibilityTimeout=LOOKED_AT,
            WaitTimeSeconds=WAITED,
            MessageSystemAttributeNames=["All"],
            MessageAttributeNames=["All"],
        ).get("Messages", [])
        new = [message for message in found if message["MessageId"] not in seen]
        if not new:
            return
        seen |= {message["MessageId"] for message in new}
        yield from new
