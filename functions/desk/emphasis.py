"""The mark of a text for the catalogues."""


def N_(text: str) -> str:  # noqa: N802  gettext's own name for it
    """The text as it is: it is translated where it is shown."""
    return text
