"""An erasure that was asked for and its receipt: each place with what went, and what remains until when."""

from datetime import timedelta
from typing import Literal

from pydantic import AwareDatetime

from care.erasure.dossier import Kept
from care.erasure.whose import Whose
from care.model.actions import CustomerErased
from care.model.envelope import Value
from care.model.outcomes import Code, Outcome, outcome
from care.tables.erasures import Erasures
from care.tables.search_index import SearchIndex

_BACKUPS = timedelta(days=35)  # DynamoDB's point-in-time recovery
_REMEMBERED = timedelta(days=30)

Place = Literal[
    "cases",
    "labels",
    "messages",
    "media",
    "sends",
    "words",
    "files",
    "results",
    "letters",
    "taught",
    "gifts",
    "trail",
    "finds",
]


class Gone(Value):
    """A place, and how many things of the customer went from it."""

    place: Place
    count: int

    @property
    def words(self) -> Outcome:
        """The place, to be said in words."""
        return outcome(Code(f"gone_{self.place}"))


class Receipt(Value):
    """What an erasure did so far. It names nobody who was erased.

    Until `done_at` what the tables held is gone or is still to go; a place outside of them is told when it is cleared.
    """

    account_id: str
    action_id: str
    at: AwareDatetime
    by: str
    gone: tuple[Gone, ...] = ()
    handed: tuple[str, ...] = ()
    """The names of other systems that have something of the customer's."""
    done_at: AwareDatetime | None = None

    @property
    def remains(self) -> tuple[Outcome, ...]:
        """What is not erased, and how long it lasts."""
        return (
            outcome(Code.remains_id, until=f"{self.at + _REMEMBERED:%Y-%m-%d}"),
            outcome(Code.remains_backups, until=f"{self.at + _BACKUPS:%Y-%m-%d}"),
            *map(outcome, (Code.remains_deeds, Code.remains_counts, Code.remains_logs, Code.remains_at_x)),
            *((outcome(Code.remains_handed, names=", ".join(self.handed)),) if self.handed else ()),
        )


def in_tables(kept: Kept, words: SearchIndex, whose: Whose) -> tuple[Gone, ...]:
    """How much the tables hold now, which the event takes away."""
    store, cases = kept.conversations, sorted(whose.case_ids)
    corrected = sum(case.corrected is not None for one in cases if (case := store.case(one)) is not None)
    return (
        Gone(place="cases", count=len(cases)),
        Gone(place="labels", count=corrected),
        Gone(place="messages", count=sum(len(store.messages(one)) for one in cases)),
        Gone(place="media", count=sum(len(kept.files.of_case(one)) for one in cases)),
        Gone(place="sends", count=sum(len(kept.outbox.of_case(whose.account_id, one)) for one in cases)),
        Gone(place="words", count=sum(len(words.words(one)) for one in cases)),
        Gone(place="finds", count=len(kept.finds.by(whose.account_id, whose.customer_id))),
    )


def handed_to(kept: Kept, whose: Whose) -> tuple[str, ...]:
    """The names of the destinations that the customer's cases went to, or may have gone to."""
    cases = (kept.conversations.case(one) for one in sorted(whose.case_ids))
    return tuple(sorted({one.to for case in cases if case is not None for one in case.hand_overs}))


class Asked(Value):
    """An erasure that was asked for: whose, and the receipt so far."""

    whose: Whose
    receipt: Receipt

    @property
    def event(self) -> CustomerErased:
        """What clears the tables."""
        told = self.receipt
        return CustomerErased(
            account_id=told.account_id,
            customer_id=self.whose.customer_id,
            action_id=told.action_id,
            by=told.by,
            at=told.at,
        )


def keep(erasures: Erasures, receipt: Receipt) -> None:
    """Keep the receipt as it is now."""
    erasures.keep(receipt.account_id, receipt.action_id, receipt.at, receipt.model_dump_json())
