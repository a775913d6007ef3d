"""Who moves money beside the cast."""

from handsel.cli.demo.story import Cast, activated
from handsel.identity.actor import Actor
from handsel.identity.people import Person, invite_staff
from handsel.identity.roles import Role
from tests.cast import NOON

FIONA = "fiona@kleinbach.example"


def second_person(cast: Cast) -> Actor:
    """Let Fiona do the finances at Kleinbach, and return her."""
    owner = Actor(None, "Owner", cast.kleinbach, Role.OWNER)
    invite_staff(person=Person("Fiona", "Frei", FIONA, "en", "Y-m-d"), role=Role.FINANCE, by=owner, at=NOON)
    return activated(cast.kleinbach, FIONA, NOON)
