"""Find out how the bytes of a text file are to be read: compression, byte order, encoding (ACC-22)."""

import codecs
import gzip
import io
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, TextIO, cast

from handsel.accounts.importing.limits import Limits
from handsel.accounts.importing.unreadable import Unreadable

GZIP = b"\x1f\x8b"
ZIP = b"PK\x03\x04"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
WORKBOOKS = (ZIP, OLE)
CHUNK = 2**16

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_OTHER_KINDS = (
    (b"%PDF", "a PDF document"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"SQLite format 3", "a database file"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"Rar!", "a RAR archive"),
    (b"\xfd7zXZ", "an xz archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\x28\xb5\x2f\xfd", "a zstd archive"),
)


def first_bytes(path: Path) -> bytes:
    """Return the beginning of the file as it lies on disk."""
    with path.open("rb") as stream:
        return stream.read(512)


def detect_encoding(path: Path, limits: Limits, *, is_xml: bool = False) -> str:
    """Return the Python name of the encoding of the text file at `path`, compressed or not.

    A byte order mark decides; else zero bytes on one side of each pair mean UTF-16; else bytes that are valid UTF-8
    throughout are UTF-8; all else is taken as Windows-1252, in which every text of Western Europe can be read.

    Raises Unreadable for files that hold no text.
    """
    chunks = _chunks(path, limits)
    head = next(chunks, b"")
    if not is_xml:
        _refuse_other_kinds(head)
    for mark, name in _MARKS:
        if head.startswith(mark):
            return name
    by_zeros = _encoding_by_zeros(head)
    if by_zeros:
        return by_zeros
    return "utf-8" if _is_utf8(head, chunks) else "cp1252"


def open_text(path: Path, encoding: str) -> TextIO:
    """Open the file for reading as text, unpacked, with its line ends as they are."""
    stream = _open_bytes(path)
    try:
        return io.TextIOWrapper(stream, encoding=encoding, errors="replace", newline="")
    except LookupError:
        stream.close()
        raise Unreadable(f"There is no encoding called {encoding!r}. Try utf-8, utf-16 or windows-1252.") from None


def _open_bytes(path: Path) -> BinaryIO:
    if first_bytes(path).startswith(GZIP):
        return cast("BinaryIO", gzip.open(path, "rb"))
    return path.open("rb")


def _chunks(path: Path, limits: Limits) -> Iterator[bytes]:
    read = 0
    try:
        with _open_bytes(path) as stream:
            while chunk := stream.read(CHUNK):
                read += len(chunk)
                if read > limits.unpacked_bytes:
                    raise Unreadable(f"The file holds more than {limits.unpacked_bytes // 2**20} MB. Split it.")
                yield chunk
    except (gzip.BadGzipFile, EOFError, OSError) as fault:
        raise Unreadable(f"The compressed file is damaged: {fault}. Make it again.") from None


def _refuse_other_kinds(head: bytes) -> None:
    if head.startswith(WORKBOOKS):
        raise Unreadable("The compressed file holds a workbook. Unpack it, and import the workbook itself.")
    for start, kind in _OTHER_KINDS:
        if head.startswith(start):
            raise Unreadable(f"The file is {kind}. Handsel imports CSV, Excel and ODS.")
    if head.lstrip()[:14].lower().startswith((b"<!doctype html", b"<html", b"<?xml")):
        raise Unreadable("The file is a web page or XML, not a table. Save it as CSV or xlsx, and import that.")
    control = sum(byte < 9 or 13 < byte < 27 for byte in head) - head.count(0)  # noqa: PLR2004 - ASCII
    if control * 10 > len(head):
        raise Unreadable("The file is not a text file. Handsel imports CSV, Excel and ODS.")


def _encoding_by_zeros(head: bytes) -> str:
    pairs = len(head) // 2
    if pairs < 2:  # noqa: PLR2004 - too little to say
        return ""
    if head[1::2].count(0) * 3 > pairs * 2 and head[::2].count(0) * 3 < pairs:
        return "utf-16-le"
    if head[::2].count(0) * 3 > pairs * 2 and head[1::2].count(0) * 3 < pairs:
        return "utf-16-be"
    return ""


def _is_utf8(head: bytes, rest: Iterator[bytes]) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        decoder.decode(head)
        for chunk in rest:
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True
