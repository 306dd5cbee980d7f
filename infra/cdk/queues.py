"""The queues between the functions, each with its dead-letter queue."""

from dataclasses import dataclass

import aws_cdk as cdk
from aws_cdk import aws_kms as kms
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from infra.cdk.nag import acknowledge

# How long each consumer may take, and so how long a message stays hidden: six times that, as Lambda asks.
CONSUMER_TIMEOUT = cdk.Duration.seconds(60)
_VISIBILITY = cdk.Duration.seconds(360)
_KEPT = cdk.Duration.days(14)
# Receives before SQS itself gives a message up. Functions put aside what will never work long before (care.batches),
# and a message behind a failed one is counted too, so this number is for outages and for functions that die.
_RECEIVES = 10


@dataclass(frozen=True)
class QueueWithDlq:
    """A queue and where its failures end."""

    queue: sqs.Queue
    dlq: sqs.Queue


class Queues(Construct):
    """The queue of each function that works one off, and where failed schedules end.

    On `wakes` lies, for as long as SQS is told to hold it back, what is to be put on sends.fifo: FIFO queues cannot
    delay one message and not the next.
    """

    def __init__(self, scope: Construct, construct_id: str, *, key: kms.IKey | None = None) -> None:
        super().__init__(scope, construct_id)
        self._key = key
        self.events = self._queue("Events", fifo=True)
        self.chats = self._queue("Chats", fifo=True)
        self.sends = self._queue("Sends", fifo=True)
        self.acknowledgements = self._queue("Acknowledgements", fifo=False)
        self.surveys = self._queue("Surveys", fifo=False)
        self.wakes = self._queue("Wakes", fifo=False)
        self.lookups = self._queue("Lookups", fifo=False)
        self.media = self._queue("Media", fifo=False)
        self.facts = self._queue("Facts", fifo=False)
        self.schedules_dlq = self._plain("SchedulesDlq", fifo=False)
        acknowledge(
            self.schedules_dlq, "AwsSolutions-SQS3", "It is the dead-letter queue of the schedules, which name it"
        )
        for dlq in (*self.dlqs.values(), self.schedules_dlq):
            acknowledge(dlq, "Serverless-SQSRedrivePolicy", "A dead-letter queue is the end of the way; an alarm tells")

    @property
    def all(self) -> dict[str, QueueWithDlq]:
        """The working queues by the names that people use."""
        return {
            "events": self.events,
            "chats": self.chats,
            "sends": self.sends,
            "acknowledgements": self.acknowledgements,
            "surveys": self.surveys,
            "wakes": self.wakes,
            "lookups": self.lookups,
            "media": self.media,
            "facts": self.facts,
        }

    @property
    def dlqs(self) -> dict[str, sqs.Queue]:
        """The dead-letter queues by the names of their queues."""
        return {name: both.dlq for name, both in self.all.items()}

    @property
    def watched(self) -> dict[str, sqs.Queue]:
        """Every queue by its name, those of dead letters with `_dlq` behind it."""
        pairs = {name: both.queue for name, both in self.all.items()}
        return {
            **pairs,
            **{f"{name}_dlq": both.dlq for name, both in self.all.items()},
            "schedules_dlq": self.schedules_dlq,
        }

    def _queue(self, name: str, *, fifo: bool) -> QueueWithDlq:
        dlq = self._plain(f"{name}Dlq", fifo=fifo)
        queue = self._plain(
            name, fifo=fifo, dead_letter_queue=sqs.DeadLetterQueue(queue=dlq, max_receive_count=_RECEIVES)
        )
        return QueueWithDlq(queue, dlq)

    def _plain(self, name: str, *, fifo: bool, dead_letter_queue: sqs.DeadLetterQueue | None = None) -> sqs.Queue:
        return sqs.Queue(
            self,
            name,
            # CloudFormation names queues by itself; `fifo` alone makes it end in .fifo.
            fifo=True if fifo else None,
            # Groups are drained side by side, so one busy customer slows nobody.
            deduplication_scope=sqs.DeduplicationScope.MESSAGE_GROUP if fifo else None,
            fifo_throughput_limit=sqs.FifoThroughputLimit.PER_MESSAGE_GROUP_ID if fifo else None,
            encryption=sqs.QueueEncryption.KMS if self._key else sqs.QueueEncryption.SQS_MANAGED,
            encryption_master_key=self._key,
            enforce_ssl=True,
            retention_period=_KEPT,
            visibility_timeout=_VISIBILITY,
            dead_letter_queue=dead_letter_queue,
        )
