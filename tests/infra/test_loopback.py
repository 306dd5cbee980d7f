"""Connecting from a terminal: X sends the browser back to this machine, and only the right answer counts."""

import socket
import threading
from collections.abc import Callable
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx
import pytest
from infra.command import loopback
from infra.command.connection import CannotConnect


def browser(*answers: dict[str, str]) -> Callable[[str], None]:
    """A browser that comes back with these answers, one after the other."""

    def opens(address: str) -> None:
        asked = {name: values[-1] for name, values in parse_qs(urlsplit(address).query).items()}

        def comes_back() -> None:
            for answer in answers:
                given = {name: value.replace("STATE", asked["state"]) for name, value in answer.items()}
                path = given.pop("path", "")
                with httpx.Client(trust_env=False) as http:
                    http.get(f"{asked['redirect_uri']}{path}?{urlencode(given)}")

        threading.Thread(target=comes_back, daemon=True).start()

    return opens


def test_the_code_comes_back_to_a_loopback_address_with_its_verifier():
    opens = browser({"state": "STATE", "code": "the code"})
    allowed = loopback.ask("https://x.example/authorize", "client", opens, port=0)
    assert allowed.code == "the code"
    assert allowed.redirect_uri.startswith("http://127.0.0.1:")
    assert len(allowed.verifier) >= 43


def test_answers_without_the_state_or_at_another_address_are_nobodys():
    opens = browser(
        {"state": "another", "code": "forged"},
        {"code": "forged"},
        {"path": "/more", "state": "STATE", "code": "forged"},
        {"state": "STATE", "code": "right"},
    )
    assert loopback.ask("https://x.example/authorize", "client", opens, port=0).code == "right"


def test_who_does_not_allow_it_or_never_answers_is_told_so():
    opens = browser({"state": "STATE", "error": "access_denied"})
    with pytest.raises(CannotConnect, match="not given on X"):
        loopback.ask("https://x.example/authorize", "client", opens, port=0)
    with pytest.raises(CannotConnect, match="in time"):
        loopback.ask("https://x.example/authorize", "client", lambda _: None, port=0, patience=0.1)


def test_a_port_that_is_taken_names_the_way_out():
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(CannotConnect, match="--port"):
        loopback.ask("https://x.example/authorize", "client", lambda _: None, port=taken.getsockname()[1])
