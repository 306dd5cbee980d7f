"""Why a case has its topic: on its page and in the API, with nothing shown that the story masks."""

from tests.functions.desk.conftest import Desk


def why(desk: Desk, case_id: str, **headers: str):
    bearer = {"authorization": f"Bearer {desk.token('agents')}", **headers}
    return desk.call("GET", f"/desk/api/cases/{case_id}", headers=bearer).json()["why"]


def test_the_page_says_which_rule_gave_the_topic_and_how_the_language_was_told(desk: Desk):
    case_id = desk.writes("@tiendaluna no funciona el router")
    page = desk.get(f"/desk/cases/{case_id}", "agent").body
    assert "Why this topic?" in page
    assert "The rules decided." in page
    assert "es:complaint:no funciona" in page
    assert "Spanish (as X tells it)" in page.replace("\n", " ")


def test_the_api_says_the_same_in_codes_and_in_the_readers_words(desk: Desk):
    case_id = desk.writes("@tiendaluna no funciona el router")
    told = why(desk, case_id, accept_language="es")
    assert (told["topic"], told["corrected"], told["differs"]) == ("complaint", False, False)
    assert told["because"][0]["rule"] == "es:complaint:no funciona"
    assert told["words"][0] == "queja, urgencia 6 de 9, español (según X)"
    unsure = why(desk, desk.writes("sube baja"), accept_language="en")
    assert any("sure: somebody should look" in line for line in unsure["words"])


def test_a_corrected_topic_is_said_to_be_a_persons(desk: Desk):
    case_id = desk.writes("@tiendaluna ¿a qué hora abrís?")
    desk.post(f"/desk/cases/{case_id}/do/label", "agent", action_id="press-0001", topic="complaint")
    desk.apply()
    told = why(desk, case_id)
    assert (told["topic"], told["corrected"], told["differs"]) == ("question", True, True)
    assert "A person gave the topic" in desk.get(f"/desk/cases/{case_id}", "agent").body


def test_words_that_the_story_masks_are_masked_here_too(desk: Desk):
    case_id = desk.writes("no funciona, mi correo es problema@fatal.example y mi tarjeta 4111 1111 1111 1111")
    told = repr(why(desk, case_id))
    assert "fatal.example" not in told
    assert "4111" not in told
