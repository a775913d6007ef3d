"""Make a PNG small: a screen is drawn in few colours, so a palette of 256 looks the same in a third of the bytes."""

import struct
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator

SIGNATURE = b"\x89PNG\r\n\x1a\n"
MOST = 256
RGB, PALETTE = 2, 3

Colour = tuple[int, int, int]


def shrink(png: bytes) -> bytes:
    """Return `png`, as Chromium takes it (8 bits of red, green and blue), with a palette instead."""
    header, packed = b"", b""
    for name, data in _chunks(png):
        header, packed = (data if name == b"IHDR" else header), packed + (data if name == b"IDAT" else b"")
    width, height, depth, kind = struct.unpack(">IIBB", header[:10])
    if (depth, kind) != (8, RGB):
        return png

    rows = [list(zip(row[::3], row[1::3], row[2::3], strict=True)) for row in _rows(zlib.decompress(packed), width * 3)]
    counts = Counter(colour for row in rows for colour in row)
    palette = _palette(counts)
    index = {colour: _nearest(colour, palette) for colour in counts}
    pixels = b"".join(b"\0" + bytes(map(index.__getitem__, row)) for row in rows)
    return b"".join(
        (
            SIGNATURE,
            _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, PALETTE, 0, 0, 0)),
            _chunk(b"PLTE", bytes(part for colour in palette for part in colour)),
            _chunk(b"IDAT", zlib.compress(pixels, 9)),
            _chunk(b"IEND", b""),
        )
    )


def _chunks(png: bytes) -> Iterator[tuple[bytes, bytes]]:
    place = len(SIGNATURE)
    while place < len(png):
        length, name = struct.unpack(">I4s", png[place : place + 8])
        yield name, png[place + 8 : place + 8 + length]
        place += length + 12


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def _rows(raw: bytes, length: int) -> Iterator[bytes]:
    """Undo the filters of PNG: each byte is told as a difference to its neighbours left, above and left above."""
    above = bytes(length)
    for start in range(0, len(raw), length + 1):
        row = bytearray(raw[start + 1 : start + 1 + length])
        guess = FILTERS[raw[start]]
        for place in range(length if raw[start] else 0):
            left, corner = (row[place - 3], above[place - 3]) if place > 2 else (0, 0)  # noqa: PLR2004 - bytes a pixel
            row[place] = row[place] + guess(left, above[place], corner) & 255
        above = bytes(row)
        yield above


def _paeth(left: int, above: int, corner: int) -> int:
    to_left, to_above, to_corner = abs(above - corner), abs(left - corner), abs(left + above - 2 * corner)
    if to_left <= to_above and to_left <= to_corner:
        return left
    return above if to_above <= to_corner else corner


FILTERS = (
    lambda _left, _above, _corner: 0,
    lambda left, _above, _corner: left,
    lambda _left, above, _corner: above,
    lambda left, above, _corner: (left + above) // 2,
    _paeth,
)


def _palette(counts: Counter[Colour]) -> list[Colour]:
    """Return the most used colours that are not too much alike, at most 256."""
    by_use = sorted(counts, key=lambda colour: (-counts[colour], colour))
    apart = 0
    while True:
        chosen: list[Colour] = []
        for colour in by_use:
            if all(_distance(colour, other) > apart for other in chosen):
                chosen.append(colour)
                if len(chosen) > MOST:
                    break
        if len(chosen) <= MOST:
            return chosen
        apart = apart * 2 or 12


def _nearest(colour: Colour, palette: Iterable[Colour]) -> int:
    return min(enumerate(palette), key=lambda entry: _distance(colour, entry[1]))[0]


def _distance(one: Colour, other: Colour) -> int:
    return (one[0] - other[0]) ** 2 + (one[1] - other[1]) ** 2 + (one[2] - other[2]) ** 2
