"""The end of an automatic conversation: from then on the case is a person's."""

from care.case.model import Case
from care.selfservice.state import State

OVER = frozenset({"handed_over", "solved"})


def ended(case: Case) -> Case:
    """The case with its automatic conversation over, if one goes on: what a look-up still finds is told no more."""
    if case.selfservice is None or case.selfservice.talk.phase in OVER:
        return case
    talk = case.selfservice.talk
    over = State(phase="handed_over", entry=talk.entry, answered=talk.answered, sent=talk.sent)
    return case.model_copy(
        update={
            "selfservice": case.selfservice.model_copy(update={"talk": over}),
            "timers": {name: at for name, at in case.timers.items() if name != "lookup"},
        }
    )
