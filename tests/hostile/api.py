"""The API's description held to its answers by schemathesis: each operation, as its description lets one ask it.

Whatever is asked, the answer is one that the description knows: never a failure of the desk, and JSON as its schema.
"""

import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

import hypothesis
import schemathesis
from hypothesis import HealthCheck, Phase
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import CHECKS, load_all_checks
from schemathesis.core.failures import Failure, FailureGroup
from schemathesis.core.result import Ok

DOCUMENT: Final = Path(__file__).parents[2] / "docs" / "api" / "openapi.json"
_CHECKS: Final = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_schema_conformance",
)
_QUIET: Final = (HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large)


def check(
    base: str,
    token: str,
    known: Mapping[str, str],
    *,
    examples: int = 4,
    seconds: float | None = None,
    leave: Callable[[str], bool] = lambda _: False,
) -> tuple[int, dict[str, str]]:
    """How many requests were made, and what was wrong by operation.

    `known` are ids that there are, by the names of the paths' parts: they stand in most requests, and what was made up
    in the others. With `seconds` it goes round for so long; without, each operation gets `examples` good and bad ones.
    """
    load_all_checks()
    checks = [one for one in CHECKS.get_all() if one.__name__ in _CHECKS]
    schema = schemathesis.openapi.from_path(str(DOCUMENT))
    headers = {"authorization": f"Bearer {token}"}
    made, wrong, began, seed = 0, dict[str, str](), time.monotonic(), 1
    while True:
        for found in schema.get_all_operations():
            assert isinstance(found, Ok), found
            operation = found.ok()
            if leave(operation.label):
                continue
            for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
                made += _each(operation, mode, examples, seed, base, headers, known, checks, wrong)
            if seconds is not None and time.monotonic() - began > seconds:
                return made, wrong
        seed += 1
        if seconds is None:
            return made, wrong


def _each(operation, mode, examples, seed, base, headers, known, checks, wrong) -> int:
    made = 0

    @hypothesis.seed(seed)
    @hypothesis.settings(
        max_examples=examples, database=None, deadline=None, phases=[Phase.generate], suppress_health_check=_QUIET
    )
    @hypothesis.given(st.data())
    def one(data: st.DataObject) -> None:
        nonlocal made
        case = data.draw(operation.as_strategy(generation_mode=mode))
        case.path_parameters = _parts(case.path_parameters or {}, known if made % 4 < 3 else {})
        made += 1
        answer = case.call(base_url=base, headers=headers, allow_redirects=False)
        try:
            case.validate_response(answer, checks=checks)
        except (Failure, FailureGroup) as failure:
            told = " / ".join(str(each) for each in getattr(failure, "exceptions", [failure]))
            asked = case.as_curl_command(headers={"authorization": "…"})
            wrong.setdefault(operation.label, f"{mode.value}, {answer.status_code}: {told[:1500]}\n{asked[:1000]}")

    try:
        one()
    except hypothesis.errors.Unsatisfiable:
        return made  # nothing bad can be asked of an operation that takes nothing
    return made


def _parts(given: Mapping[str, object], known: Mapping[str, str]) -> dict[str, str]:
    """The parts of a path. The local run's door answers by itself where a line ends in one."""
    made = {name: str(value).replace("\n", "-").replace("%0A", "-") for name, value in given.items()}
    return {**made, **{name: known[name] for name in given if name in known}}


def fuzz(root: Path, seconds: int) -> int:
    """Ask a local run of its own for so long; 1 where something was found, which is printed."""
    from tests.local.conftest import free_port
    from tests.local.running import Running

    directory = root / ".local" / "fuzz" / "api"
    directory.mkdir(parents=True, exist_ok=True)
    run = Running(free_port(), directory)
    try:
        run.wait_until_ready()
        roles = ("--role", "supervisors", "--role", "operators")
        token = run.centralita("people", "token", "fuzz", *roles, "--all-accounts").split()[-1]
        run.simulate("post", **{"from": run.customer(), "text": "@tiendaluna mi pedido no llega"})
        run.settle()
        [case, *_] = run.http.get("/desk/api/cases", headers={"authorization": f"Bearer {token}"}).json()["rows"]
        known = {"case": case["case_id"], "account": run.account_id, "item": "web", "name": "volumes"}
        made, wrong = check(run.base, token, known, examples=5, seconds=seconds)
    finally:
        run.end()
    for label, told in wrong.items():
        print(f"{label}\n{told}\n")
    print(f"api: {made} requests, {'FOUND' if wrong else 'nothing found'}", flush=True)
    return int(bool(wrong))
