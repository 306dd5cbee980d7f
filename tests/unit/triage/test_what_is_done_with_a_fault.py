"""A fault that is named makes no complaint by itself: who asks about it, gives thanks for its end, or tells of it in
passing complains of nothing; who complains needs no bad word. No text here was learned from or tuned on.
"""

import pytest
from infra.training.messages import everything

from care.triage.classification import classify

ASKED = (
    "is your network down in Norwich right now?",
    "¿hay algún corte en Lavapiés ahora?",
    "tem alguma queda em Osasco agora?",
    "what happens if my parcel gets damaged on the way?",
    "¿qué pasa si se rompe el mando?",
    "o que acontece se eu perder o comprovante?",
    "does the cover include a broken screen",
    "¿el seguro cubre robo del móvil?",
    "a garantia cobre defeito de fábrica?",
    "how do I report a lost card",
    "¿cómo se reporta una avería?",
    "se a entrega falhar, tentam outra vez?",
)
THANKED = (
    "my signal is back, thank you",
    "gracias, ya me arreglaron la línea",
    "obrigada, a luz voltou agora",
    "thanks, the refund arrived",
    "ya me llegó el paquete que faltaba, gracias",
    "valeu, o erro sumiu",
)
COMPLAINED = (
    "five weeks now",
    "seguimos igual desde el jueves",
    "ainda à espera do eletricista",
    "why does my bill keep going up",
    "¿por qué me cobran dos veces lo mismo?",
    "por que cobraram duas vezes?",
    "can you help, my internet has been off since Sunday",
    "¿me ayudan? llevo sin luz desde ayer",
    "podem ajudar? estou sem água desde ontem",
)


def test_none_of_these_was_learned_from():
    learned = {message.text.casefold() for message in everything()}
    assert not learned & {text.casefold() for text in (*ASKED, *THANKED, *COMPLAINED)}


def test_who_asks_about_a_fault_that_may_be_does_not_complain():
    complained = [text for text in ASKED if classify(text).topic == "complaint"]
    assert len(complained) <= 1, complained


def test_who_gives_thanks_for_the_end_of_a_fault_does_not_complain():
    complained = [text for text in THANKED if classify(text).topic == "complaint"]
    assert len(complained) <= 2, complained


def test_who_complains_without_a_bad_word_or_by_asking_complains():
    missed = [text for text in COMPLAINED if classify(text).topic != "complaint"]
    assert len(missed) <= 1, missed


@pytest.mark.parametrize(
    "text", ["¿por qué no funciona esta mierda?", "why the hell is it broken again?", "que merda é essa, não funciona?"]
)
def test_an_angry_question_is_a_complaint_whatever_the_model_takes_it_for(text):
    assert classify(text).topic == "complaint"


@pytest.mark.parametrize(
    "text",
    [
        "problema",
        "queja",
        "tengo un problema",
        "tengo un problema con mi factura",
        "tenho um problema",
        "estou com um problema na fatura",
        "I have a problem with my bill",
        "there's an issue with my order",
    ],
)
def test_few_words_that_name_a_fault_are_a_complaint_whatever_the_model_takes_them_for(text: str):
    assert classify(text).topic == "complaint"
