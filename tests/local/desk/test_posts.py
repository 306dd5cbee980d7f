"""An agent writes a post of the account with a picture, a supervisor lets it go; in Chromium."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from tests.local.desk.conftest import Person
from tests.local.desk.looking import is_too_wide, violations
from tests.local.running import Running
from tests.unit.test_pictures import png

MONDAY = 0


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 390)])
def test_a_post_is_written_priced_approved_and_posted_with_its_picture(
    x: Running, sign_in: Callable[..., Person], scheme, width
):
    x.to_weekday(MONDAY, 11)
    looks = {"color_scheme": scheme, "viewport": {"width": width, "height": 800}, "reduced_motion": "reduce"}
    ana = sign_in(**looks).page
    ana.goto(f"{x.base}/desk/posts")
    ana.get_by_role("link", name="Escribir un post").click()
    ana.wait_for_selector("#compose")
    first, second = f"Novedad {x.customer()}", "Más mañana."
    ana.fill("#text", f"{first}\n---\n{second}")
    ana.get_by_text("Sale como un hilo de 2 posts").wait_for()
    assert "0,03 US$" in ana.inner_text("#preview")
    ana.locator("details.attaching summary").click()
    ana.set_input_files("#attach", {"name": "foto.png", "mimeType": "image/png", "buffer": png(4, 4)})
    ana.fill("#files input[type=text]", "Un escaparate")
    ana.wait_for_selector("[name=file_1]", state="attached")
    ana.wait_for_selector("#send:not([disabled])")
    assert violations(ana) == []
    assert not is_too_wide(ana)
    ana.click("#send")
    ana.get_by_text("Pendiente de que lo apruebe supervisión.").wait_for()
    assert ana.get_by_role("button", name="Aprobar").count() == 0
    sara = sign_in("Sara Vidal", **looks).page
    sara.goto(f"{x.base}/desk/posts")
    assert violations(sara) == []
    assert not is_too_wide(sara)
    card = sara.locator("article", has_text=first)
    assert "0,035 US$" in card.inner_text()
    card.get_by_role("button", name="Aprobar").click()
    sara.get_by_text("Se publicará a su hora").wait_for()
    x.move(x.now() + timedelta(minutes=2))
    sara.goto(f"{x.base}/desk/posts")
    sara.locator("table").get_by_role("link", name=first).click()
    sara.get_by_text("aprobado por Sara Vidal").wait_for()
    assert violations(sara) == []
    assert not is_too_wide(sara)
    [posted] = [one for one in x.timeline()["posts"] if one["text"] == first]
    assert len(posted["media"]) == 1
    assert [one["text"] for one in x.timeline()["posts"] if one["in_reply_to"] == posted["id"]] == [second]
