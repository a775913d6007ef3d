"""What a reseller shows the world: the name of its portal, its title and colour (SHO-4 as far as these)."""

import re
from dataclasses import dataclass, replace
from typing import Self

from handsel.kernel.email import is_email

_NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_COLOUR = re.compile(r"#[0-9a-f]{6}")
_RESERVED = frozenset({"www", "api", "mail", "admin", "static", "localhost", "console"})
MAX_NAME = 40
_LIMITS = {"portal_title": 100, "tagline": 200, "owner_first_name": 100, "owner_last_name": 100}


@dataclass(frozen=True)
class PortalDetails:
    """A new portal. `name` is the first part of its address: lower case letters, digits and single hyphens.

    A None is inherited from the parent's portal.
    """

    name: str
    title: str
    tagline: str = ""
    colour: str | None = None
    language: str | None = None
    time_zone: str | None = None
    email: str = ""
    is_listed: bool = False


@dataclass(frozen=True)
class Owner:
    """The first person of a new portal, who is invited by mail."""

    first_name: str
    last_name: str
    email: str

    def tidied(self) -> Self:
        """Return the same without blanks around it, with the e-mail in lower case."""
        first_name, last_name = self.first_name.strip(), self.last_name.strip()
        return replace(self, first_name=first_name, last_name=last_name, email=self.email.strip().lower())


def find_portal_faults(portal: PortalDetails, owner: Owner) -> dict[str, str]:
    """Return what is wrong, as sentences by field; whether the name is taken only the database knows."""
    told = {
        "portal_title": portal.title,
        "tagline": portal.tagline,
        "owner_first_name": owner.first_name,
        "owner_last_name": owner.last_name,
    }
    faults = {
        field: f"Enter at most {_LIMITS[field]} characters."
        for field, text in told.items()
        if len(text) > _LIMITS[field]
    }
    if not _NAME.fullmatch(portal.name) or len(portal.name) > MAX_NAME:
        faults["portal_name"] = "Enter a name of lower case letters, digits and hyphens, such as fjord-media."
    elif portal.name in _RESERVED:
        faults["portal_name"] = f"“{portal.name}” is kept for the platform; choose another name."
    if not portal.title.strip():
        faults["portal_title"] = "Enter the name that customers read."
    if portal.colour is not None and not _COLOUR.fullmatch(portal.colour):
        faults["portal_colour"] = "Enter a colour such as #4263eb."
    if not owner.first_name.strip():
        faults["owner_first_name"] = "Enter the owner's first name."
    if not owner.last_name.strip():
        faults["owner_last_name"] = "Enter the owner's last name."
    if not is_email(owner.email):
        faults["owner_email"] = "Enter a full e-mail address, such as ingrid@fjord.no."
    return faults
