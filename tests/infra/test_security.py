"""The threat model names places and tests that are there; secrets lie in Secrets Manager alone."""

import json
import re

import pytest
from infra import ROOT
from tests.infra.synth import resources, template

PAGE = (ROOT / "docs" / "security.md").read_text()
NAMED = re.findall(r"`((?:functions|infra|layers|tests|\.github)/[^`]+)`", PAGE)


@pytest.mark.parametrize("named", sorted(set(NAMED)))
def test_what_the_threat_model_names_is_there(named):
    path, _, test = named.partition("::")
    assert (ROOT / path).is_file(), path
    if test:
        assert re.search(rf"^def {test}\(", (ROOT / path).read_text(), re.MULTILINE), f"{path} has no {test}"


def test_the_threat_model_is_about_everybody_who_could():
    assert len(NAMED) > 50
    for who in (
        "stranger",
        "customer of X",
        "agent",
        "supervisor",
        "operator",
        "stolen token",
        "laptop",
        "brand in the",
    ):
        assert who in PAGE


@pytest.mark.parametrize("context", [{}, {"encryption": "own", "apps": "main,shop", "mail_sender": "a@b.example"}])
def test_no_parameter_environment_or_store_but_secrets_manager_could_hold_a_secret(context):
    whole = template(**context)
    # The CDK's own, which says how new the bootstrap must be.
    assert set(whole.get("Parameters", {})) <= {"BootstrapVersion"}
    assert not resources("SSM::Parameter", **context)
    for secret in resources("SecretsManager::Secret", **context).values():
        assert "SecretString" not in secret
    text = json.dumps(whole)
    for sign in ("{{resolve", "AKIA", "BEGIN PRIVATE", "Bearer "):
        assert sign not in text
