"""Lambda's Runtime API, and the genuine runtime client in a process of its own that asks it for work."""

import json
import queue
import subprocess
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tests.deployed.bare import Bare

_WITHIN = 60  # seconds for a start or a call, on a busy machine


class Failed(Exception):
    """The function, or its start, ended in an error."""


class _Api(BaseHTTPRequestHandler):
    """Lambda's Runtime API, as its documentation has it, for one function and one call at a time."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: "_Server"

    def do_GET(self) -> None:
        event = self.server.events.get()
        self._answer(200, json.dumps(event).encode(), {"Lambda-Runtime-Aws-Request-Id": "8476a536-e9f4-11e8-9739"})

    def do_POST(self) -> None:
        said = json.loads(self.rfile.read(int(self.headers.get("content-length", "0"))) or b"null")
        self.server.answers.put((self.path.rpartition("/")[2], said))
        self._answer(202, b"{}", {})

    def _answer(self, status: int, body: bytes, headers: Mapping[str, str]) -> None:
        self.send_response(status)
        known = {
            "Lambda-Runtime-Deadline-Ms": "4102444800000",
            "Lambda-Runtime-Invoked-Function-Arn": "arn:aws:lambda:eu-south-2:000000000000:function:f",
            "Content-Type": "application/json",  # the client's compiled half crashes without it
            "Content-Length": str(len(body)),
        }
        for name, value in {**known, **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """A test prints nothing of it."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Api)
        self.events: queue.Queue[Any] = queue.Queue()
        self.answers: queue.Queue[tuple[str, Any]] = queue.Queue()

    def handle_error(self, *_: object) -> None:
        """A function that is ended leaves its connection as it is."""


class Runtime:
    """One execution environment: started once, warm from the second call on."""

    def __init__(self, server: _Server, process: "subprocess.Popen[str]") -> None:
        self._server = server
        self._process = process

    def invoke(self, event: Mapping[str, Any]) -> Any:
        """What the handler answers; Failed with its error or that of its import."""
        self._server.events.put(event)
        for _ in range(_WITHIN * 10):
            try:
                kind, said = self._server.answers.get(timeout=0.1)
            except queue.Empty:
                if self._process.poll() is None:
                    continue
                raise Failed(f"the runtime ended with status {self._process.returncode}") from None
            if kind == "error":
                raise Failed(json.dumps(said)[:2000])
            return said
        raise Failed(f"no answer within {_WITHIN} s")


@contextmanager
def started(bare: Bare, function: str, values: Mapping[str, str]) -> Iterator[Runtime]:
    """The function under the runtime client, with its bundle alone."""
    server = _Server()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    environment = {
        **bare.environment(function, values),
        "AWS_LAMBDA_RUNTIME_API": f"127.0.0.1:{server.server_port}",
        "_HANDLER": f"{function}.handler.handle",
    }
    with subprocess.Popen(
        bare.command("-m", "awslambdaric", environment["_HANDLER"]),
        env=environment,
        cwd=environment["LAMBDA_TASK_ROOT"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        try:
            yield Runtime(server, process)
        finally:
            process.kill()
            process.wait()
            server.shutdown()
            server.server_close()
