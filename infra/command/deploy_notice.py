"""Says what a deploy would take away, and asks: `make deploy` runs it first, with the arguments of the CDK's command.

It compares the template that was synthesized with the one that is deployed. `--yes` answers for whoever is no person.
"""

import argparse
import json
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from care.aws import clients
from infra import ROOT

# What holds data, receives messages, or tells somebody.
_DEAR = {
    "AWS::DynamoDB::Table": "a table",
    "AWS::S3::Bucket": "a bucket",
    "AWS::SecretsManager::Secret": "a secret",
    "AWS::Cognito::UserPool": "the pool of people",
    "AWS::KMS::Key": "the key",
    "AWS::SQS::Queue": "a queue with its messages",
    "AWS::ApiGatewayV2::DomainName": "the domain",
    "AWS::ApiGatewayV2::ApiMapping": "the way from the domain to the API",
    "AWS::ApiGatewayV2::Route": "an address",
    "AWS::SNS::Subscription": "who is told by alarms",
    "AWS::Budgets::Budget": "the budget",
    "AWS::Scheduler::Schedule": "a schedule",
}
_CONFIG = Config(connect_timeout=5, read_timeout=30, retries={"mode": "standard", "total_max_attempts": 3})
_RETENTION = "DataRetentionDays"


def going(deployed: Mapping[str, Any], made: Mapping[str, Any]) -> Iterator[str]:
    """What is in the deployed template and not in the one that was made, a line each; and data that goes earlier."""
    stays = set(made.get("Resources", {}))
    for name, resource in sorted(deployed.get("Resources", {}).items()):
        if name not in stays and (what := _DEAR.get(resource.get("Type", ""))):
            yield f"{what}: {_called(resource.get('Properties', {})) or name}"
    before, after = (_days(template) for template in (deployed, made))
    if before is not None and after is not None and after < before:
        yield f"data older than {after} days, which was kept for {before}"


def main(arguments: list[str], ask: Callable[[str], str] = input) -> int:
    """0 if nothing goes, or a person agrees; 1 if not, or if it cannot be told."""
    parser = argparse.ArgumentParser()
    parser.add_argument("-c", "--context", action="append", default=[])
    parser.add_argument("--yes", action="store_true")
    parser.add_argument("--made", type=Path, default=ROOT / "cdk.out")
    options, _ = parser.parse_known_args(arguments)
    stage = dict(one.partition("=")[::2] for one in options.context).get("stage", "prod")
    made = json.loads((options.made / f"centralita-{stage}.template.json").read_text(encoding="utf-8"))
    try:
        deployed = _deployed(f"centralita-{stage}")
    except (BotoCoreError, ClientError, ValueError) as error:
        sys.stderr.write(
            f"the deployed template cannot be read ({type(error).__name__}): check credentials and region\n"
        )
        return 1
    lines = list(going(deployed, made))
    if not lines:
        return 0
    sys.stdout.write(f"This deploy of centralita-{stage} takes away:\n" + "".join(f"  {line}\n" for line in lines))
    sys.stdout.write(f"What is to stay belongs into infra/stages/{stage}.toml (docs/deploying.md).\n")
    if options.yes:
        return 0
    try:
        return 0 if ask("Go on? Type yes: ").strip() == "yes" else 1
    except EOFError:
        sys.stderr.write("nobody is there to ask: make deploy YES=--yes goes on\n")
        return 1


def _deployed(name: str) -> dict[str, Any]:
    """The template of a stack; an empty one where there is none."""
    try:
        found = clients(_CONFIG)("cloudformation").get_template(StackName=name, TemplateStage="Processed")[
            "TemplateBody"
        ]
    except ClientError as error:
        if error.response["Error"]["Code"] == "ValidationError":
            return {}
        raise
    return json.loads(found) if isinstance(found, str) else dict(found)


def _called(properties: Mapping[str, Any]) -> str:
    named = (properties.get(key) for key in ("RouteKey", "DomainName", "Endpoint", "Name", "TableName"))
    return next((one for one in named if isinstance(one, str)), "")


def _days(template: Mapping[str, Any]) -> int | None:
    value = template.get("Outputs", {}).get(_RETENTION, {}).get("Value", "")
    return int(value) if isinstance(value, str) and value.isdigit() else None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
