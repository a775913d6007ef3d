"""Storefront users of a customer (USR-1, USR-2)."""

import pytest
from django.test import Client

from handsel.cli.demo.story import PASSWORD
from handsel.identity.actor import system
from handsel.identity.links import issue_link
from handsel.identity.models import OneTimeLink, Seat, User
from handsel.kernel.clock import now
from handsel.kernel.isolation import scoped
from handsel.timeline.models import Event
from tests.console.conftest import HTMX
from tests.console.test_records import address, bakery

BRUNO = {
    "first_name": "Bruno", "last_name": "Brandt", "email": "Bruno@bakery.example", "language": "de",
    "date_format": "d.m.Y",
}  # fmt: skip


def add(client, cast, **changes):
    return client.post(address(bakery(cast), "users/new/"), BRUNO | changes, headers=HTMX)


def bruno(cast):
    with scoped(cast.karl.scope):
        return User.objects.get(email="bruno@bakery.example")


def test_the_dialog_asks_for_five_fields_with_ok_and_cancel(karl, cast):
    page = karl.get(address(bakery(cast), "users/new/"), headers=HTMX).content.decode()

    assert "Create New Storefront User" in page
    for field in BRUNO:
        assert f'name="{field}"' in page
    assert ">OK</button>" in page
    assert ">Cancel</button>" in page


@pytest.mark.covers("USR-2")
def test_a_new_user_stands_in_the_list_as_invited(karl, cast):
    answer = add(karl, cast)

    assert answer.status_code == 204
    page = karl.get(answer["HX-Redirect"]).content.decode()
    assert "Bruno Brandt" in page
    assert "bruno@bakery.example" in page
    assert "Invited" in page
    assert "Send activation link again" in page


@pytest.mark.parametrize("field", BRUNO)
def test_every_field_is_mandatory(karl, cast, field):
    answer = add(karl, cast, **{field: ""})

    assert answer.status_code == 422
    assert f'id="user_{field}_error"' in answer.content.decode()


def test_a_user_is_not_added_twice(karl, cast):
    add(karl, cast)

    page = add(karl, cast).content.decode()

    assert 'id="user_email_error">bruno@bakery.example is a storefront user of this customer already.' in page


@pytest.mark.covers("USR-2")
def test_the_activation_link_can_be_sent_again_until_it_was_used(karl, cast):
    add(karl, cast)
    resend = address(bakery(cast), f"users/{bruno(cast).pk}/resend/")

    again = karl.post(resend, headers=HTMX)

    assert "A new link is on its way to bruno@bakery.example." in again.content.decode()
    assert karl.post(resend).status_code == 302
    with scoped(cast.karl.scope):
        invited = Event.objects.filter(name="user.invited", subject_id=bruno(cast).pk)
        assert invited.count() == 3
        active = Seat.objects.get(buyer=cast.bakery, user__email="berta@bakery.example").user_id
    refused = karl.post(address(bakery(cast), f"users/{active}/resend/"), headers=HTMX)
    assert refused.status_code == 409
    assert "has activated the log-in already" in refused.content.decode()


def test_a_user_of_another_customer_is_not_found(karl, cast):
    assert karl.post(address(bakery(cast), f"users/{cast.karl.user_id}/resend/")).status_code == 404


@pytest.mark.covers("USR-2")
def test_the_link_leads_to_a_password_of_ones_own_and_works_once(karl, cast):
    add(karl, cast)
    with scoped(system(cast.kleinbach).scope):
        secret = issue_link(user=bruno(cast), purpose=OneTimeLink.Purpose.ACTIVATION, at=now())
    visitor = Client(SERVER_NAME="kleinbach.localhost", SERVER_PORT="8000")
    page = f"/activate/{secret}/"

    assert "Kleinbach" in visitor.get(page).content.decode()
    differ = visitor.post(page, {"password": PASSWORD, "again": "something else"})
    assert "The two passwords differ." in differ.content.decode()
    weak = visitor.post(page, {"password": "12345678901", "again": "12345678901"})
    assert weak.status_code == 422

    assert visitor.post(page, {"password": PASSWORD, "again": PASSWORD}).url == "/"
    spent = visitor.post(page, {"password": PASSWORD, "again": PASSWORD})
    assert spent.status_code == 410
    assert "This link does not work" in spent.content.decode()


@pytest.mark.parametrize("count", [1, 5])
def test_the_list_needs_the_same_queries_however_long_it_is(karl, cast, count, django_assert_num_queries):
    for number in range(count):
        add(karl, cast, email=f"user{number}@bakery.example")
    users = address(bakery(cast), "users/")
    karl.get(users)

    with django_assert_num_queries(16):
        karl.get(users)
