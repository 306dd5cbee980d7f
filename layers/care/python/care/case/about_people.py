"""What people write down: tags of a case, and notes of its customer that stay when the case is over."""

from copy import replace
from typing import Final

from care.model.actions import CaseTagged, CustomerNoted, CustomerNoteRemoved
from care.model.case import Case
from care.model.customer import CustomerNote
from care.model.decision import Decision, changed, unchanged
from care.model.outcomes import Code, outcome
from care.model.tags import MOST_TAGS

MOST_NOTES: Final = 20
"""Of one customer: they lie beside the customer, who is read and written with each message."""


def tag(case: Case, event: CaseTagged) -> Decision:
    """The case with some tags more and some less; what is given and taken at once is given."""
    tags = tuple(sorted((set(case.tags) - set(event.remove)) | set(event.add)))
    if tags == case.tags:
        return unchanged(case, outcome(Code.as_it_was))
    if len(tags) > MOST_TAGS:
        return unchanged(case, outcome(Code.too_many_tags, most=MOST_TAGS))
    return changed(replace(case, tags=tags), outcome(Code.tagged))


def with_tags(case: Case, tags: tuple[str, ...]) -> Case:
    """The case with those of another that is merged into it, as far as there is room."""
    new = tuple(one for one in tags if one not in case.tags)
    return replace(case, tags=tuple(sorted((*case.tags, *new[: max(0, MOST_TAGS - len(case.tags))])))) if new else case


def write_down(case: Case, event: CustomerNoted) -> Decision:
    """Keep a note of the customer."""
    notes = case.customer.notes
    if len(notes) >= MOST_NOTES:
        return unchanged(case, outcome(Code.too_many_notes, most=MOST_NOTES))
    note = CustomerNote(id=event.action_id, text=event.text, by=event.by, at=event.at)
    return changed(replace(case, customer=replace(case.customer, notes=(note, *notes))), outcome(Code.customer_noted))


def take_away(case: Case, event: CustomerNoteRemoved) -> Decision:
    """Keep a note of the customer no more."""
    left = tuple(one for one in case.customer.notes if one.id != event.note_id)
    if left == case.customer.notes:
        return unchanged(case, outcome(Code.no_such_note))
    customer = replace(case.customer, notes=left)
    return changed(replace(case, customer=customer), outcome(Code.customer_note_removed))
