"""What customers show and agents send, in Chromium: in place, large, chosen, dropped, pasted, without scripts."""

import base64
import os
import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from playwright.sync_api import expect
from tests.local.desk.conftest import Person
from tests.local.desk.looking import is_too_wide, violations
from tests.local.running import Running
from tests.local.test_media import png

PICTURES = os.environ.get("CENTRALITA_PICTURES", "")  # a folder, for who wants to look


def look(page: Any, name: str) -> None:
    if PICTURES:
        page.screenshot(path=str(Path(PICTURES) / f"{name}.png"), full_page=True)


def asks(x: Running) -> tuple[dict[str, Any], str]:
    first = x.simulate("post", **{"from": "vecina_uno", "text": "¿A alguien más le ha llegado rota la lámpara?"})
    second = x.simulate("post", **{"from": "vecina_dos", "text": "A mí también"}, in_reply_to=first["id"])
    text = {"from": x.customer(), "text": "@tiendaluna mirad cómo llegó la mía", "alt": ["Una lámpara rota", "La caja"]}
    shows = [png(900, 600), png(1200, 1200, level=0)]  # the second is larger than one answer of a Lambda
    posted = x.simulate("post", **text, media=shows, in_reply_to=second["id"], quotes=first["id"])
    x.settle()
    [case] = x.cases(posted["from"])
    return posted, case["case_id"]


def test_an_agent_sees_the_pictures_and_sends_others(x: Running, sign_in: Callable[..., Person]):
    posted, case_id = asks(x)
    ana = sign_in()
    page = ana.page
    ana.open(case_id)
    assert page.locator("blockquote.around").count() == 2
    assert page.locator(".media img").count() == 2
    look(page, "case")
    # Large, by the keyboard alone.
    page.locator(".media a[data-large]").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("dialog#large[open] img[src]")
    assert page.locator("dialog#large figcaption").inner_text() == "Una lámpara rota"
    page.keyboard.press("ArrowRight")
    assert page.locator("dialog#large figcaption").inner_text() == "La caja"
    # The page lets nobody evaluate text, so what is waited for is a condition of a locator.
    expect(page.locator("dialog#large img")).to_have_js_property("naturalWidth", 1200, timeout=20_000)
    look(page, "large")
    assert violations(page) == []
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Escape")
    page.wait_for_selector("dialog#large:not([open])", state="attached")
    assert page.evaluate("document.activeElement.dataset.large") == "Una lámpara rota"
    # What is no picture is refused here; a picture is shown, described and priced.
    page.locator(".attaching > summary").click()
    picture = base64.b64decode(png(640, 480))
    page.set_input_files("#attach", [{"name": "virus.png", "mimeType": "image/png", "buffer": b"MZ nothing"}])
    page.wait_for_selector(".file-wrong >> text=virus.png")
    page.set_input_files("#attach", [{"name": "montaje.png", "mimeType": "image/png", "buffer": picture}])
    page.wait_for_selector("input[name=file_1]", state="attached")
    page.get_by_label("Descripción para quien no la ve").fill("Cómo se monta")
    dropped = """(bytes) => {
      const data = new DataTransfer();
      const raw = Uint8Array.from(atob(bytes), (one) => one.charCodeAt(0));
      data.items.add(new File([raw], "caja.png", { type: "image/png" }));
      const drop = new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true });
      document.getElementById("reply").dispatchEvent(drop);
      const paste = new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true });
      document.getElementById("text").dispatchEvent(paste);
    }"""
    page.evaluate(dropped, png(320, 320))
    page.wait_for_selector("input[name=file_3]", state="attached")
    page.locator(".file button").last.click()
    page.wait_for_selector("input[name=file_3]", state="detached")
    page.fill("#text", "Así se monta:")
    page.wait_for_selector("#preview .counted >> text=0,015")
    look(page, "chosen")
    assert violations(page) == []
    page.reload()
    page.wait_for_selector("input[name=file_2]", state="attached")
    page.click("#send")
    page.wait_for_selector(".outcome.done")
    assert page.locator(".file").count() == 0
    x.move(x.now() + timedelta(seconds=30))
    x.move(x.now() + timedelta(minutes=2))
    [reply] = [one for one in x.timeline()["posts"] if one["in_reply_to"] == posted["id"] and "media" in one]
    assert [one["alt"] for one in reply["media"]] == ["Cómo se monta", ""]
    page.wait_for_selector(".by-person .media img")
    for width in (390, 1280):
        page.set_viewport_size({"width": width, "height": 844})
        page.emulate_media(color_scheme="dark")
        assert not is_too_wide(page)
        look(page, f"dark-{width}")


def test_an_agent_sends_more_pictures_to_an_encrypted_chat_than_fit_a_post(x: Running, sign_in: Callable[..., Person]):
    asked = x.simulate("chat", **{"from": x.customer(), "text": "¿Cómo se monta la lámpara?"})
    x.settle()
    [case] = x.cases(asked["from"])
    ana = sign_in()
    page = ana.page
    ana.open(case["case_id"])
    page.locator(".attaching > summary").click()
    shots: list[Any] = [
        {"name": f"{number}.png", "mimeType": "image/png", "buffer": base64.b64decode(png(40 + number, 30))}
        for number in range(11)
    ]
    film: Any = {"name": "film.mp4", "mimeType": "video/mp4", "buffer": b"\0\0\0\x18ftypisom" + b"\0" * 12}
    page.set_input_files("#attach", shots)
    page.wait_for_selector("input[name=file_10]", state="attached")
    many = page.locator("[data-says-many]").get_attribute("data-says-many") or "?"
    for more in ([], [film]):  # the eleventh; a video, which goes alone
        if more:
            page.set_input_files("#attach", more)
        expect(page.locator(".file-wrong").last).to_have_text(many)
        assert page.locator("input[name^=file_]").count() == 10
    assert page.locator(".file input[type=text]:visible").count() == 0  # a chat takes no descriptions
    look(page, "chat-files")
    assert violations(page) == []
    page.fill("#text", "Paso a paso:")
    page.click("#send")
    page.wait_for_selector(".outcome.done")
    x.move(x.now() + timedelta(seconds=30))
    x.settle()
    sent = [one for one in x.timeline()["chats"] if one["to"] == asked["from"] and one.get("media")]
    assert [one["text"] for one in sent] == ["Paso a paso:"]
    assert [one["width"] for one in sent[0]["media"]] == [40 + number for number in range(10)]
    page.wait_for_selector(".by-person .media img")


def test_without_scripts_a_file_goes_with_the_form(x: Running, sign_in: Callable[..., Person]):
    posted, case_id = asks(x)
    shows = {"from": posted["from"], "text": "@tiendaluna y así por dentro", "sensitive": True}
    warned = x.simulate("post", **shows, media=[png(300, 200)])
    x.settle()
    page = sign_in(java_script_enabled=False).page
    page.goto(f"{x.base}/desk/cases/{case_id}")
    blurred = page.locator(".media-warned .blurred")
    expect(blurred).to_have_css("filter", re.compile("blur"))
    expect(page.locator(".media-warned a img")).to_be_hidden()
    look(page, "blurred")
    page.locator(".media-warned > summary").press("Enter")
    expect(blurred).to_be_hidden()
    expect(page.locator(".media-warned a img")).to_be_visible()
    page.locator(".attaching > summary").click()
    file: Any = {"name": "montaje.png", "mimeType": "image/png", "buffer": base64.b64decode(png(64, 48))}
    page.set_input_files("#attach", [file])
    page.fill("#alts", "Cómo se monta")
    page.fill("#text", "Así:")
    look(page, "without-scripts")
    page.click("#send")
    page.wait_for_url("**reply=**")
    x.move(x.now() + timedelta(seconds=30))
    x.move(x.now() + timedelta(minutes=2))
    [reply] = [one for one in x.timeline()["posts"] if one["in_reply_to"] == warned["id"] and "media" in one]
    assert [one["alt"] for one in reply["media"]] == ["Cómo se monta"]
