"""Checks the webhook and the subscriptions, repairs them, and has X replay what it did not deliver."""

from collections.abc import Iterable, Sequence
from copy import replace
from functools import partial

from care.model.reconcile_state import WebhookSeen
from care.reconcile.replay import gap
from care.x.client import XClient
from care.x.errors import CredentialsRefused, Refused
from care.x.subscriptions import Lacking, lacking
from care.x.values import Subscription, Webhook
from reconcile.memory import Kept
from reconcile.run import Run, Waits

_MOST_PAGES = 3  # X lets an app have 1,500 subscriptions (an enterprise more), and tells 1,000 a page


def look_after_webhook(run: Run, name: str, urls: Sequence[str], accounts: Iterable[str]) -> None:
    """See that X delivers to an app's webhook all that it is to deliver of these accounts.

    `urls` are the addresses by which X may know the main app's webhook; that of another app ends in its name.
    """
    main = name == "main"
    remembered = "WEBHOOK" if main else f"WEBHOOK#{name}"
    known_as = {url if main else f"{url}/{name}" for url in urls}
    kept = run.memory.read(remembered, WebhookSeen)
    seen = kept.value if kept else WebhookSeen()
    waits = dict(seen.waits)
    app = run.x.app(name)
    try:
        page = run.ask(waits, "webhooks", app.webhooks)
        if page is not None:
            seen = replace(seen, checked_at=run.now)
            ours = [one for one in page.items if one.url.rstrip("/") in known_as]
            hook = next((one for one in ours if one.valid), ours[0] if ours else None)
            if hook is None:
                run.tell("WebhookMissing")
                run.logger.error("webhook.missing", app=name, webhooks=len(page.items))
            else:
                kept, seen = _kept_valid(run, app, hook, (remembered, kept), seen, waits)
                _subscribe(run, (name, app), hook, frozenset(one.id for one in page.items), accounts, waits)
    except Refused as error:
        run.refused(error)
    finally:
        run.memory.write(remembered, replace(seen, waits=waits), kept)


def _kept_valid(
    run: Run,
    app: XClient,
    hook: Webhook,
    memory: tuple[str, Kept[WebhookSeen] | None],
    seen: WebhookSeen,
    waits: Waits,
) -> tuple[Kept[WebhookSeen] | None, WebhookSeen]:
    """What is known of the webhook after it was seen to, and the item that it replaces."""
    remembered, kept = memory
    if not hook.valid:
        run.tell("WebhookInvalid")
        seen = replace(seen, gap_from=seen.gap_from or gap(seen.last_valid_at, run.now)[0])
        # Before it is repaired: a run that dies after that would leave a gap unrecorded.
        version = run.memory.write(remembered, seen, kept)
        if version is not None:
            kept = Kept(seen, version)
        if not _mended(run, app, hook, waits):
            run.tell("WebhookStillInvalid")
            run.logger.error("webhook.still_invalid", webhook_id=hook.id)
            return kept, seen
        run.tell("WebhookMended")
        run.logger.warning("webhook.mended", webhook_id=hook.id)
    if seen.gap_from is not None and not _replayed(run, app, hook, seen, waits):
        return kept, seen
    return kept, WebhookSeen(last_valid_at=run.now)


def _mended(run: Run, app: XClient, hook: Webhook, waits: Waits) -> bool:
    """Have X ask for a CRC, and read back whether it passed: X's yes to the first means only that it asked."""
    try:
        run.ask(waits, "validate_webhook", lambda: app.validate_webhook(hook.id))
    except Refused as error:
        run.refused(error)
    page = run.ask(waits, "webhooks", app.webhooks)
    return page is not None and any(one.id == hook.id and one.valid for one in page.items)


def _replayed(run: Run, app: XClient, hook: Webhook, seen: WebhookSeen, waits: Waits) -> bool:
    """True if there is nothing left to replay; a replay that X puts off is asked for again in the next run."""
    start, end = gap(seen.gap_from, run.now)
    try:
        job = run.ask(waits, "replay", lambda: app.replay(hook.id, start, end))
    except Refused as error:
        # Another job is running, or X keeps nothing of that time: what is missing is read from the lists.
        run.refused(error)
        return True
    if job is None:
        return False
    run.tell("ReplayAsked")
    run.logger.info("webhook.replay", job_id=job.id, start=start.isoformat(), end=end.isoformat())
    return True


def _subscribe(
    run: Run,
    app: tuple[str, XClient],
    hook: Webhook,
    webhook_ids: frozenset[str],
    accounts: Iterable[str],
    waits: Waits,
) -> None:
    known = _subscriptions(run, app[1], waits)
    if known is None:
        return
    for account_id in accounts:
        for lack in lacking(account_id, known, webhook_ids):
            try:
                done = run.ask(waits, "create_subscription", partial(_made, run, app, hook, account_id, lack))
            except Refused as error:
                run.tell("SubscriptionRefused")
                run.refused(error)
            except CredentialsRefused:
                run.tell("CredentialsRefused")
                run.logger.warning("account.credentials", account_id=account_id)
                break
            else:
                run.tell("SubscriptionRecreated", 1 if done else 0)


def _made(run: Run, app: tuple[str, XClient], hook: Webhook, account_id: str, lack: Lacking) -> Subscription:
    name, client = app
    if lack.stale is not None and lack.stale.id is not None:
        client.delete_subscription(lack.stale.id)
    return run.x.client(account_id, name).create_subscription(lack.event_type, account_id, hook.id)


def _subscriptions(run: Run, app: XClient, waits: Waits) -> list[Subscription] | None:
    """All of the app's subscriptions; None if X does not list them all, so that what is missing is unknown."""
    found: list[Subscription] = []
    token: str | None = None
    for _ in range(_MOST_PAGES):
        page = run.ask(waits, "subscriptions", partial(app.subscriptions, pagination=token))
        if page is None:
            return None
        found.extend(page.items)
        token = page.next_token
        if token is None:
            return found
    return None
