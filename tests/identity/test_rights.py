"""Every role may do what the table says, nobody gives more than they have, and every no says whom to ask (USR-5)."""

import pytest

from handsel.bulk.actions import ACTIONS
from handsel.cli.demo.story import Cast
from handsel.console import list_menus, palette
from handsel.identity.actor import Actor, system
from handsel.identity.rights import may_give, may_give_rights, needs
from handsel.identity.roles import BUYERS, RIGHTS, STAFF, Right, Role, roles_with
from handsel.identity.rules import may_invite_staff
from handsel.kernel.isolation import scoped

pytestmark = pytest.mark.covers("USR-5")


def somebody(role: Role) -> Actor:
    return Actor(user_id=1, name="Somebody", seller_id=1, role=role, buyer_id=2 if role in BUYERS else None)


def test_every_role_has_its_row_in_the_table_and_every_right_somebody_who_has_it():
    assert set(RIGHTS) == set(Role)
    assert all(roles_with(right) for right in Right)
    assert all(RIGHTS[role] <= RIGHTS[Role.OWNER] for role in STAFF)
    assert not any(RIGHTS[staff] & RIGHTS[buyer] for staff in STAFF for buyer in BUYERS)


def test_a_no_names_the_roles_that_may():
    owner, support = somebody(Role.OWNER), somebody(Role.SUPPORT)

    assert needs(owner, Right.PRICES, "change prices")
    assert needs(support, Right.PRICES, "change prices").reason == "Only owners and managers change prices."
    assert needs(support, Right.KEYS, "make keys").reason == "Only owners make keys."
    told = needs(support, Right.MONEY, "do this", besides="Karl").reason
    assert told == "Only Karl, owners, managers and finance staff do this."


@pytest.mark.parametrize("giver", sorted(STAFF))
@pytest.mark.parametrize("given", sorted(STAFF))
def test_nobody_gives_a_role_with_a_right_that_they_lack(giver: Role, given: Role):
    by = somebody(giver)

    assert bool(may_give(by, given)) == (RIGHTS[given] <= RIGHTS[giver])
    assert bool(may_invite_staff(by, given)) == (by.has(Right.STAFF) and RIGHTS[given] <= RIGHTS[giver])


def test_a_manager_is_told_who_makes_owners():
    told = may_give(somebody(Role.MANAGER), Role.OWNER)

    assert told.reason == "Only owners give or take the role Owner: it may do more than you."


def test_rights_of_a_program_are_held_to_those_of_whoever_gives_them():
    manager = somebody(Role.MANAGER)

    assert may_give_rights(manager, {Right.MONEY, Right.ORDERS}, "these rights")
    assert not may_give_rights(manager, {Right.MONEY, Right.AUDIT}, "these rights")
    assert may_give_rights(system(1), RIGHTS[Role.OWNER], "all rights")


@pytest.mark.django_db
@pytest.mark.parametrize("role", sorted(STAFF))
def test_a_button_over_the_selection_shows_to_those_whom_its_rule_lets(cast: Cast, role: Role):
    by = Actor(user_id=1, name="Somebody", seller_id=cast.kleinbach, role=role)
    with scoped(by.scope):
        for button in list_menus._BULK:
            assert bool(ACTIONS[button.name].rule(by)) == (button.right in by.rights), button.name


@pytest.mark.django_db
@pytest.mark.parametrize(("role", "found"), [(Role.OWNER, 6), (Role.MANAGER, 5), (Role.ACCOUNT_MANAGER, 3)])
def test_the_palette_offers_what_one_may(role: Role, found: int):
    assert sum(right in RIGHTS[role] for *_, right in palette.ACTIONS) == found
