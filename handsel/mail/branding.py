"""Whose mail it is: the name, colour and addresses of the direct seller's portal, and nobody else's (MAI-2)."""

from dataclasses import dataclass
from email.headerregistry import Address
from urllib.parse import urlsplit

from django.conf import settings

from handsel.accounts.models import Portal

_WHITE, _BLACK = "#ffffff", "#000000"  # one of them always has the contrast
_READABLE = 4.5  # the contrast WCAG 2.2 AA asks of text


@dataclass(frozen=True)
class Brand:
    """What a mail shows of the seller: `url` is the front page of its portal, the root of all links."""

    name: str
    url: str
    colour: str = "#4263eb"
    logo_url: str = ""
    tagline: str = ""
    reply_to: str = ""
    language: str = "en"
    time_zone: str = "UTC"

    @property
    def host(self) -> str:
        """The portal's host without a port: what stands behind the @ of its addresses."""
        return urlsplit(self.url).hostname or "localhost"

    @property
    def sender(self) -> Address:
        """The From address: the portal's name, at the portal's host."""
        return Address(display_name=self.name, username="no-reply", domain=self.host)

    @property
    def text_colour(self) -> str:
        """White or black, whichever can be read on the brand's colour."""
        return _WHITE if contrast(self.colour, _WHITE) >= _READABLE else _BLACK

    def link(self, path: str) -> str:
        """Return the address of `path`, which begins with a slash, at this portal."""
        return self.url.rstrip("/") + path


def brand_of(seller_id: int) -> Brand:
    """Return the brand of the portal of `seller_id`."""
    portal = Portal.objects.get(seller_id=seller_id)
    host = f"{portal.name}.{settings.HANDSEL_DOMAIN}{settings.HANDSEL_PUBLIC_PORT}"
    return Brand(
        name=portal.title,
        url=f"{settings.HANDSEL_SCHEME}://{host}/",
        colour=portal.colour,
        tagline=portal.tagline,
        reply_to=portal.email,
        language=portal.language,
        time_zone=portal.time_zone,
    )


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours such as "#4263eb", from 1 (the same) to 21 (WCAG 2.2, relative luminance)."""
    bright, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(int(colour[place : place + 2], 16) / 255) for place in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4  # noqa: PLR2004 - sRGB
