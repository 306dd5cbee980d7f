"""The CDK app: `cdk synth` and `cdk deploy` call it, and `python -m infra.app` writes `cdk.out` without the CLI."""

import os
from pathlib import Path

import aws_cdk as cdk

from infra import ROOT
from infra.cdk.context import StackContext
from infra.cdk.nag import check
from infra.cdk.stack import CentralitaStack

STAGES = ROOT / "infra" / "stages"


def build(app: cdk.App, stages: Path | None = None) -> CentralitaStack:
    """The one stack of Centralita, for the stage that the context names, as its file in `stages` has it."""
    context = StackContext.of(app, stages)
    # S3 writes access logs by the bucket's policy; the CDK's older way is an access control list.
    app.node.set_context("@aws-cdk/aws-s3:serverAccessLogsUseBucketPolicy", True)
    # Another layer makes another version of a function, as other code does.
    app.node.set_context("@aws-cdk/aws-lambda:recognizeLayerVersion", True)
    return CentralitaStack(
        app, f"centralita-{context.stage}", context=context, description="Centralita: customer care on X"
    )


if __name__ == "__main__":
    # The CLI says where it wants the assembly; without it, where the CLI would have put it.
    app = cdk.App(outdir=os.environ.get("CDK_OUTDIR", "cdk.out"))
    stack = build(app, STAGES)
    if not stack.context.local:
        check(stack)
    app.synth()
