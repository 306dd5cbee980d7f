"""An account's settings file: TOML that a supervisor can read, checked before it is stored."""

import tomllib
from pathlib import Path

from pydantic import ValidationError

from care.account import Account


class WrongSettings(ValueError):
    """The file cannot be taken; each line of the message says where and why."""


def read_account(path: Path) -> Account:
    """The settings in `path`, or WrongSettings with every place that is wrong."""
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise WrongSettings(f"{path}: {error.strerror}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise WrongSettings(f"{path}: not TOML: {error}") from None
    try:
        return Account.model_validate(values)
    except ValidationError as error:
        lines = [f"{path}: {'.'.join(map(str, e['loc'])) or 'settings'}: {e['msg']}" for e in error.errors()]
        raise WrongSettings("\n".join(lines)) from None
