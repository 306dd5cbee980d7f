"""Texts as X handles them: length, mentions, links wrapped as t.co, HTML escapes, and a rough guess at the language."""

import hashlib
import html
import re
import sys
from dataclasses import dataclass
from importlib.resources import files
from types import ModuleType
from typing import Any


def _emoji_file(package: str, name: str) -> bytes:
    return files(package.rpartition(".")[0]).joinpath(name).read_bytes()


# twitter-text-parser 3.0.0 reads its emoji list through pkg_resources, which setuptools no longer ships: it needs this
# one function, and only while it is imported.
_stand_in = ModuleType("pkg_resources")
_stand_in.__dict__["resource_string"] = _emoji_file
_before = sys.modules.get("pkg_resources")
sys.modules["pkg_resources"] = _stand_in
try:
    from twitter_text.extract_urls import extract_urls_with_indices
    from twitter_text.parse_tweet import parse_tweet
finally:
    del sys.modules["pkg_resources"]
    if _before is not None:
        sys.modules["pkg_resources"] = _before

LONGEST_POST = 280
_MENTION = re.compile(r"(?<![\w@/])@([A-Za-z0-9_]{1,15})(?![\w@])")
_LEADING_MENTIONS = re.compile(r"(?:\s*@[A-Za-z0-9_]{1,15}\b)*")
_T_CO_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"

_COMMON_WORDS = {
    "es": "el la los las y en me mi un una es por con se lo está estoy hola gracias qué pero ya muy tengo llevo sin "
    "hay nadie cuándo cómo dónde funciona llega han hace puedo buenos buenas días al del no le su mañana desde",
    "pt": "o a os as e em não me meu minha um uma é por com se está estou olá obrigado obrigada mas já muito tenho "
    "sem há ninguém quando como onde funciona chega foram faz posso bom boa dias ao da do no na seu sua amanhã desde",
    "en": "the a an of that and in not my is are for with to you it this hello hi thanks what but already very have "
    "was been nobody when how where works arrived can good days at from your i we please still",
}
_SIGNS = {"es": "ñ¿¡", "pt": "ãõçê"}
_WORDS: dict[str, frozenset[str]] = {language: frozenset(words.split()) for language, words in _COMMON_WORDS.items()}


def weighted_length(text: str) -> int:
    """The length of a post as X counts it: 280 is the most."""
    return int(parse_tweet(text).weightedLength)


def mentioned(text: str) -> list[str]:
    """The usernames that the text mentions, in order, lower case, each once."""
    return list(dict.fromkeys(match[1].lower() for match in _MENTION.finditer(text)))


def leading_mentions(text: str) -> list[str]:
    """The usernames that the text begins with, lower case."""
    match = _LEADING_MENTIONS.match(text)
    return mentioned(match[0]) if match else []


def has_link(text: str) -> bool:
    """Whether X would wrap a part of the text as a link (and price the post accordingly)."""
    return bool(extract_urls_with_indices(text))


def language_of(text: str) -> str:
    """`es`, `pt`, `en`, or `und` when the common words do not decide."""
    said = re.sub(r"https?://\S+|@\w+", " ", text.lower())
    words = re.findall(r"[^\W\d_]+", said)
    scores = {language: sum(word in common for word in words) for language, common in _WORDS.items()}
    for language, marks in _SIGNS.items():
        scores[language] += 2 * sum(sign in marks for sign in said)
    best = max(scores, key=lambda language: scores[language])
    clear = [language for language, score in scores.items() if score == scores[best]] == [best]
    return best if clear else "und"


@dataclass(frozen=True)
class Rendered:
    """A text as X delivers it, with the entities that point into it (code points, end exclusive)."""

    text: str
    mentions: list[dict[str, Any]]
    urls: list[dict[str, Any]]


def rendered(text: str, ids: dict[str, str], *, escaped: bool) -> Rendered:
    """The text with its links wrapped as t.co and, if `escaped`, with & < > as HTML entities.

    `ids` has the id of each known username in lower case. Indices point into the delivered text, escapes included, as
    in X's v1.1 objects; v2 does not say.
    """
    spans = [(url["indices"][0], url["indices"][1], url["url"], "") for url in extract_urls_with_indices(text)]
    taken = [range(start, end) for start, end, _, _ in spans]
    spans += [
        (match.start(), match.end(), "", match[1])
        for match in _MENTION.finditer(text)
        if not any(match.start() in span for span in taken)
    ]
    out, mentions, urls, at = "", [], [], 0
    for start, end, url, username in sorted(spans):
        plain = text[at:start]
        out += html.escape(plain, quote=False) if escaped else plain
        begin = len(out)
        out += _t_co(url) if url else text[start:end]
        entity: dict[str, Any] = {"start": begin, "end": len(out)}
        if url:
            expanded = url if "://" in url else f"http://{url}"
            entity |= {"url": _t_co(url), "expanded_url": expanded, "display_url": _display(expanded)}
            urls.append(entity)
        else:
            entity |= {"username": username} | ({"id": ids[username.lower()]} if username.lower() in ids else {})
            mentions.append(entity)
        at = end
    rest = text[at:]
    out += html.escape(rest, quote=False) if escaped else rest
    return Rendered(out, mentions, urls)


def _t_co(url: str) -> str:
    digest = hashlib.sha256(url.encode()).digest()
    return "https://t.co/" + "".join(_T_CO_ALPHABET[byte % len(_T_CO_ALPHABET)] for byte in digest[:10])


def _display(url: str) -> str:
    shown = re.sub(r"^https?://(www\.)?", "", url)
    return shown if len(shown) <= 27 else shown[:26] + "…"
