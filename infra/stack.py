"""The stack: what each function may touch, and who calls it."""

from typing import Any

import aws_cdk as cdk
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_secretsmanager as secretsmanager
from constructs import Construct

from care import settings
from infra.api import add_desk, add_hours_page, webhook_api
from infra.context import StackContext
from infra.functions import Functions, allow, allow_secret, consume
from infra.people import login
from infra.queues import CONSUMER_TIMEOUT, Queues
from infra.schedules import each_minute, each_quarter
from infra.tables import Tables

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
        self.secret = secretsmanager.Secret(
            self,
            "XApp",
            secret_name=f"centralita/{context.stage}/x-app",
            description="Keys of the X app and tokens of its accounts: filled once by the operator",
            removal_policy=cdk.RemovalPolicy.RETAIN,
        )
        self.functions = Functions(self, "Functions", context=context)
        self.by_name: dict[str, lambda_.Function] = {
            "ingest": self._ingest(),
            "cases": self._cases(),
            "hours": self._hours(),
            "acknowledge": self._acknowledge(),
            "survey": self._survey(),
            "publish": self._publish(),
            "hours_page": self._hours_page(),
        }
        api = webhook_api(self, self.by_name["ingest"], context)
        add_hours_page(api, self.by_name["hours_page"])
        self.by_name["desk"] = self._desk(api.api_endpoint)
        add_desk(api, self.by_name["desk"])
        self.by_name["reconcile"] = self._reconcile(api.api_endpoint)
        each_minute(self, self.by_name["hours"], self.queues.schedules_dlq)
        each_quarter(self, self.by_name["reconcile"], self.queues.schedules_dlq)
        self._outputs(api.api_endpoint)

    def _ingest(self) -> lambda_.Function:
        events = self.queues.events.queue
        function = self.functions.function(
            "ingest",
            settings.IngestSettings(
                events_queue_url=events.queue_url,
                app_secret_arn=self.secret.secret_arn,
                local_clock=self._context.local_clock,
            ),
            # X waits 10 seconds for an answer and forgives a slow one less than a missing one.
            timeout=cdk.Duration.seconds(9),
            memory=512,
        )
        allow(function, events, _SEND)
        allow_secret(function, self.secret)
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
                sends_queue_url=queues.sends.queue.queue_url,
                local_clock=self._context.local_clock,
            ),
            timeout=CONSUMER_TIMEOUT,
        )
        allow(
            function, tables.conversations, (*_READ, "dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem")
        )
        allow(function, tables.outbox, (*_READ, "dynamodb:PutItem", "dynamodb:DeleteItem"))
        allow(function, tables.accounts, _READ)
        sends, events = queues.sends.queue, queues.events.queue
        for queue in (queues.events.dlq, queues.acknowledgements.queue, queues.surveys.queue, sends, events):
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
                local_clock=self._context.local_clock,
            ),
            timeout=cdk.Duration.seconds(55),
        )
        allow(function, tables.conversations, (*_READ, "dynamodb:PutItem", "dynamodb:DeleteItem"))
        allow(function, tables.outbox, ("dynamodb:Query",))
        allow(function, tables.accounts, (*_READ, "dynamodb:PutItem"))
        allow(function, queues.events.queue, _SEND)
        allow(function, queues.sends.queue, _SEND)
        return function

    def _acknowledge(self) -> lambda_.Function:
        tables, queues = self.tables, self.queues
        function = self.functions.function(
            "acknowledge",
            settings.AcknowledgeSettings(
                outbox_table=tables.outbox.table_name,
                accounts_table=tables.accounts.table_name,
                source_queue_url=queues.acknowledgements.queue.queue_url,
                sends_queue_url=queues.sends.queue.queue_url,
                dlq_url=queues.acknowledgements.dlq.queue_url,
                local_clock=self._context.local_clock,
            ),
            timeout=CONSUMER_TIMEOUT,
        )
        allow(function, tables.outbox, _PUT)
        allow(function, tables.accounts, _READ)
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
        allow(function, tables.accounts, _READ)
        allow(function, queues.sends.queue, _SEND)
        allow(function, queues.surveys.dlq, _SEND)
        consume(function, queues.surveys.queue)
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
                app_secret_arn=self.secret.secret_arn,
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
        allow_secret(function, self.secret)
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
                app_secret_arn=self.secret.secret_arn,
                # The local run has one door for X and for the stack.
                webhook_url=f"{local or endpoint}/webhook",
                local_clock=self._context.local_clock,
                **values,
            ),
            # A run stops asking X after 40 seconds; the last answer and what it leads to take some more.
            timeout=cdk.Duration.seconds(90),
        )
        allow(function, tables.conversations, _READ)
        allow(function, tables.outbox, (*_READ, "dynamodb:PutItem", "dynamodb:DeleteItem"))
        allow(function, tables.accounts, (*_READ, "dynamodb:PutItem"))
        allow(function, events, _SEND)
        allow(function, sends, _SEND)
        allow_secret(function, self.secret)
        return function

    def _outputs(self, endpoint: str) -> None:
        outputs = {
            "WebhookUrl": f"{endpoint}/webhook",
            "DeskUrl": f"{self._context.public_url or endpoint}/desk",
            "XAppSecretArn": self.secret.secret_arn,
            "ConversationsTable": self.tables.conversations.table_name,
            "OutboxTable": self.tables.outbox.table_name,
            "AccountsTable": self.tables.accounts.table_name,
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
