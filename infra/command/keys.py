"""The secret of an X app as an operator fills it: read, changed for one account, and written back."""

import json
import re
from collections.abc import Mapping
from typing import Any, Final

from care.x.credentials import UnreadableSecret, read_app_secret
from infra.command.deployed import Deployed

APP_KEYS: Final = ("consumer_key", "consumer_secret", "bearer_token")
USER_KEYS: Final = ("token", "token_secret")
# What people write has one of these; the text that Secrets Manager makes up has neither brace nor quote around a name.
_MADE: Final = re.compile(rf"""^\s*[{{\[]|["'](?:{"|".join(APP_KEYS)}|accounts)["']""")


class WrongKeys(ValueError):
    """The keys that were given are incomplete or of the wrong form; the message names them and never shows them."""


def secret_name(outputs: Mapping[str, str], app: str) -> str:
    """The ARN of an app's secret among a stack's outputs; WrongKeys if the stack has no such app."""
    name = "XAppSecretArn" if app == "main" else f"XAppSecretArn{app.title().replace('-', '')}"
    if name not in outputs:
        raise WrongKeys(f"the stack has no X app {app!r}: deploy it with `-c apps=main,{app}` first")
    return outputs[name]


def connecting(account: str, app: str, *options: str) -> str:
    """The command that connects an account of an app, as a cure names it."""
    words = ("centralita connect", account, *(("--app", app) if app != "main" else ()), *options)
    return f"`{' '.join(words)}`"


def webhook_url(stack: Deployed, app: str) -> str:
    """The address by which X knows an app's webhook; the local run has one door for X and the stack."""
    name = "WebhookUrl" if app == "main" else f"WebhookUrl{app.title().replace('-', '')}"
    return f"{stack.x_url}/webhook" if stack.clock_url else stack.outputs[name]


def base_url(stack: Deployed) -> str:
    """Where the stack's own pages are reached."""
    return stack.x_url if stack.clock_url else stack.outputs["DeskUrl"].removesuffix("/desk")


def read(stack: Deployed, app: str) -> dict[str, Any]:
    """What the secret holds now; nothing where nobody has filled it yet.

    WrongKeys for one that somebody filled and that cannot be read: written over, the other accounts' tokens and
    look-up keys would be gone.
    """
    name = secret_name(stack.outputs, app)
    text = stack.client("secretsmanager").get_secret_value(SecretId=name)["SecretString"]
    if not _MADE.search(text) or text.strip() == "{}":
        return {}
    try:
        read_app_secret(text)
        values: dict[str, Any] = json.loads(text)
    except (UnreadableSecret, ValueError) as error:
        why = str(error) if isinstance(error, UnreadableSecret) else "it is no JSON"
        raise WrongKeys(
            f"the secret of the app cannot be read ({why}), and holds what other accounts need: nothing was changed. "
            f"Correct it in Secrets Manager ({name}), or put its version before back (stage AWSPREVIOUS)"
        ) from None
    return values


def changed(secret: Mapping[str, Any], account_id: str, given: Mapping[str, str]) -> dict[str, Any]:
    """The secret with the keys that were given, the account's token among them.

    What is not given stays. A consumer or client secret that is replaced goes on being accepted as the previous one,
    because X signs with it until the change has reached it.
    """
    new = dict(secret)
    for name in (*APP_KEYS, "client_secret", "client_id"):
        value = given.get(name)
        if not value or value == secret.get(name):
            continue
        if name in {"consumer_secret", "client_secret"} and secret.get(name):
            new[f"previous_{name}"] = secret[name]
        new[name] = value
    if not account_id:
        return new  # keys of the app alone
    accounts = dict(new.get("accounts") or {})
    kept = {name: value for name, value in (accounts.get(account_id) or {}).items() if name not in USER_KEYS}
    accounts[account_id] = {**kept, **{name: given[name] for name in USER_KEYS}}
    new["accounts"] = accounts
    return new


def write(stack: Deployed, app: str, secret: Mapping[str, Any]) -> None:
    """Store the secret; functions read it again within five minutes, and at once where a signature does not fit."""
    text = json.dumps(secret)
    read_app_secret(text)
    stack.client("secretsmanager").put_secret_value(SecretId=secret_name(stack.outputs, app), SecretString=text)


def checked(values: Mapping[str, Any]) -> dict[str, str]:
    """Keys from a file or the environment as texts without blanks; WrongKeys names what is not a text."""
    known = (*APP_KEYS, *USER_KEYS, "client_secret", "client_id")
    if unknown := sorted(set(values) - set(known)):
        raise WrongKeys(f"not known: {', '.join(unknown)}; the names are {', '.join(known)}")
    if wrong := sorted(name for name, value in values.items() if value is not None and not isinstance(value, str)):
        raise WrongKeys(f"must be texts: {', '.join(wrong)}")
    return {name: value.strip() for name, value in values.items() if value}
