"""Brings X the files of an item before it is tried, a step at a time: nothing is claimed, for nobody sees any of it.

What X has is kept with the item after each step, so that a publisher that dies, or a queue that waits, goes on from
there. A file that X did not take holds its item alone, and is told to whoever wrote it.
"""

from collections.abc import Callable
from copy import replace
from dataclasses import dataclass
from datetime import datetime, timedelta

from aws_lambda_powertools import Logger

from care.model.files import OutFile
from care.model.outbox_item import Item
from care.model.outcomes import Code, Outcome, outcome
from care.outbox.files import SEGMENT, Step, after_asking, after_failing, category_of, gives_way, with_file
from care.outbox.plan import Hold
from care.tables.media import KeptFiles, NotThere
from care.tables.outbox import Outbox
from care.x.errors import CredentialsRefused, OutOfCredit, Refused, RetryLater, XError
from care.x.media_calls import MediaCalls
from publish.answers import AFTER_CREDENTIALS


@dataclass(frozen=True, slots=True)
class Uploading:
    """Where the bytes wait and where the items lie; `count` tells of what somebody must act on."""

    files: KeptFiles
    outbox: Outbox
    logger: Logger
    count: Callable[[str], None]

    def bring(self, item: Item, step: Step, x: MediaCalls, now: datetime) -> Hold | None:
        """Do one step towards a post or a plain DM, and keep it."""
        return self.keep(item, step.file, step.what, now, lambda: self._done(item, step, x, now))

    def keep(
        self, item: Item, before: OutFile, what: str, now: datetime, done: Callable[[], OutFile | Outcome | datetime]
    ) -> Hold | None:
        """Have one step done with a file, and keep what it made of it.

        The item waits where X works on the file or did not take the step, the queue where nothing can be paid.
        """
        try:
            file = done()
        except NotThere:
            file = outcome(Code.file_gone)
        except OutOfCredit as error:
            self._warn(item, what, error)
            return Hold("queue", now + AFTER_CREDENTIALS)
        except XError as error:
            self._warn(item, what, error)
            failed = replace(before, failures=before.failures + 1)
            until = after_failing(failed, now, error.until if isinstance(error, RetryLater) else None)
            if until is not None and not isinstance(error, Refused):
                self._wait(item, failed, until)
                return None
            file = outcome(Code.file_not_taken)
        if isinstance(file, datetime):
            self._wait(item, replace(before, asked=before.asked + 1, failures=0), file)
        elif isinstance(file, Outcome):
            self.outbox.settle(item, "refused", now, why=(file,))
        else:
            self.outbox.refit(replace(item, files=with_file(item.files, file), tries_again_at=None))
            if gives_way(before, file):
                return Hold("turn", now)
        return None

    def _done(self, item: Item, step: Step, x: MediaCalls, now: datetime) -> OutFile | Outcome | datetime:
        file = step.file
        match step.what:
            case "begin":
                begun = x.begin(category_of(file, item.channel), file.content_type, file.size)
                return replace(file, x_id=begun.id, x_until=now + timedelta(seconds=begun.seconds), failures=0)
            case "append":
                data = self.files.piece(file.place, file.appended, SEGMENT, file.size)
                x.append(file.x_id, file.appended // SEGMENT, data)
                return replace(file, appended=file.appended + len(data), failures=0)
            case "finish":
                self._finish(file, x)
                return replace(file, finished=True, failures=0)
            case "describe":
                x.describe(file.x_id, file.alt)
                return replace(file, described=True, failures=0)
            case "ask":
                if file.type == "photo":
                    return replace(file, ready=True)  # X works on nothing else
                told = x.status(file.x_id)
                return after_asking(file, told.state, told.check_after, now)

    def _finish(self, file: OutFile, x: MediaCalls) -> None:
        try:
            x.finish(file.x_id)
        except Refused:
            if not file.failures:
                raise
            x.status(file.x_id)  # a try of which no answer came may have been the one

    def _wait(self, item: Item, file: OutFile, until: datetime) -> None:
        # Its next look finds when it goes on, and that what is written to the same customer later waits behind it.
        self.outbox.refit(replace(item, files=with_file(item.files, file), tries_again_at=until))

    def _warn(self, item: Item, what: str, error: XError) -> None:
        if isinstance(error, CredentialsRefused | OutOfCredit):
            self.count(type(error).__name__)
        self.logger.warning(
            "file.not_taken", item_id=item.item_id, step=what, error=type(error).__name__, status=error.status
        )
