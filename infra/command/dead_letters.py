"""What lies in the dead-letter queues, read and taken away letter by letter."""

from collections.abc import Callable, Iterator

from care.aws import QueuedMessage, SQSClient
from infra.command.deployed import Deployed

_BATCH = 10
LOOKED_AT = 60  # seconds for which other readers do not see a message that is being looked at


def urls(stack: Deployed) -> dict[str, str]:
    """The addresses of the dead-letter queues, by the names that this command uses."""
    names = {name: name.removesuffix("DlqUrl").lower() for name in stack.outputs if name.endswith("DlqUrl")}
    return {short: stack.outputs[name] for name, short in sorted(names.items())}


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
            MessageSystemAttributeNames=["All"],
            MessageAttributeNames=["All"],
        ).get("Messages", [])
        new = [message for message in found if message["MessageId"] not in seen]
        if not new:
            return
        seen |= {message["MessageId"] for message in new}
        yield from new
