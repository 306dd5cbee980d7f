"""News, talk and jokes that name a brand want nothing; who is sarcastic in their words complains. None was learned."""

from infra.training.messages import everything

from care.triage.classification import classify

TALK = (
    "Última hora: Iberplus despide a 90 empleados en Vigo",
    "BREAKING: Westbank to shut 30 branches",
    "Procon multa a Novatel por propaganda enganosa",
    "Shares in Polar Energy fall 4% after results",
    "Polar Energy patrocina la media maratón de Burgos",
    "Novatel lança 5G em Santarém",
    "soñé que mi jefe era el de los anuncios de Iberplus jaja",
    "my dog barks at every Westbank advert lol",
    "meu avô canta o jingle da Novatel o dia todo kkkk",
    "@caro_t nos vemos en la puerta del Iberplus a las 7",
)
COMPLAINTS = (
    "última hora: sigo esperando el paquete",
    "breaking news, still no heating",
    "jajaja otra factura mal, qué risa",
    "kkkk mais um dia sem luz",
    "gracias por cobrarme lo que no era",
    "thanks for losing my bag again",
    "gracias por el cambio pero sigue fallando",
    "obrigada pela troca, mas continua com defeito",
)


def test_none_of_these_was_learned_from():
    learned = {message.text.casefold() for message in everything()}
    assert not learned & {text.casefold() for text in (*TALK, *COMPLAINTS)}


def test_most_who_talk_of_a_brand_do_not_complain():
    complained = [text for text in TALK if classify(text).topic == "complaint"]
    assert len(complained) <= 3, complained


def test_who_complains_in_the_words_of_news_jokes_and_thanks_complains():
    assert [text for text in COMPLAINTS if classify(text).topic != "complaint"] == []
