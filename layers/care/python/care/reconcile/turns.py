"""The order of accounts: one after the other; a run goes on where the last one stopped."""

from collections.abc import Iterable


def in_turn(account_ids: Iterable[str], last: str) -> list[str]:
    """Each account once, beginning with the one after `last`."""
    ordered = sorted(account_ids)
    after = [account_id for account_id in ordered if account_id > last]
    return after + ordered[: len(ordered) - len(after)]
