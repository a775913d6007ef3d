"""People are invited, activate once, and log in at their own portal only (USR-2)."""

from datetime import timedelta

import pytest
from django.db import transaction

from handsel.cli.demo.story import PASSWORD, Cast
from handsel.identity.actor import Actor, system
from handsel.identity.links import LinkSpent, issue_link
from handsel.identity.login import WrongLogin, check_login
from handsel.identity.models import OneTimeLink, User
from handsel.identity.people import (
    AlreadyActive,
    Person,
    activate,
    add_storefront_user,
    invite_staff,
    resend_activation_link,
)
from handsel.identity.roles import Role
from handsel.identity.throttling import Place
from handsel.kernel.isolation import scoped
from handsel.kernel.refusal import Forbidden, Invalid
from handsel.timeline.models import Event
from tests.cast import NOON

pytestmark = pytest.mark.django_db

BERND = Person("Bernd", "Brandt", "Bernd@Bakery.example", "de", "d.m.Y")
GOOD = "a long enough phrase"


def link(user: User) -> str:
    with transaction.atomic(), scoped(system(user.seller_id).scope):
        return issue_link(user=user, purpose=OneTimeLink.Purpose.ACTIVATION, at=NOON)


def log_in(portal: int, email: str, password: str, address: str = "10.0.0.1") -> User:
    return check_login(email=email, password=password, place=Place(address), by=system(portal), at=NOON)


@pytest.mark.covers("USR-2")
def test_a_storefront_user_activates_through_the_link_and_logs_in(cast: Cast):
    user = add_storefront_user(buyer_id=cast.bakery, person=BERND, by=cast.karl, at=NOON)
    assert not user.is_active
    assert user.last_login is None
    with pytest.raises(WrongLogin):
        log_in(cast.kleinbach, user.email, GOOD)

    activated = activate(secret=link(user), password=GOOD, by=system(cast.kleinbach), at=NOON)

    assert activated.last_login == NOON
    assert log_in(cast.kleinbach, "BERND@bakery.example ", GOOD).pk == user.pk


@pytest.mark.covers("USR-2")
def test_a_link_works_once_and_not_for_ever_and_not_elsewhere(cast: Cast):
    user = add_storefront_user(buyer_id=cast.bakery, person=BERND, by=cast.karl, at=NOON)
    old, new = link(user), link(user)

    for secret, portal, at in (
        (old, cast.kleinbach, NOON),
        (new, cast.kleinbach, NOON + timedelta(days=15)),
        (new, cast.suedwind, NOON),
        ("made up", cast.kleinbach, NOON),
    ):
        with pytest.raises(LinkSpent):
            activate(secret=secret, password=GOOD, by=system(portal), at=at)

    activate(secret=new, password=GOOD, by=system(cast.kleinbach), at=NOON)
    with pytest.raises(LinkSpent):
        activate(secret=new, password=GOOD, by=system(cast.kleinbach), at=NOON)


@pytest.mark.covers("USR-2")
def test_a_password_that_is_easy_to_guess_is_refused_and_the_link_still_works(cast: Cast):
    user = add_storefront_user(buyer_id=cast.bakery, person=BERND, by=cast.karl, at=NOON)
    secret = link(user)
    with pytest.raises(Invalid) as refused:
        activate(secret=secret, password="short", by=system(cast.kleinbach), at=NOON)
    assert set(refused.value.fields) == {"password"}
    activate(secret=secret, password=GOOD, by=system(cast.kleinbach), at=NOON)


@pytest.mark.covers("USR-2")
def test_the_link_can_be_sent_again_until_it_was_used(cast: Cast):
    user = add_storefront_user(buyer_id=cast.bakery, person=BERND, by=cast.karl, at=NOON)
    resend_activation_link(user_id=user.pk, by=cast.karl, at=NOON)
    with transaction.atomic(), scoped(cast.karl.scope):
        assert Event.objects.filter(name="user.invited", subject_id=user.pk).count() == 2
    activate(secret=link(user), password=GOOD, by=system(cast.kleinbach), at=NOON)
    with pytest.raises(AlreadyActive):
        resend_activation_link(user_id=user.pk, by=cast.karl, at=NOON)


@pytest.mark.covers("USR-2")
def test_who_could_not_invite_an_owner_does_not_send_the_link_again_either(cast: Cast):
    klara_two = invite_staff(person=BERND, role=Role.OWNER, by=system(cast.kleinbach), at=NOON)
    with pytest.raises(Forbidden):
        resend_activation_link(user_id=klara_two.pk, by=cast.karl, at=NOON)


@pytest.mark.covers("USR-2")
@pytest.mark.parametrize(
    ("person", "fields"),
    [
        (Person("", "", "", "", ""), {"first_name", "last_name", "email", "language", "date_format"}),
        (Person("B", "B", "bernd@bakery", "de", "d.m.Y"), {"email"}),
        (Person("B", "B", "berta@bakery.example", "de", "d.m.Y"), {"email"}),
    ],
)
def test_all_five_fields_are_needed_and_named(cast: Cast, person: Person, fields: set[str]):
    with pytest.raises(Invalid) as refused:
        add_storefront_user(buyer_id=cast.bakery, person=person, by=cast.karl, at=NOON)
    assert set(refused.value.fields) == fields


@pytest.mark.covers("OPS-3")
def test_one_address_is_another_person_at_another_portal(cast: Cast):
    there = invite_staff(
        person=Person("Karla", "Other", "karl@kleinbach.example", "en", "Y-m-d"),
        role=Role.MANAGER,
        by=cast.sven,
        at=NOON,
    )
    assert there.pk != cast.karl.user_id
    with pytest.raises(WrongLogin):
        log_in(cast.suedwind, "karl@kleinbach.example", PASSWORD)
    assert log_in(cast.kleinbach, "karl@kleinbach.example", PASSWORD).pk == cast.karl.user_id


@pytest.mark.parametrize(("who", "role"), [("ruth", Role.READ_ONLY), ("berta", Role.READ_ONLY), ("karl", Role.OWNER)])
def test_nobody_gives_more_than_they_have(cast: Cast, who: str, role: Role):
    by: Actor = getattr(cast, who)
    with pytest.raises(Forbidden):
        invite_staff(person=BERND, role=role, by=by, at=NOON)
