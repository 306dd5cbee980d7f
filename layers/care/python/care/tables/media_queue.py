"""Who fetches what a message shows: the function with the keys of its chat, or the one that asks X for all else."""

import hashlib

from care.aws import SQSClient
from care.model.commands import FetchMedia
from care.queues import ascii_json


def ask_for_media(command: FetchMedia, sqs: SQSClient, media_queue_url: str, chats_queue_url: str) -> None:
    """Have fetched what a message shows: by who has the keys of its chat, if it is sealed.

    There it has a group of its own: nothing that the customer writes waits for a file.
    """
    body = ascii_json(command.model_dump_json())  # an author described it
    if not any(one.sealed for one in command.media):
        sqs.send_message(QueueUrl=media_queue_url, MessageBody=body)
        return
    once = hashlib.sha256(f"{command.item_id}|{command.asked_at.isoformat()}|{command.again}".encode()).hexdigest()
    group = f"{command.account_id}#{command.customer_id}#media"
    sqs.send_message(QueueUrl=chats_queue_url, MessageBody=body, MessageGroupId=group, MessageDeduplicationId=once)
