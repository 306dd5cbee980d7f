"""A reply to who threatens waits for a supervisor; the others go."""

from copy import replace

import pytest
from tests.unit.outbox.making import account, item
from tests.unit.outbox.test_plan import ALL_WELL, CASE

from care.model.outcomes import Code, outcome
from care.outbox.plan import Send, Settle, plan

THREAT = Settle("held", (outcome(Code.customer_threatens),))


@pytest.mark.parametrize(
    ("abuse", "wanted", "held"),
    [
        ("threat", "threats", Code.customer_threatens),
        ("threat", "insults", Code.customer_threatens),
        ("insult", "insults", Code.customer_insults),
        ("insult", "threats", None),
        ("threat", "never", None),
        ("", "insults", None),
    ],
)
def test_the_account_says_what_a_supervisor_looks_at(abuse, wanted, held):
    facts = replace(ALL_WELL, account=account(unwanted={"second_look": wanted}), case=replace(CASE, abuse=abuse))
    step = plan(item(), facts)
    assert step == Settle("held", (outcome(held),)) if held else isinstance(step, Send)


def test_what_was_approved_goes_and_so_does_what_may_have_gone_already():
    facts = replace(ALL_WELL, case=replace(CASE, abuse="threat"))
    assert plan(item(), facts) == THREAT
    assert plan(item(channel="public"), facts) == THREAT
    assert isinstance(plan(item(approved_by="sara"), facts), Send)
    assert isinstance(plan(item(state="released", doubtful=True), facts), Send)


def test_what_was_on_its_way_to_a_spammer_does_not_go_and_a_persons_reply_does():
    marked = replace(CASE, spam="marked", customer=replace(CASE.customer, spam=True))
    facts = replace(ALL_WELL, case=marked)
    for lane in (2, 3, 4):
        assert plan(item(f"C1:x:{lane}", lane=lane), facts) == Settle("withdrawn", (outcome(Code.marked_as_spam),))
    assert isinstance(plan(item(), facts), Send)
