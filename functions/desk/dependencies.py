"""What the pages use: settings, tables, the queue of events. Made once, when the function starts."""

from functools import cache
from typing import Any

from aws_lambda_powertools import Logger, Metrics

from care import aws, late
from care.environment import DeskEnvironment
from care.tables.accounts import Accounts
from care.tables.allowances import Allowances
from care.tables.audit import Audit
from care.tables.budget import Budget
from care.tables.context import Around
from care.tables.conversations import Conversations
from care.tables.deliveries import Deliveries
from care.tables.drafts import Drafts
from care.tables.erasures import Erasures
from care.tables.fanout import Sweeps
from care.tables.finds import Finds
from care.tables.gift_pools import Pools
from care.tables.gifts import Gifts
from care.tables.grants import Grants
from care.tables.here import Here
from care.tables.joining import Joining
from care.tables.kill_switch import Withheld
from care.tables.matters import Matters
from care.tables.media import KeptFiles
from care.tables.outbox import Outbox
from care.tables.own_posts import OwnPosts
from care.tables.people import People
from care.tables.presence import AnsweringNow
from care.tables.queue import Queue
from care.tables.reconcile_memory import Remembered
from care.tables.reply_uses import ReplyUses
from care.tables.reports import Reports
from care.tables.search import Search
from care.tables.search_index import SearchIndex
from care.tables.searches import Searches
from care.tables.sessions import Sessions
from care.tables.setup import SetupMarks
from care.tables.spam import SpamPlaces
from care.tables.spreads import Spreads
from care.tables.subscribers import Subscribers
from care.tables.tags import TagsInUse
from care.tables.teaching import Teaching

settings = DeskEnvironment.read()
logger = Logger()
metrics = Metrics()
sqs = aws.client("sqs")
dynamodb = aws.client("dynamodb")
conversations = Conversations(dynamodb, settings.conversations_table)
_s3 = late.late(lambda: aws.client("s3"))
files = KeptFiles(dynamodb, settings.conversations_table, _s3, settings.media_bucket, settings.data_retention_days)
joining = Joining(_s3, settings.media_bucket, files)
around = Around(dynamodb, settings.conversations_table)
queue = Queue(dynamodb, settings.conversations_table)
drafts = Drafts(dynamodb, settings.conversations_table)
matters = Matters(dynamodb, settings.conversations_table)
reply_uses = ReplyUses(dynamodb, settings.accounts_table)
tags_in_use = TagsInUse(dynamodb, settings.accounts_table)
search = Search(dynamodb, settings.conversations_table)
outbox = Outbox(dynamodb, settings.outbox_table)
budget = Budget(dynamodb, settings.outbox_table)
accounts = Accounts(dynamodb, settings.accounts_table)
allowances = Allowances(dynamodb, settings.accounts_table)
people = People(dynamodb, settings.accounts_table)
sessions = Sessions(dynamodb, settings.accounts_table)
here = Here(dynamodb, settings.accounts_table)
answering = AnsweringNow(dynamodb, settings.accounts_table)
withheld = Withheld(dynamodb, settings.outbox_table)
audit = Audit(dynamodb, settings.accounts_table, settings.data_retention_days)
setup_marks = SetupMarks(dynamodb, settings.accounts_table)
sweeps = Sweeps(dynamodb, settings.conversations_table)
reports = Reports(dynamodb, settings.conversations_table, settings.accounts_table)
remembered = Remembered(dynamodb, settings.accounts_table)
teaching = Teaching(dynamodb, settings.conversations_table, settings.accounts_table, settings.data_retention_days)
search_index = SearchIndex(dynamodb, settings.conversations_table, settings.data_retention_days)
spam = SpamPlaces(dynamodb, settings.conversations_table, settings.data_retention_days)
subscribers = Subscribers(dynamodb, settings.accounts_table)
deliveries = Deliveries(dynamodb, settings.conversations_table, settings.accounts_table)
erasures = Erasures(dynamodb, settings.accounts_table, settings.data_retention_days)
finds = Finds(dynamodb, settings.conversations_table)
searches = Searches(dynamodb, settings.accounts_table)
spreads = Spreads(dynamodb, settings.conversations_table)
own_posts = OwnPosts(dynamodb, settings.accounts_table)
pools = Pools(dynamodb, settings.accounts_table)
gifts = Gifts(dynamodb, settings.accounts_table, settings.data_retention_days)
grants = Grants(dynamodb, settings.accounts_table)


@cache
def facts_key() -> bytes:
    """Of which the secrets of outgoing webhooks are made."""
    return aws.client("secretsmanager").get_secret_value(SecretId=settings.facts_secret)["SecretString"].encode()


@cache
def lambdas() -> Any:
    """By which the desk calls other functions; few pages do."""
    return aws.client("lambda")
