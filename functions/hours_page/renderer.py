"""The page as HTML: one template, one style sheet inside it, no script, nothing from elsewhere.

The style sheet is allowed by its hash, so that whatever else would get into the page is dead.
"""

import base64
import hashlib
from datetime import datetime
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from care.hours.shown import offset, special_rows, week_rows
from care.looks import tokens
from care.model.account import Account
from hours_page.words import NAMES, wording

_TEMPLATES = Path(__file__).parent / "templates"


def hours_page(account: Account, now: datetime, language: str) -> str:
    """The hours page of an account in the language of a tag."""
    hours = account.hours
    return _template("page.html").render(
        account=account,
        language=language,
        languages=NAMES,
        says=wording(language),
        status=hours.status(now, language),
        why=hours.explain(now),
        week=week_rows(hours, now, language),
        special=special_rows(hours, now, language),
        zone=hours.zone_name(language),
        offset=offset(hours, now),
    )


def notice_page(title: str, text: str, language: str) -> str:
    """A page that says that something is not there, or not now."""
    return _template("notice.html").render(title=title, text=text, language=language)


@cache
def content_security_policy() -> str:
    """Nothing but the page's own style sheet and its icon; the page may not be framed."""
    digest = base64.b64encode(hashlib.sha256(_style().encode()).digest()).decode()
    return (
        f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )


@cache
def _style() -> str:
    return tokens() + (_TEMPLATES / "page.css").read_text(encoding="utf-8")


@cache
def _template(name: str) -> Template:
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["style"] = _style()
    return environment.get_template(name)
