"""Notices by mail, through SES."""

from collections.abc import Sequence
from dataclasses import dataclass

from botocore.exceptions import ClientError

from care.aws import SESV2Client
from care.facts.notices import Line, for_mail
from notify.posting import Answer


@dataclass(frozen=True, slots=True)
class Mail:
    """Sends from one address; without one nothing is sent, and the delivery says so."""

    ses: SESV2Client
    sender: str

    def send(self, to: str, subject: str, said: Sequence[Line]) -> Answer:
        """Send a notice. SES's refusals have the names of its errors."""
        if not self.sender:
            return Answer("no_sender")
        try:
            self.ses.send_email(
                FromEmailAddress=self.sender,
                Destination={"ToAddresses": [to]},
                Content={
                    "Simple": {
                        "Subject": {"Data": subject, "Charset": "UTF-8"},
                        "Body": {"Html": {"Data": for_mail(said), "Charset": "UTF-8"}},
                    }
                },
            )
        except ClientError as error:
            return Answer(error.response["Error"]["Code"])
        return Answer("200")
