"""`centralita reconcile`: runs the safety net now instead of within 15 minutes."""

import json

import typer
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from care.aws import clients
from infra.command.subcommands import Stage, fail, stack_of

# A run takes up to 90 seconds, and is not to be started twice because its answer is slow.
_CONFIG = Config(connect_timeout=5, read_timeout=100, retries={"total_max_attempts": 1})


def reconcile(stage: Stage = None) -> None:
    """Check X now for missed messages and unconfirmed sends."""
    stack = stack_of(stage)
    client = clients(_CONFIG, **stack.arguments)("lambda")
    try:
        answer = client.invoke(FunctionName=stack.outputs["ReconcileFunction"], Payload=b"{}")
        done = json.loads(answer["Payload"].read())
    except KeyError:
        fail("this stack has no reconcile function: deploy it again")
    except (BotoCoreError, ClientError, ValueError) as error:
        fail(f"the function cannot be called ({type(error).__name__}): check the AWS credentials and the region")
    if "FunctionError" in answer:
        fail(f"the function failed ({done.get('errorType', 'no answer')}): its log says where")
    for name, count in sorted(done.items()):
        typer.echo(f"{count:>6}  {name}")
