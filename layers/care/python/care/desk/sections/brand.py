"""The brand: name, language, where else it is reached, what is searched for, shorter words, who gets the report."""

import re
from copy import replace

from care import late
from care.desk.sections.drafts import Checks, Draft, Fields, lines, rows, ticked
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
    channels = [{"label": row["label"], "url": _address(row["url"])} for row in draft["channels"]]
    terms, receivers = lines(draft["brand_terms"]), lines(draft["summary_to"])
    shorter = {row["long"]: row["short"] for row in draft["abbreviations"]}
    checks = Checks()
    changed = replace(
        account,
        name=checks.value("name", draft["name"], account.name, "name"),
        language=checks.value("language", draft["language"], account.language, "language"),
        privacy_url=checks.value("privacy_url", draft["privacy_url"], account.privacy_url, "privacy_url"),
        channels=checks.value("channels", channels, account.channels, "channels"),
        brand_terms=checks.value("brand_terms", terms, account.brand_terms, "brand_terms"),
        abbreviations=checks.value("abbreviations", shorter, account.abbreviations, "abbreviations"),
        summary_to=checks.value("summary_to", receivers, account.summary_to, "summary_to"),
        export_text=checks.value("export_text", draft["export_text"], account.export_text, "export_text"),
    )
    checks.end()
    return changed


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
