"""The stack: what is kept, who works with it and may do what, what is in front of it, and who watches."""

from typing import Any

import aws_cdk as cdk
from aws_cdk import aws_apigatewayv2 as apigateway
from constructs import Construct

from infra.cdk import spending
from infra.cdk.api import add_desk, add_hours_page, base, webhook_api
from infra.cdk.cognito import login
from infra.cdk.context import StackContext
from infra.cdk.facts import registry_of_facts
from infra.cdk.functions import Functions
from infra.cdk.holdings import Holdings
from infra.cdk.iam_grants import Resources, grant
from infra.cdk.monitors import Monitors
from infra.cdk.outputs import Parts, add_outputs
from infra.cdk.rights import RIGHTS, mail
from infra.cdk.schedules import Schedules
from infra.cdk.workers import Workers


class CentralitaStack(cdk.Stack):
    """Everything that serves any number of accounts for one stage."""

    def __init__(self, scope: Construct, construct_id: str, *, context: StackContext, **kwargs: Any) -> None:
        super().__init__(scope, construct_id, **kwargs)
        self.context = context
        self.people_pool_id = ""
        self.held = held = Holdings(self, context)
        if not context.local:  # the emulator knows no registry of schemas
            registry_of_facts(self, context.stage)
        self.workers = workers = Workers(Functions(self, "Functions", context=context, key=held.key), held, context)
        api = webhook_api(self, workers.live("ingest"), context, held.key)
        add_hours_page(api, workers.live("hours_page"))
        workers.add_those_of(api.api_endpoint, self._entrance(api.api_endpoint))
        add_desk(api, workers.live("desk"))
        self._grant()
        self._set_clocks()
        if not context.local:  # the emulator knows neither dashboards nor who would be woken
            self._watch(api)
        parts = Parts(context, held, workers.by_name, self.people_pool_id)
        add_outputs(self, base(context, api.api_endpoint), parts)

    def _entrance(self, endpoint: str) -> dict[str, str]:
        """How people sign in at the desk, in its environment; in the local run demo people do."""
        if self.context.local:
            return {"local_people": "demo"}
        entrance = login(self, self.context, self.context.url or endpoint)
        self.people_pool_id = entrance.pool_id
        cdk.CfnOutput(self, "PeoplePoolId", value=entrance.pool_id)
        return {
            "login_url": entrance.url,
            "login_issuer": entrance.issuer,
            "login_client_id": entrance.client_id,
        }

    def _grant(self) -> None:
        held, workers = self.held, self.workers
        things = Resources(
            tables=held.tables.all,
            queues={name: both.queue for name, both in held.queues.all.items()},
            dlqs=held.dlqs,
            secrets=held.secrets.values(),
            grants_prefix=self.context.grants_prefix,
            chat_secret=held.chat_secret,
            facts_secret=held.facts_secret,
            bus=held.bus,
            bucket=held.analysis.bucket,
            media=held.media,
            functions={name: workers.live(name) for name in workers.by_name},
            sender=self.context.mail_sender,
            key=held.key,
        )
        for name, function in workers.by_name.items():
            more = (mail(things.sender),) if name in {"report", "notify"} and things.sender else ()
            grant(function, (*RIGHTS[name], *more), things)

    def _set_clocks(self) -> None:
        """What is called by the clock, or asked for by another function."""
        schedules = Schedules(self, "Schedules", dlq=self.held.queues.schedules_dlq, key=self.held.key)
        schedules.each_minute(self.workers.live("hours"))
        schedules.each_quarter(self.workers.live("reconcile"))
        schedules.each_night(self.workers.live("export"))
        schedules.each_hour(self.workers.live("report"))
        schedules.when_asked(self.workers.live("erase"))

    def _watch(self, api: apigateway.HttpApi) -> None:
        """Alarms, and what a month may cost."""
        context = self.context
        Monitors(
            self,
            "Watching",
            stage=context.stage,
            address=context.alarm_address,
            queues=self.held.queues,
            functions=self.workers.by_name,
            api=api,
            key=self.held.key,
        )
        cdk.Tags.of(self).add(spending.TAG, context.stage)
        if context.month_dollars:
            spending.month_of(self, context.stage, context.month_dollars, context.alarm_address)
