"""Requests go to checked public addresses alone, with the name kept for Host and certificate."""

import ipaddress

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.selfservice.brand import ORDER, sent

from care.lookups.pinned_addresses import ForbiddenAddress, is_public
from care.lookups.request import Failed, LookupFound, fetch, pinned_client
from care.model.settings.selfservice import Lookup

LOOKUP = Lookup.model_validate(ORDER | {"secret": None})
BODY = {"order": {"status": "en camino", "days": ["viernes"]}}

PRIVATE = [
    *("127.0.0.1", "127.8.8.8", "0.0.0.0", "0.1.2.3", "10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.1.1"),
    *("169.254.169.254", "169.254.170.2", "100.64.0.1", "192.0.0.1", "192.0.2.1", "198.18.0.1", "203.0.113.9"),
    *("224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255"),
    *(
        "::ffff:8.8.8.8",
        "::",
        "::1",
        "::127.0.0.1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "::ffff:169.254.169.254",
        "fc00::1",
    ),
    *("fd00:ec2::254", "fe80::1", "fe80::1%eth0", "2606:4700::1%eth0", "fec0::1", "ff02::1", "2001:db8::1"),
    *("2002:7f00:1::", "2002:a00:1::", "64:ff9b::127.0.0.1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::808:808"),
    *(
        "2001:0:4136:e378:8000:63bf:3fff:fdd2",
        "100::1",
        "::ffff:8.8.8.8",
        "",
        "localhost",
        "2130706433",
        "0x7f.1",
        "127.1",
        "010.0.0.1",
    ),
]
PUBLIC = ["93.184.215.14", "8.8.8.8", "2606:4700:4700::1111", "64:ff9b::808:808"]


def asked(*answers):
    """What a look-up brings with a resolver that gives these answers in turn, and the requests that left."""
    left, turns = [], iter(answers)

    def answer(request):
        left.append(request)
        return sent(BODY)

    client = pinned_client(lambda host, port: next(turns), httpx.MockTransport(answer))
    return fetch(LOOKUP, {"order": "AB-12345"}, None, client=client), left


@pytest.mark.parametrize("address", PRIVATE)
def test_a_name_that_leads_inside_is_refused_before_anything_is_sent(address):
    assert asked([address]) == (Failed("forbidden_address"), [])


@pytest.mark.parametrize("address", PRIVATE)
def test_one_address_inside_among_public_ones_refuses_them_all(address):
    assert asked(["93.184.215.14", address, "8.8.8.8"]) == (Failed("forbidden_address"), [])


@pytest.mark.parametrize("address", PUBLIC)
def test_a_public_address_is_reached_under_its_name(address):
    found, (request,) = asked([address])
    assert isinstance(found, LookupFound)
    assert ipaddress.ip_address(request.url.host) == ipaddress.ip_address(address)
    assert request.headers["Host"] == "api.brand.example"
    assert request.extensions["sni_hostname"] == "api.brand.example"


def test_a_second_resolution_cannot_differ_because_there_is_none():
    found, (request,) = asked(["93.184.215.14"], ["127.0.0.1"])
    assert isinstance(found, LookupFound)
    assert request.url.host == "93.184.215.14"


def test_a_name_without_addresses_is_refused():
    assert asked([]) == (Failed("forbidden_address"), [])


def test_a_name_that_cannot_be_resolved_is_unreachable():
    def unknown(host, port):
        raise OSError(-2, "Name or service not known")

    client = pinned_client(unknown, httpx.MockTransport(lambda _: pytest.fail("it was asked")))
    assert fetch(LOOKUP, {"order": "1"}, None, client=client) == Failed("unreachable")


def test_the_next_address_is_tried_when_one_cannot_be_reached():
    tried = []

    def answer(request):
        tried.append(request.url.host)
        if len(tried) < 3:
            raise httpx.ConnectError("refused")
        return sent(BODY)

    addresses = ["1.1.1.1", "8.8.4.4", "8.8.8.8", "9.9.9.9"]
    client = pinned_client(lambda host, port: addresses, httpx.MockTransport(answer))
    assert isinstance(fetch(LOOKUP, {"order": "1"}, None, client=client), LookupFound)
    assert tried == addresses[:3]


def test_a_request_that_left_is_not_sent_to_another_address():
    tried = []

    def answer(request):
        tried.append(request.url.host)
        raise httpx.ReadError("closed")

    client = pinned_client(lambda host, port: ["1.1.1.1", "8.8.8.8"], httpx.MockTransport(answer))
    assert fetch(LOOKUP, {"order": "1"}, None, client=client) == Failed("unreachable")
    assert tried == ["1.1.1.1"]


def test_plain_http_is_refused():
    client = pinned_client(lambda host, port: ["8.8.8.8"], httpx.MockTransport(lambda _: httpx.Response(200)))
    with pytest.raises(ForbiddenAddress):
        client.get("http://api.brand.example/")


def test_a_redirect_is_not_followed_even_when_asked_outside_a_lookup():
    answer = httpx.Response(302, headers={"Location": "https://169.254.169.254/latest/meta-data"})
    client = pinned_client(lambda host, port: ["8.8.8.8"], httpx.MockTransport(lambda _: answer))
    assert client.get("https://api.brand.example/").status_code == 302


def test_the_environment_names_no_proxy(monkeypatch):
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    found, (request,) = asked(["8.8.8.8"])
    assert isinstance(found, LookupFound)
    assert request.url.host == "8.8.8.8"


@given(st.ip_addresses())
def test_no_address_that_the_standard_library_calls_private_is_public(ip):
    kinds = (ip.is_private, ip.is_loopback, ip.is_link_local, ip.is_multicast, ip.is_reserved, ip.is_unspecified)
    nat64 = ip in ipaddress.ip_network("64:ff9b::/96")
    assert not (is_public(str(ip)) and any(kinds) and not nat64)
