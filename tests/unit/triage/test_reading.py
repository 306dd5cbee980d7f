"""What a message is taken for, and what is said of the reasons."""

import pytest

from care.triage.classification import classify
from care.triage.verdict import explain


@pytest.mark.parametrize(
    "text",
    [
        "gracias",
        "ok gracias!!",
        "muchas gracias, un saludo",
        "obrigada 🙏",
        "thx",
        "vale, perfecto, gracias",
        "@marca graciaaaas",
        "GRACIAS",
    ],
)
def test_thanks_alone_are_thanks_and_not_urgent(text):
    verdict = classify(text)
    assert (verdict.topic, verdict.urgency) == ("thanks", 0)


@pytest.mark.parametrize(
    "text",
    [
        "gracias por nada",
        "gracias por cobrarme dos veces",
        "genial, otra vez sin internet 👏👏",
        "obrigado por nada",
        "thanks for nothing",
        "no funciona",
        "noooo funciona",
        "no me funciona el router",
        "NO FUNCIONA!!!",
        "no funicona la app",
        "nadie responde",
        "no estoy contento",
        "not happy with this",
        "não está funcionando",
        "#NoFunciona",
        "me cobraron dos veces",
        "me cobraron 2 veces",
        "hola, gracias por todo pero sigo sin internet",
        "¿cuánto cuesta darme de baja? no funciona nada",
        "the app doesn’t work",
        "no fun\u200bciona",
        "averi\u0301a otra vez",
    ],
)
def test_what_is_wrong_is_a_complaint_however_it_is_put(text):
    verdict = classify(text)
    assert verdict.topic == "complaint"
    assert verdict.urgency >= 6


@pytest.mark.parametrize(
    "text",
    [
        "no tengo problema",
        "no tengo ningún problema",
        "sin problema",
        "nothing wrong",
        "não tem problema",
        "no problem",
        "no hay problema, gracias",
        "sin problemas, a qué hora abren?",
    ],
)
def test_a_problem_that_there_is_not_is_no_complaint(text):
    assert classify(text).topic != "complaint"


@pytest.mark.parametrize(
    "text",
    [
        "¿cuál es mi consumo de datos?",
        "¿cómo saco mi dinero de la cuenta de ahorro?",
        "¿hay penalización si cancelo antes?",
        "¿cuándo caduca mi saldo?",
        "no sé qué tengo que hacer para activar el chip",
        "no sé si sigue abierto",
        "quiero cambiar de compañía, qué ofertas tenéis?",
        "¿no hacen envíos a Canarias?",
        "¿no va a haber descuento este año?",
        "¿cuánto demora el envío?",
        "cuántos días faltan para el evento?",
        "¿tienen planes sin permanencia?",
        "hay plan con datos sin límite?",
        "ya van a abrir la tienda nueva?",
        "no uso la app, puedo pagar en tienda?",
        "he perdido mi tarjeta, qué hago?",
        "obrigado mais uma vez!",
        "qual a parada do ônibus 45?",
        "a que horas é a partida do voo?",
        "vocês vendem lentes?",
        "qual a taxa de juros do cartão?",
        "quero bloquear meu cartão",
        "posso comprar de novo com o cupom?",
        "ainda não sei qual plano escolher",
        "não vai ter promoção este mês?",
        "obrigado de novo",
        "is the store open 24 hours?",
        "how much is an hour of parking?",
        "I don't use the app, can I pay in store?",
        "can I return it after 10 days?",
        "can I book a room for a week?",
        "my card expired, how do I get a new one?",
        "do you have a lost property office?",
        "what's the late checkout fee?",
        "can I cancel my subscription any time?",
        "no thanks",
        "no gracias",
        "não obrigado",
        "thanks again!",
        "gracias de nuevo",
        "does it charge wirelessly?",
        "how long is the wait today?",
        "why is the store closed on Monday?",
        "is there a delay fee?",
        "no sabía que abrían los domingos, gracias",
        "todavía no decidí, gracias",
        "no tengo cuenta, cómo la abro?",
        "yo no soy cliente, puedo comprar igual?",
        "I'm not a customer yet, can I still order?",
        "still open?",
    ],
)
def test_a_calm_question_that_holds_a_word_of_complaint_is_none(text):
    assert classify(text).topic != "complaint"


@pytest.mark.parametrize("text", ["hola", "buenas", "oi", "hello?", "@marca hola!"])
def test_a_greeting_alone_is_a_question_of_low_urgency(text):
    verdict = classify(text)
    assert (verdict.topic, verdict.urgency <= 2) == ("question", True)


@pytest.mark.parametrize(
    "text", ["", " ", "😂😂😂", "🤔", "@a @b", "https://x.com/a", "...", "👍🏽", "jajaja", "kkkkk"]
)
def test_what_holds_no_word_is_noise(text):
    verdict = classify(text)
    assert (verdict.topic, verdict.urgency) == ("noise", 0)


@pytest.mark.parametrize("text", ["❤️", "🙏", "🙏❤️", "🥰🥰", "@marca 👏👏"])
def test_hearts_and_folded_hands_alone_are_thanks(text):
    verdict = classify(text)
    assert (verdict.topic, verdict.urgency) == ("thanks", 0)


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("no quiero comprar nada más, el pedido no llega", "complaint"),
        ("el precio de la oferta no es el que me cobrasteis", "complaint"),
        ("no me hacéis el precio que pone en el anuncio", "complaint"),
        ("the discount wasn't applied", "complaint"),
        ("não quero oferta nenhuma, quero meu dinheiro", "complaint"),
        ("quiero contratar la promo del anuncio", "lead"),
        ("no tengo fibra, ¿qué ofertas tenéis?", "lead"),
        ("how much is the annual plan?", "lead"),
    ],
)
def test_a_word_of_commerce_beats_no_complaint_and_is_none_where_it_is_denied(text, topic):
    assert classify(text).topic == topic


@pytest.mark.parametrize("text", ["😡", "🤬🤬", "👎", "😠😠 😒", "@marca 💩"])
def test_anger_in_emoji_alone_is_a_complaint(text):
    assert classify(text).topic == "complaint"


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("el pedido llegó roto", "complaint"),
        ("quiero una copia de la factura, a qué hora abren?", "after_sales"),
        ("a qué hora abren? me interesa el plan", "question"),
        ("¿cuánto cuesta la fibra?", "lead"),
        ("me encanta, gracias", "praise"),
        ("me encantó el pedido, excelente", "praise"),
        ("me encanta el teléfono, ¿cuándo llega mi pedido?", "after_sales"),
    ],
)
def test_the_topic_that_waits_worst_comes_first(text, topic):
    assert classify(text, "es").topic == topic


@pytest.mark.parametrize(
    ("calm", "pressing"),
    [
        ("no funciona la app", "no funciona la app, llevo una semana así 😡"),
        ("tengo un problema con la factura", "me han cobrado dos veces la factura"),
        ("the app doesn't work", "the app doesn't work, this is disgusting, I will sue"),
        ("¿dónde está mi pedido?", "¿dónde está mi pedido? es urgente"),
        ("não funciona", "não funciona há 3 dias, vou ao Procon"),
    ],
)
def test_anger_money_and_days_of_waiting_raise_the_urgency(calm, pressing):
    assert classify(calm).urgency < classify(pressing).urgency <= 9


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("todavía nadie, nunca", "complaint"),
        ("todavía no, gracias", "thanks"),
        ("todavía no abre, ¿nunca?", "complaint"),
    ],
)
def test_hints_alone_make_a_complaint_sooner_when_nothing_is_asked_or_thanked(text, topic):
    assert classify(text, "es").topic == topic


def test_no_question_is_as_urgent_as_a_complaint():
    assert (
        classify("urgente, necesito mi factura ya mismo!!! es urgente urgentísimo").urgency
        < classify("no funciona").urgency
    )


@pytest.mark.parametrize(("given", "read"), [("pt-BR", "pt"), ("es-419", "es"), ("EN", "en"), ("es_MX", "es")])
def test_the_language_that_x_says_is_taken_when_it_is_one_of_ours(given, read):
    assert classify("ok", given).language == read


@pytest.mark.parametrize("given", ["und", "qme", "zxx", "qht", "art", "fr", "", None, "espanol", "enx"])
def test_any_other_language_is_detected(given):
    assert classify("hola, quiero saber el horario", given).language == "es"
    assert classify("vocês não respondem", given).language == "pt"
    assert classify("what time do you open", given).language == "en"
    assert classify("no funciona", given).language == "es"
    assert classify("12345 😂 ok", given).language == ""


@pytest.mark.parametrize(
    "text", ["hola, my order never arrived", "bom dia, this is the worst service", "please ayuda, no funciona la app"]
)
def test_a_message_in_two_languages_is_read_in_both(text):
    assert classify(text, "es").topic == "complaint"


def test_each_reason_names_the_words_as_written_the_rule_and_its_weight():
    verdict = classify("La AVERÍA sigue, no me funciona", "es")
    said = {(reason.words, reason.rule, reason.weight) for reason in verdict.because}
    assert ("AVERÍA", "es:complaint:averia", 6) in said
    assert ("no … funciona", "es:works:funcion*", 5) in said


def test_the_explanation_tells_what_counted_and_what_was_set_aside():
    lines = explain(classify("no tengo ningún problema, ¿a qué hora abren?", "es"))
    assert lines[:2] == ["question, urgency 2 of 9, language: Spanish (as it was given)", "the rules decided"]
    assert '"ningún problema": read, and not counted (rule es:neutral:ningun problema)' in lines
    assert '"a qué hora": question +4 (rule es:question:a que hora)' in lines


def test_the_explanation_of_nothing_says_so():
    assert explain(classify("xyzzy"))[0].startswith("unsure, urgency 3 of 9")
    assert "somebody should look" in explain(classify("xyzzy"))[1]
    assert explain(classify("xyzzy"))[-1] == "no rule applies"


def test_a_verdict_in_a_log_shows_no_word_of_the_customer():
    assert "averia" not in repr(classify("averia")).replace("complaint", "")


def test_links_names_and_addresses_speak_for_nothing():
    verdict = classify("@estafa @problema https://fraude.example/no-funciona ana@averia.com hola", "es")
    assert verdict.topic == "question"
    assert [reason.words for reason in verdict.because if not reason.rule.startswith("learned:")] == ["hola"]


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("gracias por solucionar mi problema", "thanks"),
        ("gracias por resolverme la avería tan rápido", "thanks"),
        ("thanks for fixing my issue so quickly", "thanks"),
        ("obrigada por resolverem o meu problema", "thanks"),
        ("gracias por solucionar mi problema, pero ahora falla otra cosa", "complaint"),
        ("gracias por arreglar el error de la factura", "thanks"),
        ("gracias por solucionar mi problema sois una vergüenza", "complaint"),
        ("gracias por nada, el problema sigue igual", "complaint"),
    ],
)
def test_thanks_for_what_is_over_is_no_complaint_although_it_names_it(text: str, topic: str):
    assert classify(text).topic == topic


@pytest.mark.parametrize("town", ["Mérida", "Merida", "Marida"])
def test_a_town_is_no_swear_word_however_alike_they_are(town: str):
    verdict = classify(f"¿hacéis envíos a {town}?")
    assert (verdict.topic != "complaint", verdict.urgency < 5) == (True, True)


def test_the_explanation_names_the_model_where_it_decided_and_how_the_language_was_told():
    lines = explain(classify("a ver si hay suerte con lo mío"))
    assert lines[0].endswith("language: Spanish (by its words)")
    assert "the learned model decided" in lines[1]
    assert any(line.endswith("(the learned model)") for line in lines[2:])
    assert explain(classify("el pedido no llega"))[1] == "the rules decided"


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("¿sabéis si hay alguna avería en Parla?", "question"),
        ("há alguma avaria em Loures?", "question"),
        ("any known issues with the app today?", "question"),
        ("¿la garantía cubre una caída?", "question"),
        ("gracias por cancelarme el vuelo", "complaint"),
        ("obrigado por estragarem o meu domingo", "complaint"),
        ("thanks for losing my bag", "complaint"),
        ("gracias por la ayuda", "thanks"),
    ],
)
def test_asking_after_an_outage_is_no_complaint_and_thanks_for_a_loss_are_one(text, topic):
    assert classify(text).topic == topic
