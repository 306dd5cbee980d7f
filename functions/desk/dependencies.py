"""What the pages reach: settings, tables, the queue of events. Made once, when the function starts."""

from aws_lambda_powertools import Logger, Metrics

from care import aws
from care.accounts import Accounts
from care.audit import Audit
from care.budget.store import Budget
from care.conversations import Conversations
from care.desk.answering import AnsweringNow
from care.desk.queue import Queue
from care.outbox.store import Outbox
from care.pausing import Withheld
from care.people.sessions import Sessions
from care.people.store import People
from care.reconcile.remembered import Remembered
from care.report.store import Reports
from care.settings import DeskSettings
from care.sweeps import Sweeps

settings = DeskSettings.read()
logger = Logger()
metrics = Metrics()
sqs = aws.client("sqs")
_dynamodb = aws.client("dynamodb")
conversations = Conversations(_dynamodb, settings.conversations_table)
queue = Queue(_dynamodb, settings.conversations_table)
outbox = Outbox(_dynamodb, settings.outbox_table)
budget = Budget(_dynamodb, settings.outbox_table)
accounts = Accounts(_dynamodb, settings.accounts_table)
people = People(_dynamodb, settings.accounts_table)
sessions = Sessions(_dynamodb, settings.accounts_table)
answering = AnsweringNow(_dynamodb, settings.accounts_table)
withheld = Withheld(_dynamodb, settings.outbox_table)
audit = Audit(_dynamodb, settings.accounts_table, settings.data_retention_days)
sweeps = Sweeps(_dynamodb, settings.conversations_table)
reports = Reports(_dynamodb, settings.conversations_table, settings.accounts_table)
remembered = Remembered(_dynamodb, settings.accounts_table)
