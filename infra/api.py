"""The HTTP API in front of the functions: X's webhook and the public hours pages and the desk, throttled."""

from aws_cdk import aws_apigatewayv2 as apigateway
from aws_cdk import aws_apigatewayv2_integrations as integrations
from aws_cdk import aws_lambda as lambda_
from constructs import Construct

from infra.context import MAIN_APP, StackContext


def webhook_api(scope: Construct, ingest: lambda_.Function, context: StackContext) -> apigateway.HttpApi:
    """`GET` and `POST` on each app's webhook; a burst beyond the throttle gets 429 and X delivers again."""
    api = apigateway.HttpApi(scope, "Api", create_default_stage=False, description="Centralita")
    apigateway.HttpStage(
        scope,
        "ApiStage",
        http_api=api,
        auto_deploy=True,
        throttle=apigateway.ThrottleSettings(rate_limit=context.throttle_rate, burst_limit=context.throttle_burst),
    )
    integration = integrations.HttpLambdaIntegration("Ingest", ingest)
    for app in context.apps:
        api.add_routes(
            path=webhook_path(app),
            methods=[apigateway.HttpMethod.GET, apigateway.HttpMethod.POST],
            integration=integration,
        )
    return api


def webhook_path(app: str) -> str:
    """Where X delivers the events of an app."""
    return "/webhook" if app == MAIN_APP else f"/webhook/{app}"


def add_hours_page(api: apigateway.HttpApi, hours_page: lambda_.Function) -> None:
    """The public page of an account's hours, with its other forms (`.json`, `.jsonld`, `.ics`) and its QR code."""
    integration = integrations.HttpLambdaIntegration("HoursPage", hours_page)
    for path in ("/hours/{page}", "/hours/{page}/qr.svg"):
        api.add_routes(
            path=path, methods=[apigateway.HttpMethod.GET, apigateway.HttpMethod.HEAD], integration=integration
        )


def add_desk(api: apigateway.HttpApi, desk: lambda_.Function) -> None:
    """The pages of agents and supervisors, and their JSON: one function answers all of it."""
    integration = integrations.HttpLambdaIntegration("Desk", desk)
    for path in ("/desk", "/desk/{rest+}"):
        api.add_routes(
            path=path,
            methods=[apigateway.HttpMethod.GET, apigateway.HttpMethod.HEAD, apigateway.HttpMethod.POST],
            integration=integration,
        )
