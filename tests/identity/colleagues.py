"""Colleagues of Karl at Kleinbach, one for each role, made where a test needs them (USR-5)."""

from handsel.cli.demo.story import Cast, activated
from handsel.identity.actor import Actor, system
from handsel.identity.people import Person, add_storefront_user, invite_staff
from handsel.identity.roles import BUYERS, Role
from tests.cast import NOON


def colleague(cast: Cast, role: Role, *, own: bool = False, name: str = "") -> Actor:
    """Return somebody with `role` at Kleinbach who can log in; an account manager with `own` sees own accounts only."""
    first = name or role.value.split("_")[0].capitalize()
    person = Person(first, "Kollege", f"{first.lower()}@kleinbach.example", "en", "Y-m-d")
    by = system(cast.kleinbach)
    if role in BUYERS:
        add_storefront_user(buyer_id=cast.bakery, person=person, role=role, by=by, at=NOON)
    else:
        invite_staff(person=person, role=role, own_accounts_only=own, by=by, at=NOON)
    return activated(cast.kleinbach, person.email, NOON)
