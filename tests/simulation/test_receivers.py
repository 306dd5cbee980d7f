"""Those who are told: what our functions count on of SES and SNS, asked of moto, too; and that each fault is seen."""

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import boto3
import pytest
from moto import mock_aws
from tests.simulation.dynamodb import DynamoDB
from tests.simulation.receivers import MAIL, TOPIC, Receivers, mail_of, topic_of

from notify.mailing import Mail, Topic

PK = "DELIVERIES#1"
AT = datetime(2026, 3, 9, 9, 0, tzinfo=UTC).timestamp()  # ten in Madrid
SAID = [("late", "https://desk.example/1")]


class Somebody(Receivers):
    """Told by a function that runs."""

    def __init__(self) -> None:
        run = SimpleNamespace(started=7)
        clock = SimpleNamespace(seconds=AT)
        them: Any = SimpleNamespace(clock=clock, skew=0.0, current=run, before=_nothing, after=_nothing)
        super().__init__(them, DynamoDB({"accounts": {}}), {"luna": "1"})
        self.zone = lambda _account: ZoneInfo("Europe/Madrid")

    def at(self, hour: int, minute: int = 0, day: int = 9) -> None:
        """Have it be so late, in UTC."""
        self.lambdas.clock.seconds = datetime(2026, 3, day, hour, minute, tzinfo=UTC).timestamp()

    def row(self, sk: str, state: str, tries: int, due: str) -> None:
        """A delivery is written."""
        table, after = self.db.tables["accounts"], {"state": {"S": state}, "tries": {"N": str(tries)}}
        before = table.put((PK, sk), {**after, "next_at": {"S": f"2026-03-{due}:00Z"}})
        self.written((PK, sk), before, table.items[PK, sk])


def _nothing(*_given: Any) -> None:
    """Nothing stops anybody."""


@pytest.fixture(params=["in memory", "moto"])
def clients(request, monkeypatch):
    if request.param == "in memory":
        yield Somebody(), Somebody(), topic_of("luna")
        return
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-1")
    with mock_aws():
        ses, sns = boto3.client("sesv2"), boto3.client("sns")
        ses.create_email_identity(EmailIdentity="avisos@centralita.example")
        yield ses, sns, sns.create_topic(Name="centralita-told-luna")["TopicArn"]


def test_a_mail_and_a_notice_to_a_topic_are_taken(clients):
    ses, sns, topic = clients
    assert Mail(ses, "avisos@centralita.example").send(mail_of("luna"), "Uno", SAID).arrived
    assert Topic(lambda: sns).send(topic, "Uno", SAID).arrived


def test_one_call_in_nine_is_refused_and_the_others_are_told():
    them = Somebody()
    answers = [Topic(lambda: them).send(topic_of("luna"), "Uno", SAID).arrived for _ in range(9)]  # type: ignore[arg-type,return-value]
    assert answers == [True] * 8 + [False]
    assert len(them.notices) == 8


def test_what_nobody_had_begun_to_tell_and_what_had_arrived_is_seen():
    them = Somebody()
    them.told("1", TOPIC, "late")
    them.row("topic#a#f", "waiting", 0, "09T09:00")
    them.row("topic#a#f", "waiting", 1, "09T09:02")
    them.told("1", TOPIC, "late")
    assert [what for _, what in them.unmet] == ["topic of 1 was told what nobody had begun to tell"]
    them.row("topic#a#f", "sent", 1, "09T09:02")
    them.row("topic#a#f", "sent", 2, "09T09:04")
    them.told("1", TOPIC, "late")
    assert them.unmet[-1] == (12, "topic of 1 was told topic#a#f again, although it had arrived")


def test_a_digest_before_half_past_eight_of_the_zones_clock_is_seen():
    them = Somebody()
    them.row("mail#a#f", "held", 0, "10T07:30")
    them.row("mail#a#f", "held", 1, "10T07:32")
    them.at(7, 29, day=10)
    them.told("1", MAIL, "late")
    assert [number for number, _ in them.unmet] == [9]
    them.at(7, 30, day=10)
    them.told("1", MAIL, "late")
    assert [number for number, _ in them.unmet] == [9]


def test_a_digest_that_leaves_out_what_is_due_is_seen():
    them = Somebody()
    for name in ("f", "g"):
        them.row(f"mail#a#{name}", "held", 0, "10T07:30")
    them.row("mail#b#h", "held", 0, "11T07:30")
    them.at(7, 30, day=10)
    them.row("mail#a#f", "held", 1, "10T07:32")
    them.told("1", MAIL, "late")
    assert them.unmet == []  # it is due at this very moment, and clocks differ
    them.at(7, 31, day=10)
    them.told("1", MAIL, "late")
    assert them.unmet == [(12, "a digest of 1 leaves out mail#a#g, which is due")]
