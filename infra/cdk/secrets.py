"""The secrets that `centralita connect` fills, of X apps and of encrypted chats; and one that fills itself."""

from aws_cdk import aws_kms as kms
from aws_cdk import aws_secretsmanager as secretsmanager
from constructs import Construct

from infra.cdk.context import MAIN_APP, StackContext
from infra.cdk.nag import acknowledge


def app_secret(scope: Construct, app: str, context: StackContext, key: kms.IKey | None) -> secretsmanager.Secret:
    """Of one X app."""
    main = app == MAIN_APP
    return _filled_by_hand(
        scope,
        "XApp" if main else f"XApp-{app}",
        "x-app" if main else f"x-app/{app}",
        "Keys of the X app and tokens of its accounts: filled once by the operator",
        "X gives keys and tokens in its console alone; `centralita connect --new-keys` replaces them, the old ones "
        "go on serving meanwhile, and the health page says when they are a year old",
        context,
        key,
    )


def chat_secret(scope: Construct, context: StackContext, key: kms.IKey | None) -> secretsmanager.Secret:
    """Of all accounts that have encrypted chats."""
    return _filled_by_hand(
        scope,
        "XChat",
        "x-chat",
        "Private keys of the accounts for encrypted chats: `centralita connect --chat` puts them here",
        "Keys of people's conversations change by the account's own will alone, and the older ones go on opening "
        "what was sealed to them (docs/xchat.md)",
        context,
        key,
    )


def facts_secret(scope: Construct, context: StackContext, key: kms.IKey | None) -> secretsmanager.Secret:
    """Of which the secrets of outgoing webhooks are made; nobody fills it."""
    secret = secretsmanager.Secret(
        scope,
        "Facts",
        secret_name=f"centralita/{context.stage}/facts",
        description="Of which the secrets of outgoing webhooks are made",
        generate_secret_string=secretsmanager.SecretStringGenerator(password_length=64, exclude_punctuation=True),
        removal_policy=context.removal_once_made,
        encryption_key=key,
    )
    acknowledge(
        secret,
        "AwsSolutions-SMG4",
        "Each receiver of webhooks has the secret that is made of it: rotating it would have all of them refuse ours; "
        "one receiver's changes with `centralita subscribers add`",
    )
    return secret


def _filled_by_hand(
    scope: Construct,
    construct_id: str,
    name: str,
    description: str,
    why_not_rotated: str,
    context: StackContext,
    key: kms.IKey | None,
) -> secretsmanager.Secret:
    secret = secretsmanager.Secret(
        scope,
        construct_id,
        secret_name=f"centralita/{context.stage}/{name}",
        description=description,
        removal_policy=context.removal_once_made,
        encryption_key=key,
    )
    acknowledge(secret, "AwsSolutions-SMG4", why_not_rotated)
    return secret
