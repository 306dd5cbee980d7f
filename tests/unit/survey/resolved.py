"""Cases that were resolved a moment ago, as surveys ask about them."""

from datetime import timedelta

from tests.changing import changed
from tests.unit.case.conftest import OPEN, SHOP

from care.model.case import Case, LastMessage
from care.model.customer import Customer

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


def resolved_case(number=1, at=OPEN - 5 * MINUTE, **changes) -> Case:
    customer = Customer(account_id=SHOP, customer_id=str(number))
    case = Case(
        case_id=f"C{number}",
        account_id=SHOP,
        customer=customer,
        state="resolved",
        opened_at=at - HOUR,
        resolved_at=at,
        person_answered_at=at - MINUTE,
        private_contact=True,
        last_message=LastMessage(id="1", channel="private", at=at - HOUR),
    )
    return changed(case, **changes)
