"""Findings of cdk-nag that we accept, each with its reason, beside the resource."""

import aws_cdk as cdk
from constructs import Construct, IConstruct


def acknowledge(of: IConstruct, rule: str, reason: str) -> None:
    """`rule` of cdk-nag may be broken by `of` and what it is made of, for this reason."""
    pack = rule.partition("-")[0]
    cdk.Validations.of(of).acknowledge(cdk.Acknowledgment(id=f"{pack}::{rule}", reason=reason))


def check(stack: Construct) -> None:
    """Have the synth fail on what AWS's and the serverless rules find and nobody has acknowledged."""
    # The local run's synth is waited for, and has no use for this.
    from cdk_nag import AwsSolutionsChecks, ServerlessChecks  # noqa: PLC0415

    cdk.Validations.of(stack).add_plugins(AwsSolutionsChecks(stack), ServerlessChecks(stack))
