"""The stack: its functions, their environments, and who calls them."""

import json
from typing import Any

import aws_cdk as cdk
from aws_cdk import aws_events as events
from aws_cdk import aws_lambda as lambda_
from constructs import Construct

from care import environment
from care.tables.media import UNSENT, UNSENT_DAYS
from care.variables import Environment
from infra.cdk import spending
from infra.cdk.analysis import Analysis
from infra.cdk.api import add_desk, add_hours_page, webhook_api
from infra.cdk.buckets import private_bucket
from infra.cdk.cognito import login
from infra.cdk.context import MAIN_APP, StackContext
from infra.cdk.encryption import own_key
from infra.cdk.facts import registry_of_facts
from infra.cdk.functions import RELEASE, Functions, consume, most_at_once
from infra.cdk.iam_grants import Resources, grant
from infra.cdk.monitors import Monitors
from infra.cdk.outputs import Parts, add_outputs
from infra.cdk.queues import CONSUMER_TIMEOUT, Queues, QueueWithDlq
from infra.cdk.rights import RIGHTS, mail
from infra.cdk.schedules import Schedules
from infra.cdk.secrets import app_secret, chat_secret, facts_secret
from infra.cdk.tables import Tables


class CentralitaStack(cdk.Stack):
    """Everything that serves any number of accounts for one stage."""

    def __init__(self, scope: Construct, construct_id: str, *, context: StackContext, **kwargs: Any) -> None:
        super().__init__(scope, construct_id, **kwargs)
        self.context = context
        self.people_pool_id = ""
        self.key = own_key(self, context) if context.encryption == "own" else None
        self.tables = Tables(self, "Tables", context=context, key=self.key)
        self.queues = Queues(self, "Queues", key=self.key)
        self.secrets = {app: app_secret(self, app, context, self.key) for app in context.apps}
        self.secret = self.secrets[MAIN_APP]
        self.chat_secret = chat_secret(self, context, self.key)
        self.facts_secret = facts_secret(self, context, self.key)
        self.bus = events.EventBus(self, "Bus", event_bus_name=f"centralita-{context.stage}")
        self.analysis = Analysis(self, "Analysis", context=context, key=self.key)
        # What customers show: pictures, videos, files. Analysts have another bucket.
        self.media = private_bucket(
            Construct(self, "Media"),
            "Bucket",
            context,
            days=context.data_retention_days,
            key=self.key,
            access_logs=self.analysis.access_logs,
            logged_below="media/",
            sooner=(UNSENT, UNSENT_DAYS),
        )
        if not context.local:  # the emulator knows no registry of schemas
            registry_of_facts(self, context.stage)
        self.functions = Functions(self, "Functions", context=context, key=self.key)
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
        api = webhook_api(self, self._live("ingest"), context, self.key)
        add_hours_page(api, self._live("hours_page"))
        self.by_name["desk"] = self._desk(api.api_endpoint)
        add_desk(api, self._live("desk"))
        self.by_name["reconcile"] = self._reconcile(api.api_endpoint)
        self.by_name["notify"] = self._notify(api.api_endpoint)
        self._grant()
        schedules = Schedules(self, "Schedules", dlq=self.queues.schedules_dlq, key=self.key)
        schedules.each_minute(self._live("hours"))
        schedules.each_quarter(self._live("reconcile"))
        schedules.each_night(self._live("export"))
        schedules.each_hour(self._live("report"))
        schedules.when_asked(self._live("erase"))
        if not context.local:  # the emulator knows neither dashboards nor who would be woken
            Monitors(
                self,
                "Watching",
                stage=context.stage,
                address=context.alarm_address,
                queues=self.queues,
                functions=self.by_name,
                api=api,
                key=self.key,
            )
            cdk.Tags.of(self).add(spending.TAG, context.stage)
            if context.month_dollars:
                spending.month_of(self, context.stage, context.month_dollars, context.alarm_address)
        parts = Parts(
            context=context,
            tables=self.tables,
            queues=self.queues,
            secrets=self.secrets,
            chat_secret=self.chat_secret,
            facts_secret=self.facts_secret,
            bus=self.bus,
            analysis=self.analysis,
            media=self.media,
            functions=self.by_name,
            people_pool_id=self.people_pool_id,
            key=self.key,
        )
        add_outputs(self, self._base(api.api_endpoint), parts)

    def _live(self, name: str) -> lambda_.IFunction:
        return self.functions.live(self.by_name[name])

    def _grant(self) -> None:
        things = Resources(
            tables=self.tables.all,
            queues={name: both.queue for name, both in self.queues.all.items()},
            dlqs={**self.queues.dlqs, "schedules": self.queues.schedules_dlq},
            secrets=self.secrets.values(),
            grants_prefix=self.context.grants_prefix,
            chat_secret=self.chat_secret,
            facts_secret=self.facts_secret,
            bus=self.bus,
            bucket=self.analysis.bucket,
            media=self.media,
            functions={name: self._live(name) for name in self.by_name},
            sender=self.context.mail_sender,
            key=self.key,
        )
        for name, function in self.by_name.items():
            more = (mail(things.sender),) if name in {"report", "notify"} and things.sender else ()
            grant(function, (*RIGHTS[name], *more), things)

    def _environment[E: Environment](self, of: type[E], **own: str) -> E:
        """What a function reads from its environment: what several read by the same name, and what is its `own`."""
        tables, queues, local = self.tables, self.queues, self.context.local_x_url
        shared: dict[str, Any] = {
            "conversations_table": tables.conversations.table_name,
            "outbox_table": tables.outbox.table_name,
            "accounts_table": tables.accounts.table_name,
            "events_queue_url": queues.events.queue.queue_url,
            "chats_queue_url": queues.chats.queue.queue_url,
            "sends_queue_url": queues.sends.queue.queue_url,
            "wakes_queue_url": queues.wakes.queue.queue_url,
            "app_secrets": json.dumps({app: secret.secret_arn for app, secret in self.secrets.items()}),
            "grants_prefix": self.context.grants_prefix,
            "chat_secret": self.chat_secret.secret_arn,
            "facts_secret": self.facts_secret.secret_arn,
            "bucket": self.analysis.bucket.bucket_name,
            "media_bucket": self.media.bucket_name,
            "facts_queue_url": queues.facts.queue.queue_url,
            "media_queue_url": queues.media.queue.queue_url,
            "data_retention_days": self.context.data_retention_days,
            "local_clock": self.context.local_clock,
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
        function = self.functions.function(
            name,
            self._environment(of, source_queue_url=queue.queue_url, dlq_url=dlq.queue_url, **own),
            timeout=CONSUMER_TIMEOUT,
            memory=memory,
        )
        consume(self.functions.live(function), queue, self._most(name), batch_size=batch_size)
        return function

    def _most(self, name: str) -> int | None:
        """The emulator starts what it likes."""
        return None if self.context.local else most_at_once(name, self.context.concurrency)

    def _ingest(self) -> lambda_.Function:
        return self.functions.function(
            "ingest",
            self._environment(environment.IngestEnvironment),
            # X waits 10 seconds for an answer and forgives a slow one less than a missing one.
            timeout=cdk.Duration.seconds(9),
            memory=512,
        )

    def _chat(self) -> lambda_.Function:
        # A video is held sealed and opened.
        return self._consumer("chat", environment.ChatEnvironment, self.queues.chats, memory=512)

    def _cases(self) -> lambda_.Function:
        queues = self.queues
        function = self.functions.function(
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
        consume(self.functions.live(function), queues.events.queue, self._most("cases"))
        return function

    def _media(self) -> lambda_.Function:
        # One message at a time: a video takes most of the function's time, and its memory holds it twice.
        return self._consumer(
            "media",
            environment.MediaEnvironment,
            self.queues.media,
            batch_size=1,
            memory=512,
            local_media_url=self.context.local_x_url,
        )

    def _hours(self) -> lambda_.Function:
        wakes = self.queues.wakes
        function = self.functions.function(
            "hours",
            self._environment(environment.HoursEnvironment, wakes_dlq_url=wakes.dlq.queue_url),
            timeout=cdk.Duration.seconds(55),
        )
        consume(self.functions.live(function), wakes.queue, self._most("hours"))
        return function

    def _acknowledge(self) -> lambda_.Function:
        return self._consumer("acknowledge", environment.AcknowledgeEnvironment, self.queues.acknowledgements)

    def _survey(self) -> lambda_.Function:
        return self._consumer("survey", environment.SurveyEnvironment, self.queues.surveys)

    def _selfservice(self) -> lambda_.Function:
        return self._consumer(
            "selfservice",
            environment.SelfServiceEnvironment,
            self.queues.lookups,
            # Five seconds at most, and behind no other brand's API that answers slowly.
            batch_size=1,
            local_brand_url=self.context.local_x_url,
        )

    def _publish(self) -> lambda_.Function:
        # One wake-up at a time: a drain takes most of the function's time.
        return self._consumer("publish", environment.PublishEnvironment, self.queues.sends, batch_size=1)

    def _hours_page(self) -> lambda_.Function:
        return self.functions.function(
            "hours_page",
            self._environment(
                environment.HoursPageEnvironment, public_url=self.context.url or self.context.local_x_url
            ),
            timeout=cdk.Duration.seconds(10),
            # The first visitor waits for imports, and more memory is more processor.
            memory=512,
        )

    def _report(self) -> lambda_.Function:
        return self.functions.function(
            "report",
            self._environment(environment.ReportEnvironment, mail_sender=self.context.mail_sender),
            timeout=cdk.Duration.minutes(5),
            memory=512,
        )

    def _export(self) -> lambda_.Function:
        return self.functions.function(
            "export",
            self._environment(environment.ExportEnvironment),
            timeout=cdk.Duration.minutes(15),
            memory=1024,
        )

    def _erase(self) -> lambda_.Function:
        dlqs = {**self.queues.dlqs, "schedules": self.queues.schedules_dlq}
        return self.functions.function(
            "erase",
            self._environment(
                environment.EraseEnvironment,
                dead_letters=json.dumps({name: queue.queue_url for name, queue in dlqs.items()}),
            ),
            timeout=cdk.Duration.minutes(15),
            memory=1024,
        )

    def _desk(self, endpoint: str) -> lambda_.Function:
        url = self.context.url or self.context.local_x_url or endpoint
        values: dict[str, str] = {"local_people": "demo"}
        if not self.context.local:
            entrance = login(self, self.context, url)
            values = {
                "login_url": entrance.url,
                "login_issuer": entrance.issuer,
                "login_client_id": entrance.client_id,
            }
            self.people_pool_id = entrance.pool_id
            cdk.CfnOutput(self, "PeoplePoolId", value=entrance.pool_id)
        return self.functions.function(
            "desk",
            self._environment(
                environment.DeskEnvironment,
                report_function=self._live("report").function_name,
                erase_function=self._live("erase").function_name,
                local_media_url=self.context.local_x_url,
                watched_queues=json.dumps({name: queue.queue_url for name, queue in self.queues.watched.items()}),
                stage=self.context.stage,
                release=RELEASE,
                public_url=url,
                **values,
            ),
            timeout=cdk.Duration.seconds(20),
            # A person waits for each page, and more memory is more processor.
            memory=1024,
        )

    def _reconcile(self, endpoint: str) -> lambda_.Function:
        return self.functions.function(
            "reconcile",
            self._environment(
                environment.ReconcileEnvironment,
                # X may know the webhook by the API's own domain, or by the one that the operator gave it.
                webhook_urls=" ".join(f"{base}/webhook" for base in self._bases(endpoint)),
            ),
            # A run stops asking X after 40 seconds; the last answer and what it leads to take some more.
            timeout=cdk.Duration.seconds(90),
        )

    def _notify(self, endpoint: str) -> lambda_.Function:
        # A few deliveries at a time: each may wait ten seconds for a stranger's server.
        return self._consumer(
            "notify",
            environment.NotifyEnvironment,
            self.queues.facts,
            batch_size=3,
            bus=self.bus.event_bus_name,
            desk_url=self._bases(endpoint)[0],
            mail_sender=self.context.mail_sender,
            local_brand_url=self.context.local_x_url,
        )

    def _bases(self, endpoint: str) -> list[str]:
        """Where the API is reached, the address to register first; the local run has one door for X and the stack."""
        own = self.context.local_x_url or endpoint
        return [self.context.url, own] if self.context.url else [own]

    def _base(self, endpoint: str) -> str:
        """Where people and X reach the API; the local run's own door is in front of its stack."""
        return endpoint if self.context.local else self._bases(endpoint)[0]
