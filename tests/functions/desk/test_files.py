"""Files that people are about to send: brought whole, in pieces or with the form; looked at, shown, or told why not."""

import base64
import json
import struct
from copy import replace
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import boto3
import pytest
from botocore.exceptions import ClientError
from tests.functions.conftest import SHOP
from tests.functions.desk.conftest import ORIGIN, Answer, Desk
from tests.unit.test_pictures import box, png

from care.model.outbox_item import Item
from care.outbox.files import SEGMENT as PIECE
from care.outbox.report import report_of
from care.pictures.cleaned import cleaned
from care.queues import send_all

PICTURE = png(2, 1)
VIDEO = b"\0\0\0\x18ftypisom" + bytes(range(256)) * 20_000


@pytest.fixture
def case_id(desk: Desk) -> str:
    return desk.writes("@tiendaluna no funciona")


def brings(desk: Desk, case_id: str, data: bytes, who: str = "agent") -> Answer:
    headers = {"content-type": "application/json", "x-csrf-token": desk.csrf(who), "origin": ORIGIN}
    body = json.dumps({"data": base64.b64encode(data).decode()})
    return desk.call("POST", f"/desk/api/cases/{case_id}/files", who, body, headers)


def piece(desk: Desk, case_id: str, data: bytes, number: int, of: int, size: int, name: str = "ab" * 16) -> Answer:
    headers = {"content-type": "application/octet-stream", "x-csrf-token": desk.csrf("agent"), "origin": ORIGIN}
    where = f"/desk/api/cases/{case_id}/files?id={name}&piece={number}&of={of}&size={size}"
    return desk.call("POST", where, "agent", data, headers)


def form_of(fields: dict[str, str], *files: bytes) -> tuple[bytes, str]:
    """A form as a browser sends it."""
    mark = b"----WebKitFormBoundary7MA4YWxkTrZu0gW"
    body = b""
    for name, value in fields.items():
        body += b"--" + mark + f'\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
    for data in files:
        head = b'\r\nContent-Disposition: form-data; name="attached"; filename="f\xc3\xb3to.png"\r\n'
        body += b"--" + mark + head + b"Content-Type: image/png\r\n\r\n" + data + b"\r\n"
    return body + b"--" + mark + b"--\r\n", f"multipart/form-data; boundary={mark.decode()}"


def replies(desk: Desk, case_id: str) -> list[Item]:
    desk.apply()
    return [item for item in desk.world.outbox.of_case(SHOP, case_id) if item.purpose == "reply"]


def test_an_integration_brings_a_file_and_sends_it_with_an_answer(desk: Desk, case_id: str):
    told = brings(desk, case_id, PICTURE).json()
    assert (told["type"], told["width"], told["height"], told["content_type"]) == ("photo", 2, 1, "image/png")
    assert base64.b64decode(desk.get(told["url"], "agent").body) == PICTURE
    assert desk.get(told["url"], "stranger").status == 404
    headers = {"content-type": "application/json", "x-csrf-token": desk.csrf("agent"), "origin": ORIGIN}
    body = json.dumps({"channel": "public", "text": "", "files": [{"id": told["id"], "alt": "Una lámpara"}]})
    assert desk.call("POST", f"/desk/api/cases/{case_id}/actions/reply", "agent", body, headers).status == 202
    [item] = replies(desk, case_id)
    assert [(file.id, file.alt, file.size) for file in item.files] == [(told["id"], "Una lámpara", len(PICTURE))]
    story = desk.get(f"/desk/api/cases/{case_id}", "agent").json()["story"]
    [waits] = [entry for entry in story if entry["media"]]
    assert (waits["media"][0]["url"], waits["media"][0]["alt"]) == (told["url"], "Una lámpara")


def test_a_large_file_comes_in_pieces_and_is_whole_once_the_last_is_there(desk: Desk, case_id: str):
    size = len(VIDEO)
    assert piece(desk, case_id, VIDEO[:3_000_000], 0, 2, size).status == 202
    answer = piece(desk, case_id, VIDEO[3_000_000:], 1, 2, size)
    assert (answer.status, answer.json()["type"], answer.json()["size"]) == (201, "video", size)
    keys = [one["Key"] for one in boto3.client("s3").list_objects_v2(Bucket="media")["Contents"]]
    assert len(keys) == 1, "no piece is left behind"
    assert b"".join(parts(desk, answer.json()["url"], size)) == VIDEO


def video(megabytes: int) -> bytes:
    """A video of so many MB that tells where it was filmed before and behind its pictures."""
    told = box(b"moov", box(b"mvhd", b"\5" * 9), box(b"udta", box(b"\xa9xyz", b"+40.4168-003.7038/")))
    filmed = box(b"mdat", bytes(range(256)) * (megabytes * 1_000_000 // 256))
    return box(b"ftyp", b"isom\0\0\0\1isom") + told + filmed + box(b"uuid", b"Ana, Madrid")


def test_a_large_video_is_put_together_while_it_comes_and_tells_nothing_of_its_maker(desk: Desk, case_id: str):
    data = video(14)
    pieces = [data[at : at + PIECE] for at in range(0, len(data), PIECE)]
    for number in (0, 1, 3, 2):  # a page brings them in their order, others may not
        assert piece(desk, case_id, pieces[number], number, len(pieces), len(data)).status == 202
    answer = piece(desk, case_id, pieces[4], 4, len(pieces), len(data))
    assert (answer.status, answer.json()["type"], answer.json()["size"]) == (201, "video", len(data))
    [key] = objects()
    whole = boto3.client("s3").get_object(Bucket="media", Key=key)
    assert whole["Body"].read() == cleaned(data, "video/mp4") != data
    assert whole["ContentType"] == "video/mp4"
    [tag] = boto3.client("s3").get_object_tagging(Bucket="media", Key=key)["TagSet"]
    assert tag == {"Key": "unsent", "Value": "yes"}
    again = piece(desk, case_id, pieces[4], 4, len(pieces), len(data))
    assert (again.status, again.json()) == (201, answer.json())


def test_a_large_video_of_which_a_part_is_missing_is_not_whole(desk: Desk, case_id: str):
    data = video(14)
    for number in (0, 1, 2):
        piece(desk, case_id, data[number * PIECE : (number + 1) * PIECE], number, 5, len(data))
    answer = piece(desk, case_id, data[4 * PIECE :], 4, 5, len(data))
    assert (answer.status, answer.json()["code"]) == (400, "file_incomplete")
    piece(desk, case_id, data[3 * PIECE : 4 * PIECE], 3, 5, len(data))
    assert piece(desk, case_id, data[4 * PIECE :], 4, 5, len(data)).status == 201


def test_a_large_video_that_was_whole_when_nobody_was_told_is_told_when_it_comes_again(
    desk: Desk, case_id: str, monkeypatch: pytest.MonkeyPatch
):
    data = video(8)
    for number in (0, 1):
        piece(desk, case_id, data[number * PIECE : (number + 1) * PIECE], number, 3, len(data))
    from desk.dependencies import files, joining

    monkeypatch.setattr(joining, "_s3", Knowing(joining._s3))
    tell = files.tell
    monkeypatch.setattr(files, "tell", lambda *_given, **_more: 1 / 0)
    assert piece(desk, case_id, data[2 * PIECE :], 2, 3, len(data)).status == 500
    monkeypatch.setattr(files, "tell", tell)
    assert piece(desk, case_id, data[2 * PIECE :], 2, 3, len(data)).status == 201
    assert len(objects()) == 1


def test_a_video_beyond_xs_limit_is_refused_with_its_first_piece(desk: Desk, case_id: str):
    size = 512_000_001
    answer = piece(desk, case_id, video(4)[:PIECE], 0, -(-size // PIECE), size)
    assert (answer.status, answer.json()["code"]) == (400, "file_too_large")
    assert objects() == []


def parts(desk: Desk, url: str, size: int) -> list[bytes]:
    found: list[bytes] = []
    while (at := sum(map(len, found))) < size:
        found.append(base64.b64decode(desk.get(url, "agent", range=f"bytes={at}-").body))
    return found


def test_what_is_too_large_for_one_answer_is_had_by_an_address_that_soon_leads_nowhere(desk: Desk, case_id: str):
    size = len(VIDEO)
    piece(desk, case_id, VIDEO[:3_000_000], 0, 2, size)
    url = piece(desk, case_id, VIDEO[3_000_000:], 1, 2, size).json()["url"]
    answer = desk.get(url, "agent")
    assert answer.status == 302
    address = urlsplit(answer.headers["location"])
    asked = parse_qs(address.query)
    assert (asked["X-Amz-Expires"], asked["response-content-type"]) == (["60"], ["video/mp4"])
    assert desk.get(url, "stranger").status == 404
    assert (
        "attachment"
        in parse_qs(urlsplit(desk.get(f"{url}?download=1", "agent").headers["location"]).query)[
            "response-content-disposition"
        ][0]
    )
    policy = desk.get(f"/desk/cases/{case_id}", "agent").headers["content-security-policy"]
    assert f"img-src 'self' data: blob: https://{address.netloc};" in policy
    assert "script-src 'self';" in policy


def test_a_page_without_scripts_sends_its_files_with_the_form(desk: Desk, case_id: str):
    fields = {"csrf": desk.csrf("agent"), "channel": "public", "text": "Mire:", "alts": "Una lámpara\nOtra"}
    body, kind = form_of(fields, PICTURE, png(3, 3))
    headers = {"content-type": kind, "origin": ORIGIN}
    answer = desk.call("POST", f"/desk/cases/{case_id}/do/reply", "agent", body, headers)
    assert answer.status == 303, answer.body
    [item] = replies(desk, case_id)
    assert [(file.alt, file.width) for file in item.files] == [("Una lámpara", 2), ("Otra", 3)]


def test_a_page_names_what_it_brought_before_by_numbers(desk: Desk, case_id: str):
    first, second = (brings(desk, case_id, png(width, 1)).json()["id"] for width in (2, 3))
    fields = {"file_2": second, "alt_2": "dos", "file_1": first, "alt_1": "uno"}
    said = desk.post(f"/desk/cases/{case_id}/preview", "agent", channel="public", text="", **fields).body
    assert "$0.02" in said, "a reply and two descriptions"
    assert desk.post(f"/desk/cases/{case_id}/do/reply", "agent", channel="public", text="", **fields).status == 303
    [item] = replies(desk, case_id)
    assert [(file.id, file.alt) for file in item.files] == [(first, "uno"), (second, "dos")]


BOMB = png(60_000, 60_000)
HOSTILE: dict[str, tuple[bytes, str]] = {
    "a page": (b"<html><script>alert(1)</script>", "file_unknown_kind"),
    "a document": (b"%PDF-1.7\n", "file_unknown_kind"),
    "SVG": (b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', "file_unknown_kind"),
    "a program": (b"MZ" + b"\0" * 200, "file_unknown_kind"),
    "a picture of 100,000 x 1": (png(100_000, 1), "file_too_many_pixels"),
    "a bomb": (BOMB, "file_too_many_pixels"),
    "half a picture": (PICTURE[:40], "file_broken"),
    "a JPEG that never ends": (b"\xff\xd8\xff\xe0" + struct.pack(">H", 16) + b"\0" * 14, "file_broken"),
    "nothing": (b"", "file_unknown_kind"),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_what_is_no_picture_or_video_is_refused_with_the_reason(desk: Desk, case_id: str, what: str):
    data, code = HOSTILE[what]
    answer = brings(desk, case_id, data)
    assert (answer.status, answer.json()["code"]) == (400, code)
    assert "Contents" not in boto3.client("s3").list_objects_v2(Bucket="media")


def test_what_hangs_behind_a_picture_and_where_it_was_taken_is_not_kept(desk: Desk, case_id: str):
    polyglot = png(2, 1, (b"tEXt", b"GPS\x0040.4,-3.7")) + b"<script>alert(1)</script>PK\x03\x04"
    told = brings(desk, case_id, polyglot).json()
    kept = base64.b64decode(desk.get(told["url"], "agent").body)
    assert (b"GPS" in kept, b"script" in kept, b"PK" in kept) == (False, False, False)


def test_a_file_that_is_too_large_is_refused_with_its_first_piece(desk: Desk, case_id: str):
    answer = piece(desk, case_id, PICTURE.ljust(3_000_000, b"\0"), 0, 2, 5_000_001)
    assert (answer.status, answer.json()["code"]) == (400, "file_too_large")
    assert answer.json()["params"] == {"kind": "image/png", "megabytes": "5"}
    assert "5 MB" in answer.json()["message"]
    assert piece(desk, case_id, VIDEO[:3_000_000], 0, 171, 512_000_001).json()["code"] == "file_too_large"


@pytest.mark.parametrize(
    ("number", "of", "size"), [(0, 0, 5), (2, 2, 3_000_005), (0, 99_999_999, 5), (0, 1, 0), (1, 2, 9_000_000)]
)
def test_pieces_that_do_not_fit_together_are_refused(desk: Desk, case_id: str, number: int, of: int, size: int):
    assert piece(desk, case_id, VIDEO[:100], number, of, size).status == 400


@pytest.mark.parametrize("first", [2_500_000, 2_999_999])
def test_a_piece_that_is_not_whole_is_refused_because_no_byte_would_lie_where_it_is_looked_for(
    desk: Desk, case_id: str, first: int
):
    answer = piece(desk, case_id, VIDEO[:first], 0, 2, 5_000_000)
    assert (answer.status, answer.json()["code"]) == (400, "file_incomplete")
    assert piece(desk, case_id, VIDEO[:3_000_000], 0, 2, 5_000_000).status == 202
    assert piece(desk, case_id, VIDEO[first:5_000_000], 1, 2, 5_000_000).json()["code"] == "file_incomplete"
    assert piece(desk, case_id, VIDEO[3_000_000:5_000_000], 1, 2, 5_000_000).status == 201


def test_a_file_of_which_a_piece_is_missing_is_not_kept(desk: Desk, case_id: str):
    size = len(VIDEO)
    assert piece(desk, case_id, VIDEO[3_000_000:], 1, 2, size).json()["code"] == "file_incomplete"
    assert piece(desk, case_id, VIDEO[:3_000_000], 0, 2, size).status == 202
    assert piece(desk, case_id, VIDEO[3_000_000:-1], 1, 2, size).json()["code"] == "file_incomplete"


def objects() -> list[str]:
    return [one["Key"] for one in boto3.client("s3").list_objects_v2(Bucket="media").get("Contents", [])]


@pytest.mark.parametrize("data", [VIDEO, PICTURE], ids=["two pieces", "one piece"])
def test_a_piece_that_comes_again_after_its_answer_was_lost_brings_nothing_twice(desk: Desk, case_id: str, data: bytes):
    cut = [data[at : at + 3_000_000] for at in range(0, len(data), 3_000_000)]
    answers = [piece(desk, case_id, part, number, len(cut), len(data)) for number, part in enumerate(cut)]
    kept = objects()
    again = piece(desk, case_id, cut[-1], len(cut) - 1, len(cut), len(data))
    assert (again.status, again.json()) == (201, answers[-1].json())
    assert (len(kept), objects()) == (1, kept)
    assert b"".join(parts(desk, again.json()["url"], len(data))) == data


def test_a_file_that_went_by_itself_is_brought_again_under_its_name(desk: Desk, case_id: str):
    told = piece(desk, case_id, PICTURE, 0, 1, len(PICTURE)).json()
    for key in objects():
        boto3.client("s3").delete_object(Bucket="media", Key=key)
    assert piece(desk, case_id, PICTURE, 0, 1, len(PICTURE)).json() == told
    assert base64.b64decode(desk.get(told["url"], "agent").body) == PICTURE


def test_pieces_of_which_no_row_would_know_are_not_kept(desk: Desk, case_id: str):
    size = len(VIDEO)
    assert piece(desk, case_id, VIDEO[3_000_000:], 1, 2, size).json()["code"] == "file_incomplete"
    assert objects() == []
    piece(desk, case_id, VIDEO[:3_000_000], 0, 4, 9_500_000)
    piece(desk, case_id, VIDEO[:3_000_000], 1, 4, 9_500_000)
    piece(desk, case_id, VIDEO[:3_000_000], 0, 2, size)
    assert len(objects()) == 1, "it was cut in four pieces before"
    assert piece(desk, case_id, VIDEO[3_000_000:], 1, 2, size).status == 201
    assert len(objects()) == 1


def test_who_brings_the_same_picture_takes_away_their_own_alone(desk: Desk, case_id: str):
    mine, theirs = (brings(desk, case_id, PICTURE, who).json() for who in ("agent", "supervisor"))
    headers = {"content-type": "application/json", "x-csrf-token": desk.csrf("agent"), "origin": ORIGIN}
    desk.call("POST", f"/desk/api/cases/{case_id}/files/{mine['id']}/drop", "agent", "{}", headers)
    assert [desk.get(one["url"], "agent").status for one in (mine, theirs)] == [404, 200]


def test_a_case_takes_so_many_files_and_no_more(desk: Desk, case_id: str, monkeypatch: pytest.MonkeyPatch):
    brings(desk, case_id, png(2, 1))
    monkeypatch.setattr("desk.pages.files._MOST_OF_CASE", 2)
    assert brings(desk, case_id, png(3, 1)).status == 201
    for refused in (brings(desk, case_id, png(4, 1)), piece(desk, case_id, VIDEO[:3_000_000], 0, 2, len(VIDEO))):
        assert (refused.status, refused.json()["code"]) == (400, "case_has_many_files")
    assert brings(desk, case_id, png(3, 1)).status == 201, "it is here already"
    assert len(objects()) == 2


def test_a_preview_keeps_nothing_and_looks_for_no_more_files_than_an_answer_may_name(desk: Desk, case_id: str):
    body, kind = form_of({"csrf": desk.csrf("agent"), "channel": "public", "text": "Mire:"}, PICTURE)
    where = f"/desk/cases/{case_id}/preview"
    assert desk.call("POST", where, "agent", body, {"content-type": kind, "origin": ORIGIN}).status == 200
    assert objects() == []
    many = {f"file_{number}": "a" for number in range(12)}
    assert desk.post(where, "agent", channel="public", text="x", **many).status == 422


def test_files_that_are_told_in_two_odd_ways_are_no_fault_of_ours(desk: Desk, case_id: str):
    headers = {"content-type": "application/json", "x-csrf-token": desk.csrf("agent"), "origin": ORIGIN}
    for odd in ({"files": 5}, {"files": 5, "file_1": "a"}, {"file_1": [1]}, {"files": {"id": "a"}}):
        body = json.dumps({"channel": "public", "text": "x"} | odd)
        answer = desk.call("POST", f"/desk/api/cases/{case_id}/actions/reply", "agent", body, headers)
        assert answer.status in {400, 422}, odd


def tags(key: str) -> dict[str, str]:
    told = boto3.client("s3").get_object_tagging(Bucket="media", Key=key)["TagSet"]
    return {one["Key"]: one["Value"] for one in told}


def lasts(desk: Desk, case_id: str, file_id: str) -> timedelta:
    key = {"pk": {"S": f"MEDIA#{case_id}"}, "sk": {"S": f"out#{file_id}"}}
    row = desk.world.dynamodb.get_item(TableName="conversations", Key=key)["Item"]
    return timedelta(seconds=int(row["expires_at"]["N"]) - datetime.fromisoformat(row["at"]["S"]).timestamp())


def test_what_is_not_sent_goes_after_a_week_and_what_is_sent_stays_with_the_case(desk: Desk, case_id: str):
    sent, unsent = (brings(desk, case_id, png(width, 1)).json()["id"] for width in (2, 3))
    piece(desk, case_id, VIDEO[:3_000_000], 0, 2, len(VIDEO))
    assert [tags(key) for key in objects()] == [{"unsent": "yes"}] * 3
    desk.post(f"/desk/cases/{case_id}/do/reply", "agent", channel="public", text="Mire", file_1=sent)
    [item] = replies(desk, case_id)
    assert {key for key in objects() if tags(key) == {"unsent": "no"}} == {item.files[0].place}
    assert lasts(desk, case_id, sent) >= timedelta(days=394)
    assert lasts(desk, case_id, unsent) <= timedelta(days=10)


@pytest.mark.parametrize("code", ["NoSuchKey", "AccessDenied"])
def test_a_file_that_went_is_no_file_of_the_case_and_may_be_brought_again(
    desk: Desk, case_id: str, monkeypatch: pytest.MonkeyPatch, code: str
):
    told = brings(desk, case_id, PICTURE).json()
    [key] = objects()
    boto3.client("s3").delete_object(Bucket="media", Key=key)
    if code == "AccessDenied":
        from desk.dependencies import files

        monkeypatch.setattr(files, "_s3", Forbidding(files._s3))
    assert desk.get(told["url"], "agent").status == 404
    fields = {"channel": "public", "text": "Mire", "file_1": told["id"]}
    headers = {"content-type": "application/json", "x-csrf-token": desk.csrf("agent"), "origin": ORIGIN}
    answer = desk.call("POST", f"/desk/api/cases/{case_id}/actions/reply", "agent", json.dumps(fields), headers)
    assert (answer.status, answer.json()["code"]) == (400, "no_such_file")
    assert brings(desk, case_id, PICTURE).json()["id"] == told["id"]
    assert desk.get(told["url"], "agent").status == 200


class Knowing:
    """S3 as it answers where it knows of no upload; moto fails there."""

    def __init__(self, s3: Any) -> None:
        self._s3 = s3

    def __getattr__(self, name: str) -> Any:
        return getattr(self._s3, name)

    def upload_part(self, **given: Any) -> Any:
        try:
            return self._s3.upload_part(**given)
        except KeyError:
            raise ClientError({"Error": {"Code": "NoSuchUpload"}}, "UploadPart") from None


class Forbidding:
    """S3 as it answers who may not list a bucket: what is not there is forbidden."""

    def __init__(self, s3: Any) -> None:
        self._s3 = s3

    def __getattr__(self, name: str) -> Any:
        call = getattr(self._s3, name)

        def forbids(**given: Any) -> Any:
            try:
                return call(**given)
            except ClientError as error:
                if error.response["Error"]["Code"] == "NoSuchKey":
                    error.response["Error"]["Code"] = "AccessDenied"
                raise

        return call if name == "exceptions" else forbids


def test_only_files_of_the_case_go_and_only_together_where_x_takes_them(desk: Desk, case_id: str):
    other = desk.writes("@tiendaluna tampoco", customer="3000000000000000009")
    elsewhere = brings(desk, other, png(9, 9)).json()["id"]
    here = [brings(desk, case_id, png(width, 1)).json()["id"] for width in range(2, 7)]
    gif = b"GIF89a" + struct.pack("<HHBBB", 2, 2, 0, 0, 0) + b"\x2c" + b"\0" * 9 + b"\x02\x01\0\0\x3b"
    moves = brings(desk, case_id, gif).json()["id"]
    for ids, code in (
        ([elsewhere], "no_such_file"),
        (here, "too_many_files"),
        ([here[0], moves], "video_alone"),
        ([here[0], here[0]], "file_twice"),
    ):
        headers = {"content-type": "application/json", "x-csrf-token": desk.csrf("agent"), "origin": ORIGIN}
        body = json.dumps({"channel": "public", "text": "x", "files": [{"id": one} for one in ids]})
        answer = desk.call("POST", f"/desk/api/cases/{case_id}/actions/reply", "agent", body, headers)
        assert (answer.status, answer.json()["code"]) == (400, code)
    assert replies(desk, case_id) == []


def test_a_chat_takes_ten_pictures_and_the_form_says_so_with_its_price(desk: Desk):
    case_id = desk.writes("¿Tienen foto?", private=True, chat=True)
    page = desk.get(f"/desk/cases/{case_id}", "agent").body
    assert "ten in the encrypted chat" in page
    assert "An encrypted chat takes 40 MB at most and no descriptions." in page
    ids = [brings(desk, case_id, png(width, 1)).json()["id"] for width in range(1, 12)]
    fields = {"channel": "private", "text": "Mire:"}
    eleven = {f"file_{at}": one for at, one in enumerate(ids, 1)}
    ten = {name: one for name, one in eleven.items() if name != "file_11"}
    assert "at most 10 pictures" in desk.post(f"/desk/cases/{case_id}/preview", "agent", **fields, **eleven).body
    said = desk.post(f"/desk/cases/{case_id}/preview", "agent", **fields, **ten, alt_1="Una lámpara").body
    assert "$0.015" in said, "a chat takes no description, and none is paid"
    assert desk.post(f"/desk/cases/{case_id}/do/reply", "agent", **fields, **eleven).status == 400
    assert desk.post(f"/desk/cases/{case_id}/do/reply", "agent", **fields, **ten).status == 303
    [item] = replies(desk, case_id)
    assert len(item.files) == 10


def test_a_file_that_was_taken_away_is_gone_unless_an_answer_shows_it(desk: Desk, case_id: str):
    away, sent = (brings(desk, case_id, png(width, 1)).json() for width in (2, 3))
    headers = {"content-type": "application/json", "x-csrf-token": desk.csrf("agent"), "origin": ORIGIN}
    body = json.dumps({"channel": "public", "text": "", "files": [{"id": sent["id"]}]})
    desk.call("POST", f"/desk/api/cases/{case_id}/actions/reply", "agent", body, headers)
    assert len(replies(desk, case_id)) == 1
    for one in (away, sent):
        desk.call("POST", f"/desk/api/cases/{case_id}/files/{one['id']}/drop", "agent", "{}", headers)
    assert [desk.get(one["url"], "agent").status for one in (away, sent)] == [404, 200]


def test_who_approves_an_answer_sees_what_it_shows(desk: Desk, case_id: str):
    told = brings(desk, case_id, PICTURE).json()
    fields = {"file_1": told["id"], "alt_1": "Una lámpara"}
    desk.post(f"/desk/cases/{case_id}/do/reply", "agent", channel="public", text="Mire", **fields)
    [item] = replies(desk, case_id)
    desk.world.outbox.settle(item, "held", item.created_at)
    event = report_of(replace(item, state="held"), "held", item.created_at)
    assert send_all(desk.world.sqs, desk.world.queues["events"], [event])
    desk.apply()
    answer = desk.get(f"/desk/steer/{SHOP}/decisions", "supervisor")
    assert f'<img src="{told["url"]}" alt="Una lámpara"' in answer.body
    assert "blob:" in answer.headers["content-security-policy"]


def test_who_may_not_see_the_case_brings_nothing_to_it(desk: Desk, case_id: str):
    assert brings(desk, case_id, PICTURE, "stranger").status == 404
    headers = {"content-type": "application/octet-stream", "origin": "https://evil.example"}
    for more in ({}, {"x-csrf-token": desk.csrf("agent")}, {"origin": ORIGIN}):
        answer = desk.call("POST", f"/desk/api/cases/{case_id}/files?id=x", "agent", PICTURE, headers | more)
        assert answer.status in {400, 403}
    assert "Contents" not in boto3.client("s3").list_objects_v2(Bucket="media")


@pytest.mark.parametrize(
    "wrong",
    [
        (b"--x\r\n\r\n", "multipart/form-data; boundary=x"),
        (b"--x--", "multipart/form-data"),
        (b"", "multipart/form-data; boundary=x"),
        (b'--x\r\nContent-Disposition: form-data; name="text"\r\n\r\n\xff\r\n--x--', "multipart/form-data; boundary=x"),
        (b"--x\r\nContent-Disposition: form-data\r\n\r\na\r\n--x--", "multipart/form-data; boundary=x"),
        (b"--x\r\n\r\n" * 5_000 + b"--x--", "multipart/form-data; boundary=x"),
    ],
)
def test_a_form_that_is_not_what_it_says_is_refused(desk: Desk, case_id: str, wrong: Any):
    body, kind = wrong
    headers = {"content-type": kind, "origin": ORIGIN, "x-csrf-token": desk.csrf("agent")}
    answer = desk.call("POST", f"/desk/cases/{case_id}/do/reply", "agent", body or b" ", headers)
    assert answer.status in {400, 422}
