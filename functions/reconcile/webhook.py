"""Is the webhook valid, and is everything subscribed? Else it is mended, and what X did not deliver is replayed.

`care.reconcile.webhook` names each step; here it is performed.
"""

from collections.abc import Iterable, Sequence
from copy import replace
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import assert_never

from care.model.reconcile_state import WebhookSeen
from care.reconcile.webhook import (
    Challenge,
    Finished,
    Hook,
    Inspection,
    ListSubscriptions,
    ListWebhooks,
    Remember,
    Replay,
    Step,
    Subscribe,
    plan,
    with_replay,
    with_subscribed,
    with_subscriptions,
    with_webhooks,
)
from care.x.client import XClient
from care.x.errors import CredentialsRefused, Refused
from care.x.subscriptions import lacking
from care.x.values import Subscription
from reconcile.memory import Kept
from reconcile.run import Run


def look_after_webhook(run: Run, name: str, urls: Sequence[str], accounts: Iterable[str]) -> None:
    """See that X delivers to an app's webhook all that it is to deliver of these accounts.

    `urls` are the addresses by which X may know the main app's webhook; that of another app ends in its name.
    """
    main = name == "main"
    memory = "WEBHOOK" if main else f"WEBHOOK#{name}"
    kept = run.memory.read(memory, WebhookSeen)
    seen = kept.value if kept else WebhookSeen()
    known_as = frozenset(url if main else f"{url}/{name}" for url in urls)
    app = _App(run, name, run.x.app(name), memory, tuple(accounts), dict(seen.waits), kept)
    inspection = Inspection(known_as, run.now, seen)
    try:
        while not isinstance(step := plan(inspection), Finished):
            inspection = app.perform(step, inspection)
    except Refused as error:
        run.refused(error)
    finally:
        run.memory.write(memory, replace(inspection.seen, waits=app.waits), app.kept)


@dataclass(slots=True)
class _App:
    """An app at X, and what a run has learned of it: its subscriptions, and the item that it remembers."""

    run: Run
    name: str
    x: XClient
    memory: str
    accounts: tuple[str, ...]
    waits: dict[str, datetime]
    kept: Kept[WebhookSeen] | None
    subscriptions: list[Subscription] = field(default_factory=list)

    def perform(self, step: Step, inspection: Inspection) -> Inspection:
        """What is known after a step."""
        match step:
            case ListWebhooks():
                return self._list_webhooks(inspection)
            case Remember():
                self.run.tell("WebhookInvalid")
                version = self.run.memory.write(self.memory, inspection.seen, self.kept)
                if version is not None:
                    self.kept = Kept(inspection.seen, version)
                return replace(inspection, remembered=True)
            case Challenge(webhook_id=webhook_id):
                try:
                    self.run.ask(self.waits, "validate_webhook", lambda: self.x.validate_webhook(webhook_id))
                except Refused as error:
                    self.run.refused(error)
                return replace(inspection, challenged=True)
            case Replay():
                return with_replay(inspection, settled=self._replayed(step))
            case ListSubscriptions():
                return self._list_subscriptions(step, inspection)
            case Subscribe():
                return self._subscribe(step, inspection)
            case Finished():
                return inspection
            case _:
                assert_never(step)

    def _list_webhooks(self, before: Inspection) -> Inspection:
        run = self.run
        page = run.ask(self.waits, "webhooks", self.x.webhooks)
        after = with_webhooks(
            before, None if page is None else [Hook(one.id, one.url, one.valid) for one in page.items]
        )
        if before.hook is not None:
            run.tell("WebhookMended" if after.mended else "WebhookStillInvalid")
            log = run.logger.warning if after.mended else run.logger.error
            log("webhook.mended" if after.mended else "webhook.still_invalid", webhook_id=before.hook.id)
        elif page is not None and after.hook is None:
            run.tell("WebhookMissing")
            run.logger.error("webhook.missing", app=self.name, webhooks=len(page.items))
        return after

    def _replayed(self, step: Replay) -> bool:
        """True if there is nothing left to replay; a replay that X puts off is asked for again in the next run."""
        run = self.run
        try:
            job = run.ask(self.waits, "replay", lambda: self.x.replay(step.webhook_id, step.start, step.end))
        except Refused as error:
            # Another job is running, or X keeps nothing of that time: what is missing is read from the lists.
            run.refused(error)
            return True
        if job is None:
            return False
        run.tell("ReplayAsked")
        run.logger.info("webhook.replay", job_id=job.id, start=step.start.isoformat(), end=step.end.isoformat())
        return True

    def _list_subscriptions(self, step: ListSubscriptions, inspection: Inspection) -> Inspection:
        page = self.run.ask(self.waits, "subscriptions", partial(self.x.subscriptions, pagination=step.token))
        if page is None:
            return replace(inspection, stopped=True)
        self.subscriptions.extend(page.items)
        webhook_ids = frozenset(one.id for one in inspection.hooks or ())
        wanted = [
            Subscribe(step.webhook_id, account_id, lack.event_type, lack.stale.id if lack.stale else None)
            for account_id in self.accounts
            for lack in lacking(account_id, self.subscriptions, webhook_ids)
        ]
        return with_subscriptions(inspection, wanted, page.next_token)

    def _subscribe(self, step: Subscribe, inspection: Inspection) -> Inspection:
        run = self.run
        try:
            done = run.ask(self.waits, "create_subscription", partial(self._made, step))
        except Refused as error:
            run.tell("SubscriptionRefused")
            run.refused(error)
        except CredentialsRefused:
            run.tell("CredentialsRefused")
            run.logger.warning("account.credentials", account_id=step.account_id)
            return with_subscribed(inspection, refused_account=True)
        else:
            run.tell("SubscriptionRecreated", 1 if done else 0)
        return with_subscribed(inspection)

    def _made(self, step: Subscribe) -> Subscription:
        if step.stale_id is not None:
            self.x.delete_subscription(step.stale_id)
        client = self.run.x.client(step.account_id, self.name)
        return client.create_subscription(step.event_type, step.account_id, step.webhook_id)
