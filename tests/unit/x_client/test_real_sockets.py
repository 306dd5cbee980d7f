"""The client's own connection, against a socket of this machine: which failures mean that nothing was done."""

import json
import socket
import threading
from contextlib import contextmanager

import pytest
from tests.unit.x_client.conftest import X

from care.x.client import XClient
from care.x.errors import OutcomeUnknown, RetryLater
from care.x.transport import http_client


@contextmanager
def one_exchange(answer):
    """The address of a server that reads one request, answers with these bytes and hangs up; and what it read."""
    read = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve():
            connection, _ = server.accept()
            with connection:
                request = b""
                while not request.endswith(b"}"):  # the end of the JSON, which may come in a packet of its own
                    request += connection.recv(65536)
                read.append(request)
                connection.sendall(answer)

        thread = threading.Thread(target=serve)
        thread.start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}", read
        thread.join()


def test_nobody_listening_means_nothing_was_sent(x: X):
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    with XClient(x.keys, x.token, base_url=f"http://127.0.0.1:{port}") as client, pytest.raises(RetryLater):
        client.create_post("Hola")


@pytest.mark.parametrize(
    "answer", [b"", b"HTTP/1.1 201 Crea", b"HTTP/1.1 201 Created\r\nContent-Length: 99\r\n\r\n{", b"?\r\n\r\n"]
)
def test_a_line_that_breaks_after_the_request_left_is_unclear(x: X, answer):
    with (
        one_exchange(answer) as (address, read),
        XClient(x.keys, x.token, base_url=address) as client,
        pytest.raises(OutcomeUnknown),
    ):
        client.create_post("Hola")
    assert read


def test_an_answer_over_a_real_line_is_read(x: X):
    body = json.dumps({"data": {"id": "99"}}).encode()
    answer = b"HTTP/1.1 201 Created\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body)
    with one_exchange(answer) as (address, read), XClient(x.keys, x.token, base_url=address) as client:
        assert client.create_post("Hola").id == "99"
    assert b'{"text": "Hola"}' in read[0]


def test_a_redirect_is_not_followed_with_our_token(x: X):
    redirect = b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n"
    with (
        one_exchange(redirect) as (address, _),
        XClient(x.keys, x.token, base_url=address) as client,
        pytest.raises(OutcomeUnknown) as unclear,
    ):
        client.create_post("Hola")
    assert unclear.value.status == 302


def test_a_client_closes_the_connections_that_it_made_and_no_others(x: X):
    body = b'{"data": {"id": "99"}}'
    answer = b"HTTP/1.1 201 Created\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body)
    with http_client() as http, one_exchange(answer) as (address, _):
        with XClient(x.keys, x.token, base_url=address, http=http) as client:
            client.create_post("Hola")
        assert not http.is_closed
    with one_exchange(answer) as (address, _), XClient(x.keys, x.token, base_url=address) as client:
        client.create_post("Hola")
    with pytest.raises(RuntimeError, match="closed"):
        client.create_post("Hola")


def test_every_phase_has_a_time_out():
    with http_client() as http:
        assert http.timeout.as_dict() == {"connect": 3.0, "read": 10.0, "write": 5.0, "pool": 3.0}
