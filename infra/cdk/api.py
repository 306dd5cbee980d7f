"""The HTTP API in front of the functions: X's webhook and the public hours pages and the desk, throttled."""

import json

import aws_cdk as cdk
from aws_cdk import aws_apigatewayv2 as apigateway
from aws_cdk import aws_apigatewayv2_integrations as integrations
from aws_cdk import aws_certificatemanager as acm
from aws_cdk import aws_kms as kms
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_logs as logs
from constructs import Construct

from infra.cdk.context import MAIN_APP, StackContext
from infra.cdk.functions import retention
from infra.cdk.nag import acknowledge

# What is logged of a request: nothing that says who it was, and no query, where codes of a sign-in stand.
_LOGGED = {
    "at": "$context.requestTime",
    "request": "$context.requestId",
    "route": "$context.routeKey",
    "status": "$context.status",
    "milliseconds": "$context.responseLatency",
    "bytes": "$context.responseLength",
    "error": "$context.integrationErrorMessage",
}


# Requests a second and at once of each route of pages; the webhook's are the operator's to say. An open queue page asks
# each four seconds: 50 a second are 200 of them.
PAGES = {"GET": (50, 200), "POST": (15, 100), "HEAD": (1, 10)}


def webhook_api(
    scope: Construct, ingest: lambda_.IFunction, context: StackContext, key: kms.IKey | None = None
) -> apigateway.HttpApi:
    """`GET` and `POST` on each app's webhook; a burst beyond the throttle gets 429 and X delivers again."""
    api = apigateway.HttpApi(scope, "Api", create_default_stage=False, description="Centralita")
    stage = apigateway.HttpStage(
        scope,
        "ApiStage",
        http_api=api,
        auto_deploy=True,
        throttle=apigateway.ThrottleSettings(rate_limit=context.throttle_rate, burst_limit=context.throttle_burst),
    )
    _log_requests(scope, stage, context, key)
    if context.domain_name:
        _own_domain(scope, api, stage, context)
    integration = integrations.HttpLambdaIntegration("Ingest", ingest)
    for app in context.apps:
        _routes(
            api.add_routes(
                path=webhook_path(app),
                methods=[apigateway.HttpMethod.GET, apigateway.HttpMethod.POST],
                integration=integration,
            ),
            "X signs what it delivers, and `ingest` checks the signature over the raw bytes",
        )
    return api


def _log_requests(scope: Construct, stage: apigateway.HttpStage, context: StackContext, key: kms.IKey | None) -> None:
    group = logs.LogGroup(
        scope,
        "ApiLogs",
        retention=retention(context.log_retention_days),
        removal_policy=cdk.RemovalPolicy.DESTROY,
        encryption_key=key,
    )
    cfn = stage.node.default_child
    assert isinstance(cfn, apigateway.CfnStage)  # noqa: S101  tells mypy what the CDK made
    cfn.access_log_settings = apigateway.CfnStage.AccessLogSettingsProperty(
        destination_arn=group.log_group_arn, format=json.dumps(_LOGGED)
    )


def _own_domain(scope: Construct, api: apigateway.HttpApi, stage: apigateway.HttpStage, context: StackContext) -> None:
    """The operator's name for the API; the record that leads there is theirs to make, whoever keeps their DNS."""
    domain = apigateway.DomainName(
        scope,
        "Domain",
        domain_name=context.domain_name,
        certificate=acm.Certificate.from_certificate_arn(scope, "Certificate", context.certificate_arn),
        security_policy=apigateway.SecurityPolicy.TLS_1_2,
    )
    apigateway.ApiMapping(scope, "DomainMapping", api=api, domain_name=domain, stage=stage)
    cdk.CfnOutput(
        scope,
        "DnsRecord",
        value=f"{context.domain_name} CNAME {domain.regional_domain_name}",
        description="The record to make where your domain's DNS is kept; in Route 53 an alias to the same name",
    )


def _routes(routes: list[apigateway.HttpRoute], reason: str, *, are_pages: bool = False) -> None:
    for route in routes:
        acknowledge(route, "AwsSolutions-APIG4", reason)
    if are_pages:
        _throttle(routes)


def _throttle(routes: list[apigateway.HttpRoute]) -> None:
    """A limit of their own, so that whoever floods pages takes nothing of X's deliveries."""
    stage = cdk.Stack.of(routes[0]).node.find_child("ApiStage").node.default_child
    assert isinstance(stage, apigateway.CfnStage)  # noqa: S101  tells mypy what the CDK made
    for route in routes:
        cfn = route.node.default_child
        assert isinstance(cfn, apigateway.CfnRoute)  # noqa: S101  as above
        rate, burst = PAGES[cfn.route_key.partition(" ")[0]]
        limits = {"ThrottlingRateLimit": rate, "ThrottlingBurstLimit": burst}
        key = cfn.route_key.replace(".", "\\.")  # a dot of its own would lead deeper
        stage.add_property_override(f"RouteSettings.{key}", limits)
        stage.node.add_dependency(cfn)  # API Gateway refuses limits of a route that is not there yet


def webhook_path(app: str) -> str:
    """Where X delivers the events of an app."""
    return "/webhook" if app == MAIN_APP else f"/webhook/{app}"


def add_hours_page(api: apigateway.HttpApi, hours_page: lambda_.IFunction) -> None:
    """The public page of an account's hours, with its other forms (`.json`, `.jsonld`, `.ics`) and its QR code."""
    integration = integrations.HttpLambdaIntegration("HoursPage", hours_page)
    for path in ("/hours/{page}", "/hours/{page}/qr.svg", "/hours/{page}/badge.svg"):
        _routes(
            api.add_routes(
                path=path, methods=[apigateway.HttpMethod.GET, apigateway.HttpMethod.HEAD], integration=integration
            ),
            "The page is public, can only be read, and shows what an account publishes",
            are_pages=True,
        )


def add_desk(api: apigateway.HttpApi, desk: lambda_.IFunction) -> None:
    """The pages of agents and supervisors, and their JSON: one function answers all of it."""
    integration = integrations.HttpLambdaIntegration("Desk", desk)
    for path in ("/desk", "/desk/{rest+}"):
        _routes(
            api.add_routes(
                path=path,
                methods=[apigateway.HttpMethod.GET, apigateway.HttpMethod.HEAD, apigateway.HttpMethod.POST],
                integration=integration,
            ),
            "People sign in by Cognito and come with a session's cookie, which no authorizer of an HTTP API reads; the "
            "desk checks session and role for each page",
            are_pages=True,
        )


def bases(context: StackContext, endpoint: str) -> list[str]:
    """Where the API is reached, the address to register first; the local run has one door for X and the stack."""
    own = context.local_x_url or endpoint
    return [context.url, own] if context.url else [own]


def base(context: StackContext, endpoint: str) -> str:
    """Where people and X reach the API; the local run's own door is in front of its stack."""
    return endpoint if context.local else bases(context, endpoint)[0]
