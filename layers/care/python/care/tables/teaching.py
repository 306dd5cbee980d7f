"""What triage learned from people's corrections: versions in the accounts table, examples from the conversations.

| what | pk | sk |
|---|---|---|
| a version | `ACCOUNT#<account>` | `TAUGHT#<number>` |
| what came of the last night | `ACCOUNT#<account>` | `TAUGHT` |
| what is in use | `ACCOUNTS` | `<account>`, attribute `taught` (`care.tables.accounts`) |

A version goes when its time is over (TTL), as what it was learned from does. What is in use stays until it is replaced.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import cast

from care.aws import DynamoDBClient
from care.environment import RETENTION_DAYS
from care.model.account import Account
from care.model.case import Case
from care.model.months import month_of, months_before
from care.model.teaching import Correction, InUse, LastNight, RaisedWords, TaughtWords, Version
from care.report.rows import digest
from care.tables.accounts import Accounts
from care.tables.attributes import Item, attributes_of, expires, item_of, values_of
from care.tables.conversations import Conversations
from care.tables.reports import Reports
from care.triage.rules import compiled
from care.triage.taught import decoded, encoded, shipped_as
from care.triage.teaching import MOST_EXAMPLES, Example, Lesson, learn
from care.triage.teaching_urgency import UrgencyLesson, learn_urgency
from care.triage.verdict import RuleTopic

_MONTHS = 6
_DAYS = 14  # in which cases are looked for whose topic people left as it was
MOST_LEFT = 150


@dataclass(frozen=True, slots=True)
class _Label:
    case_id: str
    customer: str
    correction: Correction


class Teaching:
    """Learns for an account and keeps what was learned."""

    def __init__(
        self,
        dynamodb: DynamoDBClient,
        conversations_table: str,
        accounts_table: str,
        kept_days: int = RETENTION_DAYS,
    ) -> None:
        self._dynamodb = dynamodb
        self._table = accounts_table
        self._accounts = Accounts(dynamodb, accounts_table)
        self._conversations = Conversations(dynamodb, conversations_table)
        self._reports = Reports(dynamodb, conversations_table, accounts_table)
        self._kept = timedelta(days=kept_days)

    def night(self, account_id: str, now: datetime) -> LastNight | None:
        """Learn from what people corrected, and use it if it is better; None where there is nothing new to learn from.

        What a person holds stays in use, and nothing is learned where the settings say so.
        """
        account = self._accounts.fresh(account_id)
        if not account.learning.enabled or account.taught.held:
            return None
        labels = self._labels(account_id, now)
        newest = max((one.correction.at for one in labels), default=None)
        last = self.last(account_id)
        if newest is None or (last is not None and (last.newest, last.model) == (newest, shipped_as())):
            return None
        examples = list(self._examples(account_id, labels, now))
        lesson = learn(examples, compiled(account.triage, account.taught.weights))
        topics = lesson.weights if lesson.judged == "better" else account.taught.weights
        levels = learn_urgency(examples, compiled(account.triage, _beside(topics, account.taught.weights)))
        told = LastNight(
            at=now,
            judged=lesson.judged,
            corrections=lesson.corrections,
            asked=lesson.asked,
            right=lesson.right,
            right_before=lesson.right_before,
            urgency_judged=levels.judged,
            urgency_corrections=levels.corrections,
            levels_off=levels.off,
            levels_off_before=levels.off_before,
            newest=newest,
            model=shipped_as(),
        )
        if "better" in {lesson.judged, levels.judged}:
            self._keep(account, lesson, levels, now)
        self._put(account_id, "TAUGHT", told, now)
        return told

    def last(self, account_id: str) -> LastNight | None:
        """What came of the last time that something was to be learned."""
        told = self._told(account_id, "TAUGHT")
        return LastNight.model_validate_json(told) if told is not None else None

    def versions(self, account_id: str, limit: int = 20) -> list[Version]:
        """The newest versions, the newest first."""
        return list(islice(self._each(account_id, limit), limit))

    def _each(self, account_id: str, at_once: int = 20) -> Iterator[Version]:
        """All versions that are kept, the newest first: together they are larger than what one answer holds."""
        pages = self._dynamodb.get_paginator("query").paginate(
            TableName=self._table,
            KeyConditionExpression="pk = :pk AND begins_with(sk, :sk)",
            ExpressionAttributeValues=attributes_of({":pk": f"ACCOUNT#{account_id}", ":sk": "TAUGHT#"}),
            ScanIndexForward=False,
            PaginationConfig={"PageSize": at_once},
        )
        for page in pages:
            for item in page["Items"]:
                yield Version.model_validate_json(values_of(item)["told"])

    def use(self, account_id: str, number: int) -> bool:
        """Go back to a version, or with 0 to what is shipped, and hold it; False if there is no such version."""
        told = self._told(account_id, _sk(number)) if number else ""
        if told is None:
            return False
        weights = Version.model_validate_json(told).weights if told else ""
        taught = self._accounts.fresh(account_id).taught
        self._accounts.teach(account_id, InUse(number=number, weights=weights, held=True), taught)
        return True

    def go_on(self, account_id: str) -> None:
        """Let the nights learn on from what is in use."""
        taught = self._accounts.fresh(account_id).taught
        self._accounts.teach(account_id, InUse(number=taught.number, weights=taught.weights), taught)

    def forget(self, account_id: str, customer_id: str, now: datetime) -> int:
        """Drop the versions that were learned from a customer too; how many. What is in use is learned anew."""
        named, gone = digest(account_id, customer_id), 0
        taught = self._accounts.fresh(account_id).taught
        for one in self._each(account_id):
            if named in one.customers:
                # Whatever stops from here on, the next night learns anew.
                self._drop(account_id, "TAUGHT")
                if one.number == taught.number:
                    self._accounts.teach(account_id, InUse(held=taught.held), taught)
                self._drop(account_id, _sk(one.number))
                gone += 1
        if gone:
            self.night(account_id, now)
        return gone

    def _keep(self, account: Account, lesson: Lesson, levels: UrgencyLesson, now: datetime) -> None:
        before = account.taught.weights
        in_use = next((one for one in self.versions(account.id) if one.number == account.taught.number), None)
        better = lesson.judged == "better"
        weights = levels.weights if levels.judged == "better" else _beside(lesson.weights, before)
        newest = next(iter(self.versions(account.id, 1)), None)
        number = max(account.taught.number, newest.number if newest else 0) + 1
        version = Version(
            number=number,
            at=now,
            weights=weights,
            parts=tuple(TaughtWords.model_validate(one._asdict()) for one in lesson.parts)
            if better
            else in_use.parts
            if in_use
            else (),
            raised=tuple(RaisedWords.model_validate(one._asdict()) for one in levels.parts)
            if levels.judged == "better"
            else in_use.raised
            if in_use
            else (),
            corrections=lesson.corrections,
            asked=lesson.asked,
            right=lesson.right,
            right_before=lesson.right_before,
            levels_off=levels.off,
            levels_off_before=levels.off_before,
            customers=tuple(sorted(lesson.customers | levels.customers | set(in_use.customers if in_use else ()))),
        )
        self._put(account.id, _sk(number), version, now)
        self._accounts.teach(account.id, InUse(number=number, weights=weights), account.taught)

    def _put(self, account_id: str, sk: str, told: LastNight | Version, now: datetime) -> None:
        row = {
            "pk": f"ACCOUNT#{account_id}",
            "sk": sk,
            "told": told.model_dump_json(),
            "expires_at": expires(now, self._kept),
        }
        self._dynamodb.put_item(TableName=self._table, Item=item_of(row))

    def _told(self, account_id: str, sk: str) -> str | None:
        found = self._dynamodb.get_item(TableName=self._table, Key=_key(account_id, sk))
        return str(values_of(found["Item"])["told"]) if "Item" in found else None

    def _drop(self, account_id: str, sk: str) -> None:
        self._dynamodb.delete_item(TableName=self._table, Key=_key(account_id, sk))

    def _labels(self, account_id: str, now: datetime) -> list[_Label]:
        found = [
            _Label(row["case_id"], row["customer"], Correction.model_validate(row))
            for back in range(_MONTHS)
            for row in self._conversations.labels(account_id, months_before(month_of(now), back))
        ]
        return sorted(found, key=lambda one: (one.correction.at, one.case_id))

    def _examples(self, account_id: str, labels: list[_Label], now: datetime) -> Iterator[Example]:
        """The messages that are still kept, the oldest correction first; what was erased or deleted teaches nothing."""
        named = {one.case_id for one in labels}
        for case in reversed(list(self._left(account_id, named, now))):
            topic = cast("RuleTopic", case.topic)
            customer = digest(account_id, case.customer.customer_id)
            urgency = case.urgency - case.spread.raised
            yield from self._example(case.case_id, case.judged_by, Example("", "", topic, customer, False, urgency))
        for one in labels[-MOST_EXAMPLES:]:
            told = one.correction
            leveled = told.urgency is not None
            example = Example("", "", told.after, one.customer, told.of_topic, told.urgency, leveled)
            yield from self._example(one.case_id, told.message_id, example)

    def _example(self, case_id: str, message_id: str, example: Example) -> Iterator[Example]:
        for message in self._conversations.messages(case_id):
            if message_id in message.ids and message.by == "customer" and message.text:
                yield example._replace(text=message.text)

    def _left(self, account_id: str, named: set[str], now: datetime) -> Iterator[Case]:
        """Cases that people saw to the end and whose topic they left, the newest first."""
        found: set[str] = set()
        for back in range(_DAYS):
            day = now.astimezone(UTC).date() - timedelta(days=back)
            for case_id in self._reports.cases_written(account_id, day):
                if case_id in found or case_id in named:
                    continue
                found.add(case_id)
                case = self._conversations.case(case_id)
                if case is not None and _is_seen_to(case):
                    yield case
                if len(found) >= MOST_LEFT:
                    return


def _beside(topics: str, urgency: str) -> str:
    """The topics of one adjustment with the urgency of another."""
    return encoded(decoded(topics).weights, decoded(urgency).urgency)


def _sk(number: int) -> str:
    return f"TAUGHT#{number:06}"


def _key(account_id: str, sk: str) -> Item:
    return attributes_of({"pk": f"ACCOUNT#{account_id}", "sk": sk})


def _is_seen_to(case: Case) -> bool:
    handled = case.resolved_at is not None and case.person_answered_at is not None
    return handled and case.topic != "unsure" and case.judged_by != ""
