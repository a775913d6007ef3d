"""Whose mail it is: the name, colour and addresses of the direct seller's portal, and nobody else's (MAI-2)."""

from dataclasses import dataclass
from datetime import date, datetime
from email.headerregistry import Address
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from handsel.accounts.portal_settings import portal_of
from handsel.kernel.colour import READABLE, WHITE, contrast, rgb


@dataclass(frozen=True)
class Brand:
    """What a mail shows of the seller: `url` is the front page of its portal, the root of all links."""

    name: str
    url: str
    colour: str = "#4263eb"
    logo_url: str = ""
    logo_ground: str = ""
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
        return "#ffffff" if contrast(rgb(self.colour), WHITE) >= READABLE else "#000000"

    def day(self, at: datetime) -> date:
        """Return which day it was at `at` where the seller is."""
        return at.astimezone(ZoneInfo(self.time_zone)).date()

    def link(self, path: str) -> str:
        """Return the address of `path`, which begins with a slash, at this portal."""
        return self.url.rstrip("/") + path


def brand_of(seller_id: int) -> Brand:
    """Return the brand of the portal of `seller_id`."""
    portal = portal_of(seller_id)
    return Brand(
        name=portal.title,
        url=portal.url,
        colour=portal.colour,
        logo_url=portal.url + portal.logo.path.lstrip("/") if portal.logo else "",
        logo_ground=portal.logo.ground if portal.logo else "",
        tagline=portal.tagline,
        reply_to=portal.email,
        language=portal.language,
        time_zone=portal.time_zone,
    )
