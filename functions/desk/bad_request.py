"""What a request that cannot be read or answered is."""

from care.model.outcomes import Outcome


class BadRequest(ValueError):
    """The request cannot be read or answered; `why` says why."""

    def __init__(self, why: Outcome) -> None:
        super().__init__(str(why))
        self.why = why
