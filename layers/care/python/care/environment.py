"""What each function reads from its environment.

The stack builds a function's environment from the same class (`care.variables`), so a name that is missing or misspelt
fails at synth and never at three in the morning. Every function starts with this module.
"""

from care.variables import Environment

RETENTION_DAYS = 395  # 13 months: how long personal data is kept unless the operator chose otherwise


class IngestEnvironment(Environment):
    """Environment of `ingest`: it answers X and writes to one queue, and touches no table."""

    events_queue_url: str
    chats_queue_url: str
    app_secrets: str
    """JSON: the ARN of each X app's secret by the app's name; read it with `apps_of`."""


class XEnvironment(Environment):
    """What a function reads that asks X as an account (`care.x.accounts.x_accounts_of`)."""

    accounts_table: str
    app_secrets: str
    """JSON: the ARN of each X app's secret by the app's name; read it with `apps_of`."""
    grants_prefix: str = ""
    """How the names of the secrets begin that hold the tokens which accounts gave by OAuth 2.0."""
    x_base_url: str = "https://api.x.com"


class ChatEnvironment(XEnvironment):
    """Environment of `chat`, which opens encrypted messages."""

    conversations_table: str
    source_queue_url: str
    events_queue_url: str
    chat_secret: str
    """The ARN of the secret with the accounts' private keys."""
    media_bucket: str
    dlq_url: str
    data_retention_days: int = RETENTION_DAYS
    """For how long a conversation's sealed keys are kept after they came."""


class MediaEnvironment(XEnvironment):
    """Environment of `media`, which asks X for what its events leave out."""

    conversations_table: str
    outbox_table: str
    media_bucket: str
    source_queue_url: str
    events_queue_url: str
    dlq_url: str
    data_retention_days: int = RETENTION_DAYS
    """For how long what became of a picture is kept; the bucket keeps its bytes as long."""
    local_media_url: str = ""
    """Where the local run has X's hosts of pictures. A deployed stack refuses to be built with it."""


class CasesEnvironment(Environment):
    """Environment of `cases`."""

    conversations_table: str
    outbox_table: str
    accounts_table: str
    events_queue_url: str
    events_dlq_url: str
    acknowledgements_queue_url: str
    surveys_queue_url: str
    lookups_queue_url: str
    media_queue_url: str
    chats_queue_url: str
    media_bucket: str
    sends_queue_url: str
    wakes_queue_url: str
    facts_queue_url: str
    data_retention_days: int = RETENTION_DAYS
    """For how long cases, their messages and customers are kept after they were written last."""


class HoursEnvironment(Environment):
    """Environment of `hours`."""

    conversations_table: str
    outbox_table: str
    accounts_table: str
    events_queue_url: str
    sends_queue_url: str
    wakes_queue_url: str
    wakes_dlq_url: str
    facts_queue_url: str
    data_retention_days: int = RETENTION_DAYS


class NotifyEnvironment(Environment):
    """Environment of `notify`, which tells others what happened."""

    conversations_table: str
    accounts_table: str
    source_queue_url: str
    dlq_url: str
    events_queue_url: str
    """Where a case hears what became of handing it over."""
    bus: str
    """The name of the bus on which facts are put."""
    facts_secret: str
    """The ARN of the secret of which the secrets of outgoing webhooks are made."""
    desk_url: str = ""
    """Where people reach the desk: what notices lead to."""
    mail_sender: str = ""
    """The address that notices are sent from by SES; without it nobody is told by mail."""
    local_brand_url: str = ""
    """Where hosts under .example are asked. Set by the local run alone; no deployed stack can be built with it."""


class HoursPageEnvironment(Environment):
    """Environment of `hours_page`: it shows what is public, and reads one table."""

    accounts_table: str
    public_url: str = ""
    """Where the pages are reached, as https://help.example; without it, by the name of the HTTP API's own domain."""


class ReportEnvironment(Environment):
    """Environment of `report`, which adds up what was counted and makes a page of each month."""

    conversations_table: str
    outbox_table: str
    accounts_table: str
    bucket: str
    mail_sender: str = ""
    """The address that monthly pages are sent from by SES; without it they are files in the bucket."""


class ExportEnvironment(Environment):
    """Environment of `export`, which writes files for analysts, and learns from what people corrected."""

    conversations_table: str
    accounts_table: str
    bucket: str
    data_retention_days: int = RETENTION_DAYS


class EraseEnvironment(Environment):
    """Environment of `erase`, which clears what is kept of a customer outside of the tables."""

    conversations_table: str
    accounts_table: str
    bucket: str
    dead_letters: str
    """JSON: the URLs of the dead-letter queues by their names."""
    data_retention_days: int = RETENTION_DAYS


class DeskEnvironment(Environment):
    """Environment of `desk`: the pages of agents and supervisors. Without Cognito's values nobody can sign in."""

    conversations_table: str
    outbox_table: str
    accounts_table: str
    events_queue_url: str
    chats_queue_url: str
    media_queue_url: str
    media_bucket: str
    report_function: str
    """The function that adds the report up, which a supervisor may ask for at once."""
    erase_function: str
    """The function that clears what is kept of a customer where the desk does not reach."""
    app_secrets: str
    """JSON: the ARN of each X app's secret by the app's name; the desk reads when they changed, and no value."""
    facts_queue_url: str
    facts_secret: str
    """The ARN of the secret of which the secrets of outgoing webhooks are made."""
    watched_queues: str
    """JSON: the URLs of the queues by their names, for the operator's health page."""
    stage: str
    release: str
    public_url: str = ""
    """Where people reach the desk, if not by the name of the HTTP API's own domain."""
    x_base_url: str = "https://api.x.com"
    local_media_url: str = ""
    grants_prefix: str = ""
    """How the names of the secrets begin that hold the tokens which accounts gave by OAuth 2.0."""
    data_retention_days: int = RETENTION_DAYS
    """For how long the audit trail is kept."""
    login_url: str = ""
    """Cognito's managed login: https://<domain>."""
    login_issuer: str = ""
    login_client_id: str = ""
    local_people: str = ""
    """Set by the local run alone: demo people sign in without Cognito. A deployed stack refuses to be built with it."""


class AcknowledgeEnvironment(Environment):
    """Environment of `acknowledge`."""

    conversations_table: str
    outbox_table: str
    accounts_table: str
    source_queue_url: str
    sends_queue_url: str
    events_queue_url: str
    dlq_url: str


class SurveyEnvironment(Environment):
    """Environment of `survey`."""

    conversations_table: str
    outbox_table: str
    accounts_table: str
    source_queue_url: str
    sends_queue_url: str
    dlq_url: str


class SelfServiceEnvironment(Environment):
    """Environment of `selfservice`: it asks strangers' servers, so it may read settings and keys and touch no case."""

    accounts_table: str
    source_queue_url: str
    events_queue_url: str
    app_secrets: str
    dlq_url: str
    local_brand_url: str = ""
    """Where hosts under .example are asked. Set by the local run alone; no deployed stack can be built with it."""


class PublishEnvironment(XEnvironment):
    """Environment of `publish`, the only function that writes to X."""

    conversations_table: str
    outbox_table: str
    source_queue_url: str
    events_queue_url: str
    chat_secret: str
    """The ARN of the secret with the accounts' private keys of encrypted chats."""
    media_bucket: str
    dlq_url: str
    data_retention_days: int = RETENTION_DAYS
    """For how long a conversation's sealed keys are kept after they came."""


class ReconcileEnvironment(XEnvironment):
    """Environment of `reconcile`, which asks X for what did not come by itself."""

    conversations_table: str
    outbox_table: str
    events_queue_url: str
    chats_queue_url: str
    sends_queue_url: str
    facts_queue_url: str
    webhook_urls: str
    """The addresses, separated by blanks, by which X may know the main app's webhook; another app's end in its name."""
