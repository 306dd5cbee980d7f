"""Where the operator's command finds the stack: on AWS by its stage, or in the local run that is up."""

import json
import os
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from care.aws import MakeClient, clients
from care.environment import RETENTION_DAYS
from care.tables.accounts import Accounts
from care.tables.context import Around
from care.tables.conversations import Conversations
from care.tables.deliveries import Deliveries
from care.tables.erasures import Erasures
from care.tables.fanout import Sweeps
from care.tables.finds import Finds
from care.tables.gifts import Gifts
from care.tables.grants import Grants
from care.tables.media import KeptFiles
from care.tables.outbox import Outbox
from care.tables.search import Search
from care.tables.search_index import SearchIndex
from care.tables.subscribers import Subscribers
from care.tables.teaching import Teaching
from care.x.user_tokens import UserTokens
from infra import ROOT

_CONFIG = Config(connect_timeout=5, read_timeout=30, retries={"mode": "standard", "total_max_attempts": 3})


class NotFound(RuntimeError):
    """There is no such stack; the message says how to get one."""


@dataclass(frozen=True)
class Deployed:
    """A stack's outputs, and how AWS is reached for it."""

    outputs: dict[str, str]
    arguments: dict[str, Any]
    clock_url: str = ""
    x_url: str = "https://api.x.com"

    @property
    def client(self) -> MakeClient:
        """Makes clients where the stack is."""
        return clients(_CONFIG, **self.arguments)

    def now(self) -> datetime:
        """The stack's present instant: the local run's clock may have been moved."""
        if not self.clock_url:
            return datetime.now(UTC)
        return datetime.fromisoformat(httpx.get(self.clock_url, timeout=5).json()["now"])

    @property
    def data_retention_days(self) -> int:
        """For how long personal data is kept; a stack of an earlier release does not say it."""
        return int(self.outputs.get("DataRetentionDays", RETENTION_DAYS))

    @property
    def conversations(self) -> Conversations:
        """Its conversations."""
        return Conversations(self.client("dynamodb"), self.outputs["ConversationsTable"])

    @property
    def media(self) -> KeptFiles:
        """What its customers show."""
        tables = self.client("dynamodb"), self.outputs["ConversationsTable"]
        return KeptFiles(*tables, self.client("s3"), self.outputs.get("MediaBucket", ""), self.data_retention_days)

    @property
    def finds(self) -> Finds:
        """Posts that saved searches found."""
        return Finds(self.client("dynamodb"), self.outputs["ConversationsTable"])

    @property
    def around(self) -> Around:
        """Posts around its customers' messages."""
        return Around(self.client("dynamodb"), self.outputs["ConversationsTable"])

    @property
    def sweeps(self) -> Sweeps:
        """Its sweeps."""
        return Sweeps(self.client("dynamodb"), self.outputs["ConversationsTable"])

    @property
    def outbox(self) -> Outbox:
        """Its outbox."""
        return Outbox(self.client("dynamodb"), self.outputs["OutboxTable"])

    @property
    def gifts(self) -> Gifts:
        """Who was given which code."""
        return Gifts(self.client("dynamodb"), self.outputs["AccountsTable"], self.data_retention_days)

    @property
    def search_index(self) -> SearchIndex:
        """The words by which its cases are found."""
        return SearchIndex(self.client("dynamodb"), self.outputs["ConversationsTable"], self.data_retention_days)

    @property
    def search(self) -> Search:
        """What finds its cases."""
        return Search(self.client("dynamodb"), self.outputs["ConversationsTable"])

    @property
    def grants(self) -> Grants:
        """What its accounts granted by OAuth 2.0."""
        return Grants(self.client("dynamodb"), self.outputs["AccountsTable"])

    @property
    def user_tokens(self) -> UserTokens:
        """The tokens that its accounts granted; a stack of an earlier release keeps none."""
        return UserTokens(self.client("secretsmanager"), self.outputs.get("UserSecrets", ""))

    @property
    def teaching(self) -> Teaching:
        """What its accounts' people taught triage."""
        tables = self.outputs["ConversationsTable"], self.outputs["AccountsTable"]
        return Teaching(self.client("dynamodb"), *tables, self.data_retention_days)

    @property
    def erasures(self) -> Erasures:
        """Receipts of erasures."""
        return Erasures(self.client("dynamodb"), self.outputs["AccountsTable"], self.data_retention_days)

    @property
    def subscribers(self) -> Subscribers:
        """Who is told its accounts' facts."""
        return Subscribers(self.client("dynamodb"), self.outputs["AccountsTable"])

    @property
    def deliveries(self) -> Deliveries:
        """What they were told."""
        tables = self.outputs["ConversationsTable"], self.outputs["AccountsTable"]
        return Deliveries(self.client("dynamodb"), *tables)

    @property
    def accounts(self) -> Accounts:
        """Its accounts."""
        return Accounts(self.client("dynamodb"), self.outputs["AccountsTable"])


def find(stage: str | None, ready: Path | None = None) -> Deployed:
    """The local run if one is up and no stage was named; else the stack of the stage (`prod` by default) on AWS."""
    ready = ready or Path(os.environ.get("CENTRALITA_READY", ROOT / ".local" / "ready.json"))
    if stage is None and ready.is_file():
        run = json.loads(ready.read_text(encoding="utf-8"))
        arguments = {
            **run["aws"],
            "region_name": run["aws"]["region"],
            "aws_access_key_id": "000000000000",
            "aws_secret_access_key": "local",
        }
        arguments.pop("region")
        return Deployed(run["outputs"], arguments, run["clock_url"], run["webhook_url"].removesuffix("/webhook"))
    name = f"centralita-{stage or 'prod'}"
    try:
        found = clients(_CONFIG)("cloudformation").describe_stacks(StackName=name)["Stacks"][0]
    except (BotoCoreError, ClientError) as error:
        raise NotFound(
            f"stack {name} cannot be read ({type(error).__name__}): deploy it, choose another with --stage, "
            "check the AWS credentials and region, or start a local run with `make run`"
        ) from None
    return Deployed({output["OutputKey"]: output["OutputValue"] for output in found.get("Outputs", [])}, {})
