"""What our functions count on of Secrets Manager, asked of the one in memory and of moto."""

import boto3
import pytest
from moto import mock_aws
from pydantic import SecretStr
from tests.functions.conftest import NIGHT
from tests.simulation.secret_store import GRANTS, Secrets

from care.model.grant import TokenPair
from care.x.user_tokens import UserTokens

ACCOUNT = "2000000000000000001"


@pytest.fixture(params=["in memory", "moto"])
def tokens(request, monkeypatch):
    if request.param == "in memory":
        yield UserTokens(Secrets(lambda _name: "").client, GRANTS)
        return
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    with mock_aws():
        yield UserTokens(boto3.client("secretsmanager"), GRANTS)


def pair(number: int) -> TokenPair:
    access, refresh = (SecretStr(f"{what}{number}") for what in ("access", "refresh"))
    return TokenPair(access=access, refresh=refresh, expires_at=NIGHT, renewed_at=NIGHT)


def test_a_pair_is_there_after_it_was_begun_and_is_replaced(tokens: UserTokens):
    assert tokens.read(ACCOUNT) is None
    with pytest.raises(tokens._secrets.exceptions.ResourceNotFoundException):
        tokens.write(ACCOUNT, pair(1))
    for number, put in ((1, tokens.begin), (2, tokens.write), (3, tokens.begin)):
        put(ACCOUNT, pair(number))
        assert tokens.read(ACCOUNT) == pair(number)
