"""The result of an action, as `decide` gives it: done, or refused with a reason."""

from care.model.outcomes import Code, Outcomes

# The outcomes of actions that did what was asked; every other outcome of an action says why it was not done. A test
# goes through all that `decide` says of actions.
DONE = frozenset(
    {
        Code.resolved,
        Code.reopened,
        Code.reply_on_its_way,
        Code.repost_on_its_way,
        Code.approved,
        Code.cancelled,
        Code.decided,
        Code.assigned,
        Code.unassigned,
        Code.noted,
        Code.promised,
        Code.broken_promise_seen_to,
        Code.promise_kept,
        Code.snoozed,
        Code.merged,
        Code.hand_over_on_its_way,
        Code.reference_kept,
        Code.labelled,
        Code.spam_marked,
        Code.spam_unmarked,
        Code.abuse_seen,
        Code.muted_at_x,
        Code.unmuted_at_x,
        Code.dms_blocked_at_x,
        Code.dms_unblocked_at_x,
        Code.tagged,
        Code.mention_seen,
        Code.customer_noted,
        Code.customer_note_removed,
        Code.opted_out,
        Code.opted_in,
    }
)


def is_refusal(because: Outcomes) -> bool:
    """True if an action changed nothing, and `because` says why."""
    return not any(one.code in DONE for one in because)
