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
    asks_for_app_event,
    asks_for_usage,
    is_nearly_used,
    plan,
    with_replay,
    with_subscribed,
    with_subscriptions,
    with_webhooks,
    without_credit,
)
from care.x.client import XClient
from care.x.errors import CredentialsRefused, OutOfCredit, Refused
from care.x.subscriptions import lacking, lacking_of_app, subscribed
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
        inspection = app.look_at_usage(inspection)
    except Refused as error:
        run.refused(error)
    except OutOfCredit:
        inspection = replace(inspection, seen=without_credit(inspection.seen, run.now))
        raise
    finally:
        refused_at = app.app_event_refused_at or inspection.seen.app_event_refused_at
        seen = replace(inspection.seen, waits=app.waits, app_event_refused_at=refused_at)
        run.memory.write(memory, seen, app.kept)


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
    app_event_refused_at: datetime | None = None

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
                    self.run.ask(self.waits, "validate_webhook", lambda: self.x.activity.validate_webhook(webhook_id))
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

    def look_at_usage(self, inspection: Inspection) -> Inspection:
        """Warn before the app's cap is used up: afterwards X refuses everything."""
        run, seen = self.run, inspection.seen
        if not asks_for_usage(seen, run.now):
            return inspection
        try:
            usage = run.ask(self.waits, "usage", self.x.usage)
        except Refused as error:
            run.refused(error)
        else:
            if usage is None:
                return inspection
            if is_nearly_used(usage.posts, usage.most):
                run.tell("CreditLow")
                run.logger.warning("x.credit_low", app=self.name, posts=usage.posts, most=usage.most)
        return replace(inspection, seen=replace(seen, usage_asked_at=run.now))

    def _list_webhooks(self, before: Inspection) -> Inspection:
        run = self.run
        page = run.ask(self.waits, "webhooks", self.x.activity.webhooks)
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
            job = run.ask(self.waits, "replay", lambda: self.x.activity.replay(step.webhook_id, step.start, step.end))
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
        page = self.run.ask(self.waits, "subscriptions", partial(self.x.activity.subscriptions, pagination=step.token))
        if page is None:
            return replace(inspection, stopped=True)
        self.subscriptions.extend(page.items)
        webhook_ids = frozenset(one.id for one in inspection.hooks or ())
        of_app = lacking_of_app(self.subscriptions, webhook_ids)
        asks = asks_for_app_event(inspection.seen, self.run.now)
        wanted = [
            Subscribe(step.webhook_id, account_id, lack.event_type, lack.stale.id if lack.stale else None)
            for account_id in self.accounts
            for lack in lacking(account_id, self.subscriptions, webhook_ids)
        ]
        if of_app is not None and asks:
            stale = of_app.stale.id if of_app.stale else None
            wanted.append(Subscribe(step.webhook_id, "", of_app.event_type, stale))
        return with_subscriptions(inspection, wanted, page.next_token)

    def _subscribe(self, step: Subscribe, inspection: Inspection) -> Inspection:
        run = self.run
        try:
            done = run.ask(self.waits, "create_subscription", partial(self._made, step))
        except Refused as error:
            if step.account_id:
                run.tell("SubscriptionRefused")
            else:
                # What X says of this one differs; without it, the account's refused token tells the same later.
                self.app_event_refused_at = run.now
            run.refused(error)
        except CredentialsRefused:
            run.tell("CredentialsRefused")
            run.logger.warning("account.credentials", account_id=step.account_id)
            return with_subscribed(inspection, refused_account=True)
        else:
            run.tell("SubscriptionRecreated", 1 if done else 0)
        return with_subscribed(inspection)

    def _made(self, step: Subscribe) -> Subscription:
        user = partial(self.run.x.client, step.account_id, self.name)
        return subscribed(self.x, user, step.event_type, step.account_id, step.webhook_id, step.stale_id)
