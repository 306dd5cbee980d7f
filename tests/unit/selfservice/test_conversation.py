import pytest
from tests.unit.selfservice.brand import BRAND, CLOSED, HOURS, OPEN, ORDER, SETTINGS, say

from care.model.lookup_outcome import Failed, LookupFound
from care.model.selfservice_state import DialogStep
from care.model.settings.selfservice import SelfServiceSettings
from care.selfservice.conversation import DialogState, looked_up


def ending(told, outcome, now=OPEN) -> DialogStep:
    return looked_up(told.state, outcome, "es", SETTINGS, now, HOURS)


FOUND = LookupFound({"status": "en camino", "day": "viernes"})


def test_a_greeting_gets_the_numbered_menu():
    told = say("Hola, buenas tardes")
    assert told.say is not None
    assert told.say.splitlines() == [
        "Elige una consulta:",
        "1. ¿Dónde está mi pedido?",
        "2. ¿Cómo devuelvo un producto?",
        "3. ¿Cuánto tarda el envío?",
        "Responde con el número, o escribe «agente» para hablar con una persona.",
    ]
    assert (told.because, told.state.misses) == ("greeting", 0)


@pytest.mark.parametrize(
    "pick",
    ["2", "2.", "la 2", "opción 2", "DOS", "la segunda", "como devuelvo un producto", "como debuelvo un prodcto"],
)
def test_a_menu_entry_is_picked_by_number_or_name_whatever_its_form(pick):
    told = say("hola", pick)
    assert told.article_id == "returns"
    assert told.say is not None
    assert told.say.startswith("Tienes 14 días.\nhttps://brand.example/returns\n")
    assert not told.hand_over


@pytest.mark.parametrize("pick", ["0", "4", "22", "999999999999999999999", "²", "2 y 3"])
def test_a_number_that_the_menu_lacks_picks_nothing(pick):
    assert say("hola", pick).because == "no_match"


def test_a_question_is_answered_without_a_menu():
    assert (say("y los gastos de envio?").article_id, say("y los gastos de envio?").because) == ("delivery", "matched")


def test_the_numbers_of_a_menu_stay_good_after_an_answer():
    assert say("hola", "2", "3").article_id == "delivery"


def test_a_naive_instant_is_an_error():
    with pytest.raises(ValueError, match="aware"):
        say("hola", now=OPEN.replace(tzinfo=None))


@pytest.mark.parametrize("earlier", ["gastos de envío", "estado del pedido", "que si patrocináis al equipo"])
def test_the_menu_is_shown_whenever_it_is_asked_for(earlier):
    told = say(earlier, "menú")
    assert (told.because, told.state.phase) == ("greeting", "menu")


def test_a_number_without_a_menu_picks_nothing():
    assert say("2").article_id is None


def test_a_language_without_a_text_reads_another():
    assert "Você tem 14 dias." in (say("Como devolvo um produto?", language="pt").say or "")
    assert "Tres días." in (say("cuánto tarda el envío", language="pt").say or "")


@pytest.mark.parametrize(
    "text",
    [
        "agente",
        "AGENTE!!",
        "quiero hablar con un humano",
        "ajente",
        "un operador por favor",
        "atendente",
        "agent please",
    ],
)
def test_the_word_for_a_person_brings_one_at_once(text):
    told = say("hola", text)
    assert (told.hand_over, told.because) == (True, "asked_for_person")
    assert told.say == "Te atiende una persona del equipo en cuanto pueda."


def test_a_word_for_a_person_inside_an_article_is_part_of_the_question():
    question = {"es": "¿Cómo pongo el contrato a nombre de otra persona?"}
    holder = {"id": "holder", "question": question, "answer": {"es": "Así."}}
    settings = SelfServiceSettings.model_validate(BRAND | {"articles": [holder]})
    assert say("poner el contrato a nombre de otra persona", settings=settings).article_id == "holder"
    assert say("persona", settings=settings).because == "asked_for_person"


def test_personal_is_not_a_misspelt_person():
    assert say("mis datos personal").because != "asked_for_person"


@pytest.mark.parametrize("earlier", [[], ["hola"], ["estado del pedido"], ["gastos de envío"]])
def test_a_complaint_goes_to_a_person(earlier):
    told = say(*earlier, "sois unos ladrones, me habéis cobrado dos veces")
    assert (told.hand_over, told.because) == (True, "complaint")


def test_two_misses_go_to_a_person():
    first = say("patrocináis al equipo del barrio")
    assert (first.hand_over, first.because) == (False, "no_match")
    second = say("que si patrocináis al equipo", state=first.state)
    assert (second.hand_over, second.because) == (True, "two_misses")


def test_an_answer_in_between_forgets_a_miss():
    assert not say("patrocináis al equipo", "gastos de envío", "patrocináis al equipo").hand_over


def test_a_picture_without_words_is_a_miss():
    assert say("gastos de envío", "", "").hand_over


def test_closed_hours_say_exactly_when_a_person_answers():
    assert say("agente", now=CLOSED).say == (
        "Ahora estamos fuera de horario. Te atiende una persona mañana, miércoles 25 de noviembre a las 9:00,"
        " hora de Madrid."
    )


def test_an_incident_is_told_once_and_before_the_answer():
    first = say("gastos de envío", incident="Hay retrasos en Galicia.")
    assert (first.say or "").startswith("Hay retrasos en Galicia.\n\nTres días.")
    assert "Galicia" not in (
        say("devolver un producto", state=first.state, incident="Hay retrasos en Galicia.").say or ""
    )


@pytest.mark.parametrize("thanks", ["gracias", "Muchas gracias!!", "sí", "ok perfecto", "obrigada", "thanks"])
def test_thanks_after_an_answer_resolve_without_a_word(thanks):
    told = say("gastos de envío", thanks)
    assert (told.solved, told.say, told.hand_over, told.article_id) == (True, None, False, "delivery")


@pytest.mark.parametrize("text", ["gracias pero no funciona", "gracias, y otra cosa: ¿patrocináis equipos?", "no"])
def test_thanks_with_something_else_do_not_resolve(text):
    assert not say("gastos de envío", text).solved


def test_thanks_before_an_answer_are_left_alone():
    told = say("gracias")
    assert (told.say, told.solved, told.hand_over) == (None, False, False)


def test_a_no_after_an_answer_brings_a_person():
    assert say("gastos de envío", "No.").because == "not_helped"


def test_the_same_answer_is_not_given_twice():
    assert say("gastos de envío", "cuánto tarda el envío").because == "said_before"


def test_opting_out_ends_the_conversation_without_a_word():
    told = say("hola", "BAJA")
    assert (told.say, told.hand_over, told.because) == (None, True, "opted_out")


def test_a_hand_over_is_final():
    told = say("agente", "hola")
    assert (told.say, told.hand_over, told.because) == (None, False, "with_person")


def test_entries_that_come_as_near_are_offered_and_not_guessed():
    twins = [
        {"id": name, "question": {"es": question}, "answer": {"es": name}}
        for name, question in (("pay-card", "¿Cómo pago con tarjeta?"), ("block-card", "¿Cómo bloqueo la tarjeta?"))
    ]
    settings = SelfServiceSettings.model_validate(BRAND | {"articles": twins, "threshold": 0.3})
    told = say("tarjeta", settings=settings)
    assert (told.because, told.state.offered) == ("unclear", ("pay-card", "block-card"))
    assert say("2", state=told.state, settings=settings).article_id == "block-card"


def test_a_lookup_asks_for_what_it_needs_and_then_is_asked():
    asked = say("dónde está mi pedido")
    assert (asked.say, asked.state.asking, asked.lookup) == ("¿Cuál es el número de pedido?", "order", None)
    given = say("es el ab-12345, gracias", state=asked.state)
    assert given.say is None
    assert given.lookup is SETTINGS.lookups[0]
    assert given.state.values == {"order": "AB-12345"}
    told = ending(given, FOUND)
    assert (told.say or "").startswith("Tu pedido AB-12345 está en camino y llega el viernes.")
    assert say("gracias", state=told.state).solved


def test_what_the_customer_wrote_already_is_not_asked_for():
    told = say("¿Dónde está mi pedido AB-12345?")
    assert told.lookup is not None
    assert told.state.values == {"order": "AB-12345"}


def test_two_different_numbers_are_not_guessed():
    assert say("dónde está mi pedido", "AB-12345 o AB-54321").because == "not_fitting"


def test_a_value_that_does_not_fit_is_told_once_and_then_a_person_comes():
    wrong = say("estado del pedido", "12")
    assert (wrong.because, wrong.state.phase) == ("not_fitting", "asking")
    assert say("13", state=wrong.state).because == "two_misses"


def test_a_customer_who_is_asked_may_ask_something_else():
    assert say("estado del pedido", "cuáles son los gastos de envío").article_id == "delivery"


def test_a_value_shows_in_no_representation_and_is_forgotten_after_the_lookup():
    given = say("estado del pedido AB-12345")
    assert "12345" not in repr(given) + str(given.state)
    for told in (ending(given, FOUND), ending(given, Failed("not_found")), say("agente", state=given.state)):
        assert told.state.values == {}
        assert "12345" not in repr(told)


@pytest.mark.parametrize("outcome", [Failed("timed_out"), LookupFound({"status": "en camino"}), LookupFound({})])
def test_a_lookup_that_fails_goes_to_a_person(outcome):
    told = ending(say("estado del pedido AB-12345"), outcome, CLOSED)
    assert (told.hand_over, told.because) == (True, "lookup_failed")
    assert "mañana" in (told.say or "")


def test_an_answer_that_comes_after_the_hand_over_is_not_told():
    waiting = say("estado del pedido AB-12345")
    told = ending(say("agente", state=waiting.state), FOUND)
    assert (told.say, told.hand_over) == (None, False)


def test_nothing_is_said_while_a_lookup_is_under_way():
    told = say("estado del pedido AB-12345", "hola?")
    assert (told.say, told.because) == (None, "waiting")
    assert ending(told, FOUND).say is not None


def test_truth_values_are_told_in_the_language_of_the_customer():
    told = ending(say("estado del pedido AB-12345"), LookupFound({"status": True, "day": 3}))
    assert "está sí y llega el 3." in (told.say or "")


def test_an_entry_that_is_gone_brings_a_person():
    waiting = say("estado del pedido AB-12345").state
    settings = SelfServiceSettings.model_validate(BRAND | {"lookups": []})
    assert looked_up(waiting, FOUND, "es", settings, OPEN, HOURS).because == "lookup_failed"


def test_queries_that_are_switched_off_say_nothing():
    settings = SelfServiceSettings.model_validate(BRAND | {"enabled": False})
    told = say("hola", settings=settings)
    assert (told.say, told.hand_over, told.because) == (None, True, "switched_off")


def test_the_last_automatic_message_is_the_hand_over():
    settings = SelfServiceSettings.model_validate(BRAND | {"most_messages": 3})
    told = say("hola", "gastos de envío", "cómo devuelvo un producto", settings=settings)
    assert (told.because, told.state.sent) == ("most_messages", 3)


def test_a_lookup_whose_answer_could_not_be_told_is_not_asked():
    settings = SelfServiceSettings.model_validate(BRAND | {"most_messages": 2})
    told = say("hola", "estado del pedido AB-12345", settings=settings)
    assert (told.lookup, told.because) == (None, "most_messages")


def test_a_conversation_is_kept_and_read_again():
    state = say("estado del pedido", "12").state
    assert DialogState.model_validate_json(state.model_dump_json()) == state


def test_a_lookup_without_parameters_is_asked_at_once():
    plain = ORDER | {"url": "https://api.brand.example/status", "parameters": [], "answer": {"es": "{status}"}}
    settings = SelfServiceSettings.model_validate(BRAND | {"lookups": [plain]})
    assert say("estado del pedido", settings=settings).lookup is not None


def test_a_bare_order_number_is_looked_up_even_if_a_menu_was_offered():
    told = say("hola", "ab-12345")
    assert told.lookup is not None
    assert told.state.values == {"order": "AB-12345"}


def test_a_number_within_a_longer_text_that_asks_for_nothing_known_is_not_looked_up():
    assert say("hola", "vi el modelo AB-12345 en una revista de moda").lookup is None


def test_a_short_word_with_a_letter_missing_is_understood():
    assert say("donde esta mi pedio").article_id == "order"


def test_an_answer_in_closed_hours_says_when_a_person_is_there():
    told = say("¿cómo devuelvo un producto?", now=CLOSED)
    assert told.say is not None
    assert told.tells_return
    assert "mañana" in told.say
    assert not say("¿cómo devuelvo un producto?").tells_return
