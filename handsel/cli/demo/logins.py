"""Who can log in to the demo, and where."""

from collections.abc import Iterable, Sequence

from django.conf import settings
from django.utils.text import slugify

from handsel.cli.demo.story import PASSWORD

_PEOPLE = (
    ("Operator, owner", "operator", "console/", "olga@handsel.example"),
    ("Reseller, owner", "nordlicht", "console/", "nora@nordlicht.example"),
    ("Sub-reseller, owner", "kleinbach", "console/", "klara@kleinbach.example"),
    ("Sub-reseller, manager", "kleinbach", "console/", "karl@kleinbach.example"),
    ("Account manager, own only", "kleinbach", "console/", "anna@kleinbach.example"),
    ("Account manager, all", "kleinbach", "console/", "max@kleinbach.example"),
    ("Sub-reseller, finance", "kleinbach", "console/", "frida@kleinbach.example"),
    ("Sub-reseller, support", "kleinbach", "console/", "sam@kleinbach.example"),
    ("Sub-reseller, read only", "kleinbach", "console/", "ruth@kleinbach.example"),
    ("Customer, storefront user", "kleinbach", "", "berta@bakery.example"),
)


def logins(people: Sequence[tuple[str, str, str, str]] = _PEOPLE) -> str:
    """Return the addresses and logins, one per role, as lines for a person to read."""
    lines = ["Demo logins; the password of all of them is: " + PASSWORD, ""]
    for role, portal, path, email in people:
        address = f"{settings.HANDSEL_SCHEME}://{portal}.{settings.HANDSEL_DOMAIN}{settings.HANDSEL_PUBLIC_PORT}/{path}"
        lines.append(f"  {role:<26} {email:<25} {address}")
    return "\n".join(lines)


def warehouse_logins(territories: Iterable[str]) -> str:
    """Return the same for the demo out of a data warehouse: the owners of the operator and of the territories."""
    operator = ("Operator, owner", "operator", "console/", "olga@adventure-works.example")
    portals = [(f"{name}, owner", slugify(name)) for name in territories]
    return logins([operator, *((role, portal, "console/", f"tess@{portal}.example") for role, portal in portals)])
