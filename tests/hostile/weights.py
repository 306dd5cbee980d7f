"""What is stored of an account's learned weights, whatever bytes stand there: bounded, or nothing."""

from base64 import b64encode

from care.triage.changes import TriageRules
from care.triage.classification import classify
from care.triage.rules import compiled
from care.triage.taught import FURTHEST, MOST_WEIGHTS, STRONGEST, decoded, encoded, shipped_as
from care.triage.verdict import explain

_SAID = "no me llega el pedido y quiero el reembolso"


def read_weights(data: bytes) -> None:
    """The bytes as a stored text, and as the weights in one: neither breaks the reading of a message."""
    for text in (data.decode("utf-8", "replace"), f"{shipped_as()}:{b64encode(data).decode()}"):
        taught = decoded(text)
        each = [weight for by_topic in taught.weights.values() for weight in by_topic.values()]
        assert len(each) <= MOST_WEIGHTS
        assert all(-STRONGEST <= weight <= STRONGEST for weight in each)
        moved = taught.shifts(list(taught.weights)[:50])
        assert all(-FURTHEST <= value <= FURTHEST for value in moved.values())
        again = decoded(encoded({place: dict(by_topic) for place, by_topic in taught.weights.items()}))
        for place, by_topic in taught.weights.items():
            assert all(again.weight(place, topic) == weight for topic, weight in by_topic.items())
        assert explain(classify(_SAID, "es", compiled(TriageRules(), text)))
