"""Has X mute a customer or block their private messages, from the terminal."""

from botocore.exceptions import BotoCoreError, ClientError

from care.model.actions import ShutsOut
from care.model.case import Case
from care.x.client import XClient
from care.x.credentials import Permission, UnreadableSecret, read_app_secret
from care.x.errors import XError
from care.x.shutting_out import have_shut_out, scope_of
from care.x.transport import http_client
from infra.command import keys
from infra.command.deployed import Deployed


class NotShutOut(RuntimeError):
    """X did not do it; the message says why."""


def have_x_do(stack: Deployed, case: Case, what: ShutsOut) -> None:
    """Ask X for it, with whatever token the account gave; NotShutOut where X does not do it."""
    account = stack.accounts.get(case.account_id)
    try:
        named = keys.secret_name(stack.outputs, account.app)
        secret = read_app_secret(stack.client("secretsmanager").get_secret_value(SecretId=named)["SecretString"])
        pair = stack.user_tokens.read(account.id)
    except (BotoCoreError, ClientError, UnreadableSecret) as error:
        raise NotShutOut(f"the app's secret cannot be read ({type(error).__name__})") from None
    token = secret.accounts.get(account.id)
    if token is None and (pair is None or scope_of(what) not in pair.scopes):
        wanted = scope_of(what)
        raise NotShutOut(f"@{account.username} has not allowed it ({wanted}): connect it again, or do it in X itself")
    permitted = Permission(lambda: pair.access) if pair is not None else None
    with http_client() as http:
        x = XClient(secret.keys, token, base_url=stack.x_url, http=http, permission=permitted)
        try:
            have_shut_out(x, account.id, case.customer.customer_id, what)
        except XError as error:
            raise NotShutOut(f"X did not do it: {error}") from None
