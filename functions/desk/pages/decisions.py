"""What waits for a supervisor: held replies, unclear sends, bad scores to follow up."""

import secrets

from care.desk.decisions import MOST, FollowUp, Held, UnclearSend, follow_up, held, unclear
from care.model.account import Account
from care.model.envelope import Channel
from care.model.outbox_item import queue_of
from care.tables.queue import Decisions, Wanted
from desk.dependencies import conversations, gifts, outbox, people, queue
from desk.pages.media import where_files_are
from desk.pages.supervision import account_of, steered
from desk.requests import Request
from desk.responses import Response, showing

_CHANNELS: tuple[Channel, ...] = ("public", "private")


def show(request: Request) -> Response:
    """The page; it reads so many things of each kind at most, however many cases there are."""
    account = account_of(request)
    waiting = held_of(account)
    answer = steered(
        request,
        "decisions",
        held=waiting,
        unclear=unclear_of(account),
        follow_ups=follow_ups_of(account),
        abuse=queue.page(Wanted(account.id, "abuse")).rows[:MOST],
        codes=sum(one.state == "unclear" for one in gifts.open(account.id)),
        most=MOST,
        names={person.id: person.name for person in people.all()},
        new_id=lambda: secrets.token_hex(16),
    )
    if any(one.files for one in waiting):
        answer.headers.update(showing(where_files_are()))
    return answer


def _listed(account: Account, name: Decisions) -> list[str]:
    return [row.case_id for row in queue.page(Wanted(account.id, name)).rows[:MOST]]


def held_of(account: Account) -> list[Held]:
    """Replies that wait for approval."""
    cases = _listed(account, "approvals")
    return [one for case_id in cases for one in held(outbox.of_case(account.id, case_id), account)]


def unclear_of(account: Account) -> list[UnclearSend]:
    """Sends that are unclear, the oldest first."""
    found = [item for channel in _CHANNELS for item in outbox.unconfirmed(queue_of(account.id, channel), MOST)]
    return [unclear(item, account) for item in sorted(found, key=lambda item: item.claimed_at or item.created_at)]


def follow_ups_of(account: Account) -> list[FollowUp]:
    """Bad scores that are to be followed up."""
    cases = (conversations.case(case_id) for case_id in _listed(account, "follow_ups"))
    return [one for case in cases if case is not None and (one := follow_up(case, account)) is not None]
