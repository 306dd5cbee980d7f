"""Values that strangers chose, made safe for a spreadsheet (OWASP, CSV injection)."""

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # noqa: RUF001  spreadsheets take both widths


def cell(value: object) -> str:
    """The value as text that no spreadsheet takes for a formula: an apostrophe stands before what would begin one.

    None is empty. Only texts are marked: a number of ours may be negative.
    """
    if value is None:
        return ""
    text = str(value)
    # Blanks in front do not stop a spreadsheet; a line break would begin a row for whoever splits by lines.
    beginning = text.lstrip(" \u00a0\ufeff\u200b")
    return f"'{text}" if isinstance(value, str) and beginning.startswith(_FORMULA) else text
