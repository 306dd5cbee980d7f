"""What the rules' constants are called before people. `N_` marks a text for the catalogues."""


def N_(text: str) -> str:  # noqa: N802  gettext's own name for it
    """The text as it is: it is translated where it is shown."""
    return text


LABELS = {
    "open": N_("open"),
    "waiting": N_("waiting for the customer"),
    "resolved": N_("resolved"),
    "complaint": N_("complaint"),
    "after_sales": N_("after-sales"),
    "question": N_("question"),
    "lead": N_("lead"),
    "praise": N_("praise"),
    "thanks": N_("thanks"),
    "noise": N_("no matter"),
    "public": N_("public"),
    "private": N_("private"),
    "internal": N_("note"),
    "agents": N_("agent"),
    "supervisors": N_("supervisor"),
    "operators": N_("operator"),
    "es": N_("Spanish"),
    "pt": N_("Portuguese"),
    "en": N_("English"),
}
