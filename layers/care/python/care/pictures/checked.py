"""A file that somebody brings, looked at before anything is done with it: by its bytes, whatever it is called."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from care.pictures.cleaned import cleaned
from care.pictures.kinds import Kind, Size, kind_of, size_of

Wrong = Literal["unknown_kind", "too_large", "too_many_pixels", "broken"]


@dataclass(frozen=True, slots=True)
class Checked:
    """What a file is, how large it is shown, and its bytes as they may be kept."""

    data: bytes
    kind: Kind
    size: Size


def checked(data: bytes, most: Mapping[str, int]) -> Checked | Wrong:
    """The file without what it tells of its maker, or what is wrong with it; `most` are bytes by kind."""
    kind = kind_of(data)
    if kind is None or kind not in most:
        return "unknown_kind"
    if len(data) > most[kind]:
        return "too_large"
    size = size_of(data, kind)
    if size is None:
        return "broken"
    if not size.is_bearable:
        return "too_many_pixels"
    try:
        return Checked(cleaned(data, kind), kind, size)
    except (ValueError, IndexError):
        return "broken"
