"""What each function may do at AWS, written down a second time: one right more or less is looked at by a person here.

`infra.cdk.rights` makes the stack's roles, so it cannot say whether they are right. A line is what something is done
to, the actions of its service, and in braces the beginnings of the keys that it is confined to.
"""

import pytest
from infra.cdk.right import Right, of_the_key
from infra.cdk.rights import RIGHTS, mail, with_log

_FED = "ChangeMessageVisibility DeleteMessage GetQueueAttributes ReceiveMessage"
MAY = {
    "ingest": """
        queue:chats: SendMessage
        queue:events: SendMessage
        secrets: GetSecretValue
    """,
    "chat": """
        chat_secret: GetSecretValue
        dlq:chats: SendMessage
        media: DeleteObject PutObject
        queue:chats: (is fed)
        queue:events: SendMessage
        secrets: GetSecretValue
        table:accounts: GetItem UpdateItem
        table:conversations: DeleteItem GetItem PutItem Query UpdateItem {CHAT#*}
        table:conversations: DeleteItem GetItem PutItem Query {MEDIA#*}
        table:conversations: Query {X#*}
        user-secrets: GetSecretValue
    """,
    "cases": """
        dlq:events: SendMessage
        index:conversations/queue: Query
        media: DeleteObject
        queue:acknowledgements: SendMessage
        queue:chats: SendMessage
        queue:events: (is fed)
        queue:events: SendMessage
        queue:facts: SendMessage
        queue:lookups: SendMessage
        queue:media: SendMessage
        queue:sends: SendMessage
        queue:surveys: SendMessage
        queue:wakes: SendMessage
        table:accounts: GetItem Query
        table:conversations: BatchGetItem DeleteItem GetItem PutItem Query UpdateItem
        table:conversations: BatchWriteItem {FIND#*}
        table:outbox: DeleteItem GetItem PutItem Query UpdateItem
    """,
    "media": """
        dlq:media: SendMessage
        media: DeleteObject PutObject
        queue:events: SendMessage
        queue:media: (is fed)
        secrets: GetSecretValue
        table:accounts: GetItem UpdateItem
        table:conversations: DeleteItem PutItem {MEDIA#* CONTEXT#* CONTEXTS#*}
        table:conversations: GetItem Query
        table:outbox: UpdateItem
        user-secrets: GetSecretValue
    """,
    "hours": """
        dlq:schedules: SendMessage
        dlq:wakes: SendMessage
        index:conversations/due: Query
        index:conversations/queue: Query
        index:outbox/due: Query
        queue:events: SendMessage
        queue:facts: SendMessage
        queue:sends: SendMessage
        queue:wakes: (is fed)
        table:accounts: DeleteItem GetItem PutItem Query UpdateItem
        table:conversations: DeleteItem GetItem PutItem
        table:outbox: DeleteItem GetItem PutItem Query
    """,
    "acknowledge": """
        dlq:acknowledgements: SendMessage
        queue:acknowledgements: (is fed)
        queue:events: SendMessage
        queue:sends: SendMessage
        table:accounts: GetItem
        table:conversations: BatchGetItem GetItem
        table:outbox: BatchGetItem GetItem PutItem
    """,
    "survey": """
        dlq:surveys: SendMessage
        queue:sends: SendMessage
        queue:surveys: (is fed)
        table:accounts: GetItem
        table:conversations: GetItem
        table:outbox: PutItem
    """,
    "selfservice": """
        dlq:lookups: SendMessage
        queue:events: SendMessage
        queue:lookups: (is fed)
        secrets: GetSecretValue
        table:accounts: GetItem
    """,
    "publish": """
        chat_secret: GetSecretValue
        dlq:sends: SendMessage
        media: DeleteObject PutObject
        media: GetObject
        media: PutObjectTagging
        queue:events: SendMessage
        queue:sends: (is fed)
        secrets: GetSecretValue
        table:accounts: GetItem PutItem Query UpdateItem
        table:conversations: BatchGetItem GetItem
        table:conversations: DeleteItem GetItem PutItem Query UpdateItem {CHAT#*}
        table:outbox: BatchGetItem DeleteItem GetItem PutItem Query UpdateItem
        user-secrets: GetSecretValue
    """,
    "reconcile": """
        dlq:schedules: SendMessage
        index:conversations/queue: Query
        queue:chats: SendMessage
        queue:events: SendMessage
        queue:facts: SendMessage
        queue:sends: SendMessage
        secrets: GetSecretValue
        table:accounts: GetItem PutItem Query UpdateItem
        table:conversations: GetItem Query
        table:conversations: PutItem {FOUND#* FOUNDPOST#* FOUNDBY#* SPREAD#*}
        table:outbox: BatchGetItem DeleteItem GetItem PutItem Query UpdateItem
        user-secrets: GetSecretValue PutSecretValue
    """,
    "notify": """
        bus: PutEvents
        dlq:facts: SendMessage
        facts_secret: GetSecretValue
        queue:events: SendMessage
        queue:facts: (is fed)
        queue:facts: SendMessage
        table:accounts: GetItem Query
        table:accounts: PutItem {SUBSCRIBERS#* DELIVERIES#*}
        table:conversations: GetItem Query
        table:conversations: PutItem {FACT#*}
        topics: Publish
    """,
    "hours_page": """
        table:accounts: Query
    """,
    "desk": """
        *: GetMetricData
        facts_secret: GetSecretValue
        function:erase: InvokeFunction
        function:report: InvokeFunction
        index:conversations/queue: Query
        media: DeleteObject PutObject
        media: GetObject
        media: ListMultipartUploadParts
        media: PutObjectTagging
        queue:chats: SendMessage
        queue:events: SendMessage
        queue:facts: SendMessage
        queue:media: SendMessage
        queues: GetQueueAttributes
        secrets: DescribeSecret GetSecretValue
        table:accounts: DeleteItem GetItem PutItem Query UpdateItem
        table:conversations: BatchGetItem GetItem Query
        table:conversations: DeleteItem {MEDIA#* DRAFT#* FOUND#*}
        table:conversations: PutItem {SWEEP#* MEDIA#* DRAFT#* FOUND#* FOUNDPOST#*}
        table:outbox: BatchGetItem GetItem Query
        user-secrets: CreateSecret DeleteSecret GetSecretValue PutSecretValue
    """,
    "report": """
        dlq:schedules: SendMessage
        objects:summaries: PutObject
        table:accounts: GetItem PutItem Query
        table:conversations: Query
        table:outbox: Query
    """,
    "erase": """
        bucket: ListBucket {cases/account_id=* messages/account_id=* results/*}
        dlq:schedules: SendMessage
        dlqs: ChangeMessageVisibility DeleteMessage ReceiveMessage
        objects:cases: DeleteObject GetObject PutObject
        objects:messages: DeleteObject GetObject PutObject
        results: DeleteObject
        table:accounts: DeleteItem GetItem PutItem Query UpdateItem
        table:conversations: GetItem Query
    """,
    "export": """
        dlq:schedules: SendMessage
        objects:cases: DeleteObject PutObject
        objects:messages: DeleteObject PutObject
        table:accounts: GetItem PutItem Query UpdateItem
        table:conversations: GetItem Query
    """,
}


def told(right: Right) -> str:
    """A right as a line of the table."""
    actions = " ".join(sorted(action.partition(":")[2] for action in right.actions))
    only = (values for keys in right.only.values() for values in keys.values())
    confined = "".join(f" {{{values if isinstance(values, str) else ' '.join(values)}}}" for values in only)
    return f"{right.on}: {actions.replace(_FED, '(is fed)')}{confined}"


@pytest.mark.parametrize("name", sorted(RIGHTS))
def test_a_function_may_do_this_and_nothing_else(name: str):
    assert sorted(map(told, RIGHTS[name])) == [line.strip() for line in MAY[name].strip().splitlines()]


def test_no_function_has_a_right_that_nobody_should_have():
    actions = {action for rights in RIGHTS.values() for right in rights for action in right.actions}
    assert not [one for one in actions if "*" in one or one.endswith((":Scan", ":PurgeQueue", ":PassRole"))]
    assert {one.partition(":")[0] for one in actions} == {
        *("cloudwatch", "dynamodb", "events", "lambda", "s3", "secretsmanager", "sns", "sqs"),
    }


def test_only_who_must_reaches_what_hurts_most():
    def who(on: str, action: str) -> set[str]:
        return {
            name for name, rights in RIGHTS.items() for one in rights if one.on.startswith(on) and action in one.actions
        }

    # Who can write to X in an account's name, open its chats, throw its secrets away, or read everything in the files.
    assert who("secrets", "secretsmanager:PutSecretValue") == set()
    assert who("user-secrets", "secretsmanager:DeleteSecret") == {"desk"}
    assert who("chat_secret", "secretsmanager:GetSecretValue") == {"chat", "publish"}
    assert who("objects", "s3:GetObject") == {"erase"}
    assert who("queue:sends", "sqs:ReceiveMessage") == {"publish"}
    assert who("table", "dynamodb:PutItem").isdisjoint({"ingest", "hours_page", "selfservice"})
    assert who("table", "dynamodb:GetItem").isdisjoint({"ingest"})
    assert who("function", "lambda:InvokeFunction") == {"desk"}


def test_a_function_writes_its_own_log_and_no_others_besides_what_it_may():
    rights = with_log("survey")
    assert rights[:-1] == RIGHTS["survey"]
    assert told(rights[-1]) == "log:survey: CreateLogStream PutLogEvents"


def test_mails_go_from_the_one_address_alone():
    right = mail("care@shop.example")
    assert told(right) == "identities: SendEmail {care@shop.example}"
    assert right.only == {"StringEquals": {"ses:FromAddress": "care@shop.example"}}


READS = "Decrypt DescribeKey"
CHANGES = "Decrypt DescribeKey Encrypt GenerateDataKey ReEncryptFrom ReEncryptTo"


@pytest.mark.parametrize(
    ("on", "action", "needed"),
    [
        *(("table:accounts", f"dynamodb:{one}", READS) for one in ("GetItem", "Query")),
        *(("table:accounts", f"dynamodb:{one}", CHANGES) for one in ("PutItem", "UpdateItem", "DeleteItem")),
        ("queue:events", "sqs:SendMessage", "Decrypt GenerateDataKey"),
        ("queue:events", "sqs:ReceiveMessage", "Decrypt"),
        ("secrets", "secretsmanager:GetSecretValue", "Decrypt"),
        ("user-secrets", "secretsmanager:PutSecretValue", "Decrypt GenerateDataKey"),
        ("media", "s3:GetObject", "Decrypt"),
        ("media", "s3:PutObject", "Decrypt GenerateDataKey"),
        ("media", "s3:DeleteObject", ""),
        ("function:report", "lambda:InvokeFunction", ""),
    ],
)
def test_of_the_stacks_own_key_nobody_may_more_than_what_they_do_there_needs(on: str, action: str, needed: str):
    service = action.partition(":")[0]
    wanted = [f"key: {needed} {{{service}}}"] if needed else []
    assert [told(one) for one in of_the_key((Right(on, (action,), "x"),))] == wanted


def test_the_key_is_used_through_each_service_by_itself_and_for_all_that_is_done_there():
    rights = (
        Right("queue:events", ("sqs:SendMessage",), "x"),
        Right("table:accounts", ("dynamodb:GetItem",), "x"),
        Right("queue:sends", ("sqs:ReceiveMessage",), "x"),
    )
    assert [told(one) for one in of_the_key(rights)] == [
        f"key: {READS} {{dynamodb}}",
        "key: Decrypt GenerateDataKey {sqs}",
    ]
