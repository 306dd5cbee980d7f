"""AWS's and the serverless rules of cdk-nag: what they find is mended, or acknowledged with a reason."""

import aws_cdk as cdk
import pytest
from aws_cdk.assertions import Template
from infra.app import build
from infra.cdk.nag import check
from infra.cdk.stack import CentralitaStack

ARN = "arn:aws:acm:eu-west-1:123456789012:certificate/0a1b2c3d-0a1b-0a1b-0a1b-0a1b2c3d4e5f"
CHOICES: tuple[dict[str, str], ...] = (
    {},
    {"encryption": "own", "mail_sender": "informes@shop.example", "apps": "main,shop", "alarm_address": "a@b.example"},
    {"stage": "test", "removal_policy": "destroy", "mfa": "optional"},
    {"domain_name": "help.shop.example", "certificate_arn": ARN},
)


def built(**context) -> CentralitaStack:
    stack = build(cdk.App(context={"aws:cdk:bundling-stacks": [], **context}))
    check(stack)
    return stack


@pytest.mark.parametrize("context", CHOICES)
def test_the_rules_find_nothing_that_is_not_acknowledged(context):
    Template.from_stack(built(**context))


def test_something_against_the_rules_stops_the_synth():
    stack = built()
    cdk.aws_sqs.Queue(stack, "Open")
    with pytest.raises(Exception, match="Acknowledge with 'AwsSolutions::AwsSolutions-SQS4'"):
        Template.from_stack(stack)
