"""What an earlier release stored lacks what came later: it is read as a case of which nothing more is known."""

from tests.unit.case.conftest import OPEN, SHOP

from care.model.case import Case
from care.model.commands import Acknowledge, AnswerByDm, SendReply
from care.model.customer import Customer
from care.model.stored_message import StoredMessage

CUSTOMER = {"account_id": SHOP, "customer_id": "3"}
COMMAND = {**CUSTOMER, "case_id": "C1", "item_id": "C1:x:1", "language": "es", "asked_at": OPEN}


def test_a_customer_shows_posts_to_everybody_and_was_never_stored():
    customer = Customer.model_validate(CUSTOMER)
    assert (customer.protected, customer.version, customer.followers, customer.early) == (False, 0, None, ())


def test_a_case_was_reckoned_by_no_settings_and_has_no_private_contact():
    last = {"id": "1", "channel": "public", "at": OPEN}
    case = Case.model_validate(
        {"case_id": "C1", "account_id": SHOP, "customer": CUSTOMER, "opened_at": OPEN, "last_message": last}
    )
    assert (case.version, case.settings_version, case.urgency) == (0, 0, 0)
    assert (case.private_contact, case.influencer, case.last_message.summons) == (False, False, False)
    assert case.due_at is None


def test_a_message_can_be_read_and_is_still_on_x():
    message = StoredMessage.model_validate(
        {"id": "1", "channel": "private", "by": "customer", "at": OPEN, "text": "Hola"}
    )
    assert (message.encrypted, message.deleted_at) == (False, None)


def test_a_command_welcomes_nobody_and_shows_no_button():
    reply = {**COMMAND, "channel": "public", "text": "Ya va", "in_reply_to": "1", "by": "ana"}
    assert not SendReply.model_validate(reply).dm_link
    assert not AnswerByDm.model_validate({**COMMAND, "text": "Hola", "answers_at": OPEN}).welcome
    said = {**COMMAND, "channel": "public", "occasion": "closed", "answers_at": OPEN, "in_reply_to": "1"}
    assert not Acknowledge.model_validate(said).welcome
