"""What people are told: in their language, escaped for where it is shown, and only what is still so."""

import json
from copy import replace
from datetime import timedelta

import pytest
from tests.unit.case.conftest import OPEN, SHOP, Telling, act

from care.facts import notices
from care.facts.notices import for_mail, for_slack, for_teams, headed, is_still_so, lines, mended
from care.model.actions import CaseResolved, PromiseKept, PromiseMade
from care.model.case_facts import PromiseBroken, ReplyRefused, SlaBreached
from care.model.fact import (
    KINDS,
    TYPES,
    BudgetHard,
    IncidentEnded,
    IncidentOpened,
    SubscriberPaused,
    SurgeBegan,
    SurgeEnded,
    Tried,
)

WHOSE = {"id": "1", "account_id": SHOP, "customer_id": "3", "at": OPEN}


def a_fact(kind):
    """A fact of a kind, with made-up values for what it asks."""
    made = {
        "channel": "public", "topic": "complaint", "urgency": 5, "language": "es", "influencer": False, "by": "ana",
        "to": "ana", "into": "C2", "message_id": "7", "item_id": "I1", "reason": "cannot_dm", "respond_by": OPEN,
        "promise_id": "P1", "due_at": OPEN, "survey": "csat", "score": 4, "agent": "ana", "incident_id": "web",
        "only": "uno", "complaints": 40, "usual": 4, "month": "2026-11", "spent_micro_dollars": 9_000_000,
        "shares": 7, "views": 400,
        "limit_micro_dollars": 10_000_000, "holds": True, "name": "erp", "why": "failing",
        "reference": "T-7", "hand_over_id": "H1", "status": "503",
        "pool_id": "A1", "pool": "Bienvenida", "left": 3, "ends_on": OPEN.date(),
    }  # fmt: skip
    return kind.model_validate({**WHOSE, "case_id": "C1", **{k: v for k, v in made.items() if k in kind.model_fields}})


@pytest.mark.parametrize("language", ["es", "pt", "en"])
def test_every_fact_has_words_in_every_language_without_holes(language):
    said = lines([a_fact(kind) for kind in TYPES][:20], language, "https://desk.example")
    said += lines([a_fact(kind) for kind in TYPES][20:], language, "https://desk.example")
    assert len(said) == len(KINDS)
    assert all(text and "{" not in text for text, _ in said)
    assert {link for _, link in said} == {"https://desk.example/desk/cases/C1"}
    assert set(notices._words()[language]) == set(notices._words()["es"])


def test_what_came_together_is_one_notice_of_twenty_lines_and_how_many_more_there_are():
    facts = [a_fact(SlaBreached)] * 33
    said = lines(facts, "es", "https://desk.example")
    assert len(said) == 21
    assert said[-1] == ("y 13 más", "")
    assert headed(said, 33, "es", "@tiendaluna") == "@tiendaluna: 33 avisos mientras nadie estaba:"
    assert headed(said[:1], 1, "es", "@t") == "@t: el caso C1 está sin responder y fuera de plazo"


def test_what_a_chat_or_a_mail_would_read_as_its_own_signs_is_escaped():
    said = [("a <!channel> & <b>", "https://desk.example/x?a=1&b=2")]
    text = json.loads(for_slack(said, 1, "en", "@<shop>"))["text"]
    assert "&lt;!channel&gt; &amp; &lt;b&gt;" in text
    assert "@&lt;shop&gt;" in text
    assert "<b>" not in for_mail(said)
    assert 'href="https://desk.example/x?a=1&amp;b=2"' in for_mail(said)


def test_a_card_for_teams_leads_to_the_case():
    card = json.loads(for_teams([("late", "https://desk.example/desk/cases/C1")], 1, "en", "@t"))
    [attached] = card["attachments"]
    assert attached["contentType"] == "application/vnd.microsoft.card.adaptive"
    assert attached["content"]["body"][0]["text"] == "@t: late"
    assert attached["content"]["actions"] == [
        {"type": "Action.OpenUrl", "title": "Open", "url": "https://desk.example/desk/cases/C1"}
    ]


def test_what_was_mended_meanwhile_is_told_to_nobody():
    story = Telling()
    story.writes("¿dónde está mi pedido?", OPEN)
    late = SlaBreached(**WHOSE, case_id=story.case.case_id, respond_by=None)
    assert is_still_so(late, story.case)
    act(story, PromiseMade, OPEN, text="el jueves", due_at=OPEN + timedelta(hours=8))
    broken = PromiseBroken(**WHOSE, case_id="C", promise_id=story.case.promises[0].promise_id, due_at=OPEN)
    assert is_still_so(broken, story.case)
    act(story, PromiseKept, OPEN, promise_id=broken.promise_id)
    assert not is_still_so(broken, story.case)
    refused = ReplyRefused(**WHOSE, case_id="C", item_id="I1", channel="public", by="ana", reason="x")
    assert is_still_so(refused, replace(story.case, refused_sends=("I1",)))
    assert not is_still_so(refused, story.case)
    act(story, CaseResolved, OPEN)
    assert not is_still_so(late, story.case)
    assert not is_still_so(late, None), "its customer was erased"
    assert is_still_so(Tried(**WHOSE, only="uno"), None)


def test_what_is_about_no_case_leads_to_its_page():
    for kind, page in ((SurgeBegan, "board"), (BudgetHard, "budget"), (SubscriberPaused, "subscribers")):
        [(_, link)] = lines([replace(a_fact(kind), case_id="")], "en", "https://desk.example")
        assert link == f"https://desk.example/desk/steer/{SHOP}/{page}"


def test_what_began_and_is_over_while_nobody_was_there_is_told_to_nobody():
    later = {"at": OPEN + timedelta(hours=2)}
    began, ended = (replace(a_fact(one), case_id="") for one in (SurgeBegan, SurgeEnded))
    web, mail = replace(a_fact(IncidentOpened), id="w"), replace(a_fact(IncidentOpened), id="m", incident_id="mail")
    facts = [replace(began, id="1"), replace(ended, id="2", **later), web, mail]
    assert mended(facts) == {"1", "2"}
    assert mended([*facts, replace(a_fact(IncidentEnded), id="e", **later)]) == {"1", "2", "w", "e"}
    assert mended([replace(ended, id="2"), replace(began, id="3", **later)]) == frozenset(), "it began anew"
