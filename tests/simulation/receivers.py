"""Who else is told what happened, in stories that deal with others: a chat, a topic, mails once a day, and the bus.

Each stands behind what Amazon or the transport gives for it. What is told is known by the deliveries that the function
has claimed at that moment: a notice itself names no fact.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from botocore.exceptions import ClientError
from tests.simulation.dynamodb import DynamoDB, Key, Wire
from tests.simulation.lambdas import Lambdas

MAIL, TOPIC, BUS = "mail", "topic", "bus"
DIGEST_AT = "08:30"
_SOME = 9  # of so many calls one is refused
_A_MINUTE = 60.0


def topic_of(username: str) -> str:
    """The topic of a brand's people."""
    return f"arn:aws:sns:eu-west-1:000000000000:centralita-told-{username}"


def mail_of(username: str) -> str:
    """The address of a brand's people."""
    return f"turno@{username}.example"


class Told(NamedTuple):
    """A notice that arrived: when, whose, where, and what it says."""

    at: float
    account_id: str
    to: str
    text: str


class Receivers:
    """All of them. `unmet` holds what was seen to break at once: the number of a promise, and how."""

    def __init__(self, lambdas: Lambdas, db: DynamoDB, accounts: Mapping[str, str]) -> None:
        self.lambdas, self.db, self.accounts = lambdas, db, accounts  # by username: the account's id
        self.notices: list[Told] = []
        self.on_bus: list[dict[str, Any]] = []
        self.calls: Counter[str] = Counter()
        self.unmet: list[tuple[int, str]] = []
        self.zone: Callable[[str], ZoneInfo] = lambda _account: ZoneInfo("UTC")
        self._claimed: dict[int, dict[Key, Wire]] = defaultdict(dict)  # by run of a function
        self._begun: dict[Key, float] = {}  # when a delivery was written down
        self.written_at: dict[Key, float] = {}  # when one was written last

    def written(self, key: Key, before: Wire | None, after: Wire | None) -> None:
        """A delivery was begun, claimed or settled."""
        one, now = self.lambdas.current, self.lambdas.clock.seconds
        if after is None:
            return
        self.written_at[key] = now
        if before is None:
            self._begun[key] = now
        elif one is not None and int(after["tries"]["N"]) > int(before["tries"]["N"]):
            self._claimed[one.started][key] = before
        elif one is not None:
            self._claimed[one.started].pop(key, None)

    def told(self, account_id: str, to: str, text: str) -> None:
        """A notice has arrived."""
        now, slack = self.lambdas.clock.seconds, 2 * self.lambdas.skew + 2
        self.notices.append(Told(now, account_id, to, text))
        one, pk = self.lambdas.current, f"DELIVERIES#{account_id}"
        claimed = self._claimed[one.started] if one else {}
        mine = {key: row for key, row in claimed.items() if key[0] == pk and key[1].startswith(f"{to}#")}
        if not mine:
            self.unmet.append((12, f"{to} of {account_id} was told what nobody had begun to tell"))
        for (_, sk), before in mine.items():
            if before["state"]["S"] == "sent":
                self.unmet.append((12, f"{to} of {account_id} was told {sk} again, although it had arrived"))
            if to == MAIL and now + slack < self._digest_after(account_id, self._begun[pk, sk] - slack):
                self.unmet.append((9, f"{to} of {account_id} was told {sk} before its digest"))
        if to != MAIL:
            return
        table = self.db.tables["accounts"]
        for sk in table.keys.get(pk, ()):
            row = table.items[pk, sk]
            due = datetime.fromisoformat(row["next_at"]["S"]).timestamp() <= now - slack
            lately = now - self.written_at[pk, sk] < _A_MINUTE
            if sk.startswith(f"{to}#") and row["state"]["S"] == "held" and due and not lately:
                self.unmet.append((12, f"a digest of {account_id} leaves out {sk}, which is due"))

    def _digest_after(self, account_id: str, at: float) -> float:
        """The next time of the digest after an instant, by the zone's own clock."""
        zone = self.zone(account_id)
        today, (hour, minute) = datetime.fromtimestamp(at, zone), map(int, DIGEST_AT.split(":"))
        moment = today.replace(hour=hour, minute=minute, second=0, microsecond=0)
        return (moment if moment.timestamp() > at else moment + timedelta(days=1)).timestamp()

    def _met(self, service: str, call: str) -> None:
        self.lambdas.before(service, call)
        self.calls[service] += 1
        if self.calls[service] % _SOME == 0:
            raise ClientError({"Error": {"Code": "TooManyRequestsException", "Message": "simulated"}}, call)

    # As the clients of EventBridge, SES and SNS.

    def put_events(self, *, Entries: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
        """Put facts on the bus."""
        self._met("events", "put_events")
        self.on_bus += [{**json.loads(one["Detail"]), "kind": one["DetailType"]} for one in Entries]
        self.lambdas.after("events", "put_events")
        return {"FailedEntryCount": 0}

    def send_email(self, *, Destination: Mapping[str, Any], Content: Mapping[str, Any], **_more: Any) -> dict[str, Any]:
        """Send a mail."""
        self._met("sesv2", "send_email")
        simple, [to] = Content["Simple"], Destination["ToAddresses"]
        account_id = self.accounts[to.partition("@")[2].partition(".")[0]]
        self.told(account_id, MAIL, f"{simple['Subject']['Data']}\n{simple['Body']['Html']['Data']}")
        self.lambdas.after("sesv2", "send_email")
        return {"MessageId": "1"}

    def publish(self, *, TopicArn: str, Subject: str, Message: str) -> dict[str, Any]:
        """Publish to a topic."""
        self._met("sns", "publish")
        self.told(self.accounts[TopicArn.rpartition("-")[2]], TOPIC, f"{Subject}\n{Message}")
        self.lambdas.after("sns", "publish")
        return {"MessageId": "1"}
