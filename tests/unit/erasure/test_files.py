"""Files for analysts that others write while a customer is taken out of them: nothing is told as done that is not."""

from contextlib import nullcontext
from types import SimpleNamespace
from typing import Any

import pytest
from botocore.exceptions import ClientError

from care.erasure import files
from care.erasure.files import from_files, query_results
from care.erasure.whose import Whose

WHOSE = Whose(account_id="2", customer_id="3", case_ids=frozenset({"C1"}))


class Bucket:
    """A bucket with some files, of which each has so many rows of the customer's cases; `faults` come first."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, total: int = 3, theirs: int = 1, *faults: str) -> None:
        self.faults = list(faults)
        self.did: list[tuple[str, dict[str, Any]]] = []
        self.errors = 0
        self.keys = {"cases/account_id=2/": ["c"], "messages/account_id=2/": ["m"]}
        self.asked_of: list[list[str]] = []

        def count(cases: Any) -> int:
            self.asked_of.append(sorted(cases))
            return theirs

        rows = SimpleNamespace(
            tag="tag", total=total, count=count, without=lambda _: b"left", cases_of=lambda _: {"C9"}
        )
        monkeypatch.setattr(files, "_opened", lambda *_: nullcontext(rows))

    def get_paginator(self, _name: str) -> Any:
        def paginate(Bucket: str, Prefix: str) -> Any:  # noqa: N803
            assert Bucket == "bucket"
            yield {"Contents": [{"Key": key} for key in self.keys.get(Prefix, [])]}
            yield {}

        return SimpleNamespace(paginate=paginate)

    def _do(self, name: str, asked: dict[str, Any]) -> None:
        if self.faults and (code := self.faults.pop(0)):
            raise ClientError({"Error": {"Code": code}}, name)
        self.did.append((name, {key: asked[key] for key in asked if key in {"Key", "IfMatch"}}))

    def put_object(self, **asked: Any) -> None:
        self._do("put", asked)

    def delete_object(self, **asked: Any) -> None:
        self._do("delete", asked)

    def delete_objects(self, **asked: Any) -> dict[str, Any]:
        self.did.append(("delete", {"Keys": len(asked["Delete"]["Objects"])}))
        return {"Errors": [1] * self.errors}

    def clear(self) -> tuple[int, set[str]]:
        out: Any = self
        count, whose = from_files(out, "bucket", WHOSE)
        return count, set(whose.case_ids)


def test_rows_go_and_a_file_that_had_no_others_goes_too(monkeypatch: pytest.MonkeyPatch):
    some = Bucket(monkeypatch)
    assert some.clear() == (2, {"C1", "C9"})
    assert some.did == [("put", {"Key": key, "IfMatch": "tag"}) for key in ("c", "m")]
    assert some.asked_of == [["C1", "C9"]] * 2, "the cases that a file names are looked for in the messages"
    every = Bucket(monkeypatch, 1, 1)
    assert every.clear()[0] == 2
    assert every.did == [("delete", {"Key": key, "IfMatch": "tag"}) for key in ("c", "m")]
    none = Bucket(monkeypatch, 3, 0)
    assert (none.clear()[0], none.did) == (0, [])


@pytest.mark.parametrize("code", ["PreconditionFailed", "ConditionalRequestConflict"])
def test_a_file_that_others_write_is_read_again_five_times_and_then_it_is_no_success(monkeypatch: Any, code: str):
    soon = Bucket(monkeypatch, 3, 1, *[code] * 4)
    assert soon.clear()[0] == 2
    never = Bucket(monkeypatch, 3, 1, *[code] * 5)
    with pytest.raises(ClientError):
        never.clear()


def test_any_other_fault_is_one_at_once_and_a_file_that_is_gone_is_none(monkeypatch: pytest.MonkeyPatch):
    denied = Bucket(monkeypatch, 3, 1, "AccessDenied")
    with pytest.raises(ClientError):
        denied.clear()
    gone = Bucket(monkeypatch, 3, 1, "NoSuchKey")
    assert gone.clear()[0] == 1


def test_results_go_a_thousand_at_a_time_and_none_is_told_as_gone_that_is_not(
    monkeypatch: pytest.MonkeyPatch,
):
    some: Any = Bucket(monkeypatch)
    some.keys = {"results/": [str(number) for number in range(1001)]}
    assert query_results(some, "bucket") == 1001
    assert some.did == [("delete", {"Keys": 1000}), ("delete", {"Keys": 1})]
    some.errors = 2
    with pytest.raises(RuntimeError, match="2 results"):
        query_results(some, "bucket")
