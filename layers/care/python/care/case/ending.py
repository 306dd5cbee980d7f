"""The end of an automatic conversation: from then on the case is a person's."""

from care.case.model import Case
from care.selfservice.state import State


def ended(case: Case, *, even_solved: bool = False) -> Case:
    """The case with its automatic conversation over, if one goes on: what a look-up still finds is told no more.

    One that solved the matter stays so, unless `even_solved` says that it is a person's after all.
    """
    over = {"handed_over"} if even_solved else {"handed_over", "solved"}
    if case.selfservice is None or case.selfservice.talk.phase in over:
        return case
    talk = case.selfservice.talk
    handed = State(phase="handed_over", entry=talk.entry, answered=talk.answered, sent=talk.sent)
    return case.model_copy(
        update={
            "selfservice": case.selfservice.model_copy(update={"talk": handed}),
            "timers": {name: at for name, at in case.timers.items() if name not in {"lookup", "silence"}},
        }
    )
