"""The main pages look as they were stored to look, within a tolerance that other fonts keep to."""

import base64
import os

import pytest
from tests.functions.desk.conftest import Desk
from tests.functions.desk.looking_at import FOLDER, MOST_CELLS, MOST_FAR, Look, far, serve, small, taken
from tests.local.desk.conftest import chromium  # noqa: F401  the browser

CASES = (
    ("Hola, mi pedido 12345 no ha llegado y nadie responde", "Marta Gil"),
    ("¿Abrís los domingos?", "Nadia Benali"),
    ("Gracias, todo perfecto con la lámpara", "Tiago Moura"),
)


@pytest.fixture
def page(desk: Desk, chromium):  # noqa: F811
    """A page of the desk in Chromium, with the same cases each time; `who` says as whom it is looked at."""
    ids = [desk.writes(text, name=name, customer=str(700 + number)) for number, (text, name) in enumerate(CASES)]
    context = chromium.new_context(locale="es-ES")
    page = context.new_page()
    who: list[str | None] = [None]
    serve(page, desk, who)
    yield page, who, ids
    context.close()


LOOKS = (
    Look("sign-in", "/desk/sign-in", None, 1280, "light"),
    Look("queue", "/desk/cases", "agent", 1280, "light"),
    Look("queue-telephone", "/desk/cases", "agent", 390, "light"),
    Look("case", "/desk/cases/CASE", "agent", 1280, "light"),
    Look("case-dark", "/desk/cases/CASE", "agent", 1280, "dark"),
    Look("case-telephone", "/desk/cases/CASE", "agent", 390, "dark"),
    Look("hours", "/desk/settings/2000000000000000001/hours", "supervisor", 1280, "light"),
    Look("incidents", "/desk/steer/2000000000000000001/incidents", "supervisor", 1280, "light"),
)


def seen(page, who, ids, look: Look) -> str:
    who[0] = look.who
    return taken(page, look._replace(path=look.path.replace("CASE", ids[0])))


def test_the_main_pages_look_as_they_were_stored_to_look(page):
    page, who, ids = page
    others = {}
    for look in LOOKS:
        picture = seen(page, who, ids, look)
        stored = FOLDER / f"{look.name}.png"
        if os.environ.get("LOOKS") == "write":
            stored.write_bytes(base64.b64decode(picture))
        of_all, cells = far(page, picture, base64.b64encode(stored.read_bytes()).decode())
        if of_all > MOST_FAR or cells > MOST_CELLS:
            others[look.name] = (round(of_all, 3), round(cells, 3))
    assert os.environ.get("LOOKS") != "write", "stored anew: look at the pictures, then run it without LOOKS"
    assert others == {}


@pytest.mark.parametrize(
    "wrong",
    [
        "* { all: revert !important }",
        ".top { display: none !important }",
        "main { padding-left: 240px !important }",
        ":root { color-scheme: dark !important } body, main { background: #111 !important }",
    ],
)
def test_a_page_that_looks_otherwise_is_seen(page, wrong):
    page, who, ids = page
    look = next(one for one in LOOKS if one.name == "case")
    right = seen(page, who, ids, look)
    page.add_style_tag(content=wrong)
    of_all, cells = far(page, right, small(page))
    assert of_all > MOST_FAR or cells > MOST_CELLS


def test_another_font_is_no_other_look(page):
    page, who, ids = page
    look = next(one for one in LOOKS if one.name == "case")
    right = seen(page, who, ids, look)
    page.add_style_tag(content="* { font-family: 'Liberation Sans', Arial, sans-serif !important }")
    of_all, cells = far(page, right, small(page))
    assert (of_all <= MOST_FAR, cells <= MOST_CELLS) == (True, True), (of_all, cells)
