"""What each function may do, on what, and why: the one table for the stack, docs/rights.md and the tests.

Every right is given on one named thing and never on a pattern of names, except where AWS knows no resource. A table's
indexes are named one by one. There is no Scan, no `dynamodb:*`, and nothing that lists or changes what is provisioned.
"""

from collections.abc import Mapping
from typing import Final

from infra.cdk.right import CHANGE, CONSUME, READ, REWRITE, SECRET, SEND, TOGETHER, Right, below

_TOKENS: Final = "The tokens that an account gave by OAuth 2.0"
_UNCALLED: Final = Right("dlq:schedules", SEND, "Lambda leaves there a call by the clock that failed")
_ASIDE: Final = "Puts aside with its reason what will never work"
_SETTINGS: Final = "Reads the account's settings"
_KEYS: Final = "Reads the app's keys and the account's token"

RIGHTS: Final[Mapping[str, tuple[Right, ...]]] = {
    "ingest": (
        Right("queue:events", SEND, "Puts each event on the queue; it touches no table"),
        Right("queue:chats", SEND, "Puts what is encrypted on the queue of who has the keys"),
        Right("secrets", SECRET, "Checks signatures and answers the CRC with the apps' secrets"),
    ),
    "chat": (
        Right(
            "table:conversations",
            (*READ, *CHANGE),
            "Keeps a conversation's keys as they came, sealed; it touches no case",
            below("CHAT#*"),
        ),
        Right("table:conversations", ("dynamodb:Query",), "Is the message still there?", below("X#*")),
        Right(
            "table:conversations",
            (*READ, *CHANGE[::2]),
            "Remembers what became of a message's pictures, and forgets it with the message",
            below("MEDIA#*"),
        ),
        Right("media", ("s3:PutObject", "s3:DeleteObject"), "Keeps what a message of a chat shows"),
        Right(
            "table:accounts", ("dynamodb:GetItem", "dynamodb:UpdateItem"), "Reads settings, learns which token X takes"
        ),
        Right("secrets", SECRET, _KEYS),
        Right("user-secrets", SECRET, _TOKENS),
        Right("chat_secret", SECRET, "Opens what came with the account's private keys"),
        Right("queue:chats", CONSUME, "Takes what is encrypted"),
        Right("queue:events", SEND, "Puts it, opened, where every other message goes"),
        Right("dlq:chats", SEND, _ASIDE),
    ),
    "cases": (
        Right(
            "table:conversations",
            (*READ, TOGETHER, *CHANGE),
            "The only writer of cases: one transaction for each event",
        ),
        Right(
            "table:conversations", ("dynamodb:BatchWriteItem",), "The words by which cases are found", below("FIND#*")
        ),
        Right("index:conversations/queue", ("dynamodb:Query",), "How many cases each has, where new ones are shared"),
        Right("table:outbox", (*READ, *CHANGE), "Recognises echoes, takes back what is not wanted any more"),
        Right("table:accounts", READ, _SETTINGS),
        Right("queue:events", CONSUME, "Takes events"),
        Right("queue:events", SEND, "Goes on with a case in a further event"),
        Right("queue:acknowledgements", SEND, "Has an acknowledgement composed"),
        Right("queue:surveys", SEND, "Has a survey composed"),
        Right("queue:lookups", SEND, "Has a brand's own API asked"),
        Right("queue:media", SEND, "Has X asked for what its events leave out"),
        Right("queue:chats", SEND, "Has fetched what a message of a chat shows"),
        Right("media", ("s3:DeleteObject",), "Erases what an erased customer or a deleted message showed"),
        Right("queue:sends", SEND, "Wakes `publish`"),
        Right("queue:wakes", SEND, "Wakes it when an undo delay is over"),
        Right("queue:facts", SEND, "Has others told what happened"),
        Right("dlq:events", SEND, _ASIDE),
    ),
    "media": (
        Right("table:conversations", READ, "Who is not known by name? Is the message still there?"),
        Right(
            "table:conversations",
            CHANGE[::2],
            "Remembers what became of a picture, and posts around a message; it writes no case",
            below("MEDIA#*", "CONTEXT#*", "CONTEXTS#*"),
        ),
        Right("table:outbox", ("dynamodb:UpdateItem",), "Charges what X showed"),
        Right(
            "table:accounts", ("dynamodb:GetItem", "dynamodb:UpdateItem"), "Reads settings, learns which token X takes"
        ),
        Right("secrets", SECRET, _KEYS),
        Right("user-secrets", SECRET, _TOKENS),
        Right("media", ("s3:PutObject", "s3:DeleteObject"), "Keeps what a message shows"),
        Right("queue:media", CONSUME, "Takes what X is to be asked for"),
        Right("queue:events", SEND, "Tells the case who its customer is"),
        Right("dlq:media", SEND, _ASIDE),
    ),
    "hours": (
        _UNCALLED,
        Right("table:conversations", ("dynamodb:GetItem", *CHANGE[::2]), "Goes on with sweeps of open cases"),
        Right("index:conversations/due", ("dynamodb:Query",), "What is due?"),
        Right("index:conversations/queue", ("dynamodb:Query",), "The open cases that a sweep tells of a change"),
        Right(
            "table:outbox",
            (*READ, *CHANGE[::2]),
            "Writes an account's posts and what people decide of them, measures what waits",
        ),
        Right("index:outbox/due", ("dynamodb:Query",), "Which queues may send again?"),
        Right(
            "table:accounts", (*READ, *CHANGE), "Reads settings, keeps what courtesy is due and what became of codes"
        ),
        Right("queue:wakes", CONSUME, "Takes what an undo delay held back"),
        Right("queue:events", SEND, "Tells a case what fell due"),
        Right("queue:sends", SEND, "Wakes `publish`"),
        Right("queue:facts", SEND, "Has others told that an incident began or ended"),
        Right("dlq:wakes", SEND, _ASIDE),
    ),
    "acknowledge": (
        Right("table:conversations", ("dynamodb:GetItem", TOGETHER), "Looks whether it is still wanted"),
        Right(
            "table:outbox", ("dynamodb:GetItem", TOGETHER, "dynamodb:PutItem"), "Writes the acknowledgement to be sent"
        ),
        Right("table:accounts", ("dynamodb:GetItem",), _SETTINGS),
        Right("queue:acknowledgements", CONSUME, "Takes what is to be acknowledged"),
        Right("queue:sends", SEND, "Wakes `publish`"),
        Right("queue:events", SEND, "Tells the case what is not said after all"),
        Right("dlq:acknowledgements", SEND, _ASIDE),
    ),
    "survey": (
        Right("table:conversations", ("dynamodb:GetItem",), "Looks whether it is still wanted"),
        Right("table:outbox", ("dynamodb:PutItem",), "Writes the question to be sent"),
        Right("table:accounts", ("dynamodb:GetItem",), _SETTINGS),
        Right("queue:surveys", CONSUME, "Takes what is to be asked"),
        Right("queue:sends", SEND, "Wakes `publish`"),
        Right("dlq:surveys", SEND, _ASIDE),
    ),
    "selfservice": (
        Right("table:accounts", ("dynamodb:GetItem",), _SETTINGS),
        Right("secrets", SECRET, "Reads the key by which the brand's own API is asked"),
        Right("queue:lookups", CONSUME, "Takes what is to be looked up"),
        Right("queue:events", SEND, "Tells the case what was found; it touches no case itself"),
        Right("dlq:lookups", SEND, _ASIDE),
    ),
    "publish": (
        Right("table:conversations", ("dynamodb:GetItem", TOGETHER), "Looks whether it is still wanted"),
        Right(
            "table:conversations",
            (*READ, *CHANGE),
            "Reads and keeps a conversation's sealed keys; it writes no case",
            below("CHAT#*"),
        ),
        Right("table:outbox", (*READ, TOGETHER, *CHANGE), "Claims, records, keeps the budget"),
        Right(
            "table:accounts",
            (*READ, "dynamodb:PutItem", "dynamodb:UpdateItem"),
            "Reads the account's settings, leaves notices, remembers what X said to replies",
        ),
        Right("secrets", SECRET, _KEYS),
        Right("user-secrets", SECRET, _TOKENS),
        Right("chat_secret", SECRET, "Seals for encrypted chats with the account's private keys"),
        Right("media", ("s3:GetObject",), "Brings X the pictures that people send"),
        Right("media", ("s3:PutObject", "s3:DeleteObject"), "Keeps what was sealed for a chat until X has it"),
        Right("media", ("s3:PutObjectTagging",), "Marks it, so that it goes by itself where a publisher dies"),
        Right("queue:sends", CONSUME, "Takes whose queue is to be sent"),
        Right("queue:events", SEND, "Tells the case what became of a send"),
        Right("dlq:sends", SEND, _ASIDE),
    ),
    "reconcile": (
        _UNCALLED,
        Right("table:conversations", READ, "Which messages are known?"),
        Right(
            "table:conversations",
            ("dynamodb:PutItem",),
            "Lists what saved searches found, and how far complaints spread; it writes no case",
            below("FOUND#*", "FOUNDPOST#*", "FOUNDBY#*", "SPREAD#*"),
        ),
        Right("index:conversations/queue", ("dynamodb:Query",), "The open cases of an account"),
        Right("table:outbox", (*READ, TOGETHER, *CHANGE), "Settles sends that are unclear"),
        Right(
            "table:accounts",
            (*READ, "dynamodb:PutItem", "dynamodb:UpdateItem"),
            "Reads settings, remembers how far it read, is alone with the tokens that it renews",
        ),
        Right("secrets", SECRET, _KEYS),
        Right(
            "user-secrets",
            (*SECRET, "secretsmanager:PutSecretValue"),
            "Renews the tokens that accounts gave by OAuth 2.0: the only function that does",
        ),
        Right("queue:events", SEND, "Brings what X did not deliver"),
        Right("queue:chats", SEND, "Has what stayed shut tried again"),
        Right("queue:facts", SEND, "Has others told that X takes an account's keys no more"),
        Right("queue:sends", SEND, "Wakes `publish`"),
    ),
    "notify": (
        Right(
            "table:conversations",
            READ,
            "Is there still something to do? A fact, to tell it again; the story of a case that is handed over",
        ),
        Right("queue:events", SEND, "Tells a case what became of handing it over"),
        Right(
            "table:conversations",
            ("dynamodb:PutItem",),
            "Keeps a fact beside its case, with which it is erased; it writes no case",
            below("FACT#*"),
        ),
        Right("table:accounts", READ, "Reads settings, and who is told what"),
        Right(
            "table:accounts",
            ("dynamodb:PutItem",),
            "Writes down what became of what is told",
            below("SUBSCRIBERS#*", "DELIVERIES#*"),
        ),
        Right("facts_secret", SECRET, "Signs outgoing webhooks"),
        Right("bus", ("events:PutEvents",), "Puts facts on the bus"),
        Right("topics", ("sns:Publish",), "Publishes notices to the topics that are named for it"),
        Right("queue:facts", CONSUME, "Takes what is to be told"),
        Right("queue:facts", SEND, "Has a delivery tried, and tried again"),
        Right("dlq:facts", SEND, _ASIDE),
    ),
    "hours_page": (Right("table:accounts", ("dynamodb:Query",), "Reads the hours of the account that is asked for"),),
    "desk": (
        Right("table:conversations", (*READ, TOGETHER), "Shows cases and finds them; it writes none"),
        Right("index:conversations/queue", ("dynamodb:Query",), "Shows the queue"),
        Right(
            "table:conversations",
            ("dynamodb:PutItem",),
            "A sweep tells open cases of a change; files and texts wait to be sent, found posts are set aside. All lie "
            "beside the cases",
            below("SWEEP#*", "MEDIA#*", "DRAFT#*", "FOUND#*", "FOUNDPOST#*"),
        ),
        Right(
            "table:conversations",
            ("dynamodb:DeleteItem",),
            "Drops a file or a text that is not to be sent after all, and moves a found post",
            below("MEDIA#*", "DRAFT#*", "FOUND#*"),
        ),
        Right("table:outbox", (*READ, TOGETHER), "Shows what is to be sent and what was spent"),
        Right("table:accounts", (*READ, *CHANGE), "Settings, people, sessions, gifts, the audit trail"),
        Right("queue:events", SEND, "Puts what an agent did where everything else goes"),
        Right("queue:chats", SEND, "Has a customer of an encrypted chat see that somebody looks or writes"),
        Right("queue:media", SEND, "Has a picture fetched again"),
        Right("queue:facts", SEND, "Has a subscriber tried, or told again"),
        Right("facts_secret", SECRET, "Shows a supervisor the secret of the webhook that they add"),
        Right("media", ("s3:GetObject",), "Shows what a message shows to people with access to its account"),
        Right("media", ("s3:PutObject", "s3:DeleteObject"), "Keeps the files that people are about to send"),
        Right("media", ("s3:PutObjectTagging",), "Marks what is not sent yet, which soon goes by itself"),
        Right("media", ("s3:ListMultipartUploadParts",), "Which parts of a large video are there"),
        Right("function:report", ("lambda:InvokeFunction",), "A supervisor may have the report added up at once"),
        Right(
            "function:erase",
            ("lambda:InvokeFunction",),
            "A supervisor may erase a customer, also where the desk does not reach",
        ),
        Right("queues", ("sqs:GetQueueAttributes",), "The health page: how much lies where"),
        Right(
            "secrets",
            ("secretsmanager:DescribeSecret", *SECRET),
            "When keys changed last; the app's OAuth 2.0 client, by which a supervisor connects an account",
        ),
        Right(
            "user-secrets",
            (
                *SECRET,
                "secretsmanager:CreateSecret",
                "secretsmanager:PutSecretValue",
                "secretsmanager:DeleteSecret",
            ),
            "Keeps and takes back the tokens of an account that a supervisor connects",
        ),
        Right(
            "*", ("cloudwatch:GetMetricData",), "Ages of queues: CloudWatch alone knows them, and knows no resources"
        ),
    ),
    "report": (
        _UNCALLED,
        Right("table:conversations", ("dynamodb:Query",), "What was counted on a day"),
        Right("table:outbox", ("dynamodb:Query",), "What was spent on a day"),
        Right("table:accounts", (*READ, "dynamodb:PutItem"), "Reads settings, writes the days of the report"),
        Right("objects:summaries", ("s3:PutObject",), "Leaves the page of a month as a file"),
    ),
    "erase": (
        _UNCALLED,
        Right("table:conversations", READ, "Waits until the tables have forgotten a customer; learns anew without"),
        Right(
            "table:accounts",
            (*READ, *CHANGE),
            "Takes the id out of the trail and of gifts, what was learned; keeps the receipt",
        ),
        Right(
            "bucket",
            ("s3:ListBucket",),
            "Finds the files of an account's days",
            {"StringLike": {"s3:prefix": ["cases/account_id=*", "messages/account_id=*", "results/*"]}},
        ),
        Right("objects:cases", REWRITE, "Writes the files of a day without the customer's rows"),
        Right("objects:messages", REWRITE, "Writes the files of a day without the customer's rows"),
        Right("results", ("s3:DeleteObject",), "Drops results of analysts' queries, which may hold any row"),
        Right(
            "dlqs",
            ("sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:ChangeMessageVisibility"),
            "Takes away dead letters of the customer and leaves the others",
        ),
    ),
    "export": (
        _UNCALLED,
        Right("table:conversations", READ, "The cases and messages of a day"),
        Right(
            "table:accounts",
            (*READ, "dynamodb:PutItem", "dynamodb:UpdateItem"),
            "Reads settings, keeps what triage learned from people's corrections",
        ),
        Right("objects:cases", ("s3:PutObject", "s3:DeleteObject"), "Writes the files of a day anew"),
        Right("objects:messages", ("s3:PutObject", "s3:DeleteObject"), "Writes the files of a day anew"),
    ),
}


def with_log(name: str) -> tuple[Right, ...]:
    """A function's rights with that of every function: to write its own log, and no other."""
    log = Right(f"log:{name}", ("logs:CreateLogStream", "logs:PutLogEvents"), "Writes its own log")
    return (*RIGHTS[name], log)


def mail(sender: str) -> Right:
    """What `report` and `notify` may besides where the operator named `mail_sender`."""
    return Right(
        "identities",
        ("ses:SendEmail",),
        "Sends a month's page, or notices, from the one address; SES asks for the identity, the address or its domain",
        {"StringEquals": {"ses:FromAddress": sender}},
    )
