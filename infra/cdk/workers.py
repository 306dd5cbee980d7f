"""The functions of the stack: what each reads from its environment, how long and how large it may be, what feeds it."""

import json
from collections.abc import Mapping
from typing import Any

import aws_cdk as cdk
from aws_cdk import aws_lambda as lambda_

from care import environment
from care.variables import Environment
from infra.cdk.api import bases
from infra.cdk.context import StackContext
from infra.cdk.functions import RELEASE, Functions, consume, most_at_once
from infra.cdk.holdings import Holdings
from infra.cdk.queues import CONSUMER_TIMEOUT, QueueWithDlq


class Workers:
    """The functions by their names. Some have to know where the API is reached that others stand behind."""

    def __init__(self, functions: Functions, held: Holdings, context: StackContext) -> None:
        self._functions = functions
        self._held = held
        self._context = context
        self.by_name: dict[str, lambda_.Function] = {
            "ingest": self._ingest(),
            "chat": self._chat(),
            "cases": self._cases(),
            "media": self._media(),
            "hours": self._hours(),
            "acknowledge": self._acknowledge(),
            "survey": self._survey(),
            "selfservice": self._selfservice(),
            "publish": self._publish(),
            "hours_page": self._hours_page(),
            "report": self._report(),
            "export": self._export(),
            "erase": self._erase(),
        }

    def add_those_of(self, endpoint: str, entrance: Mapping[str, str]) -> None:
        """Those that know the API by its own address; `entrance` is how people sign in at the desk."""
        self.by_name["desk"] = self._desk(endpoint, entrance)
        self.by_name["reconcile"] = self._reconcile(endpoint)
        self.by_name["notify"] = self._notify(endpoint)

    def live(self, name: str) -> lambda_.IFunction:
        """A function as whoever calls it calls it."""
        return self._functions.live(self.by_name[name])

    def _environment[E: Environment](self, of: type[E], **own: str) -> E:
        """What a function reads from its environment: what several read by the same name, and what is its `own`."""
        held, local = self._held, self._context.local_x_url
        tables, queues = held.tables, held.queues
        shared: dict[str, Any] = {
            "conversations_table": tables.conversations.table_name,
            "outbox_table": tables.outbox.table_name,
            "accounts_table": tables.accounts.table_name,
            "events_queue_url": queues.events.queue.queue_url,
            "chats_queue_url": queues.chats.queue.queue_url,
            "sends_queue_url": queues.sends.queue.queue_url,
            "wakes_queue_url": queues.wakes.queue.queue_url,
            "app_secrets": json.dumps({app: secret.secret_arn for app, secret in held.secrets.items()}),
            "grants_prefix": self._context.grants_prefix,
            "chat_secret": held.chat_secret.secret_arn,
            "facts_secret": held.facts_secret.secret_arn,
            "bucket": held.analysis.bucket.bucket_name,
            "media_bucket": held.media.bucket_name,
            "facts_queue_url": queues.facts.queue.queue_url,
            "media_queue_url": queues.media.queue.queue_url,
            "data_retention_days": self._context.data_retention_days,
            "local_clock": self._context.local_clock,
            **({"x_base_url": local} if local else {}),
        }
        return of(**{name: value for name, value in shared.items() if name in of.kinds()}, **own)

    def _consumer(
        self,
        name: str,
        of: type[Environment],
        source: QueueWithDlq,
        *,
        batch_size: int = 10,
        memory: int = 256,
        **own: str,
    ) -> lambda_.Function:
        """The function that a queue feeds, and which knows that queue and where its failures end."""
        queue, dlq = source.queue, source.dlq
        function = self._functions.function(
            name,
            self._environment(of, source_queue_url=queue.queue_url, dlq_url=dlq.queue_url, **own),
            timeout=CONSUMER_TIMEOUT,
            memory=memory,
        )
        consume(self._functions.live(function), queue, self._most(name), batch_size=batch_size)
        return function

    def _most(self, name: str) -> int | None:
        """The emulator starts what it likes."""
        return None if self._context.local else most_at_once(name, self._context.concurrency)

    def _ingest(self) -> lambda_.Function:
        return self._functions.function(
            "ingest",
            self._environment(environment.IngestEnvironment),
            # X waits 10 seconds for an answer and forgives a slow one less than a missing one.
            timeout=cdk.Duration.seconds(9),
            memory=512,
        )

    def _chat(self) -> lambda_.Function:
        # A video is held sealed and opened.
        return self._consumer("chat", environment.ChatEnvironment, self._held.queues.chats, memory=512)

    def _cases(self) -> lambda_.Function:
        queues = self._held.queues
        function = self._functions.function(
            "cases",
            self._environment(
                environment.CasesEnvironment,
                events_dlq_url=queues.events.dlq.queue_url,
                acknowledgements_queue_url=queues.acknowledgements.queue.queue_url,
                surveys_queue_url=queues.surveys.queue.queue_url,
                lookups_queue_url=queues.lookups.queue.queue_url,
            ),
            timeout=CONSUMER_TIMEOUT,
        )
        consume(self._functions.live(function), queues.events.queue, self._most("cases"))
        return function

    def _media(self) -> lambda_.Function:
        # One message at a time: a video takes most of the function's time, and its memory holds it twice.
        return self._consumer(
            "media",
            environment.MediaEnvironment,
            self._held.queues.media,
            batch_size=1,
            memory=512,
            local_media_url=self._context.local_x_url,
        )

    def _hours(self) -> lambda_.Function:
        wakes = self._held.queues.wakes
        function = self._functions.function(
            "hours",
            self._environment(environment.HoursEnvironment, wakes_dlq_url=wakes.dlq.queue_url),
            timeout=cdk.Duration.seconds(55),
        )
        consume(self._functions.live(function), wakes.queue, self._most("hours"))
        return function

    def _acknowledge(self) -> lambda_.Function:
        return self._consumer("acknowledge", environment.AcknowledgeEnvironment, self._held.queues.acknowledgements)

    def _survey(self) -> lambda_.Function:
        return self._consumer("survey", environment.SurveyEnvironment, self._held.queues.surveys)

    def _selfservice(self) -> lambda_.Function:
        return self._consumer(
            "selfservice",
            environment.SelfServiceEnvironment,
            self._held.queues.lookups,
            # Five seconds at most, and behind no other brand's API that answers slowly.
            batch_size=1,
            local_brand_url=self._context.local_x_url,
        )

    def _publish(self) -> lambda_.Function:
        # One wake-up at a time: a drain takes most of the function's time.
        return self._consumer("publish", environment.PublishEnvironment, self._held.queues.sends, batch_size=1)

    def _hours_page(self) -> lambda_.Function:
        return self._functions.function(
            "hours_page",
            self._environment(
                environment.HoursPageEnvironment, public_url=self._context.url or self._context.local_x_url
            ),
            timeout=cdk.Duration.seconds(10),
            # The first visitor waits for imports, and more memory is more processor.
            memory=512,
        )

    def _report(self) -> lambda_.Function:
        return self._functions.function(
            "report",
            self._environment(environment.ReportEnvironment, mail_sender=self._context.mail_sender),
            timeout=cdk.Duration.minutes(5),
            memory=512,
        )

    def _export(self) -> lambda_.Function:
        return self._functions.function(
            "export",
            self._environment(environment.ExportEnvironment),
            timeout=cdk.Duration.minutes(15),
            memory=1024,
        )

    def _erase(self) -> lambda_.Function:
        return self._functions.function(
            "erase",
            self._environment(
                environment.EraseEnvironment,
                dead_letters=json.dumps({name: queue.queue_url for name, queue in self._held.dlqs.items()}),
            ),
            timeout=cdk.Duration.minutes(15),
            memory=1024,
        )

    def _desk(self, endpoint: str, entrance: Mapping[str, str]) -> lambda_.Function:
        return self._functions.function(
            "desk",
            self._environment(
                environment.DeskEnvironment,
                report_function=self.live("report").function_name,
                erase_function=self.live("erase").function_name,
                local_media_url=self._context.local_x_url,
                watched_queues=json.dumps({name: queue.queue_url for name, queue in self._held.queues.watched.items()}),
                stage=self._context.stage,
                release=RELEASE,
                public_url=self._context.url or self._context.local_x_url or endpoint,
                **entrance,
            ),
            timeout=cdk.Duration.seconds(20),
            # A person waits for each page, and more memory is more processor.
            memory=1024,
        )

    def _reconcile(self, endpoint: str) -> lambda_.Function:
        return self._functions.function(
            "reconcile",
            self._environment(
                environment.ReconcileEnvironment,
                # X may know the webhook by the API's own domain, or by the one that the operator gave it.
                webhook_urls=" ".join(f"{base}/webhook" for base in bases(self._context, endpoint)),
            ),
            # A run stops asking X after 40 seconds; the last answer and what it leads to take some more.
            timeout=cdk.Duration.seconds(90),
        )

    def _notify(self, endpoint: str) -> lambda_.Function:
        # A few deliveries at a time: each may wait ten seconds for a stranger's server.
        return self._consumer(
            "notify",
            environment.NotifyEnvironment,
            self._held.queues.facts,
            batch_size=3,
            bus=self._held.bus.event_bus_name,
            desk_url=bases(self._context, endpoint)[0],
            mail_sender=self._context.mail_sender,
            local_brand_url=self._context.local_x_url,
        )
