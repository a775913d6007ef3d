"""A customer's own people see to who logs in for it: a list, invited, changed, let in and out (USR-1, USR-2, USR-4)."""

import pytest
from django.db import transaction
from django.test import Client

from handsel.cli.demo.story import PASSWORD, Cast
from handsel.identity.actor import system
from handsel.identity.deactivation import deactivate_user
from handsel.identity.models import Seat, User
from handsel.identity.people import Person, activate, add_storefront_user
from handsel.identity.roles import Role
from handsel.kernel.isolation import scoped
from handsel.timeline.models import Event
from tests.cast import NOON
from tests.console.counting import queries_of
from tests.signups.visitors import mails_to, read_everything
from tests.storefront.visitors import Visitor, link_for, words

pytestmark = [pytest.mark.django_db, pytest.mark.covers("USR-1", "USR-2", "USR-4", "SHO-1")]

BEN = {"first_name": "Ben", "last_name": "Brot", "email": "ben@bakery.example", "language": "en"}
TYPED = BEN | {"date_format": "Y-m-d", "role": "buyer"}


def let_in(cast: Cast, name: str, role: Role = Role.BUYER, *, buyer: int = 0) -> Seat:
    person = Person(name, "Brot", f"{name.lower()}@bakery.example", "en", "Y-m-d")
    user = add_storefront_user(buyer_id=buyer or cast.bakery, person=person, role=role, by=cast.karl, at=NOON)
    return seat_of(cast, user.email, buyer or cast.bakery)


def seat_of(cast: Cast, email: str, buyer: int) -> Seat:
    with transaction.atomic(), scoped(cast.karl.scope):
        return Seat.objects.select_related("user").get(user__email=email, buyer_id=buyer)


def logged_in(cast: Cast, seat: Seat) -> Visitor:
    activate(secret=link_for(seat.user, seat.seller_id, NOON), password=PASSWORD, by=system(seat.seller_id), at=NOON)
    visitor = Visitor(Client(), "kleinbach")
    visitor.post("/log-in/", email=seat.user.email, password=PASSWORD)
    return visitor


def test_one_sees_the_users_of_the_own_account_and_of_no_other(berta, florian, cast):
    let_in(cast, "Ben")

    page = berta.text("/users/")

    assert "Berta Brandt That is you berta@bakery.example Buyer and billing Active" in page
    assert "Ben Brot ben@bakery.example Buyer Invited" in page
    assert "florian@florist.example" not in page
    assert "karl@kleinbach.example" not in page


def test_users_are_found_by_words(berta, cast):
    let_in(cast, "Ben")

    shown = words(berta.get("/users/?q=ben+brot", **{"HX-Request": "true", "HX-Target": "users"}))

    assert "Ben Brot" in shown
    assert "Berta" not in shown
    assert "Nobody found" in berta.text("/users/?q=zeppelin")


def test_somebody_invited_gets_a_mail_and_logs_in_for_the_account(berta, cast):
    answer = berta.post("/users/new/", **TYPED)

    assert answer.status_code == 302
    read_everything()
    assert len(mails_to(cast.kleinbach, "ben@bakery.example")) == 1
    ben = logged_in(cast, seat_of(cast, "ben@bakery.example", cast.bakery))
    assert "Shop" in ben.text("/")


@pytest.mark.parametrize(("field", "value"), [("email", "nonsense"), ("first_name", ""), ("role", "owner")])
def test_what_is_wrong_is_named_at_its_field_and_nobody_is_invited(berta, cast, field, value):
    answer = berta.post("/users/new/", **(TYPED | {field: value}))

    assert answer.status_code == 422
    assert f"user_{field}_error" in answer.content.decode()
    assert "Brot" in answer.content.decode()
    with transaction.atomic(), scoped(cast.karl.scope):
        assert not User.objects.filter(last_name="Brot").exists()


def test_who_has_a_log_in_elsewhere_at_the_portal_gets_one_more_place_and_keeps_the_name(berta, florian, cast):
    answer = berta.post("/users/new/", **(TYPED | {"email": "florian@florist.example"}))

    assert answer.status_code == 302
    seat = seat_of(cast, "florian@florist.example", cast.bakery)
    assert (seat.user.first_name, seat.role) == ("Other", "buyer")
    for path, typed in ((f"/users/{seat.pk}/", TYPED), (f"/users/{seat.pk}/deactivate/", {"sure": "True"})):
        refused = berta.post(path, **typed)
        assert refused.status_code == 409
        assert "uses this log-in for other accounts too" in words(refused)


def test_an_address_that_the_portal_has_closed_is_answered_like_any_other_and_lets_nobody_in(berta, florian, cast):
    with transaction.atomic(), scoped(cast.karl.scope):
        florian_id = User.objects.get(email="florian@florist.example").pk
    deactivate_user(user_id=florian_id, by=cast.karl, at=NOON)
    read_everything()
    before = len(mails_to(cast.kleinbach, "florian@florist.example"))

    new = berta.post("/users/new/", **TYPED)
    closed = berta.post("/users/new/", **(TYPED | {"email": "florian@florist.example"}))

    assert (closed.status_code, closed.headers["Location"]) == (new.status_code, new.headers["Location"])
    assert "A mail to florian@florist.example is on its way." in berta.text("/users/")
    read_everything()
    assert len(mails_to(cast.kleinbach, "florian@florist.example")) == before
    with transaction.atomic(), scoped(cast.karl.scope):
        assert not Seat.objects.filter(user_id=florian_id, buyer_id=cast.bakery).exists()
        assert Event.objects.get(name="user.invited_in_vain").account_id == cast.bakery
    wrong = berta.post("/users/new/", **(TYPED | {"email": "florian@florist.example", "last_name": ""}))
    assert wrong.status_code == 422


def test_name_and_role_are_changed_and_nobody_changes_their_own_role(berta, cast):
    ben, own = let_in(cast, "Ben"), seat_of(cast, "berta@bakery.example", cast.bakery)

    assert berta.post(f"/users/{ben.pk}/", **(TYPED | {"first_name": "Benno", "role": "billing"})).status_code == 302
    refused = berta.post(f"/users/{own.pk}/", **(TYPED | {"role": "buyer"}))

    changed = seat_of(cast, "ben@bakery.example", cast.bakery)
    assert (changed.user.first_name, changed.role) == ("Benno", "billing")
    assert refused.status_code == 403
    assert "Nobody changes their own role" in words(refused)


def test_who_is_deactivated_is_out_at_once_and_comes_back_when_activated(berta, cast):
    seat = let_in(cast, "Ben")
    ben = logged_in(cast, seat)

    assert berta.post(f"/users/{seat.pk}/deactivate/", sure="True").status_code == 302
    assert "Log in" in ben.text("/")
    assert "Deactivated" in berta.text("/users/?q=ben")
    assert berta.post(f"/users/{seat.pk}/activate/", sure="True").status_code == 302

    ben.post("/log-in/", email="ben@bakery.example", password=PASSWORD)
    assert "Good to see you, Ben" in ben.text("/")


def test_the_activation_link_is_sent_again(berta, cast):
    seat = let_in(cast, "Ben")

    assert berta.post(f"/users/{seat.pk}/resend/", sure="True").status_code == 302

    read_everything()
    assert len(mails_to(cast.kleinbach, "ben@bakery.example")) == 2


def test_nobody_deactivates_themselves(berta, cast):
    own = seat_of(cast, "berta@bakery.example", cast.bakery)

    assert berta.post(f"/users/{own.pk}/deactivate/", sure="True").status_code == 403
    assert "Good to see you, Berta" in berta.text("/")


@pytest.mark.parametrize("role", [Role.BUYER, Role.BILLING])
def test_others_are_told_why_they_see_nobody(cast, role, db):
    visitor = logged_in(cast, let_in(cast, "Ben", role))

    page = visitor.get("/users/")

    assert page.status_code == 403
    assert "see to the users of their own account" in words(page)
    assert visitor.post("/users/new/", **TYPED).status_code == 403


def test_another_accounts_user_is_not_found(berta, florian, cast):
    with transaction.atomic(), scoped(cast.karl.scope):
        theirs = Seat.objects.get(user__email="florian@florist.example")

    for path in (f"/users/{theirs.pk}/", f"/users/{theirs.pk}/deactivate/", f"/users/{theirs.pk}/nonsense/"):
        assert berta.get(path).status_code == 404
        assert berta.post(path, **TYPED).status_code == 404


def test_the_list_needs_the_same_queries_however_long_it_is(berta, cast):
    berta.client.defaults["HTTP_HOST"] = "kleinbach.localhost"
    let_in(cast, "Anna")
    few = queries_of(berta.client, "/users/")

    for name in ("Ben", "Cleo", "Dora", "Emil"):
        let_in(cast, name)

    assert queries_of(berta.client, "/users/") == few
