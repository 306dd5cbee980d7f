"""An account's settings file: TOML that a supervisor can read, checked before it is stored."""

import re
import tomllib
from pathlib import Path

import tomlkit
from pydantic import ValidationError
from pydantic_core import ErrorDetails

from care.model.account import Account
from care.model.limits import refuse_unusable

# A settings file holds what a row of the table does, and comments. Reading a key costs the square of its parts.
_LONGEST = 1_000_000
_MOST_PARTS = 32
_BASED_ON = "# Made from version "
_DOTTED = re.compile(rf"""(?<![\w"'.-])(?:[\w"'-]++[ \t]*+\.[ \t]*+){{{_MOST_PARTS}}}""")


class WrongSettings(ValueError):
    """The file cannot be taken; each line of the message says where and why."""


def read_account(path: Path) -> Account:
    """The settings in `path`, or WrongSettings with every place that is wrong."""
    return account_of(read_text(path), path)


def read_text(path: Path) -> str:
    """The text of a file as it is, line ends included, or WrongSettings."""
    try:
        return path.read_bytes().decode("utf-8-sig")  # some editors of Windows begin a file so
    except OSError as error:
        raise WrongSettings(f"{path}: {error.strerror}") from None
    except UnicodeDecodeError as error:
        raise WrongSettings(f"{path}: not TOML: {error}; save the file as UTF-8") from None


def account_of(text: str, path: Path) -> Account:
    """The settings that a text holds, or WrongSettings with every place that is wrong; `path` is named in it."""
    _refuse_endless(text, path)
    try:
        values = tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # what is no TOML, numbers of thousands of digits, lists in lists
        raise WrongSettings(f"{path}: not TOML: {error}") from None
    try:
        account = Account.model_validate(values)
        refuse_unusable(account)
    except ValidationError as error:
        raise WrongSettings("\n".join(f"{path}: {problem}" for problem in problems(error))) from None
    return account


def _refuse_endless(text: str, path: Path) -> None:
    if len(text) > _LONGEST:
        raise WrongSettings(f"{path}: {len(text)} characters; settings take {_LONGEST} at most")
    if found := _DOTTED.search(text):
        line = text.count("\n", 0, found.start()) + 1
        raise WrongSettings(f"{path}: line {line}: a key of more than {_MOST_PARTS} parts; no setting lies so deep")


def problems(error: ValidationError) -> list[str]:
    """What is wrong in settings, each with its place and, where a setting's name is unknown, that it is."""
    return [f"{_place(each) or 'settings'}: {_said(each)}" for each in error.errors()]


def _place(each: ErrorDetails) -> str:
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in each["loc"]).lstrip(".")


def _said(each: ErrorDetails) -> str:
    if each["type"] == "extra_forbidden":
        return "there is no such setting; correct its name or remove it"
    if each["type"] == "missing":
        return "is missing; add it"
    return each["msg"].removeprefix("Value error, ")


def written_account(account: Account) -> str:
    """The settings as a file again: what differs from the defaults, in the order of the settings."""
    values = account.model_dump(mode="json", by_alias=True, exclude_none=True, exclude_defaults=True)
    return f"{_BASED_ON}{account.version}\n{tomlkit.dumps(values)}"


def based_on(text: str) -> int | None:
    """The version of the settings that a file was made from, as its first line says; None if it does not."""
    number = text.partition("\n")[0].removeprefix(_BASED_ON).strip()
    return int(number) if text.startswith(_BASED_ON) and number.isascii() and number.isdigit() else None
