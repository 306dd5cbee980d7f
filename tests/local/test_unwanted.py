"""Spam and abuse as people meet them: no acknowledgement, a mark and its end, muting and blocking at X."""

from tests.local.running import Running

SATURDAY = 5
AIRDROP = "AIRDROP live! Claim your free tokens now https://sol-claim.example/go"
CHARGED = "Me habéis cobrado 50 euros por una compra de bitcoin que no he hecho, ¿me lo devolvéis?"


def test_spam_hears_nothing_a_customer_with_a_crypto_charge_does_and_a_press_undoes_the_mark(x: Running):
    x.to_weekday(SATURDAY, 20)
    spam = x.simulate("dm", **{"from": x.customer(), "text": AIRDROP})
    charged = x.simulate("dm", **{"from": x.customer(), "text": CHARGED})
    x.settle()
    assert x.dms_to(spam["from"]) == []
    assert len(x.dms_to(charged["from"])) == 1
    [case] = x.cases(spam["from"])
    assert (case["spam"], case["spam_because"]) == ("looks", "offer")
    assert "marked as spam" in x.centralita("cases", "spam", case["case_id"])
    x.simulate("dm", **{"from": spam["from"], "text": "claim it"})
    x.settle()
    told = x.story(case["case_id"])
    assert (told["case"]["state"], told["case"]["spam"]) == ("resolved", "marked")
    assert "claim it" in str(told)
    assert x.dms_to(spam["from"]) == []
    assert "is no spam" in x.centralita("cases", "spam", case["case_id"], "--no")
    assert x.story(case["case_id"])["case"]["state"] == "open"


def test_x_mutes_and_blocks_private_messages_and_takes_it_back(x: Running):
    name = x.customer()
    dm = x.simulate("dm", **{"from": name, "text": "otra vez yo, sois unos inútiles"})
    x.settle()
    [case] = x.cases(dm["from"])
    for what in ("mute", "block_dms"):
        assert "at X" in x.centralita("cases", "shut-out", case["case_id"], what, "insulta cada hora")
    customer = x.story(case["case_id"])["case"]["customer"]
    assert customer["muted_at"]
    assert customer["dms_blocked_at"]
    shut = x.http.post("/x/simulate/dm", json={"from": name, "text": "¿hola?"})
    assert shut.status_code == 422
    assert "blocked" in shut.text
    for what in ("unmute", "unblock_dms"):
        x.centralita("cases", "shut-out", case["case_id"], what, "ya está")
    x.simulate("dm", **{"from": name, "text": "¿hola?"})
