"""What counts as told is what went out: an automatic message that did not go is taken back (docs/design.md, 8)."""

from copy import replace
from datetime import UTC, datetime

from care.model.case import Case, OnItsWay
from care.model.customer import Customer, Told

_KEPT = 20  # of one case: what is older is long known
_LONG_AGO = datetime.min.replace(tzinfo=UTC)


def sets_out(before: Case, after: Case, item_id: str, now: datetime) -> Case:
    """The case that counts an automatic message as told from `now` on, and knows how to take that back."""
    told, known = after.customer, before.customer
    acknowledged = after.acknowledged_since != before.acknowledged_since
    one = OnItsWay(
        item_id=item_id,
        at=now,
        message_id=after.told_message if after.told_message != before.told_message else "",
        acknowledged_since=after.acknowledged_since if acknowledged else None,
        incident=told.told_incident if told.told_incident != known.told_incident else "",
        incident_before=known.told_incident,
        thanked_before=known.thanked_at,
    )
    if told.told_by != known.told_by:
        told = replace(told, told_earlier=_still_to_come(known, now))
    return replace(after, customer=told, on_its_way=(*after.on_its_way, one)[-_KEPT:])


def answered(case: Case, message_id: str) -> str:
    """Which message is known to have its automatic answer, once this one has: the newest, if it had one before.

    An older message that X delivers late would otherwise have the newest answered a second time.
    """
    return case.told_message if case.told_message == case.last_message.id else message_id


def _still_to_come(known: Customer, now: datetime) -> tuple[Told, ...]:
    """What the customer was told before, the last one at the end."""
    last = (Told(by=known.told_by, until=known.told_until),) if known.told_until is not None else ()
    return tuple(one for one in (*known.told_earlier, *last) if one.until > now)[-_KEPT:]


def arrived(case: Case, item_id: str) -> Case:
    """The case after it is known that the message went: it stays told."""
    left = tuple(one for one in case.on_its_way if one.item_id != item_id)
    return case if left == case.on_its_way else replace(case, on_its_way=left)


def unclear(case: Case, item_id: str) -> Case:
    """The case while it is not known whether the message went: it may have, and so it stays told whatever comes."""
    marked = (replace(one, may_have_gone=one.may_have_gone or one.item_id == item_id) for one in case.on_its_way)
    return replace(case, on_its_way=tuple(marked))


def _untold(customer: Customer, item_id: str) -> Customer:
    """The customer without what one message told of our return; what an earlier one told stands."""
    earlier = tuple(told for told in customer.told_earlier if told.by != item_id)
    if customer.told_by != item_id:
        return replace(customer, told_earlier=earlier)
    if not earlier:
        return replace(customer, told_until=None, told_by="", told_earlier=())
    return replace(customer, told_until=earlier[-1].until, told_by=earlier[-1].by, told_earlier=earlier[:-1])


def _unacknowledged(case: Case, one: OnItsWay) -> Case:
    """The case whose wait one message had acknowledged first: it stays so while another message has its answer."""
    if case.told_message in {"", one.message_id}:
        return replace(case, acknowledged_since=None)
    others = (
        replace(other, acknowledged_since=one.acknowledged_since) if other.message_id == case.told_message else other
        for other in case.on_its_way
    )
    return replace(case, on_its_way=tuple(others))


def taken_back(case: Case, item_id: str, *, known: bool = False) -> Case | None:
    """The case after a message did not go, as if it had not been decided; None if it counts as told all the same.

    It does while it may have gone, unless it is `known` that it did not.
    """
    one = next((one for one in case.on_its_way if one.item_id == item_id), None)
    if one is None and case.customer.told_by == item_id:  # of an earlier release
        answers = case.told_message if case.told_message in item_id.split(":") else ""
        since = case.acknowledged_since
        one = OnItsWay(item_id=item_id, at=_LONG_AGO, message_id=answers, acknowledged_since=since)
    if one is None or (one.may_have_gone and not known):
        return None
    customer = case.customer
    automatic = list(customer.automatic_at)
    if one.at in automatic:
        automatic.remove(one.at)
    customer = replace(
        customer,
        automatic_at=tuple(automatic),
        welcomed_at=None if customer.welcomed_at == one.at else customer.welcomed_at,
        thanked_at=one.thanked_before if customer.thanked_at == one.at else customer.thanked_at,
    )
    customer = _untold(customer, item_id)
    if one.incident and customer.told_incident == one.incident:
        customer = replace(customer, told_incident=one.incident_before)
    case = arrived(case, item_id)
    if one.acknowledged_since is not None and case.acknowledged_since == one.acknowledged_since:
        case = _unacknowledged(case, one)
    if one.message_id and case.told_message == one.message_id:
        case = replace(case, told_message="")
    if case.asked_private_at == one.at:
        case = replace(case, asked_private_at=None)
    return replace(case, customer=customer, came_to_nothing=case.came_to_nothing + 1)
