"""The customer's pane: who it is, notes that stay with the person, tags, and what the API says of them."""

import json
from datetime import UTC, datetime

import httpx
import pytest
from openapi_schema_validator import OAS31Validator
from tests.functions.conftest import SHOP
from tests.functions.desk.conftest import PEOPLE, Desk
from tests.unit.test_pictures import png

from care.model.actions import CustomerErased
from care.model.messages import Author
from care.model.x_events import CustomerIntroduced
from care.queues import send_all

MARTA = "3000000000000000777"


def did(desk: Desk, case_id: str, kind: str, who: str = "agent", **form: str) -> int:
    status = desk.post(f"/desk/cases/{case_id}/do/{kind}", who, **form).status
    desk.apply()
    return status


@pytest.fixture
def case_id(desk: Desk) -> str:
    return desk.writes("@tiendaluna la lámpara llegó rota", customer=MARTA)


def test_the_pane_tells_what_x_knows_and_masks_what_is_masked_everywhere(desk: Desk, case_id: str):
    bio = "I mend lamps. Call 612 345 678 <b>now</b>"
    author = Author(
        id=MARTA, username="marta", name="Marta", followers=12345, bio=bio, joined_at=datetime(2013, 5, 4, tzinfo=UTC)
    )
    told = CustomerIntroduced(account_id=SHOP, customer_id=MARTA, author=author, at=desk.now())
    assert send_all(desk.world.sqs, desk.world.queues["events"], [told])
    desk.apply()
    page = desk.get(f"/desk/cases/{case_id}", "agent").body
    assert "I mend lamps" in page
    assert "612 345 678" not in page
    assert "<b>now</b>" not in page
    assert "12,345" in page
    assert "May 2013" in page
    data = desk.get(f"/desk/api/cases/{case_id}", "agent").json()
    assert "612 345 678" not in json.dumps(data)
    assert data["case"]["customer"]["joined_at"].startswith("2013-05-04")


def test_a_note_is_seen_on_the_next_case_with_its_writer_and_goes_with_the_customer(desk: Desk, case_id: str):
    assert did(desk, case_id, "customer_note", text="Prefers <i>to be called</i>") == 303
    assert did(desk, case_id, "resolve") == 303
    later = desk.writes("@tiendaluna otra cosa distinta", customer=MARTA)
    page = desk.get(f"/desk/cases/{later}", "colleague").body
    assert "Prefers &lt;i&gt;to be called" in page
    assert PEOPLE["agent"].name in page
    assert "Prefers" in desk.get(f"/desk/cases/{later}/live", "colleague").body
    assert desk.get(f"/desk/cases/{later}", "stranger").status == 404
    erased = CustomerErased(account_id=SHOP, customer_id=MARTA, action_id="e1", by="otto", at=desk.now())
    assert send_all(desk.world.sqs, desk.world.queues["events"], [erased])
    desk.apply()
    assert desk.world.conversations.customer(SHOP, MARTA).notes == ()


def test_a_note_is_taken_away_and_the_trail_keeps_that_it_was_and_not_what_it_said(desk: Desk, case_id: str):
    did(desk, case_id, "customer_note", text="A secret of hers")
    [note] = desk.world.conversations.customer(SHOP, MARTA).notes
    assert did(desk, case_id, "customer_note_remove", "colleague", note_id=note.id) == 303
    assert desk.world.conversations.customer(SHOP, MARTA).notes == ()
    trail = desk.get(f"/desk/steer/{SHOP}/trail", "supervisor").body
    assert "removed a note about the customer" in trail
    assert "A secret of hers" not in trail


def test_tags_filter_the_queue_its_counts_and_the_search_and_are_offered(desk: Desk, case_id: str):
    other = desk.writes("@tiendaluna la lámpara verde no llega")
    assert did(desk, case_id, "tag", add="Envío Roto, b2b") == 303
    assert did(desk, other, "tag", add="b2b") == 303
    only = desk.get("/desk/cases?tag=env%C3%ADo-roto", "agent").body
    assert f"row-{case_id}" in only
    assert f"row-{other}" not in only
    assert 'class="count">1<' in only
    assert "tag=env%C3%ADo-roto" in only, "the way to a case and to other lists keeps it"
    found = desk.get("/desk/search?q=lampara&tag=env%C3%ADo-roto", "agent").body
    assert f"row-{case_id}" in found
    assert f"row-{other}" not in found
    assert '<option value="envío-roto">' in desk.get(f"/desk/cases/{other}", "agent").body
    assert desk.get(f"/desk/api/tags?account={SHOP}", "agent").json() == {
        "tags": [{"tag": "b2b", "uses": 2}, {"tag": "envío-roto", "uses": 1}]
    }
    rows = desk.get(f"/desk/api/cases?account={SHOP}&tag=env%C3%ADo-roto", "agent").json()["rows"]
    assert [(row["case_id"], row["tags"]) for row in rows] == [(case_id, ["b2b", "envío-roto"])]
    assert did(desk, case_id, "tag", remove="envío-roto") == 303
    assert f"row-{case_id}" not in desk.get("/desk/cases?tag=env%C3%ADo-roto", "agent").body


def test_what_is_no_tag_is_said_and_nothing_is_done(desk: Desk, case_id: str):
    for form in ({"add": "a/b"}, {"add": ""}, {"add": ",".join("abcdefghijk")}, {}):
        answer = desk.post(f"/desk/cases/{case_id}/do/tag", "agent", **form)
        assert answer.status == 422, form
    said = desk.post(f"/desk/cases/{case_id}/do/tag", "agent", add="a/b").body
    assert "a/b" in said
    assert "is no tag" in said


def test_several_cases_are_tagged_at_once(desk: Desk, case_id: str):
    other = desk.writes("@tiendaluna no llega")
    chosen = {f"case.{one}": "true" for one in (case_id, other)}
    assert (
        desk.post("/desk/cases/bulk", "agent", kind="tag", add="black friday", bulk_id="b" * 20, **chosen).status == 200
    )
    desk.apply()
    for one in (case_id, other):
        case = desk.world.conversations.case(one)
        assert case is not None
        assert case.tags == ("black-friday",)


def test_an_integration_tags_with_a_list(desk: Desk, case_id: str):
    token = desk.token("agents")
    headers = {"authorization": f"Bearer {token}", "content-type": "application/json"}
    body = json.dumps({"add": ["vip", "b2b"]})
    answer = desk.call("POST", f"/desk/api/cases/{case_id}/actions/tag", None, body, headers)
    assert answer.status == 202
    desk.apply()
    assert desk.get(f"/desk/api/cases/{case_id}", "agent").json()["case"]["tags"] == ["b2b", "vip"]


def test_answers_are_as_the_openapi_document_describes_them(desk: Desk, case_id: str):
    did(desk, case_id, "tag", add="vip")
    did(desk, case_id, "customer_note", text="has a dog")
    document = desk.get("/desk/api/openapi.json", "agent").json()
    described = document["paths"]["/desk/api/cases/{case}"]["get"]["responses"]["200"]["content"]["application/json"]
    assert {"history", "story", "case", "ways"} <= set(document["components"]["schemas"]["CaseAnswer"]["properties"])
    assert {"tags", "topic", "opened_at"} <= set(document["components"]["schemas"]["Matter"]["properties"])
    answers = {
        f"/desk/api/cases/{case_id}": described["schema"],
        "/desk/api/tags": {"$ref": "#/components/schemas/TagsAnswer"},
        "/desk/api/replies": {"$ref": "#/components/schemas/RepliesAnswer"},
        "/desk/api/search?q=lampara": {"$ref": "#/components/schemas/SearchAnswer"},
        "/desk/api/cases": {"$ref": "#/components/schemas/QueuePage"},
    }
    for path, schema in answers.items():
        told = desk.get(path, "supervisor").json()
        OAS31Validator({**schema, "components": document["components"]}).validate(told)


HERS = "https://pbs.twimg.com/profile_images/1/hers_normal.png"


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        (httpx.Response(200, content=png(48, 48, (b"tEXt", b"where\0Madrid"))), 200),
        (httpx.Response(200, content=b"<svg onload=alert(1)>"), 404),
        (httpx.Response(200, content=png(30_000, 1)), 404),
        (httpx.Response(302, headers={"location": "http://169.254.169.254/"}), 404),
        (httpx.Response(404), 404),
    ],
)
def test_the_picture_of_a_customer_comes_from_xs_host_by_the_desk_and_is_kept_nowhere(
    desk: Desk, case_id: str, monkeypatch, answer: httpx.Response, status: int
):
    asked = list[str]()

    def x(_transport: httpx.HTTPTransport, request: httpx.Request) -> httpx.Response:
        asked.append(str(request.url))
        return answer

    monkeypatch.setattr(httpx.HTTPTransport, "handle_request", x)
    address = f"/desk/api/cases/{case_id}/customer/picture"
    assert desk.get(address, "agent").status == 404, "nobody told of one"
    assert address not in desk.get(f"/desk/cases/{case_id}", "agent").body
    author = Author(id=MARTA, username="marta", name="Marta", picture=HERS)
    told = CustomerIntroduced(account_id=SHOP, customer_id=MARTA, author=author, at=desk.now())
    assert send_all(desk.world.sqs, desk.world.queues["events"], [told])
    desk.apply()
    assert address in desk.get(f"/desk/cases/{case_id}", "agent").body
    shown = desk.get(address, "agent")
    assert (shown.status, asked) == (status, [HERS])
    if status == 200:
        assert shown.headers["content-type"] == "image/png"
        assert shown.headers["cache-control"] == "private, max-age=86400"
    assert desk.get(address, "stranger").status == 404
    assert asked == [HERS], "who may not see the case has nothing fetched"


def test_tags_that_are_given_most_are_offered_wherever_in_the_alphabet_they_stand(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
):
    from care.tables import tags as module

    monkeypatch.setattr(module, "_MOST", 2)
    tags = module.TagsInUse(desk.world.dynamodb, "accounts")
    for tag in ("aviso", "b2b", "zona-3", "zona-3", "b2b", "zona-3"):
        tags.count(SHOP, tag, desk.now())
    assert tags.offered(SHOP) == ["zona-3", "b2b"]
