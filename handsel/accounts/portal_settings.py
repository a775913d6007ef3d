"""What holds at a portal: its own settings, and its parent's where it sets none (SHO-4).

Read in one round trip, with the portal itself, before anything else of a request is read.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Self
from zoneinfo import ZoneInfo

from django.conf import settings

from handsel.kernel.database import call_scalar

STANDARD: dict[str, Any] = {
    "colour": "#4263eb",
    "language": "en",
    "languages": tuple(code for code, _ in settings.LANGUAGES),
    "time_zone": "UTC",
    "date_format": "j M Y",
    "number_format": "",
    "currencies": (),
    "mandatory_fields": (),
    "staff_second_factor": "optional",
    "sign_up": "off",
    "sign_up_fields": ("company_name", "phone", "address", "city", "country", "state", "postcode", "tax_number"),
    "visitor_prices": "hidden",
    "price_tax": "by_buyer",
}
"""What holds where nobody up to the operator has set anything. These are the settings that are inherited."""

FIELDS_TO_DEMAND = (
    "company_name",
    "contact_name",
    "phone",
    "address",
    "city",
    "country",
    "state",
    "postcode",
    "tax_number",
    "manager",
)
"""What a reseller can make mandatory for its customers and sub-resellers, beside the e-mail, which always is."""

FIELDS_TO_ASK = tuple(name for name in FIELDS_TO_DEMAND if name not in {"contact_name", "manager"})
"""What a reseller can ask visitors who sign up, beside name, e-mail and password; what is mandatory is asked anyway."""


@dataclass(frozen=True)
class Logo:
    """A picture, by the digest that it is stored under. `ground` is what it needs behind it: light, dark, or either."""

    digest: str
    ground: str
    width: int
    height: int

    @property
    def path(self) -> str:
        return f"/logo/{self.digest}.png"


@dataclass(frozen=True)
class TermsInForce:
    """Which version of a reseller's terms holds, since when, and where it stands: here, or at `url`."""

    version: int
    url: str
    published_at: datetime
    has_text: bool

    @property
    def href(self) -> str:
        return self.url or "/terms/"


@dataclass(frozen=True)
class OpenPortal:
    """A portal as it is open to the world, with every setting that is in force."""

    seller_id: int
    name: str
    title: str
    tagline: str = ""
    email: str = ""
    logo: Logo | None = None
    host: str | None = None
    terms: TermsInForce | None = None
    colour: str = STANDARD["colour"]
    language: str = STANDARD["language"]
    languages: tuple[str, ...] = STANDARD["languages"]
    time_zone: str = STANDARD["time_zone"]
    date_format: str = STANDARD["date_format"]
    number_format: str = STANDARD["number_format"]
    currencies: tuple[str, ...] = ()
    mandatory_fields: frozenset[str] = field(default_factory=frozenset)
    staff_second_factor: str = STANDARD["staff_second_factor"]
    sign_up: str = STANDARD["sign_up"]
    sign_up_fields: frozenset[str] = frozenset(STANDARD["sign_up_fields"])
    visitor_prices: str = STANDARD["visitor_prices"]
    price_tax: str = STANDARD["price_tax"]

    @classmethod
    def from_row(cls, row: Mapping[str, Any]) -> Self:
        """Return what the database function told of a portal; the default language is always one of those offered."""
        told = dict(row)
        logo = told.pop("logo"), told.pop("logo_ground"), told.pop("logo_width"), told.pop("logo_height")
        terms = told.pop("terms")
        language = told.get("language", STANDARD["language"])
        told["languages"] = tuple(dict.fromkeys([language, *told.get("languages", STANDARD["languages"])]))
        told["currencies"] = tuple(told.get("currencies", ()))
        told["mandatory_fields"] = frozenset(told.get("mandatory_fields", ()))
        told["sign_up_fields"] = frozenset(told.get("sign_up_fields", STANDARD["sign_up_fields"]))
        return cls(**told, logo=Logo(*logo) if logo[0] else None, terms=_terms(terms))

    @property
    def lets_sign_up(self) -> bool:
        """Whether visitors can become customers by themselves."""
        return self.sign_up != "off"

    @property
    def shows_prices(self) -> bool:
        """Whether who is not logged in sees prices."""
        return self.visitor_prices == "shown"

    @property
    def zone(self) -> ZoneInfo:
        """The time zone in which its days begin."""
        return ZoneInfo(self.time_zone)

    def today(self, at: datetime) -> date:
        """Return which day it is there at `at`."""
        return at.astimezone(self.zone).date()

    @property
    def first_host(self) -> str:
        """The host that the platform gave it."""
        return f"{self.name}.{settings.HANDSEL_DOMAIN}"

    @property
    def address(self) -> str:
        """The host that links in mails lead to, with the port where browsers must name it."""
        return f"{self.host or self.first_host}{settings.HANDSEL_PUBLIC_PORT}"

    @property
    def url(self) -> str:
        """The front page of the storefront: the root of all links in mails."""
        return f"{settings.HANDSEL_SCHEME}://{self.address}/"

    def language_of(self, wish: str) -> str:
        """Return `wish` where it is one of the languages on offer, else the default."""
        return wish if wish in self.languages else self.language


@dataclass(frozen=True)
class Settings:
    """The settings of a portal as its staff see them: by name, what it sets itself and what it would have without.

    `locked` names those that a parent has locked. Values are as they are stored: texts and lists.
    """

    own: dict[str, Any]
    inherited: dict[str, Any]
    in_force: dict[str, Any]
    locked: frozenset[str]

    def value(self, name: str) -> Any:
        """Return what holds for `name`."""
        return self.in_force.get(name, _plain(STANDARD[name]))

    def without(self, name: str) -> Any:
        """Return what would hold for `name` if the portal set nothing."""
        return self.inherited.get(name, _plain(STANDARD[name]))

    def source(self, name: str) -> str:
        """Where the value in force comes from: own, provider (whoever sells to this reseller) or standard."""
        if name in self.own and name not in self.locked:
            return "own"
        return self.source_without(name)

    def source_without(self, name: str) -> str:
        """Where the inherited value comes from. Which tier above set it is not told."""
        return "provider" if name in self.inherited else "standard"


def portal_at(name: str | None, host: str | None) -> OpenPortal | None:
    """Return the portal of this `name` below the installation's domain, or with this `host` of its own. No scope."""
    row = call_scalar("accounts_portal_at", name, host)
    return OpenPortal.from_row(json.loads(row)) if row else None


def portal_of(seller_id: int) -> OpenPortal:
    """Return the portal of a seller within the scope; one that has none opened yet has the standard settings."""
    row = call_scalar("accounts_portal_of", seller_id)
    return OpenPortal.from_row(json.loads(row)) if row else OpenPortal(seller_id, "", "")


def today_of(seller_id: int, at: datetime) -> date:
    """Return which day it is at `at` where a seller within the scope is: the only "today" that money knows."""
    return portal_of(seller_id).today(at)


def settings_of(seller_id: int) -> Settings:
    """Return what a seller sets, inherits and may not change; for its own staff, never for a customer."""
    row = json.loads(call_scalar("accounts_settings_of", seller_id))
    return Settings(row["own"], row["inherited"], row["in_force"], frozenset(row["locked"]))


def _terms(told: Mapping[str, Any] | None) -> TermsInForce | None:
    if not told or not (told["url"] or told["has_text"]):
        return None
    return TermsInForce(
        told["version"], told["url"], datetime.fromisoformat(told["published_at"]), has_text=told["has_text"]
    )


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value
