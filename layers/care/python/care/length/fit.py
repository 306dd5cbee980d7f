"""Makes a text fit by the account's own abbreviations, as few as it takes."""

from collections.abc import Callable, Mapping, Sequence

from care.length.spans import Span, phrase_pattern, protected, touches
from care.length.weighted import POST_LIMIT, normalised, weighted_length

type Edit = tuple[Span, str]


def fit(
    text: str,
    limit: int = POST_LIMIT,
    abbreviations: Mapping[str, str] | None = None,
    names: Sequence[str] = (),
    *,
    count: Callable[[str], int] = weighted_length,
) -> str | None:
    """The text within the limit, or None where the abbreviations do not suffice.

    `abbreviations` maps words or phrases to what may stand for them. They are applied one place at a time until the
    text fits: what gains most first, and of equals the last in the text, so that its beginning stays as written. Only
    whole words are replaced, and never within a link, an @name, a #tag, an e-mail address, a number or one of `names`.
    A capital stays a capital. For private messages `limit` is DM_LIMIT and `count` is `len`.
    """
    text = normalised(text)
    if count(text) <= limit:
        return text
    applied: list[Edit] = []
    for edit in _by_gain(text, abbreviations or {}, names, count):
        if touches(edit[0], [span for span, _ in applied]):
            continue
        applied.append(edit)
        shorter = edited(text, applied)
        if count(shorter) <= limit:
            return shorter
    return None


def edited(text: str, edits: Sequence[Edit]) -> str:
    """The text with each span replaced; spans do not overlap."""
    for (start, end), instead in sorted(edits, reverse=True):
        text = text[:start] + instead + text[end:]
    return text


def in_place_of(text: str, span: Span, short: str) -> str:
    """What replaces this span: with its capital, and without a dot of its own where a dot follows."""
    start, end = span
    capital = short[:1].upper() + short[1:] if text[start].isupper() else short
    return capital.removesuffix(".") if text[end : end + 1] == "." else capital


def _by_gain(
    text: str, abbreviations: Mapping[str, str], names: Sequence[str], count: Callable[[str], int]
) -> list[Edit]:
    kept = protected(text, names)
    found: list[tuple[int, int, Edit]] = []
    for phrase, short in abbreviations.items():
        if not phrase.strip():
            continue
        for match in phrase_pattern(phrase).finditer(text):
            instead = in_place_of(text, match.span(), normalised(short))
            if not touches(match.span(), kept):
                gain = count(match[0]) - count(instead)
                found.append((gain, match.start(), (match.span(), instead)))
    return [edit for _, _, edit in sorted(found, reverse=True)]
