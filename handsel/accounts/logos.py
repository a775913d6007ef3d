"""Logos: whatever is uploaded is read as a picture and drawn anew, so that nothing else of the file is kept (SHO-4).

The file is stored under the digest of what was drawn, in a folder of its seller's. Old ones stay: mails that were sent
show the logo of their day.
"""

import hashlib
import io
from collections.abc import Iterator
from dataclasses import dataclass

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import Image

from handsel.accounts.portal_settings import Logo
from handsel.kernel.colour import WHITE, contrast
from handsel.kernel.pictures import Limits, open_picture

LIMITS = Limits(within=(480, 120), file_bytes=2**20, side=4_000, trimmed=True)
"""Within three times what a page shows it at, for sharp screens and mails; a logo stands as high as its line."""

PAGES = {"light": WHITE, "dark": (30, 41, 59)}
SEEN = 1.6
"""The contrast under which a part of a logo drowns in the page."""

MOST_DROWNED = 0.2
"""The part of a logo that may."""

SAMPLED = 160
"""How many points of a line are looked at for that."""


@dataclass(frozen=True)
class Drawn:
    """A logo drawn anew: a PNG, and what is known of it."""

    logo: Logo
    png: bytes


def draw_logo(data: bytes) -> Drawn:
    """Return the picture in `data` as a small PNG without its empty edge and anything else that the file held.

    Raises NotAPicture, PictureTooLarge above a megabyte or 4,000 points a side, PictureTooCostly, NothingToSee.
    """
    picture = open_picture(data, LIMITS, field="logo")
    out = io.BytesIO()
    picture.save(out, "PNG", optimize=True)
    png = out.getvalue()
    digest = hashlib.sha256(png).hexdigest()
    return Drawn(Logo(digest, _ground(picture), *picture.size), png)


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
