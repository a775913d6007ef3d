"""A forgotten password: the same answer for every address, and a link for those who have one (USR-3)."""

import re
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from handsel.cli.demo.story import PASSWORD, Cast
from handsel.identity.actor import system
from handsel.identity.deactivation import deactivate_user
from handsel.identity.forgotten import (
    ASKS_FOR_ADDRESS,
    ASKS_FROM_NETWORK,
    AskedTooOften,
    NotActivated,
    ask_for_link,
    send_reset_link,
)
from handsel.identity.links import LinkSpent, issue_link
from handsel.identity.login import WrongLogin, check_login
from handsel.identity.models import LinkRequest, OneTimeLink, User
from handsel.identity.people import Deactivated, Person, activate, add_storefront_user
from handsel.identity.resetting import reset_password
from handsel.identity.throttling import Place
from handsel.jobs.consequences import READERS
from handsel.kernel.isolation import scoped
from handsel.kernel.refusal import Forbidden, Invalid
from handsel.timeline.models import Event
from handsel.timeline.reading import newest_xact, read_on
from tests.cast import NOON

pytestmark = pytest.mark.django_db

BERTA = "berta@bakery.example"
STRANGERS = ("ruth@kleinbach.example", "nobody@bakery.example", "sven@suedwind.example")
HERE = Place("10.0.0.1")
NEW = "quite another phrase"


def ask(cast: Cast, email: str = BERTA, place: Place = HERE, at=NOON) -> LinkRequest:
    return ask_for_link(email=email, place=place, by=system(cast.kleinbach), at=at)


def events_after(cast: Cast, *names: str) -> list[tuple[str, int | None]]:
    reader = next(reader for reader in READERS if reader.name == "links")
    while read_on(reader, at=NOON, horizon=newest_xact()):
        pass
    with transaction.atomic(), scoped(system(cast.kleinbach).scope):
        told = Event.objects.filter(name__in=names, data__has_any_keys=["forgotten", "again"])
        return list(told.order_by("pk").values_list("name", "subject_id"))


def link(cast: Cast, user_id: int | None, purpose=OneTimeLink.Purpose.RESET, at=NOON) -> str:
    with transaction.atomic(), scoped(system(cast.kleinbach).scope):
        return issue_link(user=User.objects.get(pk=user_id), purpose=purpose, at=at)


def log_in(cast: Cast, password: str) -> User:
    return check_login(email=BERTA, password=password, place=HERE, by=system(cast.kleinbach), at=NOON)


def invited(cast: Cast) -> User:
    person = Person("Bernd", "Brandt", "bernd@bakery.example", "de", "d.m.Y")
    return add_storefront_user(buyer_id=cast.bakery, person=person, by=cast.karl, at=NOON)


@pytest.mark.covers("USR-3")
def test_asking_does_the_same_whoever_has_the_address(cast: Cast):
    deactivate_user(user_id=cast.ruth.user_id, by=system(cast.kleinbach), at=NOON)
    bernd = invited(cast)

    done = []
    for email in (BERTA, bernd.email, *STRANGERS):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            ask(cast, email)
        done.append([re.sub(r"VALUES.*|'.*|[0-9]+", "", query["sql"], flags=re.DOTALL) for query in queries])

    assert all(work == done[0] for work in done[1:])


@pytest.mark.covers("USR-3")
def test_each_gets_the_link_that_helps_and_others_nothing(cast: Cast):
    bernd = invited(cast)
    deactivate_user(user_id=cast.ruth.user_id, by=system(cast.kleinbach), at=NOON)

    for email in (
        BERTA.upper(),
        bernd.email,
        "ruth@kleinbach.example",
        "nobody@bakery.example",
        "sven@suedwind.example",
    ):
        ask(cast, email)

    assert events_after(cast, "user.reset_wanted", "user.invited") == [
        ("user.reset_wanted", cast.berta.user_id),
        ("user.invited", bernd.pk),
    ]


@pytest.mark.covers("USR-3")
def test_nobody_fills_the_mailbox_of_somebody_else_nor_asks_for_ever(cast: Cast):
    for number in range(ASKS_FOR_ADDRESS + 2):
        ask(cast, place=Place(f"10.0.1.{number}"))
    assert len(events_after(cast, "user.reset_wanted")) == ASKS_FOR_ADDRESS

    for number in range(ASKS_FROM_NETWORK):
        ask(cast, f"nobody{number}@bakery.example")
    with pytest.raises(AskedTooOften):
        ask(cast)
    ask(cast, at=NOON + timedelta(hours=1))


@pytest.mark.covers("USR-3")
def test_what_is_no_address_is_said_at_once_and_leaves_nothing(cast: Cast):
    with pytest.raises(Invalid) as refused:
        ask(cast, "berta")
    assert set(refused.value.fields) == {"email"}
    with transaction.atomic(), scoped(system(cast.kleinbach).scope):
        assert not LinkRequest.objects.exists()


@pytest.mark.covers("USR-3")
def test_who_asked_is_forgotten_after_a_day(cast: Cast):
    ask(cast)
    ask(cast, "nobody@bakery.example", at=NOON + timedelta(days=1))
    with transaction.atomic(), scoped(system(cast.kleinbach).scope):
        assert [request.email for request in LinkRequest.objects.all()] == ["nobody@bakery.example"]
    # The event of the first one is read all the same, and finds nothing to do.
    assert events_after(cast, "user.reset_wanted") == []


@pytest.mark.covers("USR-3")
def test_a_new_password_counts_at_once_and_all_links_for_one_are_spent(cast: Cast):
    first, second = link(cast, cast.berta.user_id), link(cast, cast.berta.user_id)

    reset_password(secret=first, password=NEW, by=system(cast.kleinbach), at=NOON)

    assert log_in(cast, NEW).email == BERTA
    with pytest.raises(WrongLogin):
        log_in(cast, PASSWORD)
    for secret in (first, second):
        with pytest.raises(LinkSpent):
            reset_password(secret=secret, password="yet another phrase", by=system(cast.kleinbach), at=NOON)


@pytest.mark.covers("USR-3")
def test_a_link_is_good_for_two_hours_here_and_for_one_thing(cast: Cast):
    secret = link(cast, cast.berta.user_id)
    for portal, at in ((cast.kleinbach, NOON + timedelta(hours=2)), (cast.suedwind, NOON)):
        with pytest.raises(LinkSpent):
            reset_password(secret=secret, password=NEW, by=system(portal), at=at)
    with pytest.raises(LinkSpent):
        activate(secret=secret, password=NEW, by=system(cast.kleinbach), at=NOON)
    with pytest.raises(Invalid):
        reset_password(secret=secret, password="short", by=system(cast.kleinbach), at=NOON)

    reset_password(secret=secret, password=NEW, by=system(cast.kleinbach), at=NOON + timedelta(minutes=119))


@pytest.mark.covers("USR-3")
def test_only_the_hash_of_a_link_is_kept(cast: Cast):
    secret = link(cast, cast.berta.user_id)
    with transaction.atomic(), scoped(system(cast.kleinbach).scope):
        (kept,) = OneTimeLink.objects.filter(purpose=OneTimeLink.Purpose.RESET)
        assert secret not in str(vars(kept))


@pytest.mark.covers("USR-3")
def test_staff_send_the_link_to_who_has_a_password_and_never_see_one(cast: Cast):
    send_reset_link(user_id=cast.berta.user_id, by=cast.karl, at=NOON)
    with transaction.atomic(), scoped(cast.karl.scope):
        (event,) = Event.objects.filter(name="user.reset_wanted")
    assert (event.account_id, event.subject_id, event.actor_id) == (cast.bakery, cast.berta.user_id, cast.karl.user_id)
    assert log_in(cast, PASSWORD).email == BERTA

    bernd = invited(cast)
    with pytest.raises(NotActivated):
        send_reset_link(user_id=bernd.pk, by=cast.karl, at=NOON)
    deactivate_user(user_id=cast.berta.user_id, by=cast.karl, at=NOON)
    with pytest.raises(Deactivated):
        send_reset_link(user_id=cast.berta.user_id, by=cast.karl, at=NOON)


@pytest.mark.covers("OPS-3")
@pytest.mark.parametrize("who", ["ruth", "sven", "berta"])
def test_others_send_no_link(cast: Cast, who: str):
    by = getattr(cast, who)
    with pytest.raises((Forbidden, User.DoesNotExist)):
        send_reset_link(user_id=cast.berta.user_id, by=by, at=NOON)
