"""A server on this machine in a process of its own, whose work is not counted with what is measured: SQS and X."""

import json
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class Stub(BaseHTTPRequestHandler):
    """Says yes to `SendMessageBatch`, `GetSecretValue` and `POST /2/tweets`, and keeps connections open."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    secret = ""

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("content-length", "0")))
        target = self.headers.get("x-amz-target", "")
        if target.endswith("SendMessageBatch"):
            entries = json.loads(body)["Entries"]
            done = [{"Id": e["Id"], "MessageId": "1", "MD5OfMessageBody": ""} for e in entries]
            self.answer(200, {"Successful": done, "Failed": []})
        elif target.endswith("GetSecretValue"):
            self.answer(200, {"ARN": "arn", "Name": "x-app", "SecretString": self.secret})
        else:
            self.answer(201, {"data": {"id": "1900000000000000001", "text": "x"}})

    def answer(self, status: int, value: dict[str, Any]) -> None:
        content = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("content-type", "application/x-amz-json-1.0")
        self.send_header("content-length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        """A bench prints its figures alone."""


if __name__ == "__main__":
    Stub.secret = sys.argv[1]
    server = ThreadingHTTPServer(("127.0.0.1", 0), Stub)
    print(server.server_port, flush=True)  # noqa: T201  whoever started it reads the port
    server.serve_forever()
