"""Secrets Manager in memory: the calls that our functions make of it."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any, cast

from botocore.exceptions import ClientError
from tests.simulation.stops import NO_STOPS, Stops

from care.aws import SecretsManagerClient

GRANTS = "x-grant-"  # the beginning of the names of secrets that our functions write


class ResourceNotFoundException(ClientError):
    """There is no such secret."""


class InvalidRequestException(ClientError):
    """The secret is about to be deleted."""


class Secrets:
    """A low-level client, as `boto3.client("secretsmanager")` is one of Amazon's; `others` gives what it only reads."""

    exceptions = SimpleNamespace(
        ResourceNotFoundException=ResourceNotFoundException, InvalidRequestException=InvalidRequestException
    )

    def __init__(self, others: Callable[[str], str], stops: Stops = NO_STOPS) -> None:
        self.held: dict[str, str] = {}
        self.others = others
        self.stops = stops

    @property
    def client(self) -> SecretsManagerClient:
        """It, for what asks for boto3's client and uses only this much of it."""
        return cast(SecretsManagerClient, self)

    def get_secret_value(self, *, SecretId: str) -> dict[str, Any]:
        """A secret as it is now."""
        if not SecretId.startswith(GRANTS):
            return {"SecretString": self.others(SecretId)}
        self.stops.before("secretsmanager", "get_secret_value")
        found = self.held.get(SecretId)
        self.stops.after("secretsmanager", "get_secret_value")
        if found is None:
            raise _refused("GetSecretValue")
        return {"SecretString": found}

    def put_secret_value(self, *, SecretId: str, SecretString: str) -> dict[str, Any]:
        """Another value for a secret that is there."""
        self.stops.before("secretsmanager", "put_secret_value")
        if SecretId not in self.held:
            raise _refused("PutSecretValue")
        self.held[SecretId] = SecretString
        self.stops.after("secretsmanager", "put_secret_value")
        return {}

    def create_secret(self, *, Name: str, SecretString: str, Description: str = "") -> dict[str, Any]:
        """A secret that was not there."""
        self.held[Name] = SecretString
        return {}


def _refused(call: str) -> ClientError:
    code = "ResourceNotFoundException"
    return ResourceNotFoundException({"Error": {"Code": code, "Message": code}}, call)
