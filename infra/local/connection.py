"""The demo account connected to the simulated X, as an operator connects an account to the real one."""

import contextlib
import json
import secrets
import time
from collections.abc import Sequence

import httpx

from care.model.account import Account
from care.model.person import Person
from care.x.client import XClient
from care.x.credentials import read_app_secret
from care.x.errors import Refused
from care.x.subscriptions import EVENT_TYPES
from care.x.transport import http_client
from care.x.values import Webhook
from infra.local.aws import LocalRunFailed
from infra.local.brand import KEY
from infra.local.stack import LocalStack
from infra.local.x import BrandAccount, DeveloperApp

# Who works at the desk of the demo account.
_PEOPLE = (
    Person(id="ana@demo.example", name="Ana Ruiz", language="es", roles=("agents",), all_accounts=True),
    Person(id="bruno@demo.example", name="Bruno Costa", language="pt", roles=("agents",), all_accounts=True),
    Person(id="sara@demo.example", name="Sara Vidal", language="es", roles=("supervisors",), all_accounts=True),
    Person(id="otto@demo.example", name="Otto Weber", language="en", roles=("operators",), all_accounts=True),
)
_WARM_WITHIN = 120.0  # seconds of the machine's clock


def connect(stack: LocalStack, keys: DeveloperApp, accounts: Sequence[Account], base: str) -> None:
    """What an operator does once: fill the secret, push the settings, register the webhook, subscribe."""
    secret = {
        "consumer_key": keys.consumer_key,
        "consumer_secret": keys.consumer_secret,
        "client_secret": keys.client_secret,
        "client_id": keys.client_id if keys.client_secret else "",
        "bearer_token": keys.bearer_token,
        "accounts": {
            one.id: {
                "token": one.token,
                "token_secret": one.token_secret,
                "lookups": {"orders": {"value": KEY, "hosts": ["api.tiendaluna.example"]}},
            }
            for one in keys.accounts
        },
    }
    stack.fill_secret(secret)
    for account in accounts:
        stack.push(account)
    stack.admit(_PEOPLE)
    app = read_app_secret(json.dumps(secret))
    _warm(f"{base}/webhook")
    with http_client() as http:
        webhook = _register(XClient(app.keys, base_url=base, http=http), f"{base}/webhook")
        for one in keys.accounts:
            client = XClient(app.keys, app.accounts[one.id], base_url=base, http=http)
            for event_type in EVENT_TYPES:
                client.activity.create_subscription(event_type, one.id, webhook.id)


def _warm(url: str) -> None:
    """Wait until the webhook answers: on a busy machine a cold function takes longer than X's CRC has patience."""
    deadline = time.monotonic() + _WARM_WITHIN
    while time.monotonic() < deadline:
        with contextlib.suppress(httpx.TransportError):
            if httpx.get(url, params={"crc_token": "warmingupwarmingup"}, timeout=60, trust_env=False).is_success:
                return
        time.sleep(0.2)


def _register(x: XClient, url: str) -> Webhook:
    """Register the webhook; X asks for a CRC at once, and on a busy machine it may not wait long enough."""
    for _ in range(2):
        with contextlib.suppress(Refused):
            return x.activity.create_webhook(url)
        time.sleep(1)
    try:
        return x.activity.create_webhook(url)
    except Refused:
        raise LocalRunFailed(f"the simulated X refused the webhook: the CRC at {url} failed three times") from None


def made_up_keys(accounts: Sequence[Account], *, client_secret: bool) -> DeveloperApp:
    """Keys of an X app that exists in this run alone, with a token of each account."""
    return DeveloperApp(
        consumer_key=secrets.token_hex(12),
        consumer_secret=secrets.token_hex(25),
        client_secret=secrets.token_hex(25) if client_secret else None,
        bearer_token=secrets.token_hex(40),
        accounts=tuple(
            BrandAccount(one.id, one.username, one.name, f"{one.id}-{secrets.token_hex(12)}", secrets.token_hex(20))
            for one in accounts
        ),
    )
