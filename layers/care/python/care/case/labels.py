"""What a person corrects of what triage said: topic, urgency, language, and who the customer is."""

from collections.abc import Mapping
from copy import replace

from care.case.clocks import waits_for_us
from care.case.influence import is_influencer
from care.model.account import Account
from care.model.actions import CaseLabelled
from care.model.case import Case
from care.model.decision import Decision, changed, unchanged
from care.model.outcomes import Code, Outcomes, outcome
from care.model.teaching import Correction
from care.triage.classification import urgency_of


def label(case: Case, event: CaseLabelled, account: Account) -> Decision:
    """The case as the person sees it; what is not said stays, and a new topic brings its own urgency.

    What the customer writes later is judged as ever, so that a worse message still raises it. Who is an influencer, a
    journalist or a partner, and who may buy, stays so for all cases of the customer, and so does their language.
    """
    topic = event.topic or case.topic
    moved = urgency_of(topic) + case.spread.raised if topic != case.topic else case.urgency
    customer = case.customer
    customer = replace(
        customer,
        language=event.language or customer.language,
        language_said=customer.language_said or event.language is not None,
        influencer=customer.influencer if event.influencer is None else event.influencer,
        journalist=customer.journalist if event.journalist is None else event.journalist,
        journalist_by=customer.journalist_by if event.journalist is None else "person",
        partner=customer.partner if event.partner is None else event.partner,
        partner_by=customer.partner_by if event.partner is None else "person",
        lead=customer.lead if event.lead is None else event.lead,
    )
    labelled = replace(
        case,
        customer=customer,
        topic=topic,
        urgency=min(9, moved) if event.urgency is None else event.urgency,
        language=event.language or case.language,
        lead=case.lead if event.lead is None else event.lead,
        corrected=_corrected(case, event),
        influencer=is_influencer(customer, account),
    )
    if labelled == case:
        return unchanged(case, outcome(Code.as_it_was))
    if labelled.unanswered_since is not None:
        labelled = waits_for_us(labelled, labelled.unanswered_since, account)
    return changed(labelled, outcome(Code.labelled))


def _corrected(case: Case, event: CaseLabelled) -> Correction | None:
    """What the person says of topic and urgency, for the message that gave the topic; the newest word holds."""
    before, after, message_id = case.topic, event.topic or case.topic, case.judged_by
    leveled = event.urgency is not None and event.urgency != case.urgency
    if after == "unsure" or (after == case.topic and not leveled):
        return case.corrected
    urgency = None
    if case.corrected is not None and case.corrected.message_id == message_id:
        before, urgency = case.corrected.before, case.corrected.urgency
    if leveled and event.urgency is not None:
        # What reposts raised is not in the words.
        urgency = max(0, event.urgency - case.spread.raised)
    return Correction(message_id=message_id, before=before, after=after, at=event.at, urgency=urgency)


def corrections(case: Case, told: Mapping[str, object]) -> Outcomes:
    """Each label that a person told, with what it was, for the audit trail: what people correct is learned from."""
    before = {
        "topic": case.topic,
        "urgency": case.urgency,
        "language": case.language,
        "lead": is_lead(case),
        "influencer": case.influencer,
        "journalist": case.customer.journalist,
        "partner": case.customer.partner,
    }
    return tuple(
        outcome(Code.deed_label, label=name, before=_written(before[name]), after=_written(value))
        for name, value in told.items()
        if value is not None
    )


def _written(value: object) -> str:
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value) or "none"


def is_lead(case: Case) -> bool:
    """Whether the customer may buy: by a person's word, else by the topic."""
    return case.topic == "lead" if case.lead is None else case.lead
