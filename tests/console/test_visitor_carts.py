"""Staff complete the cart of a visitor for a customer, known or new, and go on in New order (ORD-9, ORD-10)."""

import re

import pytest
from django.test import Client

from handsel.accounts.models import Account
from handsel.cli.demo.story import Cast
from handsel.identity.actor import system
from handsel.kernel.clock import now
from handsel.kernel.isolation import scoped
from handsel.orders.wanted import LineWanted
from handsel.signups.cart_models import VisitorCart
from handsel.signups.carts import add_visitor_line, keep_contact
from handsel.timeline.models import Event
from tests.orders.buying import fill_cart
from tests.signups.visitors import HERE, portal_lets
from tests.storefront.visitors import Visitor, offer

pytestmark = [pytest.mark.django_db, pytest.mark.covers("ORD-9", "ORD-10", "ACC-3")]

CONTACT = {"contact_name": "Flora Fink", "email": "flora@florist.example", "phone": ""}


@pytest.fixture
def cart(cast: Cast) -> VisitorCart:
    """Flora, who is nobody's yet, has two mailboxes in her cart and left her address."""
    portal_lets(cast.karl, visitor_prices="shown", sign_up="open")
    plan, portal = offer(cast.berta, "MAIL").plan_id, system(cast.kleinbach)
    kept = add_visitor_line(secret="", wanted=LineWanted(plan, 2), place=HERE, by=portal, at=now())
    return keep_contact(secret=kept.secret, name="Flora Fink", email=CONTACT["email"], phone="", by=portal, at=now())


def path(cart: VisitorCart) -> str:
    return f"/console/visitor-carts/{cart.pk}/complete/"


def test_a_visitor_becomes_a_new_customer_with_the_cart_in_new_order(karl, cast, cart):
    assert path(cart) in karl.get("/console/orders/?queue=incomplete").content.decode()
    assert 'value="flora@florist.example"' in karl.get(path(cart)).content.decode()

    answer = karl.post(path(cart), CONTACT)

    with scoped(cast.karl.scope):
        flora = Account.objects.get(email="flora@florist.example")
        assert not VisitorCart.objects.open(now()).exists()
    assert answer["Location"] == f"/console/accounts/{flora.number}/order/"
    page = karl.get(answer["Location"]).content.decode()
    assert "Mailbox" in page
    assert 'name="quantity" min="0" value="2"' in page
    assert path(cart) not in karl.get("/console/orders/?queue=incomplete").content.decode()


def test_the_tab_counts_the_carts_of_visitors_too(karl, cast, cart):
    fill_cart(cast)

    page = karl.get("/console/orders/").content.decode()

    assert re.search(r"Incomplete\s*(<[^>]*>\s*)*2\b", page)


def test_a_customer_with_that_address_is_found_and_gets_the_cart(karl, cast, cart):
    with scoped(cast.karl.scope):
        number = Account.objects.get(pk=cast.bakery).number
    known = {"number": number} | CONTACT

    assert karl.post(path(cart), known)["Location"] == f"/console/accounts/{number}/order/"

    assert "Mailbox" in karl.get(f"/console/accounts/{number}/order/").content.decode()
    with scoped(cast.karl.scope):
        assert not Account.objects.filter(email="flora@florist.example").exists()


def test_the_number_of_the_one_customer_with_that_address_stands_there_already(karl, cast, cart):
    with scoped(cast.karl.scope, author=cast.karl.signature):
        Account.objects.filter(pk=cast.bakery).update(email=CONTACT["email"])
        number = Account.objects.get(pk=cast.bakery).number

    assert re.search(rf'name="number" value="{number}"', karl.get(path(cart)).content.decode())


@pytest.mark.parametrize(
    ("typed", "field"), [({"number": 987_654} | CONTACT, "number"), (CONTACT | {"email": "nonsense"}, "email")]
)
def test_what_is_wrong_is_named_at_its_field_and_the_cart_stays(karl, cast, cart, typed, field):
    answer = karl.post(path(cart), typed)

    assert answer.status_code == 422
    assert f"complete_{field}_error" in answer.content.decode()
    with scoped(cast.karl.scope):
        assert VisitorCart.objects.open(now()).get().lines.get().quantity == 2


def test_a_cart_that_a_colleague_took_over_is_gone(karl, cast, cart):
    karl.post(path(cart), CONTACT)

    assert karl.post(path(cart), CONTACT).status_code == 404


def test_a_cart_is_thrown_away_with_what_was_known_of_the_visitor(karl, ruth, nora, cast, cart):
    discard = path(cart).replace("complete", "discard")
    assert discard in karl.get("/console/orders/?queue=incomplete").content.decode()
    assert ruth.post(discard, {"reason": "Spam"}).status_code == 403
    assert nora.post(discard, {"reason": "Spam"}).status_code == 404
    unsaid = karl.post(discard, {"reason": " "})
    assert (unsaid.status_code, "Enter a reason" in unsaid.content.decode()) == (422, True)

    assert karl.post(discard, {"reason": "Spam"}).status_code == 302

    with scoped(cast.karl.scope):
        assert not VisitorCart.objects.exists()
        told = Event.objects.get(name="visitor_cart.discarded")
    assert (told.reason, told.data) == ("Spam", {"number": cart.number, "lines": 1})


def test_others_do_not(ruth, nora, cast, cart):
    assert ruth.get(path(cart)).status_code == 403
    assert ruth.post(path(cart), CONTACT).status_code == 403
    assert nora.post(path(cart), CONTACT).status_code == 404
    assert Visitor(Client(), "kleinbach").post(path(cart), **CONTACT).status_code == 302
    with scoped(cast.karl.scope):
        assert VisitorCart.objects.open(now()).exists()
