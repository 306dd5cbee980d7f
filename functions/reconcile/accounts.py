"""One account's turn: its unclear sends, what it missed, and whether it is too quiet."""

from care.model.account import Account
from care.model.formats import NewerFormat
from care.model.reconcile_state import AccountSeen
from care.reconcile.silence import Profile, is_unusual, learned
from care.x.errors import CredentialsRefused
from reconcile.chats import look_after_chats
from reconcile.recovery import Recovered, recover
from reconcile.run import Run
from reconcile.unconfirmed_sends import look_up


def take_turn(run: Run, account: Account) -> None:
    """Ask X about one account; what was learned is remembered even if a part of it fails."""
    name = f"SEEN#{account.id}"
    kept = run.memory.read(name, AccountSeen)
    seen = kept.value if kept else AccountSeen()
    waits = {call: until for call, until in seen.waits.items() if until > run.now}
    lists, lookups = seen.lists, seen.lookups
    try:
        x = run.x.client(account.id, account.app)
        try:
            lookups = look_up(run, account, x, lookups, waits)
        except NewerFormat:
            # A send of a newer release is looked up when that is back; what X did not deliver does not wait for it.
            run.logger.warning("sends.wait", account_id=account.id)
        found = recover(run, account, x, lists, waits)
        lists = found.lists
        look_after_chats(run, account, x)
        _listen(run, account, found)
        if found.stopped is not None:
            raise found.stopped
    except CredentialsRefused as error:
        run.tell("CredentialsRefused")
        run.logger.warning("account.credentials", account_id=account.id, call=error.call)
        run.connection_lost(account.id, error.call or "")
    finally:
        run.memory.write(name, AccountSeen(lists=lists, waits=waits, lookups=lookups), kept)


def _listen(run: Run, account: Account, found: Recovered) -> None:
    """Learn when customers write, and count a silence that is not normal."""
    name = f"PROFILE#{account.id}"
    kept = run.memory.read(name, Profile)
    customers = [event for event in found.direct if getattr(event, "customer_id", "") not in run.served]
    profile = learned(kept.value if kept else None, customers, account.hours.zone, run.now)
    run.memory.write(name, profile, kept)
    # A list that could not be read to its end is silent about what it holds.
    if found.whole and is_unusual(profile, run.now, profile.last_event_at):
        run.tell("Silence")
        last = profile.last_event_at.isoformat() if profile.last_event_at else ""
        run.logger.error("account.silent", account_id=account.id, last_event_at=last)
