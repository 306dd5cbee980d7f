"""The item of what a person wrote."""

from care.model.commands import SendReply
from care.model.outbox_item import Item


def reply_item(command: SendReply) -> Item:
    """What is to be sent for a person's reply, as the command says it."""
    return Item(
        **command.ids,
        channel=command.channel,
        purpose="reply",
        text=command.text,
        created_at=command.asked_at,
        in_reply_to=command.in_reply_to,
        dm_link=command.dm_link,
        files=command.files,
        written_by=command.by,
        then=command.then,
    )
