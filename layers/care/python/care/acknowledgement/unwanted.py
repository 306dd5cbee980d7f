"""Why nothing automatic is said to what is spam, or looks so."""

from care.model.case import Case
from care.model.outcomes import Code, Outcome, outcome


def unwanted(case: Case) -> Outcome | None:
    """A person marked it, or a rule took it for spam and nobody has said that it is none; None for most cases."""
    if case.spam == "marked" or case.customer.spam is True:
        return outcome(Code.marked_as_spam)
    return outcome(Code.looks_like_spam) if case.spam else None
