"""Whether X delivers to an app's webhook all that it should: the next step, decided from what X has said so far.

`plan` names one step. The function performs it, tells the `Inspection` what came of it, and asks again: first that the
webhook is valid, then that nothing of the time when it was not is lost, then that everything is subscribed to.
"""

from collections.abc import Sequence
from copy import replace
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import dropwhile

from care.model.reconcile_state import WebhookSeen

_MOST_PAGES = 3  # X lets an app have 1,500 subscriptions (an enterprise more), and tells 1,000 a page
_OLDEST = timedelta(hours=24)
_LATEST_START = timedelta(minutes=31)
_LATEST_END = timedelta(minutes=10)
_MINUTE = timedelta(minutes=1)
_REFUSED_FOR = timedelta(days=1)
_USAGE_EVERY = timedelta(hours=6)


@dataclass(frozen=True, slots=True)
class Hook:
    """A webhook as X lists it."""

    id: str
    url: str
    valid: bool


@dataclass(frozen=True, slots=True)
class ListWebhooks:
    """Ask X for the app's webhooks."""


@dataclass(frozen=True, slots=True)
class Remember:
    """Write down since when deliveries are missing: a run that dies while it mends would leave nobody who knows."""


@dataclass(frozen=True, slots=True)
class Challenge:
    """Have X ask for a CRC; its yes means only that it asked."""

    webhook_id: str


@dataclass(frozen=True, slots=True)
class Replay:
    """Have X deliver these minutes again."""

    webhook_id: str
    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class ListSubscriptions:
    """Ask X for a page of the app's subscriptions; what is lacking is to be delivered to this webhook."""

    webhook_id: str
    token: str | None


@dataclass(frozen=True, slots=True)
class Subscribe:
    """Subscribe an account, or the whole app (no account), to an event.

    `stale_id` is the subscription to a webhook that is gone, which is moved to this one.
    """

    webhook_id: str
    account_id: str
    event_type: str
    stale_id: str | None = None


@dataclass(frozen=True, slots=True)
class Finished:
    """Nothing more is to be asked in this run."""


type Step = ListWebhooks | Remember | Challenge | Replay | ListSubscriptions | Subscribe | Finished


@dataclass(frozen=True, slots=True)
class Inspection:
    """What X has said of an app's webhook in this run, and what is to be remembered of it (`seen`).

    `known_as` are the addresses by which X may know it. `hooks` are the app's webhooks, None until X listed them;
    `mended` is None until X was asked again after the challenge. `lacking` is what is still to be subscribed to, None
    until all pages were read. `stopped` says that X told too little to go on.
    """

    known_as: frozenset[str]
    now: datetime
    seen: WebhookSeen
    hooks: Sequence[Hook] | None = None
    remembered: bool = False
    challenged: bool = False
    mended: bool | None = None
    replay_over: bool = False
    token: str | None = None
    pages: int = 0
    lacking: Sequence[Subscribe] | None = None
    stopped: bool = False

    @property
    def hook(self) -> Hook | None:
        """Our webhook, a valid one before one that is not; None if X knows none."""
        ours = [one for one in self.hooks or () if one.url.rstrip("/") in self.known_as]
        return next((one for one in ours if one.valid), ours[0] if ours else None)


def plan(of: Inspection) -> Step:
    """The next step of a run for one app."""
    if of.stopped:
        return Finished()
    if of.hooks is None:
        return ListWebhooks()
    hook = of.hook
    if hook is None:
        return Finished()
    if not hook.valid and not of.remembered:
        return Remember()
    if not hook.valid and not of.challenged:
        return Challenge(hook.id)
    if not hook.valid and of.mended is None:
        return ListWebhooks()
    if (hook.valid or of.mended) and of.seen.gap_from is not None and not of.replay_over:
        return Replay(hook.id, *gap(of.seen.gap_from, of.now))
    if of.lacking is None:
        return ListSubscriptions(hook.id, of.token)
    return of.lacking[0] if of.lacking else Finished()


def with_webhooks(of: Inspection, hooks: Sequence[Hook] | None) -> Inspection:
    """The inspection after X listed the webhooks, or did not (None)."""
    if of.hook is not None:  # it was challenged: is it valid now?
        return replace(of, mended=any(one.id == of.hook.id and one.valid for one in hooks or ()))
    if hooks is None:
        return replace(of, stopped=True)
    of = replace(of, hooks=hooks, seen=replace(of.seen, checked_at=of.now))
    if of.hook is None:
        return of
    if not of.hook.valid:
        since = of.seen.gap_from or gap(of.seen.last_valid_at, of.now)[0]
        return replace(of, seen=replace(of.seen, gap_from=since))
    return of if of.seen.gap_from is not None else _sound(of)


def with_replay(of: Inspection, *, settled: bool) -> Inspection:
    """The inspection after a replay was asked for: `settled` unless X put it off, so that the next run asks again."""
    of = replace(of, replay_over=True)
    return _sound(of) if settled else of


def with_subscriptions(of: Inspection, lacking: Sequence[Subscribe], next_token: str | None) -> Inspection:
    """The inspection after a page of subscriptions: `lacking` is what no page so far has.

    Where X does not tell them whole, nobody knows what is lacking.
    """
    if next_token is None:
        return replace(of, lacking=lacking)
    return replace(of, token=next_token, pages=of.pages + 1, stopped=of.pages + 1 >= _MOST_PAGES)


def with_subscribed(of: Inspection, *, refused_account: bool = False) -> Inspection:
    """The inspection after a subscription was asked for; an account whose keys X refused is asked for nothing more."""
    first, *rest = of.lacking or ()
    if refused_account:
        rest = list(dropwhile(lambda one: one.account_id == first.account_id, rest))
    return replace(of, lacking=rest)


def asks_for_app_event(seen: WebhookSeen, now: datetime) -> bool:
    """Whether the subscription of the whole app is worth asking for: X may refuse it, and is asked once a day then."""
    return seen.app_event_refused_at is None or now - seen.app_event_refused_at >= _REFUSED_FOR


def asks_for_usage(seen: WebhookSeen, now: datetime) -> bool:
    """Whether X is to be asked again how much of the app's monthly cap is used."""
    return seen.usage_asked_at is None or now - seen.usage_asked_at >= _USAGE_EVERY


def is_nearly_used(posts: int, most: int | None) -> bool:
    """True if so much of the app's monthly cap is used that somebody must see to it before X refuses everything."""
    return bool(most) and posts * 10 >= (most or 0) * 9


def without_credit(seen: WebhookSeen, now: datetime) -> WebhookSeen:
    """What is remembered when X's credit is used up: deliveries may stop, and are replayed when there is credit again.

    Subscriptions are left as they are; X keeps them, and the next runs renew what is lacking then.
    """
    return replace(seen, gap_from=seen.gap_from or gap(seen.last_valid_at, now)[0])


def gap(last_valid_at: datetime | None, now: datetime) -> tuple[datetime, datetime]:
    """The whole minutes to replay: from when the webhook was last seen valid, within what X's rules allow.

    X wants a start of at least 31 minutes ago and of at most 24 hours, and an end of at least 10 minutes ago; what was
    never seen valid counts as 24 hours. The last ten minutes are for the reading of mentions and messages.
    """
    oldest = _floor(now - _OLDEST) + _MINUTE
    start = max(_floor(last_valid_at), oldest) if last_valid_at else oldest
    return min(start, _floor(now - _LATEST_START)), _floor(now - _LATEST_END)


def _sound(of: Inspection) -> Inspection:
    return replace(of, seen=replace(of.seen, last_valid_at=of.now, checked_at=None, gap_from=None, waits={}))


def _floor(at: datetime) -> datetime:
    return at.replace(second=0, microsecond=0)
