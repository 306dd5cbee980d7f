"""The stack: what each function may touch, and who calls it."""

import json
from typing import Any

import aws_cdk as cdk
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_secretsmanager as secretsmanager
from constructs import Construct

from care import settings
from infra.analysis import Analysis
from infra.api import add_desk, add_hours_page, webhook_api, webhook_path
from infra.context import MAIN_APP, StackContext
from infra.functions import RELEASE, Functions, allow, allow_mail, allow_secrets, consume
from infra.people import login
from infra.queues import CONSUMER_TIMEOUT, Queues
from infra.rights import allow_steering
from infra.schedules import each_hour, each_minute, each_night, each_quarter
from infra.tables import Tables
from infra.watching import Watching

# What a function needs of each kind of resource, by what it does with it.
_READ = ("dynamodb:GetItem", "dynamodb:Query")
_PUT = ("dynamodb:PutItem",)
_SEND = ("sqs:SendMessage",)


class CentralitaStack(cdk.Stack):
    """Everything that serves any number of accounts for one stage."""

    def __init__(self, scope: Construct, construct_id: str, *, context: StackContext, **kwargs: Any) -> None:
        super().__init__(scope, construct_id, **kwargs)
        self._context = context
        self.tables = Tables(self, "Tables")
        self.queues = Queues(self, "Queues")
        self.secrets = {app: self._secret(app) for app in context.apps}
        self.secret = self.secrets[MAIN_APP]
        self.analysis = Analysis(self, "Analysis", stage=context.stage)
        self.functions = Functions(self, "Functions", context=context)
        self.by_name: dict[str, lambda_.Function] = {
            "ingest": self._ingest(),
            "cases": self._cases(),
            "hours": self._hours(),
            "acknowledge": self._acknowledge(),
            "survey": self._survey(),
            "selfservice": self._selfservice(),
            "publish": self._publish(),
            "hours_page": self._hours_page(),
            "report": self._report(),
            "export": self._export(),
        }
        api = webhook_api(self, self.by_name["ingest"], context)
        add_hours_page(api, self.by_name["hours_page"])
        self.by_name["desk"] = self._desk(api.api_endpoint)
        add_desk(api, self.by_name["desk"])
        self.by_name["reconcile"] = self._reconcile(api.api_endpoint)
        each_minute(self, self.by_name["hours"], self.queues.schedules_dlq)
        each_quarter(self, self.by_name["reconcile"], self.queues.schedules_dlq)
        each_night(self, self.by_name["export"], self.queues.schedules_dlq)
        each_hour(self, self.by_name["report"], self.queues.schedules_dlq)
        if not context.local:  # the emulator knows neither dashboards nor who would be woken
            Watching(
                self,
                "Watching",
                stage=context.stage,
                address=context.alarm_address,
                queues=self.queues,
                functions=self.by_name,
                api=api,
            )
        self._outputs(api.api_endpoint)

    def _secret(self, app: str) -> secretsmanager.Secret:
        more = "" if app == MAIN_APP else f"/{app}"
        return secretsmanager.Secret(
            self,
            "XApp" if app == MAIN_APP else f"XApp-{app}",
            secret_name=f"centralita/{self._context.stage}/x-app{more}",
            description="Keys of the X app and tokens of its accounts: filled once by the operator",
            removal_policy=cdk.RemovalPolicy.RETAIN,
        )

    @property
    def _app_secrets(self) -> str:
        return json.dumps({app: secret.secret_arn for app, secret in self.secrets.items()})

    def _ingest(self) -> lambda_.Function:
        events = self.queues.events.queue
        function = self.functions.function(
            "ingest",
            settings.IngestSettings(
                events_queue_url=events.queue_url,
                app_secrets=self._app_secrets,
                local_clock=self._context.local_clock,
            ),
            # X waits 10 seconds for an answer and forgives a slow one less than a missing one.
            timeout=cdk.Duration.seconds(9),
            memory=512,
        )
        allow(function, events, _SEND)
        allow_secrets(function, self.secrets.values())
        return function

    def _cases(self) -> lambda_.Function:
        tables, queues = self.tables, self.queues
        function = self.functions.function(
            "cases",
            settings.CasesSettings(
                conversations_table=tables.conversations.table_name,
                outbox_table=tables.outbox.table_name,
                accounts_table=tables.accounts.table_name,
                events_queue_url=queues.events.queue.queue_url,
                events_dlq_url=queues.events.dlq.queue_url,
                acknowledgements_queue_url=queues.acknowledgements.queue.queue_url,
                surveys_queue_url=queues.surveys.queue.queue_url,
                lookups_queue_url=queues.lookups.queue.queue_url,
                sends_queue_url=queues.sends.queue.queue_url,
                wakes_queue_url=queues.wakes.queue.queue_url,
                local_clock=self._context.local_clock,
            ),
            timeout=CONSUMER_TIMEOUT,
        )
        allow(
            function, tables.conversations, (*_READ, "dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem")
        )
        allow(function, tables.outbox, (*_READ, "dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem"))
        allow(function, tables.accounts, _READ)
        sends, events, wakes = queues.sends.queue, queues.events.queue, queues.wakes.queue
        commanded = (queues.acknowledgements.queue, queues.surveys.queue, queues.lookups.queue)
        for queue in (queues.events.dlq, *commanded, sends, wakes, events):
            allow(function, queue, _SEND)
        consume(function, queues.events.queue)
        return function

    def _hours(self) -> lambda_.Function:
        tables, queues = self.tables, self.queues
        function = self.functions.function(
            "hours",
            settings.HoursSettings(
                conversations_table=tables.conversations.table_name,
                outbox_table=tables.outbox.table_name,
                accounts_table=tables.accounts.table_name,
                events_queue_url=queues.events.queue.queue_url,
                sends_queue_url=queues.sends.queue.queue_url,
                wakes_queue_url=queues.wakes.queue.queue_url,
                wakes_dlq_url=queues.wakes.dlq.queue_url,
                local_clock=self._context.local_clock,
            ),
            timeout=cdk.Duration.seconds(55),
        )
        allow(function, tables.conversations, (*_READ, "dynamodb:PutItem", "dynamodb:DeleteItem"))
        allow(function, tables.outbox, ("dynamodb:Query", *_PUT))
        allow(function, tables.accounts, (*_READ, "dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem"))
        for queue in (queues.events.queue, queues.sends.queue, queues.wakes.dlq):
            allow(function, queue, _SEND)
        consume(function, queues.wakes.queue)
        return function

    def _acknowledge(self) -> lambda_.Function:
        tables, queues = self.tables, self.queues
        function = self.functions.function(
            "acknowledge",
            settings.AcknowledgeSettings(
                conversations_table=tables.conversations.table_name,
                outbox_table=tables.outbox.table_name,
                accounts_table=tables.accounts.table_name,
                source_queue_url=queues.acknowledgements.queue.queue_url,
                sends_queue_url=queues.sends.queue.queue_url,
                dlq_url=queues.acknowledgements.dlq.queue_url,
                local_clock=self._context.local_clock,
            ),
            timeout=CONSUMER_TIMEOUT,
        )
        allow(function, tables.conversations, _READ)
        allow(function, tables.outbox, ("dynamodb:GetItem", *_PUT))
        allow(function, tables.accounts, ("dynamodb:GetItem",))
        allow(function, queues.sends.queue, _SEND)
        allow(function, queues.acknowledgements.dlq, _SEND)
        consume(function, queues.acknowledgements.queue)
        return function

    def _survey(self) -> lambda_.Function:
        tables, queues = self.tables, self.queues
        function = self.functions.function(
            "survey",
            settings.SurveySettings(
                conversations_table=tables.conversations.table_name,
                outbox_table=tables.outbox.table_name,
                accounts_table=tables.accounts.table_name,
                source_queue_url=queues.surveys.queue.queue_url,
                sends_queue_url=queues.sends.queue.queue_url,
                dlq_url=queues.surveys.dlq.queue_url,
                local_clock=self._context.local_clock,
            ),
            timeout=CONSUMER_TIMEOUT,
        )
        allow(function, tables.conversations, ("dynamodb:GetItem",))
        allow(function, tables.outbox, _PUT)
        allow(function, tables.accounts, ("dynamodb:GetItem",))
        allow(function, queues.sends.queue, _SEND)
        allow(function, queues.surveys.dlq, _SEND)
        consume(function, queues.surveys.queue)
        return function

    def _selfservice(self) -> lambda_.Function:
        lookups, events = self.queues.lookups, self.queues.events.queue
        function = self.functions.function(
            "selfservice",
            settings.SelfServiceSettings(
                accounts_table=self.tables.accounts.table_name,
                source_queue_url=lookups.queue.queue_url,
                events_queue_url=events.queue_url,
                app_secrets=self._app_secrets,
                dlq_url=lookups.dlq.queue_url,
                local_clock=self._context.local_clock,
                local_brand_url=self._context.local_x_url,
            ),
            timeout=CONSUMER_TIMEOUT,
        )
        allow(function, self.tables.accounts, ("dynamodb:GetItem",))
        allow(function, events, _SEND)
        allow(function, lookups.dlq, _SEND)
        allow_secrets(function, self.secrets.values())
        # Five seconds each at most, one after the other, well below the function's own time.
        consume(function, lookups.queue, batch_size=5)
        return function

    def _publish(self) -> lambda_.Function:
        tables, queues = self.tables, self.queues
        values: dict[str, str] = {"x_base_url": self._context.local_x_url} if self._context.local_x_url else {}
        function = self.functions.function(
            "publish",
            settings.PublishSettings(
                conversations_table=tables.conversations.table_name,
                outbox_table=tables.outbox.table_name,
                accounts_table=tables.accounts.table_name,
                source_queue_url=queues.sends.queue.queue_url,
                events_queue_url=queues.events.queue.queue_url,
                app_secrets=self._app_secrets,
                dlq_url=queues.sends.dlq.queue_url,
                local_clock=self._context.local_clock,
                **values,
            ),
            timeout=CONSUMER_TIMEOUT,
        )
        allow(function, tables.conversations, ("dynamodb:GetItem",))
        allow(function, tables.outbox, (*_READ, "dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem"))
        allow(function, tables.accounts, (*_READ, *_PUT))
        allow(function, queues.events.queue, _SEND)
        allow(function, queues.sends.dlq, _SEND)
        allow_secrets(function, self.secrets.values())
        # One wake-up at a time: a drain takes most of the function's time.
        consume(function, queues.sends.queue, batch_size=1)
        return function

    def _hours_page(self) -> lambda_.Function:
        function = self.functions.function(
            "hours_page",
            settings.HoursPageSettings(
                accounts_table=self.tables.accounts.table_name,
                public_url=self._context.public_url or self._context.local_x_url,
                local_clock=self._context.local_clock,
            ),
            timeout=cdk.Duration.seconds(10),
            # The first visitor waits for imports, and more memory is more processor.
            memory=512,
        )
        allow(function, self.tables.accounts, ("dynamodb:Query",))
        return function

    def _report(self) -> lambda_.Function:
        tables = self.tables
        function = self.functions.function(
            "report",
            settings.ReportSettings(
                conversations_table=tables.conversations.table_name,
                outbox_table=tables.outbox.table_name,
                accounts_table=tables.accounts.table_name,
                bucket=self.analysis.bucket.bucket_name,
                mail_sender=self._context.mail_sender,
                local_clock=self._context.local_clock,
            ),
            timeout=cdk.Duration.minutes(5),
            memory=512,
        )
        allow(function, tables.conversations, ("dynamodb:Query",))
        allow(function, tables.outbox, ("dynamodb:Query",))
        allow(function, tables.accounts, (*_READ, *_PUT))
        summaries = self.analysis.bucket.arn_for_objects("summaries/account_id=*")
        function.add_to_role_policy(iam.PolicyStatement(actions=["s3:PutObject"], resources=[summaries]))
        if sender := self._context.mail_sender:
            allow_mail(function, sender)
        return function

    def _export(self) -> lambda_.Function:
        tables, bucket = self.tables, self.analysis.bucket
        function = self.functions.function(
            "export",
            settings.ExportSettings(
                conversations_table=tables.conversations.table_name,
                accounts_table=tables.accounts.table_name,
                bucket=bucket.bucket_name,
                local_clock=self._context.local_clock,
            ),
            timeout=cdk.Duration.minutes(15),
            memory=1024,
        )
        allow(function, tables.conversations, _READ)
        allow(function, tables.accounts, ("dynamodb:Query",))
        for prefix in ("cases", "messages"):
            function.add_to_role_policy(
                iam.PolicyStatement(
                    actions=["s3:PutObject", "s3:DeleteObject"],
                    resources=[bucket.arn_for_objects(f"{prefix}/account_id=*")],
                )
            )
        return function

    def _desk(self, endpoint: str) -> lambda_.Function:
        tables, local = self.tables, self._context.local
        url = self._context.public_url or self._context.local_x_url or endpoint
        values: dict[str, str] = {"local_people": "demo"}
        if not local:
            entrance = login(self, self._context.stage, url)
            values = {
                "login_url": entrance.url,
                "login_issuer": entrance.issuer,
                "login_client_id": entrance.client_id,
            }
            cdk.CfnOutput(self, "PeoplePoolId", value=entrance.pool_id)
        function = self.functions.function(
            "desk",
            settings.DeskSettings(
                conversations_table=tables.conversations.table_name,
                outbox_table=tables.outbox.table_name,
                accounts_table=tables.accounts.table_name,
                events_queue_url=self.queues.events.queue.queue_url,
                report_function=self.by_name["report"].function_name,
                app_secrets=self._app_secrets,
                watched_queues=json.dumps({name: queue.queue_url for name, queue in self.queues.watched.items()}),
                stage=self._context.stage,
                release=RELEASE,
                public_url=url,
                local_clock=self._context.local_clock,
                **values,
            ),
            timeout=cdk.Duration.seconds(20),
            # A person waits for each page, and more memory is more processor.
            memory=1024,
        )
        allow(function, tables.conversations, _READ)
        allow(function, tables.outbox, _READ)
        allow(function, tables.accounts, (*_READ, "dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem"))
        allow(function, self.queues.events.queue, _SEND)
        allow_steering(
            function, tables.conversations, self.by_name["report"], self.queues.watched.values(), self.secrets.values()
        )
        return function

    def _reconcile(self, endpoint: str) -> lambda_.Function:
        tables, local = self.tables, self._context.local_x_url
        events, sends = self.queues.events.queue, self.queues.sends.queue
        values: dict[str, str] = {"x_base_url": local} if local else {}
        function = self.functions.function(
            "reconcile",
            settings.ReconcileSettings(
                conversations_table=tables.conversations.table_name,
                outbox_table=tables.outbox.table_name,
                accounts_table=tables.accounts.table_name,
                events_queue_url=events.queue_url,
                sends_queue_url=sends.queue_url,
                app_secrets=self._app_secrets,
                # X may know the webhook by the API's own domain, or by the one that the operator gave it.
                webhook_urls=" ".join(f"{base}/webhook" for base in self._bases(endpoint)),
                local_clock=self._context.local_clock,
                **values,
            ),
            # A run stops asking X after 40 seconds; the last answer and what it leads to take some more.
            timeout=cdk.Duration.seconds(90),
        )
        allow(function, tables.conversations, _READ)
        allow(function, tables.outbox, (*_READ, "dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem"))
        allow(function, tables.accounts, (*_READ, "dynamodb:PutItem"))
        allow(function, events, _SEND)
        allow(function, sends, _SEND)
        allow_secrets(function, self.secrets.values())
        return function

    def _bases(self, endpoint: str) -> list[str]:
        """Where the API is reached, the address to register first; the local run has one door for X and the stack."""
        own = self._context.local_x_url or endpoint
        return [self._context.public_url.rstrip("/"), own] if self._context.public_url else [own]

    def _outputs(self, endpoint: str) -> None:
        base = endpoint if self._context.local else self._bases(endpoint)[0]
        outputs = {
            "WebhookUrl": f"{base}/webhook",
            "DeskUrl": f"{base}/desk",
            "XAppSecretArn": self.secret.secret_arn,
            "XApps": ",".join(self.secrets),
            **{
                f"{name}{app.title().replace('-', '')}": value
                for app, secret in self.secrets.items()
                if app != MAIN_APP
                for name, value in (
                    ("WebhookUrl", f"{base}{webhook_path(app)}"),
                    ("XAppSecretArn", secret.secret_arn),
                )
            },
            "ConversationsTable": self.tables.conversations.table_name,
            "OutboxTable": self.tables.outbox.table_name,
            "AccountsTable": self.tables.accounts.table_name,
            "AnalysisBucket": self.analysis.bucket.bucket_name,
            **{
                f"{name.title().replace('_', '')}Function": function.function_name
                for name, function in self.by_name.items()
            },
        }
        for name, queue in self.queues.all.items():
            outputs[f"{name.capitalize()}QueueUrl"] = queue.queue.queue_url
            outputs[f"{name.capitalize()}DlqUrl"] = queue.dlq.queue_url
        outputs["SchedulesDlqUrl"] = self.queues.schedules_dlq.queue_url
        for name, value in outputs.items():
            cdk.CfnOutput(self, name, value=value)
