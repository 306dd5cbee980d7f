"""What can go wrong when we ask X for something, as types that say what to do next.

XError
  x Refused              X said no, for good: `reason` says why. Asking again gives the same answer.
  x RetryLater           Nothing was done, and the same call may be made from `until`: 429, 503, over capacity, or no
                         connection at all (refused, or not made in time).
  x ServerFailed         X answered 5xx: it says that it failed, and it may have done it all the same.
  x Unclear              The request left and no readable answer came: it may have been done. Never repeat a send.
  x TooLarge             A file that was read has more bytes than are wanted.
  x Malformed            A reading call was answered with something unreadable. Nothing was changed by it.
  x CredentialsRefused   Keys or tokens are wrong, expired or revoked: an operator or the account must act.
  x OutOfCredit          The plan's credits or its monthly cap are used up: an operator must act.

For a send: `RetryLater`, `CredentialsRefused` and `OutOfCredit` are `released`, `ServerFailed` is `released` in doubt,
`Refused` is `refused`, and `OutcomeUnknown` is `unconfirmed`.
The message of an error names the call, the status and the reason, and nothing that a person wrote: neither the text
that was sent, nor X's own sentence, nor a name, a token or a header.
"""

from datetime import datetime
from typing import ClassVar, Literal

from care.model.rate_limits import Limits
from care.model.refusals import RefusalReason


class XError(Exception):
    """Anything that X, or the way to X, answered instead of doing what was asked.

    `call` is the name of the client's method, `status` the HTTP status if an answer came, `limits` the counters that
    came with it.
    """

    says: ClassVar[str] = "X did not do what was asked"

    def __init__(self, *, call: str | None = None, status: int | None = None, limits: Limits | None = None) -> None:
        self.call = call
        self.status = status
        self.limits = limits
        super().__init__(self._message(self.says))

    def _message(self, what: str) -> str:
        place = f"{self.call}: " if self.call else ""
        answer = f" (HTTP {self.status})" if self.status is not None else ""
        return f"{place}{what}{answer}"


class Refused(XError):
    """X said no for good.

    `detail_known` is False where X gave no sentence or code that our table knows, so that `reason` is what the status
    alone tells, or unknown. `sentence` is then X's sentence with ids, names, links and quotations masked, at most 200
    characters, for a metric that shows which sentences the table lacks; it is None where the table knew it.
    """

    def __init__(
        self,
        reason: RefusalReason,
        *,
        detail_known: bool = True,
        sentence: str | None = None,
        call: str | None = None,
        status: int | None = None,
        limits: Limits | None = None,
    ) -> None:
        super().__init__(call=call, status=status, limits=limits)
        self.reason = reason
        self.detail_known = detail_known
        self.sentence = sentence
        self.args = (self._message(f"X refused it: {reason}"),)


class RetryLater(XError):
    """Nothing was done; the same call may be made from `until` on, or where that is None when the caller sees fit."""

    sent: Literal[False] = False

    def __init__(
        self,
        until: datetime | None = None,
        *,
        call: str | None = None,
        status: int | None = None,
        limits: Limits | None = None,
    ) -> None:
        if until is not None and until.tzinfo is None:
            raise ValueError("RetryLater takes an aware datetime; give it a time zone")
        super().__init__(call=call, status=status, limits=limits)
        self.until = until
        when = f"from {until.isoformat()}" if until else "later"
        self.args = (self._message(f"nothing was done; ask again {when}"),)


class ServerFailed(XError):
    """X answered that it failed (500, 502, 504 and their kind); what was asked may have been done all the same."""

    says = "X failed and may have done it; look before asking again"


class OutcomeUnknown(XError):
    """The request left and no readable answer came back; what was asked may have been done."""

    says = "no readable answer came; it may have been done, so look before asking again"


class Malformed(XError):
    """X answered a reading call with something that is not what its description promises."""

    says = "X's answer cannot be read"


class TooLarge(XError):
    """A file has more bytes than anybody wants: it is given up."""

    says = "the file is too large"


class CredentialsRefused(XError):
    """X does not accept the keys or the token: wrong, expired, revoked, of the wrong kind, or a clock far off."""

    says = "X does not accept these credentials; check the keys, the account's consent and the clock"


class OutOfCredit(XError):
    """The developer account has no credit left, or its monthly cap is reached; nothing was done."""

    says = "no credit is left at X; add credit or raise the limit in X's developer console"
