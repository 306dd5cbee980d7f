"""The demo's brands: two accounts with a month behind them, of which the run begins as one that lives."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

import httpx

from care.aws import SQSClient
from care.model.account import Account
from care.model.incident import Incident
from care.queues import ask_for_media
from care.tables.accounts import Accounts
from care.tables.wakes import wake
from infra.local.aws import LocalRunFailed
from infra.local.clock import LocalClock
from infra.local.past.month import DAYS, month
from infra.local.past.posts import Speaking
from infra.local.past.scenes import Happening, lately
from infra.local.past.telling import Tables, Telling
from infra.local.past.writing import Writing
from infra.local.stack import LocalStack
from infra.local.x import SimulatedX
from infra.settings_file import read_account

_HERE = Path(__file__).parent
_JUST_BEFORE = timedelta(minutes=2)  # what comes then goes the real way


def brands(*, lives: bool) -> list[Account]:
    """The demo account, and where it lives the second one, too."""
    names = ("demo.toml", "vila.toml") if lives else ("demo.toml",)
    return [read_account(_HERE / name) for name in names]


def begins(now: datetime) -> datetime:
    """From when on the brands are told of, if the run is to stand at `now`."""
    return now - timedelta(days=DAYS + 1)


def live(x: SimulatedX, clock: LocalClock, stack: LocalStack, now: datetime) -> Callable[[str], None]:
    """Tell the month before `now` and store it. What is returned lets the rest happen, once X delivers to `base`."""
    dynamodb = stack.endpoint.client("dynamodb")
    store = Accounts(dynamodb, stack.outputs["AccountsTable"])
    for one in brands(lives=True):
        stack.push(one)
    accounts = {one.username: one for one in store.all()}
    until = now - _JUST_BEFORE
    tables = Tables(stack.outputs["ConversationsTable"], stack.outputs["OutboxTable"])
    writing = Writing(x)
    telling = Telling(writing, clock, list(accounts.values()), tables, until)
    speaking = Speaking(writing, accounts, now)
    for at, post in speaking.past():
        telling.besides(at, partial(speaking.say, post))
    happenings = [*month(accounts, now), *lately(accounts, now)]
    chats = [one for one in happenings if one.scene.chat]
    telling.tell([one for one in happenings if not one.scene.chat])
    telling.ledger.into(dynamodb)
    speaking.store(dynamodb, stack.outputs["AccountsTable"], stack.outputs["OutboxTable"])
    for account in telling.accounts.values():
        store.change_incidents(account.id, partial(_incidents_of, account))

    def the_rest(base: str) -> None:
        clock.advance(until)
        sqs: SQSClient = stack.endpoint.client("sqs")
        for command in telling.fetches:
            ask_for_media(command, sqs, stack.outputs["MediaQueueUrl"], stack.outputs["ChatsQueueUrl"])
        for queue in telling.waiting():
            wake(sqs, stack.outputs["SendsQueueUrl"], queue, "the demo's past")
        _write_chats(chats, {one.id: one.username for one in accounts.values()}, base)
        # Nobody waits for the hour in which it would be added up.
        stack.invoke("ReportFunction")

    return the_rest


def _incidents_of(told: Account, _stored: Account) -> Sequence[Incident]:
    return told.incidents


def _write_chats(chats: list[Happening], names: dict[str, str], base: str) -> None:
    """What is encrypted goes the real way: with the customer's keys, and those of the account."""
    with httpx.Client(base_url=base, timeout=60, trust_env=False) as x:
        for one in chats:
            who = {"username": one.scene.customer, "name": one.scene.name}
            told = {"from": one.scene.customer, "to": names[one.account_id]}
            answers = (x.post("/x/simulate/person", json=who), x.post("/x/simulate/chat", json=told))
            if any(answer.is_error for answer in answers):
                raise LocalRunFailed("the demo's past stopped: the simulated X refused a chat")
