"""What a run asks X about an app's webhook, step by step and without X."""

from copy import replace
from datetime import UTC, datetime, timedelta

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
    Subscribe,
    gap,
    plan,
    with_replay,
    with_subscribed,
    with_subscriptions,
    with_webhooks,
)

NOW = datetime(2026, 11, 24, 21, 0, 30, tzinfo=UTC)
HOUR = timedelta(hours=1)
URL = "https://x.example/webhook"
VALID, INVALID = Hook("7", URL, valid=True), Hook("7", URL, valid=False)
FIRST, SECOND = Subscribe("7", "2", "dm.received"), Subscribe("7", "2", "dm.sent")
OTHERS = Subscribe("7", "3", "dm.sent")


def begun(**seen: datetime) -> Inspection:
    return Inspection(frozenset({URL}), NOW, WebhookSeen(**{"last_valid_at": NOW - HOUR, **seen}))


def found(*hooks: Hook, **seen: datetime) -> Inspection:
    return with_webhooks(begun(**seen), hooks)


def test_x_is_asked_for_the_webhooks_first_and_for_nothing_more_if_it_does_not_answer():
    assert plan(begun()) == ListWebhooks()
    silent = with_webhooks(begun(), None)
    assert plan(silent) == Finished()
    assert silent.seen == begun().seen


def test_a_webhook_that_x_does_not_know_is_no_reason_to_ask_on():
    missing = found(Hook("8", "https://elsewhere.example/", valid=True))
    assert plan(missing) == Finished()
    assert (missing.hook, missing.seen.checked_at, missing.seen.last_valid_at) == (None, NOW, NOW - HOUR)


def test_a_valid_webhook_is_remembered_as_such_and_its_subscriptions_are_looked_at():
    assert plan(found(VALID)) == ListSubscriptions("7", None)
    assert found(VALID).seen == WebhookSeen(last_valid_at=NOW)


def test_of_two_addresses_the_valid_one_counts_and_a_slash_at_the_end_makes_no_other():
    other = Hook("9", f"{URL}/", valid=True)
    assert found(INVALID, other).hook == other


def test_since_when_deliveries_are_missing_is_remembered_before_the_webhook_is_mended():
    broken = found(INVALID)
    assert plan(broken) == Remember()
    assert broken.seen.gap_from == gap(NOW - HOUR, NOW)[0]
    broken = replace(broken, remembered=True)
    assert plan(broken) == Challenge("7")
    assert plan(replace(broken, challenged=True)) == ListWebhooks()


def test_a_gap_that_was_known_is_not_made_smaller():
    assert found(INVALID, gap_from=NOW - 5 * HOUR).seen.gap_from == NOW - 5 * HOUR


def test_what_was_lost_is_replayed_once_the_webhook_is_seen_to_be_valid():
    challenged = replace(found(INVALID), remembered=True, challenged=True)
    still = with_webhooks(challenged, [INVALID])
    assert (still.mended, plan(still)) == (False, ListSubscriptions("7", None))
    assert not with_webhooks(challenged, None).mended
    mended = with_webhooks(challenged, [VALID])
    assert plan(mended) == Replay("7", *gap(NOW - HOUR, NOW))
    assert with_replay(mended, settled=True).seen == WebhookSeen(last_valid_at=NOW)


def test_a_replay_that_x_put_off_is_left_to_the_next_run():
    waiting = with_replay(found(VALID, gap_from=NOW - HOUR), settled=False)
    assert waiting.seen.gap_from == NOW - HOUR
    assert plan(waiting) == ListSubscriptions("7", None)
    assert plan(found(VALID, gap_from=NOW - HOUR)) == Replay("7", *gap(NOW - HOUR, NOW))


def test_nothing_is_subscribed_to_before_all_subscriptions_are_known():
    first = with_subscriptions(found(VALID), [FIRST], "next")
    assert plan(first) == ListSubscriptions("7", "next")
    assert plan(with_subscriptions(first, [FIRST], None)) == FIRST
    second = with_subscriptions(first, [FIRST], "more")
    assert plan(with_subscriptions(second, [FIRST], "and more")) == Finished()


def test_what_is_lacking_is_subscribed_to_one_by_one_but_not_where_keys_are_refused():
    lacking = with_subscriptions(found(VALID), [FIRST, SECOND, OTHERS], None)
    assert plan(with_subscribed(lacking)) == SECOND
    refused = with_subscribed(lacking, refused_account=True)
    assert plan(refused) == OTHERS
    assert plan(with_subscribed(refused)) == Finished()
