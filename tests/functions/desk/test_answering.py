"""An agent's work on a case, from the form to what `cases` makes of it."""

import json
from datetime import UTC, datetime

import pytest
from tests.functions.conftest import SHOP
from tests.functions.desk.conftest import ORIGIN, Desk
from tests.there import there

from care.tables.audit import Audit

CARD = "@tiendaluna me habéis cobrado dos veces con la tarjeta 4111 1111 1111 1111"


def done(desk, case_id, kind, who="agent", /, action="press-0001", **form):
    """Press a button, let it be applied, and read what the page then says."""
    answer = desk.post(f"/desk/cases/{case_id}/do/{kind}", who, action_id=action, **form)
    assert answer.status == 303, answer.body
    desk.apply()
    return desk.get(f"/desk/cases/{case_id}/became/{kind}/{action}", who).body


def test_a_reply_goes_to_the_outbox_once_however_often_it_is_pressed(desk: Desk):
    case_id = desk.writes("@tiendaluna no funciona")
    for _ in range(3):
        assert "on its way" in done(desk, case_id, "reply", channel="public", text="Lo miramos ahora.")
    [item] = [i for i in desk.world.outbox.of_case(SHOP, case_id) if i.purpose == "reply"]
    assert (item.text, item.channel, item.state) == ("Lo miramos ahora.", "public", "waiting")
    page = desk.get(f"/desk/cases/{case_id}", "agent").body
    assert "Lo miramos ahora." in page
    assert 'data-key="z"' in page, "it can be undone"
    assert "Cancelled, unless" in done(desk, case_id, "cancel", action="undo-00001", item_id=item.item_id)
    assert there(desk.world.outbox.item(item.queue, item.item_id)).state == "withdrawn"


def test_of_two_replies_written_at_the_same_time_the_second_is_refused_with_its_reason(desk: Desk):
    case_id = desk.writes("@tiendaluna no funciona")
    seen = desk.field(desk.get(f"/desk/cases/{case_id}", "colleague").body, "seen_of_others")
    first = desk.field(desk.get(f"/desk/cases/{case_id}", "agent").body, "seen_of_others")
    assert "on its way" in done(
        desk, case_id, "reply", "agent", action="first-001", channel="public", text="Uno", seen_of_others=first
    )
    said = done(
        desk, case_id, "reply", "colleague", action="second-01", channel="public", text="Dos", seen_of_others=seen
    )
    assert "somebody else answered meanwhile" in said
    texts = [item.text for item in desk.world.outbox.of_case(SHOP, case_id) if item.purpose == "reply"]
    assert texts == ["Uno"]
    again = desk.field(desk.get(f"/desk/cases/{case_id}", "colleague").body, "seen_of_others")
    assert "on its way" in done(
        desk, case_id, "reply", "colleague", action="third-001", channel="public", text="Tres", seen_of_others=again
    )
    mine = desk.field(desk.get(f"/desk/cases/{case_id}", "agent").body, "seen_of_others")
    assert mine == "1", "one's own replies are no surprise"


def test_who_is_answering_is_seen_by_others_in_queue_and_case_until_they_leave(desk: Desk):
    case_id = desk.writes("@tiendaluna no funciona")
    assert "is answering" not in desk.post(f"/desk/cases/{case_id}/answering", "agent").body
    assert "Ana is answering" in desk.post(f"/desk/cases/{case_id}/answering", "colleague").body
    assert "Ana is answering" in desk.get(f"/desk/cases/{case_id}", "colleague").body
    assert "is answering" not in desk.post(f"/desk/cases/{case_id}/answering", "agent").body, "who came first goes on"
    assert "is answering" in desk.get(f"/desk/cases/rows?account={SHOP}", "supervisor").body
    desk.post(f"/desk/cases/{case_id}/answering", "agent", leaves="true")
    assert "is answering" not in desk.post(f"/desk/cases/{case_id}/answering", "colleague").body


def test_sensitive_data_is_masked_everywhere_until_somebody_looks_and_that_is_recorded(desk: Desk):
    case_id = desk.writes(CARD)
    for path in (
        "/desk/cases",
        "/desk/cases/rows",
        f"/desk/cases/{case_id}",
        f"/desk/cases/{case_id}/live",
        "/desk/api/cases",
        f"/desk/api/cases/{case_id}",
    ):
        body = desk.get(path, "agent").body
        assert "4111 1111" not in body, path
        assert "1111" in body or path.startswith("/desk/api/cases/"), path
    [message] = desk.world.conversations.messages(case_id)
    shown = desk.post(f"/desk/cases/{case_id}/messages/{message.id}/reveal", "agent")
    assert "4111 1111 1111 1111" in shown.body
    deeds = [deed for _, deed in Audit(desk.world.dynamodb, "accounts").month(SHOP, "2026-11")]
    looked = [(deed.what, deed.by, deed.case_id, deed.about) for deed in deeds]
    assert looked == [("reveal", "ana@shop.example", case_id, message.id)]
    assert desk.post(f"/desk/cases/{case_id}/messages/{message.id}/reveal", "stranger").status == 404
    assert desk.post(f"/desk/cases/{case_id}/messages/1/reveal", "agent").status == 400


def test_the_trail_tells_who_did_what_and_never_what_was_said(desk: Desk):
    case_id = desk.writes("@tiendaluna no funciona")
    done(desk, case_id, "note", text="cliente difícil, llamar a Marta")
    rows = desk.world.dynamodb.scan(TableName="accounts")["Items"]
    trail = json.dumps([row for row in rows if row["pk"]["S"].startswith("AUDIT#")])
    assert "ana@shop.example" in trail
    assert case_id in trail
    assert "Marta" not in trail
    assert "funciona" not in trail


def test_assign_snooze_promise_resolve_reopen_and_merge(desk: Desk):
    customer = "3000000000000000009"
    case_id = desk.writes("@tiendaluna no funciona", customer=customer)
    assert "Assigned" in done(desk, case_id, "assign", action="assign-01", to="ana@shop.example")
    assert case_id in desk.get("/desk/cases?view=mine", "agent").body
    assert case_id not in desk.get("/desk/cases?view=mine", "colleague").body
    assert "Unassigned" in done(desk, case_id, "assign", action="assign-02", to="")
    assert case_id not in desk.get("/desk/cases?view=mine", "agent").body
    assert "Promise saved" in done(
        desk, case_id, "promise", action="promise-1", text="llamar", due_at="2026-11-27T10:00"
    )
    [promise] = there(desk.world.conversations.case(case_id)).promises
    assert promise.due_at == datetime(2026, 11, 27, 9, 0, tzinfo=UTC), "without an offset it is the account's time"
    assert "kept" in done(desk, case_id, "keep", action="keep-0001", promise_id=promise.promise_id)
    assert "Snoozed" in done(desk, case_id, "snooze", action="snooze-01", until="2026-11-26T10:00")
    assert case_id not in desk.get("/desk/cases", "agent").body
    assert case_id in desk.get("/desk/cases?view=snoozed", "agent").body
    assert "Resolved" in done(desk, case_id, "resolve", action="resolve-1")
    assert "Not done" in done(desk, case_id, "resolve", action="resolve-2")
    assert case_id in desk.get("/desk/cases?view=resolved", "agent").body
    assert "Reopened" in done(desk, case_id, "reopen", action="reopen-01")
    assert "Not done" in done(desk, case_id, "merge", action="merge-001", into="NOSUCHCASE")


def test_thanks_are_reposted_once_and_complaints_never(desk: Desk):
    thanks = desk.writes("@tiendaluna muchas gracias, sois geniales")
    complaint = desk.writes("@tiendaluna no funciona")
    for press in ("repost-01", "repost-02"):
        assert "on its way" in done(desk, thanks, "repost", action=press)
    [item] = [i for i in desk.world.outbox.of_case(SHOP, thanks) if i.purpose == "courtesy"]
    assert item.reposts == there(there(desk.world.conversations.case(thanks)).last_public).id
    assert "Not done" in done(desk, complaint, "repost", action="repost-03")
    assert "Repost it" in desk.get(f"/desk/cases/{thanks}", "agent").body
    assert "Repost it" not in desk.get(f"/desk/cases/{complaint}", "agent").body


def test_a_person_corrects_labels_and_the_trail_says_what_was_corrected_without_a_text(desk: Desk):
    case_id = desk.writes("@tiendaluna ¿a qué hora abrís?")
    assert "The labels are corrected" in done(desk, case_id, "label", topic="complaint", urgency="8", journalist="true")
    case = there(desk.world.conversations.case(case_id))
    assert (case.topic, case.urgency, case.customer.journalist) == ("complaint", 8, True)
    assert "journalist" in desk.get(f"/desk/cases/{case_id}", "agent").body
    trail = desk.get(f"/desk/steer/{SHOP}/trail", "supervisor").body
    assert "topic: question → complaint" in trail
    assert "abrís" not in trail
    assert case_id not in desk.get("/desk/cases?view=unsure", "agent").body
    done(desk, case_id, "label", action="press-0002", topic="unsure")
    assert case_id in desk.get("/desk/cases?view=unsure", "agent").body


def test_a_person_switches_a_customers_automatic_messages(desk: Desk):
    case_id = desk.writes("@tiendaluna no funciona")
    assert "Send no more" in desk.get(f"/desk/cases/{case_id}", "agent").body
    done(desk, case_id, "automatic", wanted="false")
    assert there(desk.world.conversations.case(case_id)).customer.opted_out_at is not None
    assert "Send them again" in desk.get(f"/desk/cases/{case_id}", "agent").body


def test_moving_to_private_is_a_public_reply_with_the_button_for_a_dm(desk: Desk):
    case_id = desk.writes("@tiendaluna no funciona")
    page = desk.get(f"/desk/cases/{case_id}", "agent").body
    assert "Move to private" in page
    assert "datos personales" not in page, "nobody is accused of what they did not show"
    done(desk, case_id, "reply", channel="public", text="Escríbenos por privado.", dm_link="true")
    [item] = [i for i in desk.world.outbox.of_case(SHOP, case_id) if i.purpose == "reply"]
    assert item.dm_link
    assert there(desk.world.conversations.case(case_id)).asked_private_at is not None


@pytest.mark.parametrize(
    ("text", "shows", "warns"), [("DNI 52601815X", "•••5X", True), ("pedido 123456789 no llega", "123456789", False)]
)
def test_moving_to_private_warns_of_what_stands_in_public_and_orders_are_seen_plainly(desk: Desk, text, shows, warns):
    page = desk.get(f"/desk/cases/{desk.writes(f'@tiendaluna {text}')}", "agent").body
    assert shows in page
    assert ("a la vista" in page or "datos personales" in page) is warns


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Hola", ">4 / 280<"),
        ("Palabra larga y corta. " * 20, "thread of 2 posts"),
        ("Escríbenos a marta.perez@gmail.com", "personal data must not go out in public"),
        ("Mira https://tiendaluna.example/ayuda", "the same by DM costs"),
    ],
)
def test_the_box_says_what_a_text_will_be_before_it_is_sent(desk: Desk, text, told):
    case_id = desk.writes("@tiendaluna no funciona")
    body = desk.post(f"/desk/cases/{case_id}/preview", "agent", text=text, channel="public").body
    assert told in body


def test_a_shorter_wording_is_offered_in_public_and_left_to_the_agent(desk: Desk):
    case_id = desk.writes("@tiendaluna no funciona")
    text = "Hola. Envíanos la información <b>por mensaje directo</b>."
    short = desk.post(f"/desk/cases/{case_id}/preview", "agent", text=text, channel="public").body
    assert "data-replaces" not in short, "what fits needs no other wording"
    text += " Sin el número del pedido no lo encontramos" * 6
    body = desk.post(f"/desk/cases/{case_id}/preview", "agent", text=text, channel="public").body
    assert 'data-replaces="Hola. Envíanos la info &lt;b&gt;por DM&lt;/b&gt;. Sin el' in body
    assert "Use this" in body
    plain = desk.post(f"/desk/cases/{case_id}/preview", "agent", text="Hola, ya va.", channel="public").body
    assert "data-replaces" not in plain


def test_the_page_knows_before_typing_what_x_lets_through(desk: Desk):
    public = desk.get(f"/desk/cases/{desk.writes('@tiendaluna no funciona')}", "agent").body
    assert "X lets nobody else start one" in public
    assert 'value="private" disabled' in public
    private = desk.get(f"/desk/cases/{desk.writes('hola', private=True)}", "agent").body
    assert 'value="private" checked' in private
    assert "never wrote in public" in private


def test_a_wrong_form_is_told_what_is_wrong_and_nothing_is_queued(desk: Desk):
    case_id = desk.writes("@tiendaluna no funciona")
    for kind, form in (
        ("reply", {"channel": "fax", "text": "x"}),
        ("note", {"text": " "}),
        ("snooze", {"until": "mañana"}),
    ):
        answer = desk.post(f"/desk/cases/{case_id}/do/{kind}", "agent", **form)
        assert answer.status == 422, answer.body
    assert desk.post(f"/desk/cases/{case_id}/do/explode", "agent").status == 400
    assert desk.world.received("events") == []


def test_a_part_that_did_not_change_is_not_sent_again(desk: Desk):
    case_id = desk.writes("@tiendaluna no funciona")
    for path in ("/desk/cases/rows", f"/desk/cases/{case_id}/live"):
        first = desk.get(path, "agent")
        assert desk.call("GET", path, "agent", headers={"if-none-match": first.headers["etag"]}).status == 304
        desk.post(f"/desk/cases/{case_id}/answering", "colleague")
        assert desk.call("GET", path, "agent", headers={"if-none-match": first.headers["etag"]}).status == 200
        desk.post(f"/desk/cases/{case_id}/answering", "colleague", leaves="true")


def test_an_integration_hears_that_its_reply_asks_for_personal_data_in_public(desk: Desk):
    case_id = desk.writes("@tiendaluna no funciona")
    headers = {"content-type": "application/json", "x-csrf-token": desk.csrf("agent"), "origin": ORIGIN}
    heard = {}
    for channel, text in (
        ("public", "Hola, mándenos su DNI"),
        ("public", "Hola, ya está arreglado"),
        ("private", "Hola, mándenos su DNI"),
        ("private", "LEA LAS CONDICIONES"),
    ):
        body = json.dumps({"channel": channel, "text": text})
        answer = desk.call("POST", f"/desk/api/cases/{case_id}/actions/reply", "agent", body, headers)
        assert answer.status == 202
        heard[channel, text] = [(one["code"], one["params"]) for one in answer.json()["warned"]]
    asks: list[tuple[str, dict[str, str]]] = [("asks_in_public", {"kinds": "identity"})]
    sounds: list[tuple[str, dict[str, str]]] = [("tone_no_greeting", {}), ("tone_shouts", {})]
    assert [*heard.values()] == [asks, [], [], sounds]


def test_the_apis_document_is_an_openapi_document_of_its_routes(desk: Desk):
    document = desk.get("/desk/api/openapi.json", "agent").json()
    assert document["openapi"].startswith("3.1")
    assert "/desk/api/cases/{case}/actions/reply" in document["paths"]
    text = json.dumps(document)
    import re

    for name in re.findall(r"#/components/schemas/(\w+)", text):
        assert name in document["components"]["schemas"], name
    reply = document["components"]["schemas"]["Reply"]
    assert set(reply["required"]) == {"channel"}, "with files it may have no words"
    brings = document["paths"]["/desk/api/cases/{case}/files"]["post"]
    assert set(brings["requestBody"]["content"]) == {
        "application/json",
        "multipart/form-data",
        "application/octet-stream",
    }
