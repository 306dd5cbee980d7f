"""What became of an action, as `decide` words it: done, or refused with a reason that people can read."""

# The reasons of decisions that did what was asked; every other reason of an action says why it was not done. A test
# goes through all that `decide` says of actions.
DONE = frozenset(
    {
        "resolved by a person",
        "reopened by a person",
        "a person's reply is on its way",
        "the repost is on its way",
        "approved",
        "cancelled, if it has not gone yet",
        "decided, if nobody knew better by then",
        "assigned",
        "unassigned",
        "noted",
        "promised",
        "a promise was kept",
        "snoozed",
        "merged into another case",
    }
)


def is_refusal(because: str) -> bool:
    """True if an action changed nothing, and `because` says why."""
    return because not in DONE
