"""Spam, abuse and shutting out, from the press to what becomes of it; the neighbour brand is left alone."""

import json
from types import SimpleNamespace

import pytest
from tests.functions.conftest import SHOP
from tests.functions.desk.conftest import OTHER, Desk
from tests.functions.desk.test_answering import done
from tests.there import there

from care.model.refusals import RefusalReason
from care.tables.spam import SpamPlaces
from care.x.errors import CredentialsRefused, Refused, RetryLater

AIRDROP = "@tiendaluna AIRDROP live! Claim your free tokens now https://sol-claim.example/go"


class FakeX:
    """An X that does what it is asked, or fails."""

    def __init__(self, error: Exception | None = None) -> None:
        self.error = error
        self.asked: list[tuple[str, ...]] = []

    def __getattr__(self, name: str):
        def call(*given: str) -> None:
            if self.error is not None:
                raise self.error
            self.asked.append((name, *given))

        return call


def with_x(desk: Desk, monkeypatch: pytest.MonkeyPatch, x: FakeX) -> FakeX:
    desk.get("/desk/cases", "agent")
    from desk import at_x

    monkeypatch.setattr(at_x, "x_accounts", SimpleNamespace(client=lambda *_: x))
    return x


def test_spam_is_marked_and_unmarked_with_a_press_and_its_page_says_so(desk: Desk):
    case_id = desk.writes(AIRDROP, customer="3000000000000000077")
    page = desk.get(f"/desk/cases/{case_id}", "agent").body
    assert "Looks like spam" in page
    assert case_id in desk.get(f"/desk/cases?account={SHOP}&view=unwanted", "agent").body
    assert "arked as spam" in done(desk, case_id, "spam", spam="true")
    assert "Marked as spam" in desk.get(f"/desk/cases/{case_id}", "agent").body
    assert case_id not in desk.get(f"/desk/cases?account={SHOP}&view=unwanted", "agent").body
    assert desk.world.conversations.customer(OTHER, "3000000000000000077").spam is None
    assert "is no spam" in done(desk, case_id, "spam", action="press-0002", spam="false")
    assert there(desk.world.conversations.case(case_id)).state == "open"


def test_a_link_of_three_marked_customers_is_learned_listed_and_given_up_again(desk: Desk):
    ids = [desk.writes(f"mira https://pills.example/{n}", customer=f"300000000000000010{n}") for n in range(3)]
    for n, case_id in enumerate(ids):
        done(desk, case_id, "spam", action=f"press-000{n}", spam="true")
    learned = desk.get(f"/desk/settings/{SHOP}/learned", "supervisor").body
    assert "pills.example" in learned
    looks = there(desk.world.conversations.case(desk.writes("hola https://www.pills.example/otra")))
    assert (looks.spam, looks.spam_because) == ("looks", "link")
    done(desk, ids[0], "spam", action="press-0009", spam="false")
    again = there(desk.world.conversations.case(desk.writes("hola https://pills.example/mas")))
    assert again.spam == ""
    places = SpamPlaces(desk.world.dynamodb, "conversations")
    assert places.listed(SHOP) == [("pills.example", 2)]
    assert places.listed(OTHER) == []


def test_several_are_marked_at_once(desk: Desk):
    ids = [desk.writes(AIRDROP, customer=f"300000000000000020{n}") for n in range(2)]
    chosen = {f"case.{case_id}": "true" for case_id in ids}
    assert "On its way" in desk.post("/desk/cases/bulk", "agent", kind="spam", **chosen).body
    desk.apply()
    assert [there(desk.world.conversations.case(one)).spam for one in ids] == ["marked", "marked"]


def test_a_threat_is_decided_on_by_supervisors_alone(desk: Desk):
    case_id = desk.writes("@tiendaluna os voy a matar")
    assert "threatens" in desk.get(f"/desk/steer/{SHOP}/decisions", "supervisor").body
    assert desk.post(f"/desk/cases/{case_id}/do/abuse_seen", "agent", action_id="press-0001").status == 403
    assert "seen the abuse" in done(desk, case_id, "abuse_seen", "supervisor")
    assert case_id not in desk.get(f"/desk/steer/{SHOP}/decisions", "supervisor").body


def test_x_mutes_a_customer_once_and_the_reason_is_a_note(desk: Desk, monkeypatch: pytest.MonkeyPatch):
    x = with_x(desk, monkeypatch, FakeX())
    case_id = desk.writes("@tiendaluna otra vez yo", customer="3000000000000000088")
    assert "muted at X" in done(desk, case_id, "shut_out", what="mute", text="publica lo mismo cada hora")
    assert x.asked == [("mute", SHOP, "3000000000000000088")]
    page = desk.get(f"/desk/cases/{case_id}", "agent").body
    assert "Muted at X since" in page
    assert "publica lo mismo cada hora" in page


def test_blocking_who_is_no_spammer_needs_a_supervisor(desk: Desk, monkeypatch: pytest.MonkeyPatch):
    x = with_x(desk, monkeypatch, FakeX())
    case_id = desk.writes("@tiendaluna sois unos inútiles")
    form = {"what": "block_dms", "text": "insulta", "action_id": "press-0001"}
    refused = desk.post(f"/desk/cases/{case_id}/do/shut_out", "agent", **form)
    assert (refused.status, x.asked) == (400, [])
    assert "supervisor decides on blocking" in refused.body
    assert "blocked at X" in done(
        desk, case_id, "shut_out", "supervisor", action="press-0002", what="block_dms", text="insulta"
    )
    spam = desk.writes(AIRDROP)
    done(desk, spam, "spam", action="press-0003", spam="true")
    assert "blocked at X" in done(desk, spam, "shut_out", action="press-0004", what="block_dms", text="spam")


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (Refused(RefusalReason.no_permission), "permission_lacks"),
        (CredentialsRefused(call="mute"), "permission_lacks"),
        (Refused(RefusalReason.unknown), "x_refused_this"),
        (RetryLater(call="mute"), "x_silent"),
    ],
)
def test_what_x_does_not_do_is_told_to_the_integration_and_changes_nothing(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, error: Exception, code: str
):
    with_x(desk, monkeypatch, FakeX(error))
    case_id = desk.writes("@tiendaluna otra vez yo")
    headers = {"authorization": f"Bearer {desk.token('agents')}", "content-type": "application/json"}
    body = json.dumps({"what": "mute", "text": "siempre lo mismo"})
    answer = desk.call("POST", f"/desk/api/cases/{case_id}/actions/shut_out", None, body, headers)
    assert answer.status == 400
    assert code in answer.body
    desk.apply()
    assert there(desk.world.conversations.case(case_id)).customer.muted_at is None


def test_what_is_so_at_x_already_is_done(desk: Desk, monkeypatch: pytest.MonkeyPatch):
    with_x(desk, monkeypatch, FakeX(Refused(RefusalReason.already_done)))
    case_id = desk.writes("@tiendaluna otra vez yo")
    assert "muted at X" in done(desk, case_id, "shut_out", what="mute", text="pesado")


def test_what_was_learned_of_an_erased_customer_goes_with_them(desk: Desk):
    case_id = desk.writes("mira https://pills.example/1", customer="3000000000000000099")
    done(desk, case_id, "spam", spam="true")
    places = SpamPlaces(desk.world.dynamodb, "conversations")
    assert places.listed(SHOP) == [("pills.example", 1)]
    from care.model.actions import CustomerErased
    from care.queues import send_all

    at = there(desk.world.conversations.case(case_id)).customer.spam_at
    event = CustomerErased(account_id=SHOP, customer_id="3000000000000000099", action_id="e", by="sara", at=there(at))
    assert send_all(desk.world.sqs, desk.world.queues["events"], [event])
    desk.apply()
    assert places.listed(SHOP) == []
