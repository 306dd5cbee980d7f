"""The demo account's chat keys: made for one run, registered at the simulated X, kept where functions look."""

import httpx
from chat_xdk import Chat
from oauthlib.oauth1 import Client

from care.x.chat_keys import ChatKeys, with_keys
from infra.local.aws import LocalRunFailed
from infra.local.stack import LocalStack
from infra.local.x import BrandAccount, DeveloperApp

_OUTPUT = "XChatSecretArn"
_PARTS = ("public_key", "signing_public_key", "identity_public_key_signature")


def register(app: DeveloperApp, account: BrandAccount, base: str) -> tuple[bytes, str]:
    """New keys of the account, registered as its own call: the private ones as a blob, and the version that X gave."""
    chat = Chat()
    made = chat.generate_keypairs()
    public = {name: getattr(made.public_key, name) for name in _PARTS}
    url = f"{base}/2/users/{account.id}/public_keys"
    signer = Client(app.consumer_key, app.consumer_secret, account.token, account.token_secret)
    signed = signer.sign(url, http_method="POST")[1]
    body = {"public_key": public, "version": made.version, "generate_version": True}
    answer = httpx.post(url, json=body, headers=signed, timeout=30, trust_env=False)
    if answer.status_code != httpx.codes.OK:
        raise LocalRunFailed(f"the simulated X refused the chat keys: {answer.status_code} {answer.text[:200]}")
    return bytes(chat.export_keys() or b""), answer.json()["data"]["public_key_version"]


def keep(stack: LocalStack, account_id: str, keys: bytes, version: str) -> None:
    """Put the private keys where `chat` and `publish` look for them."""
    client, arn = stack.endpoint.client("secretsmanager"), stack.outputs[_OUTPUT]
    held = client.get_secret_value(SecretId=arn)["SecretString"]
    client.put_secret_value(SecretId=arn, SecretString=with_keys(held, ChatKeys(account_id, version, keys)))
