"""All alarms: one table for the stack, the runbook (`docs/runbook.md`) and the tests.

Here are those of our own work and of AWS; those between us and X stand in `infra.cdk.alarms_of_x`.
"""

from typing import Final

from infra.cdk.alarm import Alarm
from infra.cdk.alarms_of_x import OF_X

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
        "SubscriberPaused",
        "own",
        "SubscriberPaused",
        0,
        "Somebody who is told of facts was paused: their server answered 410, or nothing arrived there for three days.",
        "None. A system or a person outside hears nothing of the account until somebody resumes it.",
        "The log of `notify` (`delivery.failed`) names the account, the subscriber and the status; "
        "`centralita subscribers list ACCOUNT` says who is paused and why. Have the address mended (a new one: "
        "`subscribers add` under the same name), then `centralita subscribers resume ACCOUNT NAME`, `test`, and "
        "`replay` for what was missed. Who is not needed any more: `subscribers remove`.",
        services=("notify",),
    ),
    Alarm(
        "SecretUnreadable",
        "own",
        "SecretUnreadable",
        0,
        "An app's secret is not the JSON that is expected, or cannot be read.",
        "Nothing yet: functions go on with the last value that they read. Those that start anew refuse what X "
        "delivers, and send nothing.",
        "`centralita doctor` says what is wrong in it. Secrets Manager keeps the version before (stage AWSPREVIOUS): "
        "put it back, or correct it; docs/deploying.md says what it holds. Only one that is empty is filled by "
        "`centralita connect ACCOUNT`, which writes over none that holds what other accounts need.",
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
        "SurveysNotSent",
        "own",
        "SurveyNotSent",
        5,
        "More than five surveys could not be sent in an hour.",
        "They are not asked. Nothing else.",
        "`centralita outbox list ACCOUNT --state refused` has X's reasons; what is unclear stands in it without "
        "`--state`. If it is one reason for all, switch surveys off in the settings (`survey.enabled`) and mend it.",
        services=("publish",),
        minutes=60,
    ),
    Alarm(
        "SendUnconfirmed",
        "own",
        "UnconfirmedOld",
        0,
        "A send may or may not have been done: no answer came after the request had left.",
        "One customer waits for a message that may be there.",
        "Its echo or `reconcile` settles it within a quarter of an hour. What is left: `centralita outbox list "
        "ACCOUNT`, look in X, and settle it on the desk's Decisions page or with `centralita outbox decide ITEM "
        "VERDICT`.",
        services=("reconcile",),
        minutes=15,
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
        "Raise `budget.month_dollars`, or approve what matters at the desk until the month ends. A reply that waits "
        "already goes on waiting for that word: `centralita outbox list ACCOUNT` shows it, `centralita cases approve "
        "CASE ITEM` lets it go; what is automatic goes on within five minutes. Each limit of a month is told once.",
        services=("publish",),
    ),
    Alarm(
        "SettingsUnreadable",
        "own",
        "SettingsUnreadable",
        0,
        "The stored settings of an account cannot be read: a newer release wrote them.",
        "Its messages wait and come to the dead letters after ten tries; the other accounts go on.",
        "`centralita doctor` names the account. Deploy the release that wrote them, or `centralita accounts push FILE` "
        "with its settings; then `centralita dlq redrive QUEUE` for what waited too long.",
        services=("reconcile",),
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
        "The function's log names the place: Lambda's own line says how it ended (time, memory, its start, an error); "
        "`message.failed` names messages that failed alone. After a release: roll back, then `centralita dlq list` and "
        "`centralita dlq redrive QUEUE`.",
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
    *OF_X,
)
