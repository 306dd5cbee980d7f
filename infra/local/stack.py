"""The stack on this machine: its addresses, and the few things that the run does to it from outside."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from care.aws import depth_of
from care.model.account import Account
from care.model.person import Person
from care.tables.accounts import Accounts
from care.tables.people import People
from infra.local.aws import Endpoint, LocalRunFailed


@dataclass(frozen=True)
class LocalStack:
    """Outputs of the deployed stack, at their endpoint."""

    endpoint: Endpoint
    outputs: dict[str, str]

    @property
    def tables(self) -> dict[str, str]:
        """Names of the tables by what they hold."""
        return {name.removesuffix("Table").lower(): v for name, v in self.outputs.items() if name.endswith("Table")}

    @property
    def queues(self) -> dict[str, str]:
        """URLs of the queues and their dead-letter queues, by name."""
        names = {name: name.removesuffix("Url") for name in self.outputs if name.endswith(("QueueUrl", "DlqUrl"))}
        return {_snake(short).removesuffix("_queue"): self.outputs[name] for name, short in names.items()}

    @property
    def api(self) -> str:
        """The HTTP API at the emulator, by path: names like `api.execute-api.127.0.0.1` do not resolve."""
        api_id = self.outputs["WebhookUrl"].split("//")[1].split(".")[0]
        return f"{self.endpoint.url}/_aws/execute-api/{api_id}/$default"

    @property
    def working(self) -> list[str]:
        """URLs of the queues that functions work on: all but the dead-letter queues."""
        return [url for name, url in self.queues.items() if not name.endswith("dlq")]

    def holds(self, queue_url: str) -> bool:
        """Whether a queue holds a message, one in work or one that waits for another try included."""
        return any(depth_of(self.endpoint.client("sqs"), queue_url)[:2])

    def invoke(self, output: str) -> Any:
        """Call a function once, as its schedule does."""
        answer = self.endpoint.client("lambda").invoke(FunctionName=self.outputs[output], Payload=b"{}")
        body = answer["Payload"].read()
        if "FunctionError" in answer:
            raise LocalRunFailed(f"{output} failed: {body[:300].decode(errors='replace')}")
        return json.loads(body)

    def fill_secret(self, secret: dict[str, Any]) -> None:
        """What an operator fills in once."""
        client = self.endpoint.client("secretsmanager")
        client.put_secret_value(SecretId=self.outputs["XAppSecretArn"], SecretString=json.dumps(secret))

    def push(self, account: Account) -> None:
        """Store an account's settings."""
        Accounts(self.endpoint.client("dynamodb"), self.outputs["AccountsTable"]).put(account)

    def admit(self, people: Sequence[Person]) -> None:
        """Let people work at the desk."""
        store = People(self.endpoint.client("dynamodb"), self.outputs["AccountsTable"])
        for person in people:
            store.add(person)


def _snake(name: str) -> str:
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name).lstrip("_")
