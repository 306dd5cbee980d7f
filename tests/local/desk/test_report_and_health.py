"""A supervisor sees the report with its tables, an operator the health of the stack; with axe looking on."""

from collections.abc import Callable

import pytest
from tests.local.desk.conftest import Person
from tests.local.desk.looking import is_too_wide, violations
from tests.local.desk.test_agents import arrives
from tests.local.running import Running


def test_a_supervisor_sees_what_was_counted_and_takes_a_table_away(x: Running, sign_in: Callable[..., Person]):
    arrives(x)
    sara = sign_in("Sara Vidal")
    page = sara.page
    page.get_by_role("link", name="Informe").click()
    page.get_by_role("link", name="Hoy").click()
    page.get_by_role("button", name="Actualizar ahora").click()
    page.get_by_text("Datos actualizados.").wait_for()
    page.locator("section:has(#part-topics) summary").click()
    row = page.locator("#table-topics tbody tr", has_text="queja")
    assert int(row.locator("td").first.inner_text()) >= 1
    chart = page.locator("section:has(#part-topics) svg")
    assert "queja" in chart.get_attribute("aria-label")
    with page.expect_download() as told:
        page.locator("section:has(#part-topics) a.csv").click()
    text = told.value.path().read_text(encoding="utf-8-sig")
    assert text.startswith("topic,cases_opened,cases_resolved")
    assert "queja," in text
    page.get_by_role("link", name="Tendencia").click()
    page.locator("#part-volumes").wait_for()


def test_paper_has_the_tables_and_no_buttons(x: Running, sign_in: Callable[..., Person]):
    arrives(x)
    sara = sign_in("Sara Vidal")
    page = sara.page
    page.goto(f"{x.base}/desk/report")
    page.get_by_role("button", name="Actualizar ahora").click()
    page.get_by_text("Datos actualizados.").wait_for()
    assert not page.locator("#table-topics").is_visible()
    page.emulate_media(media="print")
    assert page.locator("#table-topics").is_visible()
    assert not page.get_by_role("button", name="Actualizar ahora").is_visible()


def test_an_operator_sees_queues_keys_and_limits(x: Running, sign_in: Callable[..., Person]):
    otto = sign_in("Otto Weber")
    page = otto.page
    page.wait_for_url("**/desk/health")
    assert page.locator("tr", has_text="events_dlq").locator("td").first.inner_text() == "0"
    assert "ago" in page.locator("tr", has=page.get_by_text("main", exact=True)).inner_text()
    assert "/ 100 in a quarter of an hour" in page.locator("tr", has_text="@tiendaluna").inner_text()
    answer = page.request.get(f"{x.base}/desk/api/health").json()
    assert {"events", "events_dlq", "schedules_dlq"} <= {queue["name"] for queue in answer["queues"]}


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 390)])
def test_axe_finds_nothing_and_nothing_is_wider_than_the_screen(
    x: Running, sign_in: Callable[..., Person], scheme, width
):
    options = {"color_scheme": scheme, "viewport": {"width": width, "height": 800}, "reduced_motion": "reduce"}
    arrives(x)
    page = sign_in("Sara Vidal", **options).page
    page.goto(f"{x.base}/desk/report")
    page.get_by_role("button", name="Actualizar ahora").click()
    page.get_by_text("Datos actualizados.").wait_for()
    for view in ("today", "month", "trend"):
        page.goto(f"{x.base}/desk/report?view={view}")
        page.evaluate("document.querySelectorAll('.report-part details').forEach((one) => { one.open = true; })")
        assert violations(page) == []
        assert not is_too_wide(page)
    page = sign_in("Otto Weber", **options).page
    page.wait_for_url("**/desk/health")
    assert violations(page) == []
    assert not is_too_wide(page)
