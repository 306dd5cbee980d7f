"""A function that starts loads what nearly each of its calls needs, and leaves the rest to the call that needs it."""

import pytest
from tests.deployed.bare import FUNCTIONS, Bare

# Milliseconds of a start or megabytes of memory, each of them; what is not here costs nothing that is felt.
HEAVY = (
    *(
        "anyio",
        "asyncio",
        "babel",
        "chat_xdk",
        "cryptography",
        "duckdb",
        "holidays",
        "httpx",
        "icalendar",
        "jinja2",
        "joserfc",
    ),
    *("oauthlib", "phonenumbers", "pydantic", "rapidfuzz", "segno", "stdnum", "twitter_text", "aws_xray_sdk"),
    *("aws_lambda_powertools", "aws_lambda_powertools.utilities.batch", "aws_lambda_powertools.utilities.idempotency"),
    *("pydantic.v1", "email.parser", "tomllib", "unittest", "xml.etree.ElementTree"),
)
# boto3 loads these itself.
_OF_BOTO3 = {"email.parser", "xml.etree.ElementTree"}
# Everybody but `ingest` reads settings and values, writes log lines, and counts.
_USUAL = {"pydantic": "values are checked", "aws_lambda_powertools": "log lines and metrics"}
_HTTP = {"asyncio": "Powertools' resolver imports it"}
_X = {"httpx": "asks X, or a brand's API", "anyio": "httpx imports it", "oauthlib": "signs for X"}
NEEDED: dict[str, dict[str, str]] = {
    "ingest": {},  # X waits for its first answer: boto3 and nothing else
    "cases": _USUAL,
    "chat": {**_USUAL, **_X, "chat_xdk": "opens what came"},
    "acknowledge": {**_USUAL, "babel": "most calls say a time"},
    "survey": _USUAL,
    "hours": _USUAL,
    "selfservice": {**_USUAL, **_X},
    "publish": {**_USUAL, **_X, "chat_xdk": "seals what goes"},
    "media": {**_USUAL, **_X},
    "notify": {**_USUAL, "httpx": "tells others", "anyio": "httpx imports it"},
    "reconcile": {**_USUAL, **_X},
    "report": _USUAL,
    "erase": {**_USUAL, "duckdb": "rewrites files of analysts"},
    "export": {**_USUAL, "duckdb": "writes the files of each night"},
    "hours_page": {"pydantic": "values are checked"},  # a visitor waits: lines without Powertools
    "desk": {**_USUAL, **_HTTP, "jinja2": "each page", "babel": "each page says a time"},
}


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_function_that_starts_loads_what_is_heavy_only_where_it_is_needed(here: Bare, function: str):
    code = f"import sys, json; import {function}.handler; print(json.dumps(sorted(sys.modules)))"
    loaded = set(here.run(function, code)) & set(HEAVY) - _OF_BOTO3
    assert loaded == set(NEEDED[function])


def test_whatever_a_function_loads_later_can_be_loaded_from_its_bundle_alone(here: Bare):
    from tests.deployed.closure import foreign

    for function in FUNCTIONS:
        names = sorted(foreign(function))
        code = f"import importlib, json; print(json.dumps([bool(importlib.import_module(n)) for n in {names}]))"
        assert here.run(function, code) == [True] * len(names)
