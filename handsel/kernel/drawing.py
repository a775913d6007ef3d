"""The child process that decodes a stranger's picture, within limits of memory and time, and says its points (SHO-4).

It is started by `pictures.py`, has no settings, no database and no secrets in its environment. It reads the file from
standard input and answers with one line, `picture 480 120`, followed by the points as red, green, blue and alpha; or
with one word for what is wrong.
"""

import io
import json
import resource
import struct
import sys
from typing import Any

from PIL import Image, ImageOps

FORMATS = ("PNG", "JPEG", "WEBP", "GIF")
_SMOOTH = ("L", "RGB", "CMYK", "YCbCr", "RGBA", "LA")
"""The modes that can be made smaller as they are."""

_TURNED = (5, 6, 7, 8)
"""The EXIF orientations in which width and height change places."""

_ORIENTATION = 0x0112
_BROKEN = (OSError, ValueError, SyntaxError, EOFError, TypeError, LookupError, ArithmeticError, struct.error)
"""What reading a broken picture can end in."""


def draw(data: bytes, limits: dict[str, Any]) -> tuple[str, bytes]:
    """Return the answer about the picture in `data`: a line, and the points that go with it.

    Its size is read from the header, before anything is unpacked.
    """
    Image.MAX_IMAGE_PIXELS = None  # the limits below are stricter
    try:
        with Image.open(io.BytesIO(data), formats=FORMATS) as found:
            if max(found.size) > limits["side"]:
                return "too_wide", b""
            if found.width * found.height > limits["points"]:
                return "too_many_points", b""
            picture = (_trimmed if limits["trimmed"] else _small)(found, tuple(limits["within"]))
    except _BROKEN:
        return "broken", b""
    return (f"picture {picture.width} {picture.height}", picture.tobytes()) if picture else ("empty", b"")


def _small(found: Image.Image, within: tuple[int, int]) -> Image.Image:
    """Return the picture within its bounds, turned as it is seen: made small first, so that little is turned."""
    is_turned = found.getexif().get(_ORIENTATION) in _TURNED
    if found.mode not in _SMOOTH or "transparency" in found.info:
        found = found.convert("RGBA")
    found.thumbnail(within[::-1] if is_turned else within, Image.Resampling.LANCZOS)
    return ImageOps.exif_transpose(found).convert("RGBA")


def _trimmed(found: Image.Image, within: tuple[int, int]) -> Image.Image | None:
    """Return the same without the empty edge; None when there is nothing to see."""
    picture = ImageOps.exif_transpose(found).convert("RGBA")
    box = picture.getchannel("A").getbbox()
    if box is None:
        return None
    picture = picture.crop(box)
    picture.thumbnail(within, Image.Resampling.LANCZOS)
    return picture


def _limit_myself(memory_bytes: int, cpu_seconds: int) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def main() -> None:
    """Draw the picture on standard input, and answer on standard output."""
    limits = json.loads(sys.argv[1])
    _limit_myself(limits["memory_bytes"], limits["cpu_seconds"])
    try:
        line, points = draw(sys.stdin.buffer.read(), limits)
    except MemoryError:
        line, points = "too_costly", b""
    sys.stdout.buffer.write(line.encode() + b"\n" + points)


if __name__ == "__main__":  # pragma: no cover - in the child only, where nothing is counted
    main()
