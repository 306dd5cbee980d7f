"""What customers show on the page of their case: behind a warning where X warns, and without it elsewhere."""

import boto3
import pytest
from tests.functions.conftest import SHOP
from tests.functions.desk.conftest import Desk
from tests.functions.desk.test_around import writes
from tests.unit.test_pictures import png

from care.model.media import KeptMedia, Media, MediaType
from care.tables.media import KeptFiles


def shows(desk: Desk, number: str, kind: MediaType, *, sensitive: bool) -> str:
    media = Media(id=f"3_{number}", type=kind, alt="La lámpara", width=2, height=1)
    case_id = writes(desk, number, media=(media,), sensitive=sensitive)
    files = KeptFiles(desk.world.dynamodb, "conversations", boto3.client("s3"), "media")
    content = "video/mp4" if kind == "video" else "image/png"
    places = {"place": files.keep(SHOP, case_id, png(2, 1), content)}
    if kind == "video":
        places["poster_place"] = files.keep(SHOP, case_id, png(2, 1), "image/png")
    kept = KeptMedia(message_id=number, media=media, state="kept", content_type=content, at=desk.now(), **places)
    files.tell(case_id, kept, desk.now())
    return desk.get(f"/desk/cases/{case_id}", "agent").body


@pytest.mark.parametrize(("kind", "says"), [("photo", "X warns of this picture"), ("video", "X warns of this video")])
def test_what_x_warns_of_is_blurred_until_somebody_presses_with_and_without_scripts(desk: Desk, kind, says):
    page = shows(desk, "9001", kind, sensitive=True)
    warned = page[page.index('<details class="media-warned">') :].partition("</details>")[0]
    head, _, inside = warned.partition("</summary>")
    assert 'class="blurred"' in head
    assert 'alt=""' in head, "who does not see it hears the warning, and the description after it"
    assert says in head
    assert "La lámpara" in inside
    assert "style=" not in warned


def test_what_x_does_not_warn_of_is_shown_as_it_is(desk: Desk):
    page = shows(desk, "9001", "photo", sensitive=False)
    assert "media-warned" not in page
    assert 'class="blurred"' not in page
