"""The key of a look-up is shown to the hosts that its owner knows of, and to no other."""

import json

import pytest
from pydantic import SecretStr
from tests.unit.selfservice.brand import BRAND

from care.model.settings.selfservice import SelfServiceSettings
from care.selfservice.keys import moved_key
from care.x.credentials import UserToken

URL = "https://api.luna.example/orders/{order}"


def settings(*lookups: dict[str, str | None]) -> SelfServiceSettings:
    made = json.loads(json.dumps(BRAND))
    one = made["lookups"][0]
    made["lookups"] = [one | {"id": f"lookup-{place}", **changes} for place, changes in enumerate(lookups)]
    return SelfServiceSettings.model_validate(made)


BEFORE = settings({"url": URL, "secret": "orders"})


@pytest.mark.parametrize(
    ("after", "moved"),
    [
        ([{"url": URL, "secret": "orders"}], None),
        ([{"url": URL + "?v=2", "secret": "orders"}], None),
        ([{"url": "https://api.luna.example/v2/{order}", "secret": "orders"}], None),
        ([{"url": "https://evil.example/{order}", "secret": "orders"}], ("orders", "evil.example")),
        ([{"url": "https://api.luna.example.evil.example/{order}", "secret": "orders"}],
         ("orders", "api.luna.example.evil.example")),
        ([{"url": URL, "secret": "orders"}, {"url": "https://evil.example/{order}", "secret": "orders"}],
         ("orders", "evil.example")),
        ([{"url": "https://evil.example/{order}", "secret": None}], None),
        ([{"url": "https://evil.example/{order}", "secret": "another"}], None),
    ],
)  # fmt: skip
def test_settings_that_would_show_a_key_to_another_host_are_known(after, moved):
    assert moved_key(BEFORE, settings(*after)) == moved


def test_a_bound_key_is_shown_to_its_hosts_alone_and_an_unbound_one_where_the_settings_say():
    token = UserToken.model_validate(
        {
            "token": "t",
            "token_secret": "s",
            "lookups": {"bound": {"value": "Bearer x", "hosts": ["api.luna.example"]}, "free": "Bearer y"},
        }
    )
    assert token.lookup("bound", "API.luna.example") == SecretStr("Bearer x")
    assert token.lookup("bound", "evil.example") is None
    assert token.lookup("free", "evil.example") == SecretStr("Bearer y")
    assert token.lookup("none", "api.luna.example") is None
    assert "Bearer" not in repr(token)
