"""Writes a PDF anew without what it tells of its maker: a program of its own, because a document can be hostile.

    python -m care.pictures.document_notes <megabytes> <seconds>      the document on stdin, the new one on stdout

What no page leads to is not written: earlier versions of an edited page, what was deleted, the properties (author,
program, times). Of what is left the notes go (XMP, an application's private data, where on Earth a map lies), and the
pictures and attached pictures lose what any picture loses. Ends with 1 for what cannot be read or is locked with a
password.
"""

import io
import logging
import resource
import sys
from collections.abc import Iterator
from typing import Final

from pypdf import PdfReader, PdfWriter
from pypdf.errors import PyPdfError
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, NameObject, PdfObject, StreamObject

from care.pictures.cleaned import cleaned
from care.pictures.kinds import Kind, kind_of

# ISO 32000-2: 14.3.2 metadata, 14.5 page-piece dictionaries, 12.9 measured areas of a page with their place on Earth.
_NOTES: Final = ("/Metadata", "/PieceInfo", "/LastModified", "/VP", "/Measure", "/PtData", "/LGIDict")
_MOST_OBJECTS: Final = 200_000
# What says in a picture that it has notes, where we cannot take the picture apart.
_TELLING: Final = (b"Exif\0\0", b"ns.adobe.com/xap", b"GPS")


def without_notes(document: bytes) -> bytes:
    """The document written anew; ValueError if it cannot be read, is locked, or keeps notes that cannot be reached."""
    try:
        reader = PdfReader(io.BytesIO(document))
        # Many a document forbids only printing or copying: everybody opens it without a password.
        if reader.is_encrypted and not reader.decrypt(""):
            raise ValueError("locked with a password")
        for one in _all_of(reader.root_object):
            for note in _NOTES:
                one.pop(note, None)
            if isinstance(one, StreamObject):
                _without_notes(one)
        writer = PdfWriter(clone_from=reader)  # what the root leads to by now
        writer.metadata = None
        written = io.BytesIO()
        writer.write(written)
    # A damaged document raises whatever its reader did not expect.
    except (PyPdfError, KeyError, TypeError, AttributeError, IndexError, RecursionError, NotImplementedError) as error:
        raise ValueError(f"a document that cannot be read: {type(error).__name__}") from None
    return written.getvalue()


def _all_of(root: DictionaryObject) -> Iterator[DictionaryObject]:
    """Each dictionary and stream that the root leads to, once."""
    todo, seen = list[PdfObject | None]([root]), set[int]()
    while todo:
        one = todo.pop()
        if isinstance(one, IndirectObject):
            one = one.get_object()
        if not isinstance(one, DictionaryObject | ArrayObject) or id(one) in seen:
            continue
        seen.add(id(one))
        if len(seen) > _MOST_OBJECTS:
            raise ValueError("a document of too many parts")
        if isinstance(one, DictionaryObject):
            yield one
            todo.extend(one.raw_get(key) for key in one)
        else:
            todo.extend(list.__iter__(one))


def _without_notes(stream: StreamObject) -> None:
    """Take its notes from a picture of a page and from what is attached; other streams stay as they are."""
    names = stream.get("/Filter", "")
    last = str(names[-1] if isinstance(names, list) and names else names)
    is_picture = last in {"/DCTDecode", "/JPXDecode"}
    if not is_picture and stream.get("/Type") != "/EmbeddedFile":
        return
    data = stream.get_data()
    clean = _clean(data)
    if clean == data:
        return
    StreamObject.set_data(stream, clean)
    stream.pop("/DecodeParms", None)
    stream.pop("/Filter", None)
    if is_picture:
        stream[NameObject("/Filter")] = NameObject(last)


def _clean(data: bytes) -> bytes:
    kind: Kind | None = "video/mp4" if data[4:8] == b"jP  " else kind_of(data)  # JPEG 2000 has the boxes of a film
    if kind is None:
        return data
    try:
        return without_notes(data) if kind == "application/pdf" else cleaned(data, kind)
    except ValueError:
        # Of a document nobody knows what it tells until it is read.
        if kind == "application/pdf" or any(word in data for word in _TELLING):
            raise
        return data


def main() -> int:
    """From stdin to stdout within so much memory and so many seconds of a processor."""
    megabytes, seconds = int(sys.argv[1]), int(sys.argv[2])
    resource.setrlimit(resource.RLIMIT_AS, (megabytes * 1_000_000,) * 2)
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    logging.disable()  # its reader tells of every oddity, with words of the document
    try:
        written = without_notes(sys.stdin.buffer.read())
    except (ValueError, MemoryError):
        return 1
    sys.stdout.buffer.write(written)
    return 0


if __name__ == "__main__":
    sys.exit(main())
