"""Logos: whatever is uploaded is read as a picture and drawn anew, so that nothing else of the file is kept (SHO-4).

The file is stored under the digest of what was drawn, in a folder of its seller's. Old ones stay: mails that were sent
show the logo of their day.
"""

import hashlib
import io
import struct
from collections.abc import Iterator
from dataclasses import dataclass

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import Image, ImageOps

from handsel.accounts.portal_settings import Logo
from handsel.kernel.colour import WHITE, contrast
from handsel.kernel.refusal import Invalid

MAX_BYTES = 1024 * 1024
MAX_SIDE = 4000
SHOWN_WITHIN = (480, 120)
"""Three times what a page shows it at, for sharp screens and mails."""

FORMATS = ("PNG", "JPEG", "WEBP", "GIF")
PAGES = {"light": WHITE, "dark": (30, 41, 59)}
SEEN = 1.6
"""The contrast under which a part of a logo drowns in the page."""

MOST_DROWNED = 0.2
"""The part of a logo that may."""

SAMPLED = 160
"""How many points of a line are looked at for that."""

_BROKEN = (
    OSError, ValueError, SyntaxError, EOFError, TypeError, LookupError, ArithmeticError, struct.error,
    Image.DecompressionBombError,
)  # fmt: skip
"""What reading a broken picture can end in."""

_UNREADABLE = "Upload a picture as PNG, JPEG, WebP or GIF."


@dataclass(frozen=True)
class Drawn:
    """A logo drawn anew: a PNG, and what is known of it."""

    logo: Logo
    png: bytes


def draw_logo(data: bytes) -> Drawn:
    """Return the picture in `data` as a small PNG without anything else that the file held.

    Raises Invalid when it is no picture of a known format, more than a megabyte, or more than 4,000 points wide.
    """
    if len(data) > MAX_BYTES:
        raise Invalid(fields={"logo": "Upload a picture of at most 1 MB."})
    try:
        with Image.open(io.BytesIO(data), formats=FORMATS) as found:
            if max(found.size) > MAX_SIDE:
                raise Invalid(fields={"logo": f"Upload a picture of at most {MAX_SIDE:,} by {MAX_SIDE:,} points."})
            picture = ImageOps.exif_transpose(found).convert("RGBA")
    except _BROKEN as error:
        raise Invalid(fields={"logo": _UNREADABLE}) from error
    return _drawn(_trimmed(picture))


def stored_logo(seller_id: int, digest: str) -> bytes | None:
    """Return the PNG that a seller's portal shows or once showed under this digest; None when there is none."""
    path = _path(seller_id, digest)
    if not default_storage.exists(path):
        return None
    with default_storage.open(path) as file:
        return bytes(file.read())


def store_logo(seller_id: int, drawn: Drawn) -> None:
    """Keep a drawn logo; the same picture twice is one file."""
    path = _path(seller_id, drawn.logo.digest)
    if not default_storage.exists(path):
        default_storage.save(path, ContentFile(drawn.png))


def _path(seller_id: int, digest: str) -> str:
    return f"logos/{seller_id}/{digest}.png"


def _trimmed(picture: Image.Image) -> Image.Image:
    """Take away the empty edge: a logo stands as high as its line."""
    box = picture.getchannel("A").getbbox()
    if box is None:
        raise Invalid(fields={"logo": "There is nothing to see in this picture."})
    return picture.crop(box)


def _drawn(picture: Image.Image) -> Drawn:
    picture.thumbnail(SHOWN_WITHIN, Image.Resampling.LANCZOS)
    plain = Image.new("RGBA", picture.size)
    plain.paste(picture)
    out = io.BytesIO()
    plain.save(out, "PNG", optimize=True)
    png = out.getvalue()
    digest = hashlib.sha256(png).hexdigest()
    return Drawn(Logo(digest, _ground(plain), *plain.size), png)


def _ground(picture: Image.Image) -> str:
    """Return on which ground the picture can be seen: light or dark; empty for both."""
    if picture.getchannel("A").getextrema()[0] == 255:  # noqa: PLR2004 - nothing shines through
        return ""
    sample = picture.resize((SAMPLED, max(1, SAMPLED * picture.height // picture.width)), Image.Resampling.NEAREST)
    solid = [(red, green, blue) for red, green, blue, alpha in _pixels(sample) if alpha > 127]  # noqa: PLR2004 - half
    drowned = {ground: sum(contrast(one, page) < SEEN for one in solid) for ground, page in PAGES.items()}
    worst = max(drowned, key=lambda ground: drowned[ground])
    if not solid or drowned[worst] < MOST_DROWNED * len(solid):
        return ""
    return "light" if worst == "dark" else "dark"


def _pixels(picture: Image.Image) -> Iterator[tuple[int, int, int, int]]:
    data = picture.tobytes()
    for start in range(0, len(data), 4):
        red, green, blue, alpha = data[start : start + 4]
        yield red, green, blue, alpha
