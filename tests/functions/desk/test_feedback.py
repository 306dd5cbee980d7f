"""What a customer says of whoever served them is for supervisors; who served sees that there was an answer."""

import json
from datetime import timedelta

import pytest
from tests.functions.conftest import SHOP
from tests.functions.desk.conftest import Desk
from tests.functions.desk.test_who_may import written

from care.model.events import SendSettled
from care.model.messages import Author, Message
from care.model.x_events import MessageEdited, MessageReceived
from care.queues import send_all

SAID = "2, tardasteis muchísimo y la chica fue una antipática"
BROUGHT = "1, sigo sin recibir el paquete, ¿dónde está?"
AGENT_PAGES = ("/desk/cases/{case}", "/desk/cases/{case}/live", "/desk/cases", "/desk/cases/rows",
               "/desk/api/cases/{case}", f"/desk/api/cases?account={SHOP}")  # fmt: skip


def rated(desk: Desk, answer: str) -> str:
    """A case whose survey was asked and answered by DM."""
    case_id = desk.writes("no llega mi pedido", private=True)
    case = desk.world.conversations.case(case_id)
    assert case is not None
    at = desk.now()
    whose = {"account_id": SHOP, "customer_id": case.customer.customer_id, "case_id": case_id}
    asked = {
        "item_id": f"{case_id}:survey:1",
        "purpose": "survey",
        "channel": "private",
        "outcome": "sent",
        "at": at,
        "text": "¿Del 1 al 5?",
        "x_id": "77001",
        "doubtful": False,
    }
    message = Message(id="77002", channel="private", text=answer, at=at + timedelta(seconds=1))
    author = Author(id=case.customer.customer_id, username="marta")
    wrote = MessageReceived(account_id=SHOP, customer_id=case.customer.customer_id, author=author, message=message)
    send_all(desk.world.sqs, desk.world.queues["events"], [SendSettled.model_validate({**whose, **asked}), wrote])
    desk.world.drain("events", "cases")
    after = desk.world.conversations.case(case_id)
    assert after is not None
    assert after.survey is not None
    assert after.survey.score == int(answer[0])
    return case_id


@pytest.mark.parametrize("page", AGENT_PAGES)
def test_no_page_of_an_agent_tells_score_or_comment(desk: Desk, page: str):
    case_id = rated(desk, SAID)
    body = desk.get(page.format(case=case_id), "agent").body
    assert case_id in body
    for word in ("tardasteis", "antipática", '"score"'):
        assert word not in body, word


def test_no_address_that_an_agent_may_call_tells_score_or_comment(desk: Desk):
    case_id = rated(desk, SAID)
    given = {"case": case_id, "message": "77002", "media": "m1", "kind": "note", "action": "a" * 20, "account": SHOP}
    given |= {"digest": "d", "name": "x.css", "item": "A" * 20}
    asked = f"?account={SHOP}&q=antipatica&to=77002&state=&view=all&m=77002"
    form = {"action_id": "a" * 20, "text": "gracias", "channel": "private", "case_id": case_id, "do": "resolve"}
    answered = 0
    for (method, pattern), needs in written().items():
        # The description of the API names a score's field, and tells nobody's.
        ends = ("/sign-out", "/sign-in", "/openapi.json")
        if needs in {"anyone", "everybody", "agents"} and not pattern.endswith(ends):
            path = pattern.format(**given)
            answer = desk.get(path + asked, "agent") if method == "GET" else desk.post(path, "agent", **form)
            answered += answer.status == 200
            for word in ("tardasteis", "antipática", '"score"'):
                assert word not in answer.body, (method, pattern, word)
    assert answered > 15
    found = desk.get(f"/desk/api/search?account={SHOP}&q=antipatica", "agent").json()
    assert found["rows"] == [], "nor is the case found by them"


def test_an_agent_sees_that_there_was_an_answer_and_cannot_reveal_it(desk: Desk):
    case_id = rated(desk, SAID)
    assert "answered the survey" in desk.get(f"/desk/cases/{case_id}", "agent").body
    story = desk.get(f"/desk/api/cases/{case_id}", "agent").json()["story"]
    assert [one["text"] for one in story if one["purpose"] == "survey_answer"] == [""]
    revealed = desk.post(f"/desk/cases/{case_id}/messages/77002/reveal", "agent")
    assert "antipática" not in revealed.body


def test_a_new_matter_in_the_answer_reaches_the_agent_without_the_score(desk: Desk):
    case_id = rated(desk, BROUGHT)
    body = desk.get(f"/desk/cases/{case_id}", "agent").body
    assert "sigo sin recibir el paquete" in body
    assert "1, sigo" not in body
    assert "1, sigo" not in desk.get("/desk/cases", "agent").body


def test_what_an_answer_said_before_its_author_changed_it_is_for_supervisors_too(desk: Desk):
    case_id = rated(desk, BROUGHT)
    case = desk.world.conversations.case(case_id)
    assert case is not None
    edited = MessageEdited(
        account_id=SHOP, customer_id=case.customer.customer_id, message_id="77002", edit_id="77003",
        text="1, ni caso, sigo sin recibir el paquete, ¿dónde está?", at=desk.now(),
    )  # fmt: skip
    send_all(desk.world.sqs, desk.world.queues["events"], [edited])
    desk.world.drain("events", "cases")
    for page in AGENT_PAGES:
        body = desk.get(page.format(case=case_id), "agent").body
        assert "1, sigo" not in body
        assert "1, ni caso" not in body
    assert "1, sigo" in desk.get(f"/desk/cases/{case_id}", "supervisor").body


def test_a_supervisor_sees_all_of_it(desk: Desk):
    case_id = rated(desk, SAID)
    assert "antipática" in desk.get(f"/desk/cases/{case_id}", "supervisor").body
    token = desk.token("supervisors")
    shown = desk.call("GET", f"/desk/api/cases/{case_id}", None, "", {"authorization": f"Bearer {token}"}).json()
    assert shown["case"]["survey"]["score"] == 2
    assert SAID in json.dumps(shown["story"], ensure_ascii=False)
