"""What every fact says (`care.model.fact`)."""

from typing import Literal

from pydantic import AwareDatetime, ConfigDict

from care.model.envelope import Value
from care.model.formats import FORMAT


class AboutAll(Value):
    """What every fact says."""

    # `cases` starts with these and most accounts tell nobody: each is built when one is made.
    model_config = ConfigDict(frozen=True, extra="ignore", defer_build=True)

    version: Literal[1] = FORMAT
    id: str
    account_id: str
    at: AwareDatetime
    case_id: str = ""
    customer_id: str = ""
    sequence: int = 0
