"""Replies of people that did not reach their customer, or of which nobody knows: remembered until they are seen to."""

from copy import replace

from care.model.case import Case
from care.model.events import SendSettled

_MOST = 10  # of each, on one case


def remembered(case: Case, event: SendSettled) -> Case:
    """The case with what became of a person's reply; once the customer has an answer nothing is amiss.

    In a merged case nobody can see to a refusal: who was not answered waits in the case that goes on.
    """
    if event.purpose != "reply":
        return case
    refused = tuple(one for one in case.refused_sends if one != event.item_id)
    unclear = tuple(one for one in case.unclear_sends if one != event.item_id)
    match event.outcome:
        case "refused" if not case.merged_into:
            refused = (*refused, event.item_id)[-_MOST:]
        case "unconfirmed":
            unclear = (*unclear, event.item_id)[-_MOST:]
        case "sent" if event.complete:
            refused = ()
    return replace(case, refused_sends=refused, unclear_sends=unclear)


def seen_to(case: Case) -> Case:
    """The case of which somebody has seen that a reply was refused: they wrote another, or the case is over."""
    return replace(case, refused_sends=()) if case.refused_sends else case
