"""The alarms between us and X: its webhook, its keys and permissions, its credit, and what it shows."""

from typing import Final

from infra.cdk.alarm import Alarm

OF_X: Final = (
    Alarm(
        "SignatureRefused",
        "own",
        "SignatureRefused",
        20,
        "Deliveries are not signed with the secret that is stored: a rotation went wrong, or somebody forges them.",
        "If it is the rotation: no message arrives.",
        "Compare `consumer_secret` and `client_secret` in the app's secret with the X console; put the old one into "
        "`previous_consumer_secret` while both are in use. If X's own deliveries pass, somebody forges others, without "
        "success.",
        services=("ingest",),
    ),
    Alarm(
        "WebhookInvalid",
        "own",
        "WebhookStillInvalid",
        0,
        "X considers the webhook invalid, and a new CRC check didn't fix it.",
        "No message arrives by itself; `reconcile` reads mentions and DMs every 15 minutes.",
        "`centralita doctor`. Look at the CRC's answers in the log of `ingest`; the secret's `consumer_secret` must be "
        "the app's. Then `centralita reconcile`: it validates again and replays up to 24 h.",
        services=("reconcile",),
        minutes=15,
        within=2,
        of=2,
    ),
    Alarm(
        "WebhookMissing",
        "own",
        "WebhookMissing",
        0,
        "The X app has no webhook with this stack's address.",
        "No message arrives by itself.",
        "`centralita connect ACCOUNT` registers it and creates the subscriptions.",
        services=("reconcile",),
        minutes=15,
    ),
    Alarm(
        "SubscriptionRefused",
        "own",
        "SubscriptionRefused",
        0,
        "X refuses to subscribe to an account's events.",
        "Messages of that kind do not arrive by themselves; mentions and DMs are read every 15 minutes.",
        "`centralita doctor` names the account and the event. Most often the token lacks a permission: authorise "
        "the app anew with read, write and direct messages, then `centralita connect ACCOUNT`.",
        services=("reconcile",),
        minutes=15,
        within=2,
        of=2,
    ),
    Alarm(
        "GapReplayed",
        "own",
        "WebhookInvalid",
        0,
        "X had marked the webhook invalid and delivered nothing for a while. It is mended, and the gap replayed.",
        "Messages of that time were answered late.",
        "Nothing, if it happens once. Otherwise find out why the CRC failed: the log of `ingest` at that time, a "
        "deploy, a rotated secret.",
        services=("reconcile",),
        minutes=15,
    ),
    Alarm(
        "RefusalUnknown",
        "own",
        "RefusalUnknown",
        0,
        "X refused a send with a sentence that our table does not know.",
        "One message was not sent; the case says so.",
        "The log of `publish` has the sentence without personal data. Report it, or add it to "
        "`care/model/refusals.py`.",
        services=("publish",),
    ),
    Alarm(
        "Silence",
        "own",
        "Silence",
        0,
        "No event came for longer than is usual for the account at this hour of the week.",
        "Perhaps nothing: a quiet hour. Perhaps X does not deliver, or conversations moved to encrypted chat.",
        "`centralita doctor`; write to the account from another one and `centralita trace MESSAGE_ID`.",
        services=("reconcile",),
        minutes=15,
        within=2,
        of=2,
    ),
    Alarm(
        "ChatShut",
        "own",
        "ChatShut",
        20,
        "More than twenty messages of encrypted chats could not be opened in an hour.",
        "They are cases all the same, with the fact and a link into X; what they say is read and answered there.",
        "The log of `chat` says why each stays shut (`chat.shut`). `no_keys`: `centralita connect ACCOUNT --chat`. "
        "`keys_unknown`: X does not show public keys; look at the app's permissions. What can be opened later, is.",
        services=("chat",),
        minutes=60,
    ),
    Alarm(
        "ChatUnverified",
        "own",
        "ChatUnverified",
        5,
        "More than five encrypted messages in an hour have a sender who cannot be verified: customers changed their "
        "keys and X does not show the new ones yet, or somebody forges messages.",
        "Their text is shown to nobody; the case says so and links into X.",
        "Look in X at the conversations of these cases. If X shows the same messages, it is late with public keys, and "
        "they are opened when it shows them. If it does not, write to X's developer support.",
        services=("chat",),
        minutes=60,
    ),
    Alarm(
        "ChatSecretUnreadable",
        "own",
        "ChatSecretUnreadable",
        0,
        "The secret with the accounts' private keys holds what `centralita connect ACCOUNT --chat` does not write.",
        "Encrypted messages stay shut, and answers in encrypted chats do not go.",
        "Secrets Manager keeps the version before (stage AWSPREVIOUS): put it back. `centralita connect ACCOUNT --chat"
        "` writes over nothing that it cannot read. If no good version is left: put `{}` there, then `centralita "
        "connect ACCOUNT --chat` for each account.",
        services=("chat", "publish"),
    ),
    Alarm(
        "MediaFailed",
        "own",
        "MediaFailed",
        20,
        "More than twenty pictures or videos of customers could not be fetched from X, or were not what they said.",
        "Cases show that there is a picture and not what it shows; people can have it fetched again.",
        "The log of `media` says why (`media.fetched`; `x.not_answered`, where X did not say where it lies): `gone` "
        "and `x_failed` are X's matter; `not_media` and `too_many_pixels` in numbers are somebody's game, and harm "
        "nothing. Those of encrypted chats are in the log of `chat` (`chat.not_shown`).",
        services=("media", "chat"),
        minutes=60,
    ),
    Alarm(
        "ContextNotFound",
        "own",
        "ContextNotFound",
        20,
        "X did not say more than twenty times in an hour who wrote or what a message shows.",
        "Cases have a number for a name, or no picture.",
        "The log of `media` says which error X gave (`x.not_answered`). `CredentialsRefused`: `centralita connect "
        "ACCOUNT`. `OutOfCredit`: add credit at X. The next message of the customer asks again.",
        services=("media",),
        minutes=60,
    ),
    Alarm(
        "CredentialsRefused",
        "own",
        "CredentialsRefused",
        0,
        "X refuses the keys of the app or the token of an account.",
        "Nothing is sent for the account; its queue waits and loses nothing.",
        "`centralita doctor` names the account. `centralita connect ACCOUNT` with a new token, once the app's "
        "permissions in the X console are read, write and direct messages.",
        services=("publish", "reconcile"),
    ),
    Alarm(
        "PermissionRefused",
        "own",
        "PermissionRefused",
        0,
        "X does not renew the permission that an account gave by OAuth 2.0.",
        "The account is served until its access token ends, an hour or so; afterwards only by an OAuth 1.0a token, if "
        "it has one. Nothing is lost: what cannot be sent waits.",
        "The desk, Settings, Connection: `Connect again`; or `centralita connect ACCOUNT --browser`. "
        "`centralita doctor` names the account.",
        services=("reconcile",),
        minutes=15,
    ),
    Alarm(
        "PermissionUnclear",
        "own",
        "PermissionUnclear",
        0,
        "X was asked to renew a permission by OAuth 2.0 and its answer was lost: the new tokens may be, too.",
        "The account is served until its access token ends, an hour or so. X is asked once more shortly before, "
        "because it may end a permission of which a refresh token is shown twice.",
        "Connect the account again before that, and nobody notices: the desk, Settings, Connection: `Connect again`; "
        "or `centralita connect ACCOUNT --browser`. `centralita doctor` names the account and the hour.",
        services=("reconcile",),
        minutes=15,
    ),
    Alarm(
        "AccessRevoked",
        "own",
        "AccessRevoked",
        0,
        "An account took its permission back from the X app.",
        "The account is not served any more.",
        "Ask the account's owner; `centralita connect ACCOUNT` when they authorise the app again.",
        services=("cases",),
    ),
    Alarm(
        "CreditLow",
        "own",
        "CreditLow",
        0,
        "The X app has used nine tenths of what it may read this month.",
        "Nothing yet. When all is used, X refuses everything (402), and deliveries may stop.",
        "Buy credit or raise the cap in the X console, and switch automatic recharge on. `centralita doctor` shows how "
        "much is used. What credit is left X tells no app: a spending limit and its mails are set in the console.",
        services=("reconcile",),
        minutes=15,
    ),
    Alarm(
        "OutOfCredit",
        "own",
        "OutOfCredit",
        0,
        "The X app has no credit left (402).",
        "Nothing is sent and nothing is read; deliveries may stop. Subscriptions stay as they are.",
        "Buy credit in the X console, or switch automatic recharge on. Within 15 minutes queues go on by themselves, "
        "what is not subscribed any more is subscribed again, and X is asked to deliver what it did not.",
        services=("publish", "reconcile"),
    ),
)
