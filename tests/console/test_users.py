"""Storefront users of a customer (USR-1 to USR-4)."""

import pytest
from django.test import Client

from handsel.accounts.details import AccountDetails
from handsel.accounts.tree import add_customer
from handsel.cli.demo.story import PASSWORD
from handsel.identity.actor import system
from handsel.identity.links import issue_link
from handsel.identity.models import OneTimeLink, Seat, User
from handsel.identity.people import Person, add_storefront_user
from handsel.identity.roles import Role
from handsel.kernel.clock import now
from handsel.kernel.isolation import scoped
from handsel.timeline.models import Event
from tests.cast import NOON
from tests.console.conftest import HTMX
from tests.console.test_records import address, bakery
from tests.storefront.visitors import words

BRUNO = {
    "first_name": "Bruno", "last_name": "Zorn", "email": "Bruno@bakery.example", "language": "de",
    "date_format": "d.m.Y", "role": "billing",
}  # fmt: skip
BERTA = "berta@bakery.example"


def add(client, cast, **changes):
    return client.post(address(bakery(cast), "users/new/"), BRUNO | changes, headers=HTMX)


def user(cast, email="bruno@bakery.example"):
    with scoped(cast.karl.scope):
        return User.objects.get(email=email)


def at_user(cast, deed, email="bruno@bakery.example"):
    return address(bakery(cast), f"users/{user(cast, email).pk}/{deed}/")


def listed(client, cast, query="", headers=None):
    return client.get(address(bakery(cast), "users/") + query, headers=headers)


def line_of(client, cast, name):
    page = listed(client, cast).content.decode()
    return next(row for row in page.split("<tr ") if name in row).split("</tr>")[0]


def second_place(cast, email=BERTA):
    florist = add_customer(
        details=AccountDetails(company_name="Florist", email="florist@florist.example"), by=cast.karl, at=NOON
    )
    known = user(cast, email)
    person = Person(known.first_name, known.last_name, email, "en", "Y-m-d")
    add_storefront_user(buyer_id=florist.pk, person=person, by=cast.karl, at=NOON)
    return florist


@pytest.mark.covers("USR-1")
def test_the_dialog_asks_for_all_fields_with_ok_and_cancel(karl, cast):
    page = karl.get(address(bakery(cast), "users/new/"), headers=HTMX).content.decode()

    assert "Create New Storefront User" in page
    for field in BRUNO:
        assert f'name="{field}"' in page
    assert ">OK</button>" in page
    assert ">Cancel</button>" in page


@pytest.mark.covers("USR-1", "USR-2")
def test_a_new_user_stands_in_the_list_with_all_that_is_known(karl, cast):
    answer = add(karl, cast)

    assert answer.status_code == 204
    row = line_of(karl, cast, "Bruno Zorn")
    for told in ("bruno@bakery.example", "German", "31.12.2026", "Billing", "Invited", "Resend activation link"):
        assert told in row
    assert "Reset Storefront Password" not in row
    assert "Deactivate User" in row


@pytest.mark.covers("USR-1")
@pytest.mark.parametrize("field", BRUNO)
def test_every_field_is_mandatory(karl, cast, field):
    answer = add(karl, cast, **{field: ""})

    assert answer.status_code == 422
    assert f'id="user_{field}_error"' in answer.content.decode()


def test_a_user_is_not_added_twice(karl, cast):
    add(karl, cast)

    page = add(karl, cast).content.decode()

    assert 'id="user_email_error">bruno@bakery.example is a storefront user of this customer already.' in page


@pytest.mark.covers("USR-1")
def test_who_is_known_at_the_portal_gets_one_more_place_and_keeps_the_own_name(karl, cast):
    florist = add_customer(
        details=AccountDetails(company_name="Florist", email="florist@florist.example"), by=cast.karl, at=NOON
    )

    answer = karl.post(address(florist, "users/new/"), BRUNO | {"email": BERTA}, headers=HTMX)

    assert "Berta Brandt has a log-in here already" in words(karl.get(answer["HX-Redirect"]))
    with scoped(cast.karl.scope):
        assert Seat.objects.filter(user__email=BERTA).count() == 2


@pytest.mark.covers("USR-1")
def test_who_is_known_at_another_portal_is_new_here(karl, cast):
    answer = add(karl, cast, email="hanno@harbour.example")

    assert "Bruno Zorn is added" in words(karl.get(answer["HX-Redirect"]))


@pytest.mark.covers("USR-1")
def test_the_list_is_searched_and_sorted(karl, cast):
    add(karl, cast)
    add(karl, cast, first_name="Anna", last_name="Aal", email="anna@aal.example")

    found = words(listed(karl, cast, "?q=aal+ann", HTMX | {"HX-Target": "rows"}))
    assert "Anna Aal" in found
    assert "Bruno" not in found
    assert "No user found" in words(listed(karl, cast, "?q=nobody"))

    def order(sort):
        page = listed(karl, cast, f"?sort={sort}").content.decode()
        return sorted(("Anna Aal", "Berta Brandt", "Bruno Zorn"), key=lambda name: page.index(f'hs-name">{name}'))

    assert order("name") == ["Anna Aal", "Berta Brandt", "Bruno Zorn"]
    assert order("-name") == ["Bruno Zorn", "Berta Brandt", "Anna Aal"]
    assert order("-state")[0] == "Berta Brandt"
    assert order("made-up") == order("name")


@pytest.mark.covers("USR-1")
def test_a_customer_without_users_says_what_to_do(karl, cast):
    florist = add_customer(
        details=AccountDetails(company_name="Florist", email="florist@florist.example"), by=cast.karl, at=NOON
    )
    assert "Nobody can log in yet" in words(karl.get(address(florist, "users/")))


@pytest.mark.covers("USR-1")
def test_a_user_is_edited_but_for_the_address(karl, cast):
    add(karl, cast)
    page = karl.get(at_user(cast, "edit"), headers=HTMX).content.decode()
    assert 'value="Bruno"' in page
    assert 'name="email"' not in page

    changed = {**BRUNO, "last_name": "Zart", "language": "en", "role": "buyer"}
    assert karl.post(at_user(cast, "edit"), changed, headers=HTMX).status_code == 204

    row = line_of(karl, cast, "Bruno Zart")
    assert "English" in row
    assert ">Buyer<" in row
    assert karl.post(at_user(cast, "edit"), changed | {"first_name": ""}, headers=HTMX).status_code == 422
    with scoped(cast.karl.scope):
        event = Event.objects.get(name="user.changed")
    assert event.data["changes"] == {"language": ["de", "en"], "role": ["billing", "buyer"]}
    assert event.data["renamed"]


@pytest.mark.covers("USR-2")
def test_the_activation_link_can_be_sent_again_until_it_was_used(karl, cast):
    add(karl, cast)
    asked = karl.get(at_user(cast, "resend"), headers=HTMX)
    assert "bruno@bakery.example gets a new mail with an activation link" in words(asked)

    assert karl.post(at_user(cast, "resend"), {"sure": "on"}, headers=HTMX).status_code == 204

    assert "A new link is on its way to bruno@bakery.example." in words(listed(karl, cast))
    with scoped(cast.karl.scope):
        assert Event.objects.filter(name="user.invited", subject_id=user(cast).pk).count() == 2
    refused = karl.post(at_user(cast, "resend", BERTA), {"sure": "on"}, headers=HTMX)
    assert refused.status_code == 409
    assert "has activated the log-in already" in refused.content.decode()


@pytest.mark.covers("USR-3")
def test_once_activated_the_menu_resets_the_password_instead(karl, cast):
    row = line_of(karl, cast, "Berta Brandt")
    assert "Reset Storefront Password" in row
    assert "Resend activation link" not in row

    assert "for two hours" in words(karl.get(at_user(cast, "reset", BERTA), headers=HTMX))
    karl.post(at_user(cast, "reset", BERTA), {"sure": "on"}, headers=HTMX)

    assert f"A link to choose a new password is on its way to {BERTA}." in words(listed(karl, cast))
    with scoped(cast.karl.scope):
        assert Event.objects.filter(name="user.reset_wanted").count() == 1


@pytest.mark.covers("USR-4")
def test_a_user_is_deactivated_and_activated_after_a_question(karl, cast):
    second_place(cast)
    asked = words(karl.get(at_user(cast, "deactivate", BERTA), headers=HTMX))
    assert "Berta Brandt is logged out at once, on every device" in asked
    assert "It concerns the whole log-in at this portal: 1 other place too." in asked

    karl.post(at_user(cast, "deactivate", BERTA), {"sure": "on"}, headers=HTMX)
    row = line_of(karl, cast, "Berta Brandt")
    assert "Deactivated" in row
    assert "Activate User" in row
    assert "Deactivate User" not in row

    asked_back = karl.get(at_user(cast, "activate", BERTA), headers=HTMX)
    assert "can log in again" in words(asked_back)
    assert "btn-danger" not in asked_back.content.decode()
    karl.post(at_user(cast, "activate", BERTA), {"sure": "on"}, headers=HTMX)
    assert "Deactivate User" in line_of(karl, cast, "Berta Brandt")


@pytest.mark.covers("USR-4")
def test_a_user_is_removed_from_one_customer_while_there_is_another(karl, cast):
    only = karl.post(at_user(cast, "remove", BERTA), {"sure": "on"}, headers=HTMX)
    assert only.status_code == 409
    assert "Has no other place here" in line_of(karl, cast, "Berta Brandt")
    second_place(cast)

    karl.post(at_user(cast, "remove", BERTA), {"sure": "on"}, headers=HTMX)

    assert "Berta Brandt is removed from this customer." in words(listed(karl, cast))
    with scoped(cast.karl.scope):
        assert [seat.buyer_id == cast.bakery for seat in Seat.objects.filter(user__email=BERTA)] == [False]


@pytest.mark.covers("USR-4")
def test_a_colleague_with_a_place_at_a_customer_is_let_out_by_who_could_let_them_in(karl, cast):
    with scoped(system(cast.kleinbach).scope):
        Seat.objects.create(seller_id=cast.kleinbach, user=user(cast, BERTA), buyer_id=None, role=Role.OWNER)

    row = line_of(karl, cast, "Berta Brandt")

    assert "give or take the role Owner" in row
    assert karl.get(at_user(cast, "deactivate", BERTA), headers=HTMX).status_code == 403


@pytest.mark.covers("OPS-3")
def test_who_only_reads_sees_the_users_and_changes_nothing(ruth, cast):
    assert "Berta Brandt" in words(listed(ruth, cast))
    for deed in ("edit", "reset", "deactivate", "activate", "remove", "resend"):
        assert ruth.get(at_user(cast, deed, BERTA), headers=HTMX).status_code == 403


def test_a_user_of_another_customer_and_a_deed_that_is_none_are_not_found(karl, cast):
    assert karl.post(address(bakery(cast), f"users/{cast.karl.user_id}/resend/")).status_code == 404
    assert karl.get(address(bakery(cast), f"users/{cast.karl.user_id}/edit/")).status_code == 404
    assert karl.get(at_user(cast, "promote", BERTA)).status_code == 404


@pytest.mark.covers("USR-2")
def test_the_link_leads_to_a_password_of_ones_own_and_works_once(karl, cast):
    add(karl, cast, language="en")
    with scoped(system(cast.kleinbach).scope):
        secret = issue_link(user=user(cast), purpose=OneTimeLink.Purpose.ACTIVATION, at=now())
    visitor = Client(SERVER_NAME="kleinbach.localhost", SERVER_PORT="8000")
    page = f"/activate/{secret}/"

    assert "Kleinbach" in visitor.get(page).content.decode()
    differ = visitor.post(page, {"password": PASSWORD, "again": "something else"})
    assert "The two passwords differ." in differ.content.decode()
    weak = visitor.post(page, {"password": "12345678901", "again": "12345678901"})
    assert weak.status_code == 422
    assert "too well known" in words(weak)

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

    with django_assert_num_queries(12):
        karl.get(users)


@pytest.mark.covers("USR-1")
def test_colleagues_change_their_own_profile(karl, cast):
    page = karl.get("/console/profile/").content.decode()
    assert "karl@kleinbach.example" in page

    told = {"first_name": "Carl", "last_name": "Kaufmann", "language": "en", "date_format": "d.m.Y"}
    assert karl.post("/console/profile/", told).status_code == 302

    assert "Carl Kaufmann" in words(karl.get("/console/profile/"))
    assert karl.post("/console/profile/", told | {"last_name": " "}).status_code == 422
