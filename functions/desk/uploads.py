"""Files that come with a request: `multipart/form-data` (RFC 7578) as browsers write it, read strictly."""

from dataclasses import dataclass, field

from care import late
from care.model.outcomes import Code, outcome
from desk.bad_request import BadRequest

_MOST_PARTS = 60
_BOUNDARY = late.pattern(r'boundary=(?:"([^"]{1,70})"|([0-9A-Za-z\'()+_,./:=?-]{1,70}))(?:;|$)')
_NAME = late.pattern(rb'(?:^|;)\s*name="([^"\r\n]{1,200})"')
_FILE = late.pattern(rb"(?:^|;)\s*filename\*?=")


@dataclass(frozen=True, slots=True)
class Multipart:
    """The fields of a form, the last of a name, and the bytes of its files in their order."""

    fields: dict[str, str]
    files: tuple[bytes, ...] = field(repr=False)


def read_multipart(content_type: str, body: bytes) -> Multipart:
    """The parts of a body; BadRequest if it is not what it says."""
    found = _BOUNDARY.search(content_type)
    if found is None:
        raise BadRequest(outcome(Code.bad_body))
    mark = b"--" + (found[1] or found[2]).encode()
    first, *parts = (b"\r\n" + body).split(b"\r\n" + mark, _MOST_PARTS + 2)
    if first.strip() or not parts or not parts[-1].startswith(b"--") or len(parts) > _MOST_PARTS + 1:
        raise BadRequest(outcome(Code.bad_body))
    fields: dict[str, str] = {}
    files: list[bytes] = []
    for part in parts[:-1]:
        head, blank, data = part.removeprefix(b"\r\n").partition(b"\r\n\r\n")
        disposition = _disposition(head)
        name = _NAME.search(disposition)
        if not blank or name is None:
            raise BadRequest(outcome(Code.bad_body))
        if _FILE.search(disposition):
            if data:  # a field for files in which nothing was chosen comes empty
                files.append(data)
            continue
        try:
            fields[name[1].decode()] = data.decode()
        except UnicodeDecodeError:
            raise BadRequest(outcome(Code.bad_body)) from None
    return Multipart(fields, tuple(files))


def _disposition(head: bytes) -> bytes:
    lines = (line.partition(b":") for line in head.split(b"\r\n"))
    return next((value for name, _, value in lines if name.strip().lower() == b"content-disposition"), b"")
