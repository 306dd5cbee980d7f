"""`make smoke STAGE=…`: proves an AWS account with a stack of its own, and takes that stack away again.

It deploys the stage, sends signed deliveries as X would, waits until the outbox holds the answer to one, looks at
alarms, schedules, rights and cost tags, and destroys the stage, also when a step failed or somebody pressed Ctrl-C. A
stage that is there already is refused: nothing of it is touched. The keys of X are made up, so nothing is sent to
anybody.
"""

import argparse
import re
import subprocess
import sys
from collections.abc import Iterator

import httpx
from botocore.exceptions import BotoCoreError, ClientError

from infra.command.deployed import NotFound
from infra.command.smoke_steps import STEPS, Failed, Smoke

_STAGE = re.compile(r"[a-z][a-z0-9-]{0,15}")


def run(smoke: Smoke) -> int:
    """0 if every step showed what it is to show and nothing is left; 1 otherwise; 2 if the stage is somebody's."""
    try:
        if _status(smoke):
            smoke.say(f"{smoke.name} is there already, and stays as it is: take a stage of which there is no stack")
            return 2
    except (BotoCoreError, ClientError) as error:
        smoke.say(f"AWS cannot be asked ({type(error).__name__}): check credentials and region. Nothing was begun.")
        return 2
    failed = ""
    try:
        for name, step in STEPS:
            step(smoke)
            smoke.say(f"ok      {name}: {(step.__doc__ or '').splitlines()[0]}")
    except (Failed, NotFound, BotoCoreError, ClientError, httpx.HTTPError, ValueError, KeyError) as error:
        failed = f"{name}: {error if isinstance(error, Failed) else type(error).__name__}"
    except KeyboardInterrupt:
        failed = f"{name}: interrupted"
    if failed:
        smoke.say(f"FAILED  {failed}")
    clean = _cleaned(smoke)
    return 0 if clean and not failed else 1


def _cleaned(smoke: Smoke) -> bool:
    """Take the stage away; what stays is told, with how to go on."""
    again = f"cdk destroy --force -c stage={smoke.stage} -c removal_policy=destroy"
    try:
        ended = smoke.cdk(f"destroy --force -c stage={smoke.stage} -c removal_policy=destroy")
        left = list(_left(smoke))
    except (BotoCoreError, ClientError, KeyboardInterrupt) as error:
        smoke.say(f"LEFT    perhaps all of it: it can't be checked ({type(error).__name__}). Again: {again}")
        return False
    for one in left:
        smoke.say(f"LEFT    {one}")
    if left or ended:
        smoke.say(f"        again: {again}; docs/deploying.md says how each is deleted")
        return False
    smoke.say("ok      nothing is left")
    return True


def _left(smoke: Smoke) -> Iterator[str]:
    if status := _status(smoke):
        yield f"the stack {smoke.name}: {status}"
        for one in smoke.resources():
            if one["ResourceStatus"] != "DELETE_COMPLETE":
                yield f"{one['ResourceType']} {one.get('PhysicalResourceId') or one['LogicalResourceId']}"
        return
    tables = smoke.client("dynamodb").get_paginator("list_tables").paginate()
    yield from (f"table {one}" for page in tables for one in page["TableNames"] if one.startswith(f"{smoke.name}-"))
    mine = f"centralita/{smoke.stage}/"
    kept = smoke.client("secretsmanager").list_secrets(Filters=[{"Key": "name", "Values": [mine]}])["SecretList"]
    yield from (f"secret {one['Name']}" for one in kept if one["Name"].startswith(mine))
    buckets = smoke.client("s3").list_buckets()["Buckets"]
    yield from (f"bucket {one['Name']}" for one in buckets if one["Name"].startswith(f"{smoke.name}-"))


def _status(smoke: Smoke) -> str:
    """How the stack stands; empty where there is none."""
    try:
        return str(smoke.client("cloudformation").describe_stacks(StackName=smoke.name)["Stacks"][0]["StackStatus"])
    except ClientError as error:
        if error.response["Error"]["Code"] == "ValidationError":
            return ""
        raise


def main(arguments: list[str]) -> int:
    """Prove the account that the environment names."""
    parser = argparse.ArgumentParser(prog="make smoke STAGE=…")
    parser.add_argument("--cdk", required=True, help="the CDK's command")
    parser.add_argument("stage")
    options = parser.parse_args(arguments)
    if not _STAGE.fullmatch(options.stage) or options.stage == "prod":
        sys.stderr.write("name a stage for trying: small letters, digits and hyphens, and not prod\n")
        return 2

    def cdk(what: str) -> int:
        return subprocess.run(["sh", "-c", f"{options.cdk} {what}"], check=False).returncode

    with httpx.Client(timeout=30) as http:
        return run(Smoke(options.stage, cdk, http))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
