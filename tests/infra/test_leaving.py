"""`make destroy` says what it leaves before anything is taken away."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

import pytest
from infra.command import destroy_notice

ANSWER = """<DescribeStacksResponse><DescribeStacksResult><Stacks><member><StackName>{name}</StackName>
<CreationTime>2026-11-27T12:00:00Z</CreationTime><StackStatus>CREATE_COMPLETE</StackStatus><Outputs><member>
<OutputKey>KeptOnDestroy</OutputKey><OutputValue>{kept}</OutputValue></member></Outputs></member></Stacks>
</DescribeStacksResult></DescribeStacksResponse>"""
MISSING = "<ErrorResponse><Error><Code>ValidationError</Code><Message>does not exist</Message></Error></ErrorResponse>"


@pytest.fixture
def stacks(monkeypatch):
    """CloudFormation with the stacks that a test puts here, by name: what each keeps."""
    known: dict[str, str] = {}

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            asked = parse_qs(self.rfile.read(int(self.headers["content-length"])).decode())
            [name] = asked["StackName"]
            body = (ANSWER.format(name=name, kept=known[name]) if name in known else MISSING).encode()
            self.send_response(200 if name in known else 400)
            self.send_header("content-type", "text/xml")
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    for name, value in {
        "AWS_ENDPOINT_URL": f"http://127.0.0.1:{server.server_port}",
        "AWS_DEFAULT_REGION": "eu-west-1",
        "AWS_ACCESS_KEY_ID": "testing",
        "AWS_SECRET_ACCESS_KEY": "testing",
    }.items():
        monkeypatch.setenv(name, value)
    yield known
    server.shutdown()
    server.server_close()


def test_the_names_of_what_stays_are_told_of_the_stage_that_is_meant(stacks, capsys):
    stacks["centralita-test"] = "table-1 centralita/test/x-app"
    assert destroy_notice.main(["-c", "stage=test", "--force"]) == 0
    said = capsys.readouterr().out
    assert said.startswith("Destroying centralita-test.\nWhat stays")
    assert "  table-1\n  centralita/test/x-app\n" in said


def test_a_stage_that_goes_wholly_is_told_to_go_wholly(stacks, capsys):
    stacks["centralita-test"] = "nothing: removal_policy is destroy"
    assert destroy_notice.main(["--context", "stage=test"]) == 0
    assert "go with it" in capsys.readouterr().out


@pytest.mark.usefixtures("stacks")
def test_a_stage_that_is_not_there_stops_before_the_cdk_is_asked(capsys):
    assert destroy_notice.main([]) == 1
    assert "centralita-prod cannot be read" in capsys.readouterr().err
