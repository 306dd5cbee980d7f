"""What happens next to an item of the outbox, decided from the item and from what is known about it.

`plan` names one step. The publisher performs it and asks again. A fact that costs a call is `UNREAD` until the plan
asks for it with `Find`, so nothing is looked up for an item that does not need it.
"""

from copy import replace
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from typing import Final, Literal

from care.budget.prices import Cost, cost_of
from care.chat.ways import with_way
from care.model.account import Account
from care.model.case import Case, LastMessage
from care.model.outbox_item import Item, ItemState, goes_from, part_after
from care.model.outcomes import Code, Outcome, Outcomes, outcome
from care.outbox.fit import fitted
from care.outbox.guard import KnownText, guard
from care.outbox.second_look import of_abuse
from care.outbox.wanted import still_wanted
from care.replies.rules import answerable, shut

# How often `reconcile` looks for what became of a send.
_UNTIL_KNOWN = timedelta(minutes=15)
# How often it is looked whether a paused account goes on; who resumes it has it looked at once.
_RESTS = timedelta(minutes=15)
# X refuses a text that it has for a day. Later a post that may have gone would go twice.
_REFUSED_AGAIN = timedelta(hours=20)

# A sealed message that its publisher died over so often is not sent again by itself.
_MOST_DEATHS = 8
_DIED = outcome(Code.publisher_died)

type Fact = Literal["case", "begun", "over_budget", "known"]


class Unread(Enum):
    """The one value that stands for a fact that nobody has looked up."""

    UNREAD = "unread"


UNREAD: Final = Unread.UNREAD


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known about an item. With `barred` a lane above waits until then, so nothing is sent.

    With `behind` an earlier text to the same customer is tried again then, and nothing overtakes it.
    With `others_first` sends to its recipient failed, and the way to X is to be tried by another's.

    `case` is the item's case, `begun` the item that it `follows`, `over_budget` tells that the month's dollars do not
    cover a reply, and `known` is what a public text is looked at for besides its own words.
    """

    account: Account
    now: datetime
    barred: datetime | None = None
    behind: datetime | None = None
    others_first: bool = False
    case: Case | Unread | None = UNREAD
    begun: Item | Unread | None = UNREAD
    over_budget: bool | Unread = UNREAD
    known: KnownText | Unread = UNREAD


@dataclass(frozen=True, slots=True)
class Find:
    """Look up one fact, and ask again."""

    fact: Fact


@dataclass(frozen=True, slots=True)
class Settle:
    """Record an end, or that it is unclear. With `gives_back` X did nothing, and the claim's cost is given back.

    `notice` is what the account's supervisors read about it, where no case shows it to them.
    """

    state: ItemState
    why: Outcomes = ()
    x_id: str = ""
    gives_back: bool = False
    notice: str = ""


@dataclass(frozen=True, slots=True)
class Refit:
    """Keep the item with the text that it is to be sent with."""

    item: Item


@dataclass(frozen=True, slots=True)
class Hold:
    """This item, its lane and those below, or the whole queue may not go before `until`.

    `turn` says that it has the others go first, and goes on when they have gone.
    """

    what: Literal["item", "turn", "lane", "queue"]
    until: datetime


@dataclass(frozen=True, slots=True)
class Send:
    """Take the cost from the budget, claim the item and ask X.

    With `tries` nobody knows whether X takes an answer there, and what it says is to be remembered.
    """

    cost: Cost
    tries: bool = False


@dataclass(frozen=True, slots=True)
class Report:
    """Tell the case what became of the item; `following` is the part of its thread that may go now."""

    following: Item | None


type Step = Find | Settle | Refit | Hold | Send | Report


def plan(item: Item, facts: Facts) -> Step:
    """The next step of an item. A claimed one was left by a publisher that died: the request may have left."""
    match item.state:
        case "released" if _is_doubtful_too_long(item, facts.now):
            return Settle("unconfirmed", (outcome(Code.too_long_ago_to_repeat),))
        case "waiting" | "released":
            return (
                _rests(item, facts)
                or _withdrawn(item, facts)
                or _nothing_to_end(item, facts)
                or _by_another_way(item, facts)
                or _shut_out(item, facts)
                or _cut(item, facts)
                or _guarded(item, facts)
                or _held(item, facts)
                or Send(cost_of(item, facts.account), tries=_tries(item, facts))
            )
        case "claimed" if (item.sealed is not None or item.act) and item.attempts < _MOST_DEATHS:
            return _said_again(item, facts)
        case "claimed":
            return Settle("unconfirmed", (_DIED,))
        case "sent":
            return Report(part_after(item))
        case "refused" | "unconfirmed" | "withdrawn" | "held":
            return Report(None)


def not_planned(item: Item, error: str) -> Settle:
    """What becomes of an item for which the rules fail: whoever wrote it sees why, and its lane goes on.

    A reply is held, so that its words can be changed; an attempt that may have gone is unconfirmed.
    """
    why = (outcome(Code.cannot_be_handled, error=error),)
    if item.doubtful or item.state == "claimed":
        return Settle("unconfirmed", why)
    return Settle("held" if item.purpose == "reply" and not item.approved_by else "refused", why)


def put_off(item: Item, why: Code, until: datetime) -> Hold | None:
    """What the budget's no holds; None if the item is to be looked at again.

    A reply that was within the month's dollars a moment ago lost the rest to another publisher. The next look holds it
    for a supervisor.
    """
    if why is Code.over_budget and item.purpose == "reply":
        return None
    # The chat's own limit holds no plain DM.
    return Hold("item" if item.by == "chat" and why is Code.limits_of_x else "lane", until)


def after_send(item: Item, until: datetime | None) -> Hold | None:
    """What waits when X wants to wait: X counts reposts in a window of their own, so with one only its lane does."""
    return Hold("queue" if item.has_id else "lane", until) if until is not None else None


def of_part(item: Item, why: Outcomes) -> Outcomes:
    """Why an item did not go; of a later part of a thread it is said first that the others stand."""
    if item.part == 1:
        return why
    return (outcome(Code.part_of_thread, part=item.part, parts=item.parts), *why)


def _is_doubtful_too_long(item: Item, now: datetime) -> bool:
    """True for a post that may be there, if X would not refuse it any more."""
    began = item.not_before or item.created_at
    return item.doubtful and item.channel == "public" and now - began > _REFUSED_AGAIN


def _rests(item: Item, facts: Facts) -> Step | None:
    """What a person has the account post waits while the account is paused, until it is too late for it."""
    if item.purpose != "post" or item.act or facts.account.paused_at is None:
        return None
    until = item.wanted_until or facts.now + _RESTS
    return Hold("item", min(facts.now + _RESTS, until)) if facts.now < until else None


def _withdrawn(item: Item, facts: Facts) -> Step | None:
    case = None if item.is_own else facts.case
    if case is UNREAD:
        return Find("case")
    reason = still_wanted(item, case, facts.account, facts.now)
    if reason and item.purpose == "post" and item.doubtful:
        return Settle("unconfirmed", (reason,))  # what a person wrote may be there: they say
    return Settle("withdrawn", (reason,)) if reason else None


def _said_again(item: Item, facts: Facts) -> Step:
    """A sealed message goes again as it is, and is the same message. What is not wanted any more is not said again."""
    step = _withdrawn(item, facts)
    if isinstance(step, Settle):
        return Settle("unconfirmed", (_DIED, *step.why))
    return step or Send(cost_of(item, facts.account))


def _nothing_to_end(item: Item, facts: Facts) -> Step | None:
    """What tells of an end goes only if its beginning went; while that is not known it waits."""
    begun = facts.begun
    if not item.follows:
        return None
    if begun is UNREAD:
        return Find("begun")
    if begun is None or begun.state in {"refused", "withdrawn", "held"}:
        return Settle("withdrawn", (outcome(Code.beginning_not_told),))
    return None if begun.state == "sent" else Hold("item", facts.now + _UNTIL_KNOWN)


def _by_another_way(item: Item, facts: Facts) -> Step | None:
    """Where the customer writes now; a case that moved to the chat is answered there."""
    case = _case(facts)
    goes = with_way(item, case.customer if case else None)
    return Refit(goes) if goes != item else None


def _shut_out(item: Item, facts: Facts) -> Step | None:
    """X is not asked where it has said that it takes no answer; one that may have gone is not judged anew."""
    answered = _answered(item, facts)
    if answered is None or item.doubtful:
        return None
    why = shut(*answered, facts.account, facts.now)
    return Settle("refused", (why,)) if why else None


def _tries(item: Item, facts: Facts) -> bool:
    answered = _answered(item, facts)
    return answered is not None and answerable(*answered, facts.account, facts.now) == "unknown"


def _answered(item: Item, facts: Facts) -> tuple[Case, LastMessage] | None:
    """The case and the post in it that a public item answers, if that is the one of which the case remembers it."""
    case = _case(facts)
    public = case.last_public if case is not None else None
    if case is None or public is None or item.channel != "public" or item.part > 1 or item.reposts:
        return None
    return (case, public) if item.in_reply_to == public.id else None


def _cut(item: Item, facts: Facts) -> Step | None:
    case = _case(facts)
    fits = fitted(item, facts.account, case.customer.name if case else "")
    if isinstance(fits, Outcome):
        return Settle("refused", (fits,))
    return Refit(fits) if fits != item else None


def _guarded(item: Item, facts: Facts) -> Step | None:
    over = facts.over_budget if item.purpose == "reply" else False
    if over is UNREAD:
        return Find("over_budget")
    case = _case(facts)
    known = facts.known if _is_looked_at(item) else KnownText(case.account_id if case else "")
    if known is UNREAD:
        return Find("known")
    if known.said and item.purpose != "reply" and item.other:
        return Refit(replace(item, text=item.other, other=""))
    abuse = of_abuse(item, case, facts.account)
    guarded = guard(item, facts.account, over_budget=over, known=known, abuse=abuse)
    if guarded is None:
        return None
    notice = f"a post of the account's own ({item.item_id}) was refused" if item.is_own else ""
    return Settle(guarded.state, of_part(item, guarded.why), notice=notice)


def _is_looked_at(item: Item) -> bool:
    """True for a public text that nobody has seen besides its writer."""
    return item.has_id and not (item.channel != "public" or item.part > 1 or item.approved_by or item.doubtful)


def _held(item: Item, facts: Facts) -> Step | None:
    # Whose clock was ahead when it was written does not have it wait.
    if item.created_at < (begins := goes_from(item, facts.account)) > facts.now:
        return Hold("item", begins)
    if facts.behind is not None:
        return Hold("item", facts.behind)
    if facts.barred is not None:
        return Hold("lane", facts.barred)
    return Hold("turn", facts.now) if facts.others_first else None


def _case(facts: Facts) -> Case | None:
    return None if facts.case is UNREAD else facts.case
