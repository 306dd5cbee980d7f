"""Notices by mail, through SES, and to a topic of SNS."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from botocore.exceptions import ClientError

from care.aws import SESV2Client, SNSClient
from care.facts.notices import Line, for_mail, for_topic
from notify.posting import Answer


@dataclass(frozen=True, slots=True)
class Mail:
    """Sends from one address; without one nothing is sent, and the delivery says so."""

    ses: SESV2Client
    sender: str

    def send(self, to: str, subject: str, said: Sequence[Line]) -> Answer:
        """Send a notice."""
        return self.post(to, subject, for_mail(said))

    def post(self, to: str, subject: str, html: str) -> Answer:
        """Send a mail. SES's refusals have the names of its errors."""
        if not self.sender:
            return Answer("no_sender")
        try:
            self.ses.send_email(
                FromEmailAddress=self.sender,
                Destination={"ToAddresses": [to]},
                Content={
                    "Simple": {
                        "Subject": {"Data": subject, "Charset": "UTF-8"},
                        "Body": {"Html": {"Data": html, "Charset": "UTF-8"}},
                    }
                },
            )
        except ClientError as error:
            return Answer(error.response["Error"]["Code"])
        return Answer("200")


@dataclass(frozen=True, slots=True)
class Topic:
    """Publishes to topics; whoever subscribed to one gets it as they wanted: a mail, a text message, a queue.

    `sns` makes the client, which most stacks never need.
    """

    sns: Callable[[], SNSClient]

    def send(self, arn: str, subject: str, said: Sequence[Line]) -> Answer:
        """Publish a notice. SNS's refusals have the names of its errors."""
        # A subject is short, printable ASCII on one line.
        plain = "".join(one if " " <= one <= "~" else "?" for one in subject)[:100]
        try:
            self.sns().publish(TopicArn=arn, Subject=plain, Message=for_topic(subject, said))
        except ClientError as error:
            return Answer(error.response["Error"]["Code"])
        return Answer("200")
