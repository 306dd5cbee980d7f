"""What an operator may choose: each key is checked, and a wrong one is refused with how to mend it."""

import re
from pathlib import Path

import aws_cdk as cdk
import pytest
from infra import ROOT
from infra.cdk.context import StackContext, WrongContext
from tests.infra.synth import functions, resources, template
from tests.there import there

ARN = "arn:aws:acm:eu-west-1:123456789012:certificate/0a1b2c3d-0a1b-0a1b-0a1b-0a1b2c3d4e5f"
DOMAIN = "help.tiendaluna.example"
OPERATORS = {name: field for name, field in StackContext.model_fields.items() if not name.startswith("local")}


def context(**given: object) -> StackContext:
    return StackContext.of(cdk.App(context=given))


@pytest.mark.parametrize(
    ("key", "wrong"),
    [
        ("stage", "Prod!"),
        ("stage", "1st"),
        ("stage", ""),
        ("apps", "shop"),
        ("apps", "main,main"),
        ("apps", "main,Shop"),
        ("apps", ""),
        ("domain_name", "https://help.shop.example"),
        ("domain_name", "shop"),
        ("certificate_arn", "arn:aws:iam::123456789012:server-certificate/x"),
        ("public_url", "http://help.shop.example"),
        ("public_url", "https://help.shop.example?x=1"),
        ("alarm_address", "night"),
        ("alarm_address", "a@b.example,c@d.example"),
        ("mail_sender", "informes"),
        ("log_retention_days", "31"),
        ("log_retention_days", "ninety"),
        ("data_retention_days", "29"),
        ("data_retention_days", "4000"),
        ("data_retention_days", "13 months"),
        ("removal_policy", "delete"),
        ("encryption", "kms"),
        ("mfa", "no"),
        ("throttle_rate", "0"),
        ("throttle_burst", "many"),
        ("concurrency", "9"),
        ("month_dollars", "-1"),
    ],
)
def test_a_wrong_value_is_refused_by_its_key_with_what_the_key_takes(key, wrong):
    with pytest.raises(WrongContext) as refused:
        context(**{key: wrong})
    message = str(refused.value)
    assert message.startswith(f"wrong context for the stack: {key}: ")
    assert " is not right. " in message
    assert there(OPERATORS[key].description) in message
    assert "docs/deploying.md" in message


@pytest.mark.parametrize(
    ("slip", "meant"),
    [
        ("alarm_adress", "did you mean alarm_address?"),
        ("alarm-address", "did you mean alarm_address?"),
        ("domain", "did you mean domain_name?"),
        ("Stage", "did you mean stage?"),
        ("colour", "the keys are stage, apps, "),
    ],
)
def test_a_key_that_does_not_exist_is_refused_with_the_one_that_was_meant(slip, meant):
    with pytest.raises(WrongContext, match=re.escape(f"{slip}: there is no such key; {meant}")):
        context(**{slip: "x"})


def test_the_cdks_own_keys_are_none_of_ours():
    assert context(**{"aws:cdk:bundling-stacks": [], "@aws-cdk/core:x": True, "cli-telemetry": False}).stage == "prod"


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"domain_name": DOMAIN}, "certificate_arn is missing"),
        ({"certificate_arn": ARN}, "domain_name is missing"),
        (
            {"domain_name": DOMAIN, "certificate_arn": ARN, "public_url": "https://other.example"},
            "leave public_url out",
        ),
        ({"removal_policy": "destroy"}, "the stage prod keeps its data"),
        ({"local_clock": "/tmp/clock", "stage": "test"}, "belong to the local run"),
    ],
)
def test_values_that_do_not_fit_together_are_refused(given, message):
    with pytest.raises(WrongContext, match=message):
        context(**given)


def test_a_domain_of_the_operators_is_what_x_people_and_the_sign_in_know_and_the_dns_record_is_told():
    own = {"domain_name": DOMAIN, "certificate_arn": ARN}
    [domain] = resources("ApiGatewayV2::DomainName", **own).values()
    [configuration] = domain["DomainNameConfigurations"]
    assert configuration == {"CertificateArn": ARN, "EndpointType": "REGIONAL", "SecurityPolicy": "TLS_1_2"}
    assert len(resources("ApiGatewayV2::ApiMapping", **own)) == 1
    outputs = template(**own)["Outputs"]
    assert outputs["WebhookUrl"]["Value"] == f"https://{DOMAIN}/webhook"
    assert outputs["DeskUrl"]["Value"] == f"https://{DOMAIN}/desk"
    assert f"{DOMAIN} CNAME " in str(outputs["DnsRecord"]["Value"])
    [client] = resources("Cognito::UserPoolClient", **own).values()
    assert client["CallbackURLs"] == [f"https://{DOMAIN}/desk/signed-in"]
    for name in ("Desk", "Hours_page"):
        assert functions(**own)[name]["Environment"]["Variables"]["PUBLIC_URL"] == f"https://{DOMAIN}"
    # Said twice is as good as once.
    assert context(**own, public_url=f"https://{DOMAIN}/").url == f"https://{DOMAIN}"


def test_personal_data_and_the_files_go_after_the_days_that_were_chosen():
    chosen = {"data_retention_days": "60"}
    for name in ("Cases", "Desk"):
        assert functions(**chosen)[name]["Environment"]["Variables"]["DATA_RETENTION_DAYS"] == "60"
    files = [bucket for name, bucket in resources("S3::Bucket", **chosen).items() if "AccessLogs" not in name]
    assert len(files) == 2
    for bucket in files:
        whole = [one for one in bucket["LifecycleConfiguration"]["Rules"] if "TagFilters" not in one]
        assert [rule["ExpirationInDays"] for rule in whole] == [60]
    assert template(**chosen)["Outputs"]["DataRetentionDays"]["Value"] == "60"


def test_what_was_brought_and_not_sent_goes_after_a_week():
    rules = [one for bucket in resources("S3::Bucket").values() for one in bucket["LifecycleConfiguration"]["Rules"]]
    [sooner] = [one for one in rules if "TagFilters" in one]
    assert (sooner["TagFilters"], sooner["ExpirationInDays"]) == ([{"Key": "unsent", "Value": "yes"}], 7)
    assert sooner["Status"] == "Enabled"


def test_a_second_factor_is_asked_for_unless_the_operator_does_not_want_it():
    [pool] = resources("Cognito::UserPool", mfa="optional").values()
    assert pool["MfaConfiguration"] == "OPTIONAL"


def test_the_page_about_deploying_has_a_row_for_each_key_with_its_default():
    page = (ROOT / "docs" / "deploying.md").read_text()
    for name, field in OPERATORS.items():
        default = ",".join(field.default) if isinstance(field.default, tuple) else field.default
        shown = f"`{default}`" if default != "" else ""
        assert f"| `{name}` | {shown} | {field.description} |" in page


def staged(tmp_path: Path, text: str, **given: object) -> StackContext:
    (tmp_path / "test.toml").write_text(text)
    return StackContext.of(cdk.App(context={"stage": "test", **given}), tmp_path)


def test_a_stages_file_says_what_each_deploy_of_it_takes_and_the_command_line_goes_first(tmp_path, capsys):
    kept = 'apps = ["main", "shop"]\nalarm_address = "night@shop.example"\nlog_retention_days = 30\n'
    found = staged(tmp_path, kept)
    assert (found.apps, found.alarm_address, found.log_retention_days) == (("main", "shop"), "night@shop.example", 30)
    assert capsys.readouterr().err == ""
    assert staged(tmp_path, kept, log_retention_days="60").log_retention_days == 60
    assert capsys.readouterr().err == "", "the file has it, too"
    assert staged(tmp_path, kept, mfa="optional").mfa == "optional"
    assert "the next deploy forgets it: mfa" in capsys.readouterr().err
    assert StackContext.of(cdk.App(context={"stage": "other"}), tmp_path).apps == ("main",)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("apps = [", "not TOML"),
        ('alarm_adress = "a@b.example"', "did you mean alarm_address"),
        ('stage = "prod"', "the file's name is the stage"),
        ("local = true", "the file's name is the stage"),
        ("log_retention_days = 31", "log_retention_days"),
        ('domain_name = "help.shop.example"', "certificate_arn is missing"),
    ],
)
def test_a_stages_file_that_is_wrong_stops_the_deploy_with_the_reason(tmp_path, text, why):
    with pytest.raises(WrongContext, match=why):
        staged(tmp_path, text)
