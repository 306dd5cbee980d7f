"""A supervisor's work: incidents, decisions, budget, people and the trail, from the form to what it leaves."""

import html
import re
from copy import replace
from datetime import timedelta

import pytest
from tests.functions.conftest import ACCOUNT, NIGHT, SHOP
from tests.functions.desk.conftest import OTHER, PEOPLE, Desk
from tests.there import next_there, there

from care.case.promises import FOLLOW_UP
from care.model.outbox_item import Item
from care.model.outcomes import Code, outcome
from care.tables.accounts import Accounts
from care.tables.audit import Audit, Deed
from care.tables.fanout import Sweeps
from care.tables.people import People

STEER = f"/desk/steer/{SHOP}"
PAGES = ("decisions", "incidents", "budget", "people", "trail")
INCIDENT = {"incident_id": "web", "terms": "la web, no carga", "text_es": "La web va lenta, lo arreglamos."}


def accounts(desk: Desk) -> Accounts:
    return Accounts(desk.world.dynamodb, "accounts")


def deeds(desk: Desk, of=SHOP):
    return [(deed.by, deed.what, deed.about) for _, deed in Audit(desk.world.dynamodb, "accounts").month(of, "2026-11")]


def item(desk: Desk, case_id, state="held", name="reply", **changes) -> Item:
    """An item of a case in a state that `publish` would leave it in."""
    values = {
        "item_id": f"{case_id}:{name}:1",
        "account_id": SHOP,
        "customer_id": there(desk.world.conversations.case(case_id)).customer.customer_id,
        "case_id": case_id,
        "channel": "public",
        "purpose": "reply",
        "text": "Lo mira nuestro abogado",
        "created_at": NIGHT,
        "in_reply_to": "1",
    }
    made = Item(**{**values, **changes})
    outbox = desk.world.outbox
    assert outbox.add(made)
    if state == "held":
        settled = outbox.settle(made, "held", NIGHT, why=(outcome(Code.words_to_approve, words="abogado"),))
    else:
        settled = outbox.settle(
            there(outbox.claim(made, NIGHT)), "unconfirmed", NIGHT, why=(outcome(Code.no_answer_of_x),)
        )
    settled = there(settled)
    assert outbox.reported(settled)
    return settled


def awaits(desk: Desk, case_id, item_id):
    """The case as it stands once `publish` has reported a held reply."""
    from care.model.events import SendSettled
    from care.queues import send_all

    customer = there(desk.world.conversations.case(case_id)).customer.customer_id
    event = SendSettled(
        account_id=SHOP, customer_id=customer, case_id=case_id, item_id=item_id, purpose="reply", channel="public",
        outcome="held", at=NIGHT, text="x", x_id="", in_reply_to="1",
        why=(outcome(Code.words_to_approve, words="abogado"),),
    )  # fmt: skip
    assert send_all(desk.world.sqs, desk.world.queues["events"], [event])
    desk.apply()


@pytest.mark.parametrize("page", PAGES)
def test_the_pages_are_for_supervisors_of_the_account(desk: Desk, page):
    assert desk.get(f"{STEER}/{page}", "supervisor").status == 200
    for who in ("agent", "operator"):
        assert desk.get(f"{STEER}/{page}", who).status == 403
    assert desk.get(f"{STEER}/{page}").status == 303
    from desk.dependencies import people as known

    known.change(PEOPLE["supervisor"].id, lambda one: replace(one, accounts=(OTHER,), all_accounts=False))
    assert desk.get(f"{STEER}/{page}", "supervisor").status == 404, "another account's supervisor"
    assert desk.get(f"/desk/steer/{OTHER}/{page}", "supervisor").status == 200


def test_steer_leads_to_the_first_account_or_the_one_that_was_asked_for(desk: Desk):
    assert desk.get("/desk/steer", "supervisor").headers["location"] == f"/desk/steer/{OTHER}/decisions"
    asked = desk.get(f"/desk/steer?account={SHOP}&page=trail", "supervisor")
    assert asked.headers["location"] == f"{STEER}/trail"
    assert desk.get("/desk/steer?account=999", "supervisor").status == 404
    assert desk.get(f"/desk/steer?account={SHOP}&page=../..", "supervisor").headers["location"] == f"{STEER}/decisions"


def test_an_incident_is_opened_changed_and_ended_and_cases_are_told_by_a_sweep(desk: Desk):
    opened = desk.post(f"{STEER}/incidents", "supervisor", **INCIDENT)
    assert (opened.status, opened.headers["location"]) == (303, f"{STEER}/incidents?done=opened&of=web")
    [one] = accounts(desk).get(SHOP).incidents
    assert (one.terms, one.texts) == (("la web", "no carga"), {"es": "La web va lenta, lo arreglamos."})
    assert [s.why for s in Sweeps(desk.world.dynamodb, "conversations").going_on(NIGHT + timedelta(hours=1))] == [
        "incident:web:open"
    ]
    page = desk.get(opened.headers["location"], "supervisor").body
    assert "web is open" in page
    assert "La web va lenta" in page
    changes = {**INCIDENT, "text_pt": "O site está lento.", "until": "2026-11-25T10:30"}
    assert desk.post(f"{STEER}/incidents/web/change", "supervisor", **changes).status == 303
    [one] = accounts(desk).get(SHOP).incidents
    assert one.texts["pt"] == "O site está lento."
    assert there(one.until).isoformat() == "2026-11-25T10:30:00+01:00", "without an offset it is the account's time"
    missing = desk.post(f"{STEER}/incidents/web/end", "supervisor")
    assert (missing.status, "say first what customers are told" in missing.body) == (422, True)
    assert desk.post(f"{STEER}/incidents/web/end", "supervisor", end_es="Ya funciona.").status == 303
    assert accounts(desk).get(SHOP).incidents[0].ended_at is not None
    whys = {s.why for s in Sweeps(desk.world.dynamodb, "conversations").going_on(NIGHT + timedelta(hours=1))}
    assert "incident:web:end" in whys
    assert [what for _, what, about in deeds(desk) if about == "web"] == [
        "incident ended", "incident changed", "incident opened",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"incident_id": "La Web!"}, "incident_id"),
        ({"terms": " , "}, "terms"),
        ({"text_es": ""}, "own language"),
        ({"text_es": "Escríbenos a marta@gmail.com"}, "kept from public posts"),
        ({"text_es": "Mira https://x.example"}, "link"),
        ({"text_es": "a" * 241}, "240"),
        ({"until": "mañana"}, "until"),
    ],
)
def test_an_incident_that_cannot_be_told_is_refused_with_why_and_what_was_written_stays(desk: Desk, changes, told):
    answer = desk.post(f"{STEER}/incidents", "supervisor", **{**INCIDENT, **changes})
    assert answer.status == 422
    assert told in html.unescape(answer.body)
    if "until" not in changes:
        assert html.escape({**INCIDENT, **changes}["text_es"], quote=True).replace("&#x27;", "&#39;") in answer.body
    assert accounts(desk).get(SHOP).incidents == ()
    assert deeds(desk) == []


def test_of_two_supervisors_neither_loses_the_others_incident(desk: Desk):
    assert desk.post(f"{STEER}/incidents", "supervisor", **INCIDENT).status == 303
    again = desk.post(f"{STEER}/incidents", "supervisor", **INCIDENT)
    assert (again.status, "there is already an incident web" in again.body) == (422, True)
    assert desk.post(f"{STEER}/incidents", "supervisor", **{**INCIDENT, "incident_id": "app"}).status == 303
    assert {one.incident_id for one in accounts(desk).get(SHOP).incidents} == {"web", "app"}


def test_a_held_reply_is_shown_with_why_and_price_and_goes_once_it_is_approved(desk: Desk):
    case_id = desk.writes("@tiendaluna no funciona")
    held = item(desk, case_id)
    awaits(desk, case_id, held.item_id)
    page = desk.get(f"{STEER}/decisions", "supervisor").body
    for told in ("Lo mira nuestro abogado", "abogado", "$0.01", case_id):
        assert told in page
    path = f"/desk/cases/{case_id}/do/approve"
    assert desk.post(path, "agent", item_id=held.item_id).status == 403
    assert desk.post(path, "supervisor", csrf="", item_id=held.item_id).status == 403
    assert desk.post(path, "stranger", item_id=held.item_id).status in {403, 404}
    assert desk.post(f"/desk/api/cases/{case_id}/actions/approve", "agent", item_id=held.item_id).status == 403
    assert there(desk.world.outbox.item(held.queue, held.item_id)).state == "held"
    assert desk.post(path, "supervisor", item_id=held.item_id, action_id="approve-1").status == 303
    desk.apply()
    assert "Approved" in desk.get(f"/desk/cases/{case_id}/became/approve/approve-1", "supervisor").body
    assert there(desk.world.outbox.item(held.queue, held.item_id)).state == "waiting"
    assert there(desk.world.outbox.item(held.queue, held.item_id)).approved_by == "sara@shop.example"
    assert "No reply waits." in desk.get(f"{STEER}/decisions", "supervisor").body
    assert ("sara@shop.example", "approve", "") in deeds(desk)


def test_a_held_reply_is_sent_back_with_a_note_for_its_writer(desk: Desk):
    case_id = desk.writes("@tiendaluna no funciona")
    held = item(desk, case_id)
    awaits(desk, case_id, held.item_id)
    form = {"item_id": held.item_id, "text": "Sin abogados, por favor", "action_id": "back-0001"}
    assert desk.post(f"/desk/cases/{case_id}/do/send_back", "supervisor", **form).status == 303
    desk.apply()
    assert there(desk.world.outbox.item(held.queue, held.item_id)).state == "withdrawn"
    assert "Sin abogados, por favor" in desk.get(f"/desk/cases/{case_id}", "agent").body
    assert "No reply waits." in desk.get(f"{STEER}/decisions", "supervisor").body


@pytest.mark.parametrize(
    ("verdict", "post", "state"),
    [
        ("sent", "https://x.com/tiendaluna/status/1999?s=20", "sent"),
        ("sent", "1999", "sent"),
        ("again", "", "released"),
        ("dropped", "", "withdrawn"),
    ],
)
def test_an_unclear_send_goes_on_as_a_supervisor_decides(desk: Desk, verdict, post, state):
    case_id = desk.writes("@tiendaluna no funciona")
    unclear = item(desk, case_id, "unconfirmed")
    page = desk.get(f"{STEER}/decisions", "supervisor").body
    assert "Lo mira nuestro abogado" in page
    assert "https://x.com/tiendaluna/with_replies" in page
    form = {"item_id": unclear.item_id, "verdict": verdict, "channel": "public", "post": post, "action_id": "decide-1"}
    assert desk.post(f"/desk/cases/{case_id}/do/decide", "agent", **form).status == 403
    assert desk.post(f"/desk/cases/{case_id}/do/decide", "supervisor", **form).status == 303
    desk.apply()
    after = there(desk.world.outbox.item(unclear.queue, unclear.item_id))
    assert after.state == state
    assert after.x_id == ("1999" if verdict == "sent" else "")
    assert next_there(desk.world.outbox, unclear.queue).item_id == unclear.item_id, "its publisher goes on with it"
    assert "Lo mira nuestro abogado" not in desk.get(f"{STEER}/decisions", "supervisor").body


@pytest.mark.parametrize("post", ["", "no sé", "https://evil.example/status/1999", "https://x.com/a/status/", "9" * 21])
def test_a_post_that_x_has_needs_its_address(desk: Desk, post):
    case_id = desk.writes("@tiendaluna no funciona")
    unclear = item(desk, case_id, "unconfirmed")
    form = {"item_id": unclear.item_id, "verdict": "sent", "channel": "public", "post": post}
    assert desk.post(f"/desk/cases/{case_id}/do/decide", "supervisor", **form).status == 422
    assert desk.world.received("events") == []


def test_a_dm_that_x_has_needs_no_id_and_another_cases_send_is_left_alone(desk: Desk):
    case_id, other = desk.writes("hola", private=True), desk.writes("@tiendaluna hola")
    unclear = item(desk, case_id, "unconfirmed", channel="private", in_reply_to="")
    form = {"item_id": unclear.item_id, "verdict": "sent", "channel": "private"}
    assert desk.post(f"/desk/cases/{other}/do/decide", "supervisor", **form).status == 303
    desk.apply()
    assert there(desk.world.outbox.item(unclear.queue, unclear.item_id)).state == "unconfirmed"
    assert desk.post(f"/desk/cases/{case_id}/do/decide", "supervisor", **form).status == 303
    desk.apply()
    assert there(desk.world.outbox.item(unclear.queue, unclear.item_id)).state == "sent"


def test_a_bad_score_is_followed_up_by_a_supervisor_even_after_the_case_was_resolved(desk: Desk):
    from care.desk.decisions import follow_up
    from care.model.case import Promise, Survey
    from care.tables.queue_rows import lists_of

    case = there(desk.world.conversations.case(desk.writes("@tiendaluna no funciona")))
    at = NIGHT + timedelta(hours=2)
    task = Promise(promise_id=FOLLOW_UP, text="x", made_by="centralita", made_at=NIGHT, due_at=at, remind_at=at)
    survey = Survey(state="answered", kind="csat", score=1, comment="fatal, mi tarjeta 4111 1111 1111 1111", agent="a")
    bad = replace(case, promises=(task,), survey=survey, state="resolved")
    assert set(lists_of(bad)) == {"follow_ups"}
    shown = there(follow_up(bad, ACCOUNT))
    assert (shown.score, shown.agent) == ("1 / 5", "a")
    assert "4111" not in shown.comment
    kept = replace(task, state="kept")
    assert lists_of(replace(bad, promises=(kept,))) == {}


def test_the_limit_is_raised_by_a_supervisors_word_and_not_over_somebody_elses_change(desk: Desk):
    page = desk.get(f"{STEER}/budget", "supervisor").body
    assert "2026-08-22" in page
    assert "$0.20" in page
    version = desk.field(page, "version")
    form = {"month_dollars": "120,50", "soft_percent": "70", "hard": "true", "version": version}
    assert desk.post(f"{STEER}/budget", "supervisor", **form).status == 303
    settings = accounts(desk).get(SHOP).budget
    assert (settings.month_micro_dollars, settings.soft_share, settings.hard) == (120_500_000, 0.7, True)
    stale = desk.post(f"{STEER}/budget", "supervisor", **form)
    assert (stale.status, "meanwhile" in stale.body) == (409, True)
    for wrong in ({"month_dollars": "mucho"}, {"month_dollars": "-1"}, {"soft_percent": "0"}, {"version": "x"}):
        assert desk.post(f"{STEER}/budget", "supervisor", **{**form, **wrong}).status == 422
    fresh = desk.field(desk.get(f"{STEER}/budget", "supervisor").body, "version")
    assert desk.post(f"{STEER}/budget", "supervisor", month_dollars="", soft_percent="80", version=fresh).status == 303
    assert accounts(desk).get(SHOP).budget.month_micro_dollars is None
    assert ("sara@shop.example", "budget changed", "$120.50, hard") in deeds(desk)


def test_what_was_spent_is_shown_by_purpose_and_of_one_case(desk: Desk):
    from care.tables.budget import Budget

    store = Budget(desk.world.dynamodb, "outbox")
    store.meter(SHOP, "event", 3, 15_000, NIGHT, case_id="7K3M9QX2TB4W")
    page = desk.get(f"{STEER}/budget?case=7k3m9qx2tb4w", "supervisor").body
    assert "events that X delivered" in page
    assert re.search(r"7K3M9QX2TB4W</a>: \$0\.015", page)
    assert desk.get(f"{STEER}/budget?month=2026-13&case=<script>", "supervisor").status == 200


def people(desk: Desk):
    return {one.id: one for one in People(desk.world.dynamodb, "accounts").all()}


def test_access_is_given_and_taken_and_somebody_is_invited(desk: Desk):
    assert desk.post(f"{STEER}/people", "supervisor", id="New@Shop.example", name="Nora").status == 303
    assert people(desk)["new@shop.example"].accounts == (SHOP,)
    assert people(desk)["new@shop.example"].roles == (), "roles are the groups that Cognito tells"
    change = f"{STEER}/people/access"
    assert desk.post(change, "supervisor", person="new@shop.example", act="take").status == 303
    assert not people(desk)["new@shop.example"].sees(SHOP)
    assert desk.post(change, "supervisor", person="new@shop.example", act="give_all").status == 303
    assert people(desk)["new@shop.example"].all_accounts
    assert desk.post(change, "supervisor", person="new@shop.example", act="remove").status == 303
    assert "new@shop.example" not in people(desk)
    assert desk.post(change, "supervisor", person="nobody@shop.example", act="give").status == 400
    assert desk.post(change, "supervisor", person="ana@shop.example", act="crown").status == 422
    assert desk.post(f"{STEER}/people", "supervisor", id="a b#c", name="x").status == 422
    assert ("sara@shop.example", "access changed", "remove new@shop.example") in deeds(desk, "stack")


def test_nobody_locks_themselves_out(desk: Desk):
    for act in ("take", "take_all", "remove"):
        answer = desk.post(f"{STEER}/people/access", "supervisor", person="sara@shop.example", act=act)
        assert (answer.status, "nobody changes their own access" in answer.body) == (403, True)
    assert people(desk)["sara@shop.example"].all_accounts


def test_the_trail_tells_who_did_what_and_who_looked_by_person_and_case_page_by_page(desk: Desk):
    audit = Audit(desk.world.dynamodb, "accounts")
    for number in range(60):
        audit.record(Deed(account_id=SHOP, by="ana@shop.example", what="note", at=NIGHT, case_id=f"C{number}"))
    case_id = desk.writes("@tiendaluna mi tarjeta 4111 1111 1111 1111")
    [message] = desk.world.conversations.messages(case_id)
    desk.post(f"/desk/cases/{case_id}/messages/{message.id}/reveal", "colleague")
    page = desk.get(f"{STEER}/trail", "supervisor").body
    assert "looked at what was hidden" in page
    assert "Luis" in page
    further = html.unescape(there(re.search(r'href="([^"]+)" rel="next"', page))[1])
    assert "Back to the first" in desk.get(further, "supervisor").body
    one = desk.get(f"{STEER}/trail?case={case_id.lower()}&by=luis%40shop.example", "supervisor").body
    assert one.count("<tr") == 2
    assert "wrote a note" not in one
    assert desk.get(f"{STEER}/trail?month=x&by=%00&before=~~~&case=%27", "supervisor").status == 200
    assert desk.get(f"{STEER}/trail?of=stack", "supervisor").status == 200


@pytest.mark.parametrize(
    "hostile", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{ 7731*7919 }}", "\u202e"]
)
def test_hostile_values_are_shown_and_never_run(desk: Desk, hostile):
    Audit(desk.world.dynamodb, "accounts").record(
        Deed(account_id=SHOP, by=hostile, what=hostile, at=NIGHT, about=hostile)
    )
    case_id = desk.writes("@tiendaluna hola", name=hostile)
    item(desk, case_id, "unconfirmed", text=f"hola {hostile}")
    refused = desk.post(f"{STEER}/incidents", "supervisor", **{**INCIDENT, "terms": hostile, "incident_id": hostile})
    for body in (refused.body, *(desk.get(f"{STEER}/{page}", "supervisor").body for page in PAGES)):
        assert "<script>alert" not in body
        assert "<img src=x" not in body
        assert "61221789" not in body or hostile != "{{ 7731*7919 }}"
