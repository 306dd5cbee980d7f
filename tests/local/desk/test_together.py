"""A team in Chromium: notes, tags, a kept list, a hand-over, a saved reply, a draft elsewhere, board, set-up."""

from collections.abc import Callable

from tests.local.desk.conftest import Person
from tests.local.desk.looking import violations
from tests.local.desk.test_agents import arrives
from tests.local.running import Running

NOTE = "Prefiere que la llamen por la tarde"


def test_two_colleagues_work_on_one_case_and_a_supervisor_sees_it(x: Running, sign_in: Callable[..., Person]):
    sara, ana = sign_in("Sara Vidal"), sign_in("Ana Ruiz")
    _supervisor_writes_a_macro(sara, x)
    _, _, case_id = arrives(x, "@tiendaluna la lámpara 7711 ha llegado rota, quiero otra")
    page = ana.page
    ana.open(case_id)
    # A note that stays with the customer, and a tag.
    _act(page, "customer_note", "textarea", NOTE)
    page.wait_for_selector(f".customer-notes >> text={NOTE}")
    _act(page, "tag", "input[name=add]", "Roturas 7711")
    page.wait_for_selector(".tags >> text=roturas-7711")
    assert violations(page) == []
    # What is written here is there on another machine of hers, and with nobody else.
    page.fill("#text", "Lo miro ahora y te digo")
    page.wait_for_function("() => !Object.keys(sessionStorage).some((one) => one.startsWith('draft-'))")
    elsewhere = sign_in("Ana Ruiz")
    elsewhere.open(case_id)
    assert elsewhere.page.input_value("#text") == "Lo miro ahora y te digo"
    elsewhere.page.goto("about:blank")
    # A list under a name of hers.
    page.goto(f"{x.base}/desk/cases?tag=roturas-7711")
    page.click(".keep-view summary")
    page.fill(".keep-view input[name=name]", "Roturas")
    page.click(".keep-view button")
    page.wait_for_selector(".kept-views >> text=Roturas")
    page.locator(".kept-views .count", has_text="1").first.wait_for()  # counts are of the last few seconds
    assert violations(page) == []
    # Handed over with a note, it is among what names the colleague, who answers it with the saved reply.
    ana.open(case_id)
    _act_assign(page)
    x.settle()
    page.goto("about:blank")
    _answers_with_the_macro(sign_in("Bruno Costa").page, x, case_id)
    assert set(x.story(case_id)["case"]["tags"]) == {"roturas-7711", "cambios"}
    # Who waits, and what a brand's set-up still wants.
    board = sara.page
    board.goto(f"{x.base}/desk/steer/{x.account_id}/board")
    board.wait_for_selector(".board-tiles")
    assert violations(board) == []
    board.goto(f"{x.base}/desk/setup/{x.account_id}")
    board.wait_for_selector(".setup-steps li.done")
    assert violations(board) == []


def _supervisor_writes_a_macro(sara: Person, x: Running) -> None:
    page = sara.page
    page.goto(f"{x.base}/desk/settings/{x.account_id}/replies?part=replies.")
    page.fill("input[name=title]", "Rota 7711")
    page.fill("textarea[name='texts.es']", "Lo sentimos, {name}. Hoy sale otra.")
    page.fill("input[name=tags]", "cambios")
    page.select_option("select[name=then]", "resolve")
    assert violations(page) == []
    page.click("button[value=save]")
    page.wait_for_selector(".entries >> text=Rota 7711")


def _act(page, kind: str, field: str, text: str) -> None:
    page.click(f"#act-{kind} summary")
    page.fill(f"#act-{kind} {field}", text)
    page.click(f"#act-{kind} form button:last-of-type")


def _act_assign(page) -> None:
    page.click("#act-assign summary")
    page.select_option("#act-assign select[name=to]", label="Bruno Costa")
    page.fill("#act-assign textarea", "¿Puedes tú? Habla con el almacén")
    page.click("#act-assign form button:last-of-type")
    page.wait_for_selector(".outcome.done")


def _answers_with_the_macro(page, x: Running, case_id: str) -> None:
    page.goto(f"{x.base}/desk/cases?view=mentions")
    page.click(f"#case-{case_id}")
    page.wait_for_selector("#reply")
    assert page.input_value("#text") == ""
    page.click(".inserts summary")
    page.fill(".inserts .filter", "rota 7711")
    page.keyboard.press("Enter")
    assert "Lo sentimos" in page.input_value("#text")
    assert page.inner_text("#send") == "Enviar e resolver"
    page.click("#send")
    page.wait_for_selector(".outcome.done")
    x.settle()
