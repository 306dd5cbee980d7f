"""The end of an automatic conversation: from then on the case is a person's."""

from copy import replace

from care.model.case import Case, without_timer
from care.model.selfservice_state import DialogState


def ended(case: Case, *, even_solved: bool = False) -> Case:
    """The case with its automatic conversation over, if one goes on: what a look-up still finds is told no more.

    One that solved the matter stays so, unless `even_solved` says that it is a person's after all.
    """
    over = {"handed_over"} if even_solved else {"handed_over", "solved"}
    if case.selfservice is None or case.selfservice.talk.phase in over:
        return case
    talk = case.selfservice.talk
    handed = DialogState(phase="handed_over", entry=talk.entry, answered=talk.answered, sent=talk.sent)
    return replace(
        case,
        selfservice=replace(case.selfservice, talk=handed),
        timers=without_timer(case, "lookup", "silence"),
    )
