"""How surely and how fast articles are found: `python tests/bench/bench_selfservice.py` prints it, one core.

Precision and recall on both parts of the labelled messages; rules are tuned on `tune` alone, and `--errors` lists what
is wrong there and has no counterpart for `held`. Then messages a second against 15 and against 200 articles.
"""
# ruff: noqa: T201  a bench talks to a terminal

import csv
import sys
import time
import tomllib
from copy import replace
from pathlib import Path
from typing import cast

from care.model.settings.occasions import Language
from care.model.settings.selfservice import Article
from care.selfservice.matches import best

LABELLED = Path(__file__).parents[1] / "unit" / "selfservice"
ROUNDS = 30


def main() -> None:
    articles = _articles()
    with (LABELLED / "messages.csv").open(encoding="utf-8", newline="") as lines:
        messages = list(csv.DictReader(lines))
    start = time.perf_counter()
    best("hola, la fcatura", articles, "es")
    print(f"first message, with the reading of {len(articles)} articles: {(time.perf_counter() - start) * 1000:.1f} ms")
    for part in ("tune", "held"):
        _print_part([message for message in messages if message["part"] == part], part, articles)
    texts = [(message["text"], cast("Language", message["language"])) for message in messages]
    many = [replace(article, id=f"{article.id}-{n}") for n in range(14) for article in articles][:200]
    for some in (articles, many):
        fastest = min(_seconds(texts, some) for _ in range(ROUNDS)) / len(texts)
        print(f"{len(some)} articles: {1 / fastest:,.0f} messages a second, {fastest * 1e6:.0f} µs each")


def _articles() -> list[Article]:
    written = tomllib.loads((LABELLED / "articles.toml").read_text(encoding="utf-8"))
    return [Article.model_validate(article) for article in written["articles"]]


def _print_part(messages: list[dict[str, str]], part: str, articles: list[Article]) -> None:
    right = claimed = among = 0
    for message in messages:
        found = best(message["text"], articles, cast("Language", message["language"]))
        first = found[0].article_id if found else ""
        claimed += bool(first)
        right += bool(first) and first == message["article"]
        among += message["article"] in [match.article_id for match in found]
        if "--errors" in sys.argv and part == "tune" and first != message["article"]:
            near = best(message["text"], articles, cast("Language", message["language"]), threshold=0.0)
            print(f"  {message['article'] or 'none'}: {message['text']}  {[(m.article_id, m.score) for m in near]}")
    asked = sum(bool(message["article"]) for message in messages)
    print(
        f"{part}: {len(messages)} messages, {asked} with an article; precision {right / claimed:.3f}"
        f" ({claimed} claimed), recall {right / asked:.3f}, among the first three {among / asked:.3f}"
    )


def _seconds(texts: list[tuple[str, Language]], articles: list[Article]) -> float:
    start = time.perf_counter()
    for text, language in texts:
        best(text, articles, language)
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
