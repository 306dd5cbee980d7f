"""The brand: name, language, where else it is reached, what is searched for, shorter words, who gets the report."""

import re

from care import late
from care.desk.sections.drafts import Draft, Fields, lines, rows, ticked, with_settings
from care.model.account import Account

__all__ = ["change", "draft_of", "read"]

_MAIL = late.pattern(r"[^\s@:/]+@[^\s@:/]+\.[^\s@:/]+")
_TELEPHONE = late.pattern(r"\+?[\d\s().-]{5,25}")


def draft_of(account: Account) -> Draft:
    """What the form shows; a mail address and a telephone number stand there as people write them."""
    return {
        "name": account.name,
        "language": account.language,
        "privacy_url": str(account.privacy_url),
        "channels": [{"label": one.label, "url": _shown(str(one.url))} for one in account.channels],
        "brand_terms": "\n".join(account.brand_terms),
        "abbreviations": [{"long": long, "short": short} for long, short in account.abbreviations.items()],
        "summary_to": "\n".join(account.summary_to),
        "export_text": account.export_text,
    }


def read(fields: Fields) -> Draft:
    """The draft of a form that was sent."""
    single = ("name", "language", "privacy_url", "brand_terms", "summary_to")
    return {
        **{name: fields.get(name, "").strip() for name in single},
        "channels": rows(fields, "channels", ("label", "url")),
        "abbreviations": rows(fields, "abbreviations", ("long", "short")),
        "export_text": ticked(fields, "export_text"),
    }


def change(account: Account, draft: Draft) -> Account:
    """The account with these settings; InvalidDraft with each thing that is wrong."""
    wanted = {
        "name": draft["name"],
        "language": draft["language"],
        "privacy_url": draft["privacy_url"],
        "channels": [{"label": row["label"], "url": _address(row["url"])} for row in draft["channels"]],
        "brand_terms": lines(draft["brand_terms"]),
        "abbreviations": {row["long"]: row["short"] for row in draft["abbreviations"]},
        "summary_to": lines(draft["summary_to"]),
        "export_text": draft["export_text"],
    }
    return with_settings(account, {setting: (value, setting) for setting, value in wanted.items()})


def _address(typed: str) -> str:
    """What was typed as an address: "ayuda@tienda.example" and "+34 900 10 20 30" need no scheme."""
    if _MAIL.fullmatch(typed):
        return f"mailto:{typed}"
    if _TELEPHONE.fullmatch(typed):
        return f"tel:{re.sub(r'[^+0-9]', '', typed)}"
    return typed


def _shown(url: str) -> str:
    scheme, _, rest = url.partition(":")
    return rest if scheme in {"mailto", "tel"} else url
