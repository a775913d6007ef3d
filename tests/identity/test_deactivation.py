"""A person is shut out at once, on every device, and let in again without what was before (USR-4, USR-5)."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.test import Client

from handsel.accounts.details import AccountDetails
from handsel.accounts.models import Account
from handsel.accounts.tree import add_customer
from handsel.cli.demo.story import PASSWORD, Cast
from handsel.identity.actor import Actor, system
from handsel.identity.deactivation import activate_user, deactivate_user
from handsel.identity.forgotten import send_reset_link
from handsel.identity.links import LinkSpent, issue_link
from handsel.identity.login import WrongLogin, check_login
from handsel.identity.models import OneTimeLink, Seat, User
from handsel.identity.owners import LastOwner
from handsel.identity.people import Deactivated, Person, activate, add_storefront_user, resend_activation_link
from handsel.identity.roles import Role
from handsel.identity.throttling import Place
from handsel.kernel.isolation import scoped
from handsel.kernel.refusal import Forbidden
from handsel.timeline.models import Event
from tests.cast import NOON
from tests.identity.colleagues import colleague

pytestmark = pytest.mark.django_db


def owner_of(portal: int) -> Actor:
    with transaction.atomic(), scoped(system(portal).scope):
        user = Seat.objects.select_related("user").get(role=Role.OWNER).user
    return Actor(user_id=user.pk, name=user.name, seller_id=portal, role=Role.OWNER)


def events(portal: int, name: str) -> list[tuple[int, int | None]]:
    with transaction.atomic(), scoped(system(portal).scope):
        return list(Event.objects.filter(name=name).order_by("account_id").values_list("account_id", "actor_id"))


def log_in(email: str, portal: int) -> User:
    return check_login(email=email, password=PASSWORD, place=Place("10.0.0.1"), by=system(portal), at=NOON)


def visitor(email: str) -> Client:
    client = Client(SERVER_NAME="kleinbach.localhost", SERVER_PORT="8000")
    assert client.post("/log-in/", {"email": email, "password": PASSWORD}).status_code == 302
    return client


@pytest.mark.covers("USR-4")
def test_who_is_deactivated_is_out_on_every_device_and_stays_out_until_they_log_in_again(cast: Cast):
    laptop, phone = visitor("berta@bakery.example"), visitor("berta@bakery.example")
    assert laptop.get("/orders/").status_code == 200

    deactivate_user(user_id=cast.berta.user_id, by=cast.karl, at=NOON)

    assert laptop.get("/orders/")["Location"].startswith("/log-in/")
    with pytest.raises(WrongLogin):
        log_in("berta@bakery.example", cast.kleinbach)

    activate_user(user_id=cast.berta.user_id, by=cast.karl, at=NOON)

    # The phone was not used in between: its session must not come back to life.
    assert phone.get("/orders/")["Location"].startswith("/log-in/")
    assert laptop.get("/orders/").status_code == 302
    assert visitor("berta@bakery.example").get("/orders/").status_code == 200


@pytest.mark.covers("USR-4")
def test_it_stands_once_on_the_timeline_of_the_customer_and_says_who_did_it(cast: Cast):
    for _ in range(2):
        deactivate_user(user_id=cast.berta.user_id, by=cast.karl, at=NOON)
    for _ in range(2):
        activate_user(user_id=cast.berta.user_id, by=cast.karl, at=NOON)

    assert events(cast.kleinbach, "user.deactivated") == [(cast.bakery, cast.karl.user_id)]
    assert events(cast.kleinbach, "user.reactivated") == [(cast.bakery, cast.karl.user_id)]


@pytest.mark.covers("USR-2", "USR-4")
def test_links_of_a_deactivated_person_work_no_more_and_none_is_sent(cast: Cast):
    person = Person("Bernd", "Brandt", "bernd@bakery.example", "de", "d.m.Y")
    bernd = add_storefront_user(buyer_id=cast.bakery, person=person, by=cast.karl, at=NOON)
    secrets = []
    for at in (NOON, NOON + timedelta(minutes=1)):
        with transaction.atomic(), scoped(system(cast.kleinbach).scope):
            secrets.append(issue_link(user=bernd, purpose=OneTimeLink.Purpose.ACTIVATION, at=at))
        deactivate_user(user_id=bernd.pk, by=cast.karl, at=at)

    for secret in secrets:
        with pytest.raises(LinkSpent):
            activate(secret=secret, password=PASSWORD, by=system(cast.kleinbach), at=NOON)
    with pytest.raises(Deactivated):
        resend_activation_link(user_id=bernd.pk, by=cast.karl, at=NOON)

    activate_user(user_id=bernd.pk, by=cast.karl, at=NOON)
    resend_activation_link(user_id=bernd.pk, by=cast.karl, at=NOON)


@pytest.mark.covers("USR-4", "USR-5")
def test_the_log_in_of_somebody_with_several_places_needs_the_right_for_each(cast: Cast):
    klara = owner_of(cast.kleinbach)
    with transaction.atomic(), scoped(system(cast.kleinbach).scope):
        Seat.objects.create(seller_id=cast.kleinbach, user_id=cast.berta.user_id, buyer_id=None, role=Role.OWNER)
    with pytest.raises(Forbidden):
        deactivate_user(user_id=cast.berta.user_id, by=cast.karl, at=NOON)

    deactivate_user(user_id=cast.berta.user_id, by=klara, at=NOON)

    assert {account for account, _ in events(cast.kleinbach, "user.deactivated")} == {cast.kleinbach, cast.bakery}


@pytest.mark.covers("USR-5")
def test_nobody_shuts_themselves_out_nor_the_last_owner(cast: Cast):
    klara = owner_of(cast.kleinbach)
    for by in (klara, cast.karl):
        with pytest.raises(Forbidden):
            deactivate_user(user_id=klara.user_id, by=by, at=NOON)
    with pytest.raises(LastOwner):
        deactivate_user(user_id=klara.user_id, by=system(cast.kleinbach), at=NOON)

    deactivate_user(user_id=cast.karl.user_id, by=klara, at=NOON)


@pytest.mark.covers("OPS-3")
@pytest.mark.parametrize("who", ["ruth", "berta", "sven", "nora"])
def test_who_may_not_let_people_in_does_not_shut_them_out_either(cast: Cast, who: str):
    by: Actor = getattr(cast, who)
    refusal = Forbidden if by.seller_id == cast.kleinbach and by.buyer_id is None else (Forbidden, User.DoesNotExist)
    for act in (deactivate_user, activate_user):
        with pytest.raises(refusal):
            act(user_id=cast.karl.user_id, by=by, at=NOON)
    assert log_in("karl@kleinbach.example", cast.kleinbach).is_active


@pytest.mark.covers("USR-4", "USR-5")
def test_who_sees_some_of_the_places_does_not_decide_about_the_log_in_of_all(cast: Cast):
    karla = colleague(cast, Role.ACCOUNT_MANAGER, own=True)
    florist = add_customer(
        details=AccountDetails(company_name="Florist", email="florist@florist.example"), by=cast.karl, at=NOON
    )
    with transaction.atomic(), scoped(system(cast.kleinbach).scope):
        Account.objects.filter(pk=cast.bakery).update(manager_id=karla.user_id)
    deactivate_user(user_id=cast.berta.user_id, by=karla, at=NOON)
    activate_user(user_id=cast.berta.user_id, by=karla, at=NOON)
    person = Person("Berta", "Brandt", "berta@bakery.example", "en", "Y-m-d")
    add_storefront_user(buyer_id=florist.pk, person=person, by=cast.karl, at=NOON)

    for act in (deactivate_user, activate_user, send_reset_link):
        with pytest.raises(Forbidden, match="not yours"):
            act(user_id=cast.berta.user_id, by=karla, at=NOON)
