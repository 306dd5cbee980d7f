"""What is said on which occasion, by whose words, and that nothing breaks it."""

from datetime import UTC, datetime, timedelta

import pytest
from tests.unit.texts.shop import AWAY, CHRISTMAS, LUNCH, OPEN, SATURDAY, hours, shop

from care.acknowledgement.texts import compose
from care.model.commands import Acknowledge
from care.texts.composition import About, occasion_of, say, sayings

INCIDENT = "Desde las 10:00 fallan los pagos con tarjeta."


def command(**changes) -> Acknowledge:
    values = {
        "account_id": "2000000000000000001",
        "customer_id": "3000000000000000001",
        "case_id": "7K3M9QX2TB4W",
        "item_id": "7K3M9QX2TB4W:acknowledgement:1",
        "language": "es",
        "asked_at": SATURDAY,
        "occasion": "closed",
        "channel": "public",
        "in_reply_to": "1",
        "answers_at": SATURDAY,
    }
    return Acknowledge.model_validate(values | changes)


@pytest.mark.parametrize(
    ("language", "now", "said"),
    [
        ("es", SATURDAY, "lunes 23 de noviembre a las 9:00, hora de Madrid"),
        ("es-419", LUNCH, "hoy a las 16:00"),
        ("pt-BR", SATURDAY, "segunda-feira"),
        ("en", SATURDAY, "Monday"),
        ("qme", SATURDAY, "lunes 23 de noviembre"),
    ],
)
@pytest.mark.parametrize("channel", ["public", "private"])
def test_in_closed_hours_the_exact_return_is_said_in_the_customers_language(language, now, said, channel):
    item = compose(command(language=language, channel=channel), shop(), now)
    assert said in item.text
    assert item.wanted_until == shop().hours.next_opening(now)


@pytest.mark.parametrize(
    ("language", "says", "stop"),
    [
        ("es", "Mensaje automático de Tienda Luna", "BAJA"),
        ("pt", "Mensagem automática de Tienda Luna", "SAIR"),
        ("en", "Automatic message from Tienda Luna", "STOP"),
    ],
)
@pytest.mark.parametrize("now", [OPEN, SATURDAY])
def test_every_dm_says_that_it_is_automatic_with_privacy_and_stop_and_no_public_text_does(language, says, stop, now):
    private = compose(command(language=language, channel="private"), shop(), now).text
    public = compose(command(language=language), shop(), now).text
    for part in (says, "https://tiendaluna.example/privacidad", stop):
        assert part in private
        assert part not in public


def test_an_account_rewords_the_note_and_it_still_ends_every_dm():
    account = shop(texts={"note": {"es": "Respuesta automática · {privacy} · escribe PARAR y paramos"}})
    text = compose(command(channel="private"), account, SATURDAY).text
    assert text.endswith("\n\nRespuesta automática · https://tiendaluna.example/privacidad · escribe PARAR y paramos")


def test_a_redelivery_says_the_same_and_neighbours_do_not_all_read_alike():
    account, about = shop(), About(name="Marta")
    said = [say(account, "open", "public", "es", OPEN, about, key=f"item {n}") for n in range(30)]
    assert said == [say(account, "open", "public", "es", OPEN, about, key=f"item {n}") for n in range(30)]
    assert len(set(said)) == 5


def test_what_the_account_does_not_say_is_said_as_shipped():
    account = shop(texts={"closed": {"es": ["Volvemos {return}."]}})
    assert compose(command(), account, LUNCH).text == "Volvemos hoy a las 16:00, hora de Madrid."
    assert "back today at 4:00 pm" in compose(command(language="en"), account, LUNCH).text
    assert compose(command(), account, OPEN).text == compose(command(), shop(), OPEN).text


def test_a_text_for_dms_replaces_the_public_one_in_dms_alone():
    texts = {"closed": {"es": "Volvemos {return}."}, "private": {"closed": {"es": "Por DM: {return}. Caso {case}."}}}
    account = shop(texts=texts)
    assert compose(command(), account, LUNCH).text == "Volvemos hoy a las 16:00, hora de Madrid."
    private = compose(command(channel="private"), account, LUNCH).text
    assert private.startswith("Por DM: hoy a las 16:00, hora de Madrid. Caso 7K3M9QX2TB4W.\n\nMensaje automático")


def test_an_absences_own_text_replaces_the_closed_one_while_it_lasts():
    texts = {
        "closed": {"es": "Cerrado hasta {return}."},
        "absence": {"es": "Fuera ({label}): volvemos {return}."},
        "absences": {"Navidad": {"es": "¡Felices fiestas! Volvemos {return}."}},
    }
    account = shop(
        texts=texts,
        hours=hours(
            absences=[
                AWAY,
                AWAY | {"from": "2027-02-01T08:00:00Z", "to": "2027-02-02T08:00:00Z", "label": "Inventario"},
            ]
        ),
    )
    back = "el lunes 4 de enero de 2027 a las 9:00, hora de Madrid"
    assert compose(command(), account, CHRISTMAS).text == f"¡Felices fiestas! Volvemos {back}."
    inventory = datetime(2027, 2, 1, 10, tzinfo=UTC)
    assert compose(command(), account, inventory).text.startswith("Fuera (Inventario): volvemos mañana")
    assert compose(command(), account, SATURDAY).text.startswith("Cerrado hasta el lunes 23")


@pytest.mark.parametrize("label", [None, "{return}", "mira tienda.com", "x" * 41, "llama al 612 345 678", "a\u202eb"])
def test_an_absence_without_a_label_that_can_be_shown_is_told_as_closed_hours(label):
    account = shop(hours=hours(absences=[AWAY | {"label": label}]), texts={"closed": {"es": "Volvemos {return}."}})
    text = compose(command(), account, CHRISTMAS).text
    assert text == "Volvemos el lunes 4 de enero de 2027 a las 9:00, hora de Madrid."


def test_hours_that_never_open_again_promise_nothing():
    account = shop(hours={"timezone": "Europe/Madrid"}, texts={"closed": {"es": "Volvemos {return}."}})
    item = compose(command(), account, SATURDAY)
    assert (occasion_of(account, "public", SATURDAY), item.wanted_until) == ("never", None)
    assert "volvemos" not in item.text.lower()


def test_an_absence_after_which_nothing_opens_promises_nothing():
    hours_ = {"timezone": "Europe/Madrid", "absences": [AWAY]}
    assert "volvemos" not in compose(command(), shop(hours=hours_), CHRISTMAS).text.lower()


@pytest.mark.parametrize("now", [OPEN, SATURDAY])
def test_during_an_incident_its_own_text_is_told(now):
    item = compose(command(), shop(), now, name="Marta", incident=INCIDENT)
    assert INCIDENT in item.text
    assert "Marta" in item.text
    assert item.wanted_until is None


def test_an_incidents_text_that_leaves_no_room_is_said_alone_in_public():
    long = "Fallan los pagos con tarjeta en toda España. " * 5
    assert compose(command(), shop(), OPEN, name="Marta", incident=long).text == long.strip()
    assert "Marta" in compose(command(channel="private"), shop(), OPEN, name="Marta", incident=long).text


@pytest.mark.parametrize(
    "text", ["", "   ", "{return}", "estado en status.tienda.com", "llama al 612 345 678", "x" * 241]
)
def test_an_incidents_text_that_cannot_be_told_in_public_is_passed_over(text):
    assert compose(command(), shop(), LUNCH, incident=text).text == compose(command(), shop(), LUNCH).text


def test_an_incidents_link_is_told_in_dms_and_in_public_only_where_links_are_allowed():
    text = "Mira status.tienda.com."
    assert text in compose(command(channel="private"), shop(), OPEN, incident=text).text
    assert text in compose(command(), shop(texts={"allow_links": True}), OPEN, incident=text).text


def test_personal_data_in_public_goes_before_all_else_and_only_in_public():
    told = compose(command(), shop(), SATURDAY, incident=INCIDENT, exposed=True).text
    assert "datos personales" in told
    assert "mensaje privado" in told
    assert "datos personales" not in compose(command(channel="private"), shop(), SATURDAY, exposed=True).text


@pytest.mark.parametrize("brand", ["tienda.com", "Llama @otra", "{name}", "#oferta", "a\u202eb", "日" * 26])
def test_a_brand_whose_name_would_act_in_a_post_is_named_by_its_username(brand):
    account = shop(name=brand, texts={"open": {"es": "Soy {brand} y lo estamos mirando."}})
    assert compose(command(), account, OPEN).text == "Soy tiendaluna y lo estamos mirando."


def test_a_link_that_x_does_not_see_as_one_stays_out_of_public_texts():
    url = "https://servidor.interno/" + "p" * 300
    account = shop(privacy_url=url, texts={"allow_links": True, "open": {"es": "Lo estamos mirando: {privacy}"}})
    assert url not in compose(command(), account, OPEN).text
    assert url in compose(command(channel="private"), account, OPEN).text


def test_the_return_that_is_said_is_the_one_at_the_instant_of_composing():
    asked = SATURDAY - timedelta(days=1)
    assert "lunes 23" in compose(command(asked_at=asked), shop(), SATURDAY).text


def test_a_shipped_text_says_no_more_than_its_occasion():
    about = About(case_id="7K3M9QX2TB4W", name="Marta")
    promises = ("lo antes posible", "cuanto antes", "responderemos", "te respondemos", "as soon as", "will answer")
    for occasion in ("closed", "open", "never"):
        for language in ("es", "pt", "en"):
            said = sayings(shop(), occasion, "public", language, SATURDAY, about)
            assert said
            assert [(text, one) for text in said for one in promises if one in text] == []
