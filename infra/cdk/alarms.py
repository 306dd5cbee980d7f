"""The alarms: what is watched, its threshold, and what the runbook says about it.

One table for the stack, the runbook (`docs/runbook.md`, written by `python -m infra.pages.runbook`) and the tests.
"""

from dataclasses import dataclass
from typing import Final, Literal

type Source = Literal["own", "queue", "dlq", "api", "function", "scheduled"]


@dataclass(frozen=True, slots=True)
class Alarm:
    """One alarm. `metric` is one of ours (sums of `service`, or of all that count it), or of AWS for each resource.

    It goes off when the statistic passes `above` in `of` of the last `within` periods of `minutes`. One of `scheduled`
    goes off when the functions of `services` were not called in any of them: no figure at all is the trouble.
    """

    name: str
    source: Source
    metric: str
    above: float
    means: str
    noticed: str
    mend: str
    services: tuple[str, ...] = ()
    minutes: int = 5
    within: int = 1
    of: int = 1
    statistic: Literal["Sum", "Maximum", "Average", "SampleCount"] = "Sum"


ALARMS: Final = (
    Alarm(
        "DeadLetters",
        "dlq",
        "ApproximateNumberOfMessagesVisible",
        0,
        "A message that could not be processed is in a dead-letter queue, with its reason.",
        "Most often nothing yet; the one customer or account that the message was about is not served further.",
        "`centralita dlq list`, then `centralita dlq show QUEUE`: the reason says whether it can work. Mend the cause "
        "(settings not pushed, a release with a fault), then `centralita dlq redrive QUEUE`. "
        "What nobody can mend: `centralita dlq drop QUEUE --message ID --why REASON`, which stands in the trail.",
        statistic="Maximum",
    ),
    Alarm(
        "OldestMessage",
        "queue",
        "ApproximateAgeOfOldestMessage",
        600,
        "A message has waited for ten minutes: a function fails again and again, is throttled, or AWS is in trouble.",
        "Acknowledgements and replies come late.",
        "Look at the function's log for `message.failed`, and at Lambda's concurrency in the account. Nothing is lost: "
        "messages wait for 14 days.",
        statistic="Maximum",
        within=2,
        of=2,
    ),
    Alarm(
        "OldestReady",
        "own",
        "OldestReadyMinutes",
        5,
        "Something that may be sent has waited for more than five minutes: X does not answer, its limits are used up, "
        "or one queue does not go on.",
        "Replies and acknowledgements of one account, or of all, come late.",
        "`centralita doctor` names the oldest item of each queue and what holds it; `centralita outbox list ACCOUNT` "
        "says why each waits. While X is away nothing is to be done: each queue tries again every five minutes. What "
        "waits although nothing holds it is in the log of `publish` (`item.failed`).",
        services=("hours",),
        within=2,
        of=2,
        statistic="Maximum",
    ),
    Alarm(
        "WebhookErrors",
        "api",
        "5xx",
        5,
        "The webhook or a page answered with a server error.",
        "X delivers again for some minutes; `reconcile` fetches what was missed within a quarter of an hour.",
        "Look at the log of `ingest` (`secret.unreadable`, `request.refused`) and of `desk`. A CRC that fails for a "
        "day makes X mark the webhook invalid.",
    ),
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
        "WithdrawnToken",
        "own",
        "WithdrawnTokenUsed",
        0,
        "Somebody asks the desk's API with a token that was withdrawn.",
        "None: it opens nothing.",
        "The log of `desk` (`desk.withdrawn_token`) names the token. A program that was forgotten gets a new one "
        "(`centralita people token`); if there is none, whoever has the old one found it: look in `people tokens` and "
        "in the trail for what else was in the same place, and withdraw it.",
        services=("desk",),
    ),
    Alarm(
        "WebhookInvalid",
        "own",
        "WebhookStillInvalid",
        0,
        "X holds the webhook invalid and a new CRC did not mend it.",
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
        "SecretUnreadable",
        "own",
        "SecretUnreadable",
        0,
        "An app's secret is not the JSON that is expected, or cannot be read.",
        "Nothing yet: functions go on with the last value that they read, until they are started again.",
        "`centralita connect ACCOUNT` writes the secret again; docs/deploying.md says what it holds.",
        services=("ingest",),
    ),
    Alarm(
        "EnqueueFailed",
        "own",
        "EnqueueFailed",
        0,
        "`events.fifo` did not take what X delivered.",
        "X delivers again for some minutes; `reconcile` fetches what was lost.",
        "Look at SQS in the account (quota, key policy of a key of yours). Then `centralita reconcile`.",
        services=("ingest",),
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
        "SurveysNotSent",
        "own",
        "SurveyNotSent",
        5,
        "More than five surveys could not be sent in an hour.",
        "They are not asked. Nothing else.",
        "`centralita outbox list ACCOUNT --state refused` has X's reasons. If it is one reason for all, pause "
        "surveys in the settings and mend it.",
        services=("publish",),
        minutes=60,
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
        "SendUnconfirmed",
        "own",
        "UnconfirmedOld",
        0,
        "A send may or may not have been done: no answer came after the request had left.",
        "One customer waits for a message that may be there.",
        "Its echo or `reconcile` settles it within a quarter of an hour. What is left: `centralita outbox list "
        "ACCOUNT`, look in X, and decide at the desk under approvals or with `centralita outbox decide ITEM VERDICT`.",
        services=("reconcile",),
        minutes=15,
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
        "Secrets Manager keeps the version before: put it back, or `centralita connect ACCOUNT --chat` for each "
        "account.",
        services=("chat", "publish"),
    ),
    Alarm(
        "MediaFailed",
        "own",
        "MediaFailed",
        20,
        "More than twenty pictures or videos of customers could not be fetched from X, or were not what they said.",
        "Cases show that there is a picture and not what it shows; people can have it fetched again.",
        "The log of `media` says why (`media.fetched`): `gone` and `x_failed` are X's matter; `not_media` and "
        "`too_many_pixels` in numbers are somebody's game, and harm nothing.",
        services=("media",),
        minutes=60,
    ),
    Alarm(
        "ContextNotFound",
        "own",
        "ContextNotFound",
        20,
        "X did not say more than twenty times in an hour who wrote or what a message shows.",
        "Cases have a number for a name, or no picture.",
        "The log of `media` says which error X gave. `CredentialsRefused`: `centralita connect`. `OutOfCredit`: add "
        "credit at X. The next message of the customer asks again.",
        services=("media",),
        minutes=60,
    ),
    Alarm(
        "BudgetSoft",
        "own",
        "BudgetSoft",
        0,
        "The month's soft limit of an account is reached (80 % unless set otherwise).",
        "Nothing yet.",
        "`centralita budget ACCOUNT` shows what it was spent on. Raise `budget.month_dollars`, or do nothing.",
        services=("publish",),
    ),
    Alarm(
        "BudgetHard",
        "own",
        "BudgetHard",
        0,
        "The month's dollars of an account are spent.",
        "Automatic messages have stopped; replies wait for a supervisor's approval.",
        "Raise `budget.month_dollars`, or approve what matters at the desk until the month ends.",
        services=("publish",),
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
        "SettingsUnreadable",
        "own",
        "SettingsUnreadable",
        0,
        "The stored settings of an account cannot be read: a newer release wrote them.",
        "Its messages wait and come to the dead letters after ten tries; the other accounts go on.",
        "`centralita doctor` names the account. Deploy the release that wrote them, or `centralita accounts push` its "
        "settings file.",
        services=("reconcile",),
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
    Alarm(
        "SlaBreach",
        "own",
        "SlaBreach",
        10,
        "More than ten customers were not answered within their target in an hour.",
        "They wait.",
        "Tell the supervisor: more people, an incident text (`centralita incidents open`), or other targets.",
        services=("cases",),
        minutes=60,
    ),
    Alarm(
        "FunctionErrors",
        "function",
        "Errors",
        0,
        "A function ended with an error.",
        "What it was doing is tried again; dead letters show what could not be done.",
        "The function's log names the place (`message.failed`). After a release: roll back, then redrive dead letters.",
        within=3,
        of=2,
    ),
    *(
        Alarm(
            name,
            "scheduled",
            metric,
            1,
            f"`{service}` has not run for {lasted}: its schedule is off, or the account runs nothing any more.",
            noticed,
            "EventBridge Scheduler shows whether the schedule is on, `centralita dlq show schedules` what could not be "
            f"called, and the log of `{service}` whether it ends. A deploy sets the schedule up again.",
            services=(service,),
            minutes=minutes,
            within=periods,
            of=periods,
            statistic="SampleCount",
        )
        for name, service, metric, lasted, minutes, periods, noticed in (
            # A queue calls it, too: what its minutes alone count tells them apart.
            ("HoursStill", "hours", "CasesDue", "five minutes", 1, 5, "Nothing that is due is done."),
            ("ReconcileStill", "reconcile", "Invocations", "an hour", 15, 4, "What X did not deliver is not found."),
            ("ReportStill", "report", "Invocations", "three hours", 60, 3, "None; the report stands still."),
            ("ExportStill", "export", "Invocations", "26 hours", 60, 26, "None; analysts miss a day."),
        )
    ),
    Alarm(
        "FunctionThrottles",
        "function",
        "Throttles",
        0,
        "Lambda refused to run a function: the account's concurrency is used up.",
        "Everything comes later.",
        "Raise the account's concurrency quota, or give other workloads a reserved share.",
        within=3,
        of=3,
    ),
)
