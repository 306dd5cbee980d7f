"""PDFs: what they tell of their maker is not in what is kept, and a hostile one ends in a refusal and in time."""

import io
import struct
import zlib

import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    FloatObject,
    NameObject,
    NumberObject,
    StreamObject,
    TextStringObject,
)
from tests.unit.test_pictures import exif, jpeg

from care.pictures.document_notes import without_notes
from care.pictures.documents import document_without_notes
from care.pictures.kinds import kind_of

TOLD = "zq-madrid"
PHOTO = jpeg((0xE1, exif(6)), (0xFE, TOLD.encode()))
SCENE = b"0.2 w 10 10 m 90 90 l S % drawn"


def stream(data: bytes, **names: str) -> DecodedStreamObject:
    made = DecodedStreamObject()
    made.set_data(data)
    made.update({NameObject(f"/{key}"): NameObject(f"/{value}") for key, value in names.items()})
    return made


def picture(data: bytes, *filters: str) -> DecodedStreamObject:
    made = stream(data, Type="XObject", Subtype="Image", ColorSpace="DeviceGray")
    made.update({NameObject("/Width"): NumberObject(40), NameObject("/Height"): NumberObject(30)})
    made[NameObject("/BitsPerComponent")] = NumberObject(8)
    made[NameObject("/Filter")] = (
        NameObject(filters[0]) if len(filters) == 1 else ArrayObject(NameObject(name) for name in filters)
    )
    return made


def jp2() -> bytes:
    def box(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data) + 8) + kind + data

    head = box(b"jP  ", b"\r\n\x87\n") + box(b"ftyp", b"jp2 \0\0\0\0jp2 ")
    return head + box(b"uuid", b"JpgTiffExif->JP2" + TOLD.encode()) + box(b"jp2c", b"\xff\x4f\xff\xd9")


def document(writer: PdfWriter) -> bytes:
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def telling() -> PdfWriter:
    """Two pages that tell TOLD in each place that we know of."""
    writer = PdfWriter()
    page = writer.add_blank_page(100, 100)
    writer.add_blank_page(100, 100)
    page[NameObject("/Contents")] = writer._add_object(stream(SCENE))
    names = DictionaryObject()
    for number, one in enumerate(
        [
            picture(PHOTO, "/DCTDecode"),
            picture(zlib.compress(PHOTO), "/FlateDecode", "/DCTDecode"),
            picture(jp2(), "/JPXDecode"),
        ]
    ):
        names[NameObject(f"/I{number}")] = writer._add_object(one)
    page[NameObject("/Resources")] = DictionaryObject({NameObject("/XObject"): names})
    page[NameObject("/Metadata")] = writer._add_object(stream(f"<x>{TOLD}</x>".encode(), Type="Metadata"))
    page[NameObject("/PieceInfo")] = DictionaryObject({NameObject("/Own"): TextStringObject(TOLD)})
    place = DictionaryObject({NameObject("/GPTS"): ArrayObject([FloatObject(40.4168), FloatObject(-3.7038)])})
    place[NameObject("/Subtype")] = NameObject("/GEO")
    page[NameObject("/VP")] = ArrayObject([DictionaryObject({NameObject("/Measure"): place})])
    root = writer.root_object
    root[NameObject("/Metadata")] = writer._add_object(stream(f"<x>{TOLD}</x>".encode(), Type="Metadata"))
    writer.add_metadata({"/Author": TOLD, "/Keywords": TOLD})
    writer.add_attachment("foto.jpg", PHOTO)
    writer.add_attachment("factura.xml", b"<invoice/>")
    return writer


def all_that_it_tells(data: bytes) -> bytes:
    """The bytes of a document, with what is packed in them unpacked."""
    reader = PdfReader(io.BytesIO(data))
    told = [data]
    for number in range(1, 200):
        try:
            one = reader.get_object(number)
        except Exception:  # noqa: BLE001 - numbers that nothing stands under
            continue
        told.append(repr(one).encode())
        if isinstance(one, StreamObject):
            told.append(one.get_data())
    return b"\n".join(told)


def test_what_a_document_tells_of_its_maker_and_of_a_place_is_gone_and_its_pages_stay():
    data = document(telling())
    before = all_that_it_tells(data)
    assert before.count(TOLD.encode()) >= 8
    assert b"40.4168" in before
    assert before.count(b"GPS 40.4") >= 3
    kept = document_without_notes(data)
    assert kind_of(kept) == "application/pdf"
    after = all_that_it_tells(kept)
    assert not any(told in after for told in (TOLD.encode(), b"40.4", b"GPS", b"Author"))
    pages = PdfReader(io.BytesIO(kept)).pages
    assert len(pages) == 2
    contents = pages[0].get_contents()
    assert contents is not None
    assert contents.get_data().strip() == SCENE
    assert after.count(b"Exif\0\0MM") >= 3  # how a picture is turned is kept
    assert after.count(b"jp2c") >= 1
    assert PdfReader(io.BytesIO(kept)).attachments["factura.xml"] == [b"<invoice/>"]


def test_earlier_versions_of_a_document_are_gone():
    first = telling()
    data = document(first)
    later = PdfWriter(fileobj=io.BytesIO(data), incremental=True)
    later.metadata = {"/Author": "somebody else"}
    data = document(later)
    assert all_that_it_tells(data).count(TOLD.encode())
    assert TOLD.encode() not in all_that_it_tells(document_without_notes(data))


def test_a_document_that_forbids_printing_is_opened_and_one_that_is_locked_is_refused():
    for user, is_kept in (("", True), ("geheim", False)):
        writer = telling()
        writer.encrypt(user, "owner", algorithm="AES-256")
        data = document(writer)
        if is_kept:
            assert TOLD.encode() not in all_that_it_tells(document_without_notes(data))
        else:
            with pytest.raises(ValueError, match="cannot be read"):
                document_without_notes(data)


def test_a_picture_that_tells_a_place_and_cannot_be_taken_apart_refuses_the_document():
    for photo, is_kept in ((PHOTO[:-30], False), (jpeg()[:-2], True)):
        writer = PdfWriter()
        page = writer.add_blank_page(10, 10)
        page[NameObject("/Resources")] = DictionaryObject({NameObject("/I"): picture(photo, "/DCTDecode")})
        data = document(writer)
        if is_kept:
            assert photo in without_notes(data)
        else:
            with pytest.raises(ValueError, match="JPEG"):
                without_notes(data)


def test_a_document_loses_the_notes_of_one_that_is_attached_and_is_refused_with_one_that_cannot_be_read():
    locked = telling()
    locked.encrypt("geheim", "owner", algorithm="AES-256")
    whole = document(telling())
    for attached, is_kept in ((whole, True), (document(locked), False), (whole[:200], False)):
        writer = PdfWriter()
        writer.add_blank_page(10, 10)
        writer.add_attachment("contrato.pdf", attached)
        data = document(writer)
        if is_kept:
            [kept] = PdfReader(io.BytesIO(document_without_notes(data))).attachments["contrato.pdf"]
            assert TOLD.encode() in all_that_it_tells(attached)
            assert TOLD.encode() not in all_that_it_tells(kept)
        else:
            with pytest.raises(ValueError, match=r"cannot be read|locked"):
                without_notes(data)


def bomb() -> bytes:
    """200 MB of zeros in an attachment of a few hundred bytes, packed twice."""
    writer = PdfWriter()
    writer.add_blank_page(10, 10)
    packed = zlib.compress(zlib.compress(b"\0" * 200_000_000))
    one = stream(packed, Type="EmbeddedFile")
    one[NameObject("/Filter")] = ArrayObject([NameObject("/FlateDecode"), NameObject("/FlateDecode")])
    writer.root_object[NameObject("/AF")] = ArrayObject([writer._add_object(one)])
    return document(writer)


def ring() -> bytes:
    """Pages whose parent is their own child."""
    writer = PdfWriter()
    writer.add_blank_page(10, 10)
    return document(writer).replace(b"/Kids [ ", b"/Kids [ 1 0 R ", 1)


def deep() -> bytes:
    nested = b"[" * 50_000 + b"]" * 50_000
    return (
        b"%PDF-1.7\n1 0 obj <</Type /Catalog /Pages 2 0 R /X " + nested + b">> endobj\ntrailer <</Root 1 0 R>>\n%%EOF"
    )


@pytest.mark.parametrize("made", [bomb, ring, deep, lambda: b"%PDF-1.7", lambda: b"%PDF-" + b"\xff" * 100_000])
def test_a_hostile_document_ends_in_a_document_or_in_a_refusal(made):
    try:
        kept = document_without_notes(made())
    except ValueError:
        return
    assert kind_of(kept) == "application/pdf"


@pytest.mark.parametrize("cut", range(0, 4000, 211))
def test_a_document_that_ends_anywhere_is_written_anew_or_refused(cut: int):
    data = document(telling())
    try:
        kept = without_notes(data[: len(data) * cut // 4000])
    except ValueError:
        return
    assert TOLD.encode() not in all_that_it_tells(kept)
