"""The template as CloudFormation's own rules see it, before anybody's account does."""

import json

import pytest
from tests.infra.synth import template

# CDK writes a dependency on each role beside the reference that makes it.
_CDK = ["W3005"]


@pytest.mark.parametrize(
    "context",
    [
        {},
        # Each switch once: a lint takes as long as fifty other tests.
        {
            "stage": "prod",
            "apps": "main,shop",
            "alarm_address": "night@tiendaluna.example",
            "encryption": "own",
            "mail_sender": "informes@tiendaluna.example",
            "public_url": "https://help.tiendaluna.example",
            "log_retention_days": 7,
        },
        {
            "removal_policy": "destroy",
            "mfa": "optional",
            "domain_name": "help.tiendaluna.example",
            "certificate_arn": "arn:aws:acm:eu-west-1:123456789012:certificate/0a1b2c3d-0a1b-0a1b-0a1b-0a1b2c3d4e5f",
        },
    ],
)
def test_cloudformation_has_nothing_to_say_against_the_template(context):
    # Loading it takes seconds, which the other process need not wait for.
    from cfnlint.api import ManualArgs, lint

    found = lint(json.dumps(template(**context)), config=ManualArgs(ignore_checks=_CDK, regions=["eu-west-1"]))
    assert [str(match) for match in found] == []
