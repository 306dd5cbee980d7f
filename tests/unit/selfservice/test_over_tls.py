"""Look-ups over real TLS: certificates are checked under the name, and no server holds a thread for long."""

import socket
import ssl
import threading
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from tests.unit.selfservice.brand import ORDER

from care.lookups.request import Failed, LookupFound, fetch, pinned_client
from care.model.settings.selfservice import Lookup

BODY = b'{"order": {"status": "en camino", "days": ["viernes"]}}'
ANSWER = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s" % (len(BODY), BODY)


class AtHome(httpx.HTTPTransport):
    """Takes a request for any address to this machine; its headers and the name for the certificate stay."""

    def handle_request(self, request):
        request.url = request.url.copy_with(host="127.0.0.1")
        return super().handle_request(request)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "brand")])
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), 1, now - timedelta(days=1), now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("api.brand.example")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "brand.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(made.public_bytes(serialization.Encoding.PEM) + private)
    return path


class Server:
    """Answers one connection, and knows what name it was asked for and whether it was left."""

    def __init__(self, certificate, *, drips):
        self.names: list[str | None] = []
        self.clients: list[httpx.Client] = []
        self.left, self._drips = threading.Event(), drips
        self._tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._tls.load_cert_chain(certificate)
        self._tls.sni_callback = lambda _, name, __: self.names.append(name)
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = self._listening.getsockname()[1]
        self._serving = threading.Thread(target=self._serve, daemon=True)
        self._serving.start()

    def _serve(self):
        with self._listening, self._listening.accept()[0] as plain:
            try:
                with self._tls.wrap_socket(plain, server_side=True) as connection:
                    connection.recv(4096)
                    connection.sendall(b"HTTP/1.1 200 OK\r\n" if self._drips else ANSWER)
                    while self._drips and not self.left.wait(0.005):
                        connection.sendall(b"X-Drip: 1\r\n")
            except OSError:
                self.left.set()

    def close(self):
        self.left.set()
        self._serving.join(10)
        for client in self.clients:
            client.close()


@pytest.fixture
def serve(certificate):
    servers = []

    def start(*, drips=False):
        servers.append(Server(certificate, drips=drips))
        return servers[-1]

    yield start
    for server in servers:
        server.close()


def asked(server, certificate, host="api.brand.example", seconds=5.0) -> LookupFound | Failed:
    lookup = Lookup.model_validate(ORDER | {"secret": None, "url": f"https://{host}:{server.port}/orders/{{order}}"})
    inner = AtHome(verify=ssl.create_default_context(cafile=certificate))
    client = pinned_client(lambda host, port: ["93.184.215.14"], inner)
    server.clients.append(client)
    return fetch(lookup, {"order": "AB-12345"}, None, client=client, seconds=seconds)


def test_the_certificate_is_checked_under_the_name_and_not_the_address(serve, certificate):
    server = serve()
    assert isinstance(asked(server, certificate), LookupFound)
    assert server.names == ["api.brand.example"]


def test_a_certificate_of_another_name_is_refused(serve, certificate):
    assert asked(serve(), certificate, host="other.brand.example") == Failed("unreachable")


def test_a_server_that_drips_its_headers_is_left(serve, certificate):
    server = serve(drips=True)
    assert asked(server, certificate, seconds=0.3) == Failed("timed_out")
    assert server.left.wait(10)
