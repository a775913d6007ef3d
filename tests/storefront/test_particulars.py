"""The checkout asks what the buyer has to say; the order page, its print and the list show it (ORD-17, ORD-18)."""

import pytest
from django.db import transaction

from handsel.accounts.addresses import AddressDetails, add_address
from handsel.accounts.models import Account
from handsel.accounts.sites import SiteDetails, add_site, archive_site
from handsel.accounts.terms import publish_terms
from handsel.identity.models import User
from handsel.kernel.isolation import scoped
from handsel.kernel.money import Money
from handsel.orders.cart import put_in_cart
from handsel.orders.manual_prices import Wanted, set_manual_price
from handsel.orders.models import Leg
from handsel.orders.particulars_models import Particulars
from tests.cast import NOON, wallet
from tests.signups.visitors import portal_lets
from tests.storefront.visitors import offer, words

pytestmark = [pytest.mark.django_db, pytest.mark.covers("ORD-18")]

HTMX = {"HX-Request": "true"}


def began(berta, cast) -> str:
    berta.put(offer(cast.berta, "WEB-S"))
    return berta.get("/checkout/").context["cart"].number


def said(cast) -> Particulars:
    with transaction.atomic(), scoped(cast.karl.scope):
        return Particulars.objects.select_related("site").get()


@pytest.fixture
def station(cast):
    return add_site(account_id=cast.bakery, code="STATION", details=SiteDetails("Station"), by=cast.karl, at=NOON)


@pytest.mark.covers("SHO-1", "ORD-17")
def test_what_is_typed_at_the_checkout_is_saved_at_once_and_stands_on_the_order(berta, cast, station):
    number = began(berta, cast)

    berta.post(f"/checkout/{number}/save/", headers=HTMX, reached="address")
    saved = berta.post(f"/checkout/{number}/save/", headers=HTMX, po_number="PO-1", reached="payment")
    assert "Saved" in words(saved)
    berta.post(f"/checkout/{number}/save/", headers=HTMX, site_id=station.pk, reached="no such step")
    assert (said(cast).po_number, said(cast).site.code, said(cast).reached) == ("PO-1", "STATION", "payment")
    page = berta.get("/checkout/").content.decode()
    assert 'value="PO-1"' in page

    berta.post(f"/checkout/{number}/", seal=berta.seal(), po_number="PO-1", site_id=station.pk, note="Ring twice")

    page = berta.text(f"/orders/{number}/")
    for text in ("PO-1", "STATION", "Ring twice", "Placed (done) Paid (done) Approved Being delivered Executed"):
        assert text in page
    paper = berta.text(f"/orders/{number}/print/")
    for text in ("PO-1", "STATION", "Ring twice", "€7.92", "Kleinbach"):
        assert text in paper
    assert "STATION" in berta.text("/orders/?q=station")
    assert "STATION · PO-1" in berta.text("/orders/")  # not "PO PO-1"
    assert "No order found" in berta.text("/orders/?q=nowhere")
    rows = berta.get("/orders/?q=po-1", **{"HX-Request": "true", "HX-Target": "rows"}).content.decode()
    assert number in rows
    assert "<html" not in rows


def test_what_is_wrong_is_told_and_nothing_is_ordered(berta, cast, station):
    number, seal = began(berta, cast), berta.seal()

    told = berta.post(f"/checkout/{number}/save/", headers=HTMX, po_number="1" * 61)
    assert "at most 60 characters" in words(told)
    refused = berta.post(f"/checkout/{number}/", seal=seal, po_number="1" * 61)
    assert refused.status_code == 422
    assert "at most 60 characters" in words(refused)
    archive_site(site_id=station.pk, by=cast.karl, at=NOON)
    refused = berta.post(f"/checkout/{number}/", seal=seal, site_id=station.pk)

    assert (refused.status_code, wallet(cast.kleinbach, cast.bakery).held_minor) == (422, 0)


def test_the_terms_are_accepted_with_a_tick_and_only_those_that_hold(berta, cast):
    publish_terms(text="Pay in advance.", url="", version=0, by=cast.karl, at=NOON)
    number, seal = began(berta, cast), berta.seal()
    assert "I accept the terms of Kleinbach (version 1)" in berta.text("/checkout/")

    for terms in ("", "2", "one", "9" * 30):
        refused = berta.post(f"/checkout/{number}/", seal=seal, terms=terms)
        assert refused.status_code == 409
    told = words(refused).split("I accept the terms", 1)[1]
    assert "Accept the terms to order." in told
    assert wallet(cast.kleinbach, cast.bakery).held_minor == 0
    berta.post(f"/checkout/{number}/", seal=seal, terms="1")

    assert "Version 1, accepted by Berta Brandt" in berta.text(f"/orders/{number}/")


@pytest.mark.covers("ORD-9")
def test_the_cart_says_until_when_it_is_kept_and_who_of_the_seller_changed_it(berta, cast):
    berta.put(offer(cast.berta, "WEB-S"))
    assert "Your cart is kept until" in berta.text("/cart/")
    assert "changed your cart" not in berta.text("/cart/")

    put_in_cart(buyer_id=cast.bakery, plan_id=offer(cast.berta, "MAIL").plan_id, quantity=2, by=cast.karl, at=NOON)

    assert "Karl Kaufmann of Kleinbach changed your cart" in berta.text("/cart/")


@pytest.mark.covers("ORD-9")
def test_a_cart_that_is_no_longer_there_is_answered_in_clear_words(berta, cast):
    number, seal = began(berta, cast), berta.seal()
    berta.post(f"/checkout/{number}/", seal=seal)

    again = berta.post(f"/checkout/{number}/", seal=seal)
    late = berta.post(f"/checkout/{number}/save/", headers=HTMX, po_number="x")
    gone = berta.post("/checkout/NOSUCH00/", seal=seal)

    assert again.headers["Location"] == f"/orders/{number}/placed/"
    assert (late.status_code, gone.status_code) == (404, 404)
    assert "not there any more" in words(gone)
    with transaction.atomic(), scoped(cast.karl.scope):
        assert Leg.objects.filter(position=0).count() == 1


@pytest.mark.covers("ORD-10")
def test_a_price_that_was_set_by_hand_is_read_with_its_reason_and_paid(berta, cast):
    number = began(berta, cast)
    line_id = berta.get("/checkout/").context["cart"].lines[0].line_id
    wanted = Wanted("Loyal customer", price=Money(750, "EUR"))
    set_manual_price(line_id=line_id, wanted=wanted, by=cast.karl, at=NOON)

    page = berta.text("/checkout/")
    berta.post(f"/checkout/{number}/", seal=berta.seal())

    assert "Loyal customer" in page
    assert "Order for €7.50" in page
    assert wallet(cast.kleinbach, cast.bakery).held_minor == 750


def test_addresses_are_chosen_from_the_book(berta, cast):
    place = {"address": "Torstraße 1", "city": "Berlin", "country": "DE", "postcode": "10119"}
    details = AddressDetails(roles=("shipping",), company_name="Bakery", **place)
    address = add_address(account_id=cast.bakery, details=details, by=cast.karl, at=NOON)
    number = began(berta, cast)
    assert "Torstraße 1" in berta.text("/checkout/")

    berta.post(f"/checkout/{number}/", seal=berta.seal(), delivery_address_id=address.pk)

    assert said(cast).delivery["address"] == "Torstraße 1"
    assert "Delivery address Bakery Torstraße 1 10119 Berlin Germany" in berta.text(f"/orders/{number}/")


@pytest.mark.covers("SHO-1", "ACC-15")
def test_the_checkout_shows_the_addresses_that_the_order_will_have(berta, cast):
    number = began(berta, cast)
    assert "Delivery and billing address Bakery Brandt Berta Brandt Marktplatz 1" in berta.text("/checkout/")
    place = {"company_name": "Oven", "city": "Berlin", "country": "DE", "postcode": "10119"}
    _first, shop = (
        add_address(
            account_id=cast.bakery,
            details=AddressDetails(("shipping",), address=street, **place),
            by=cast.karl,
            at=NOON,
        )
        for street in ("Torstraße 1", "Torstraße 2")
    )

    usual = berta.text("/checkout/")
    chosen = words(
        berta.post(f"/checkout/{number}/save/", headers=HTMX, delivery_address_id=shop.pk, reached="payment")
    )

    assert "Shop Overview Orders" in usual
    assert "As usual: Oven, Torstraße 1, 10119 Berlin, Germany" in usual
    assert "Delivery address Oven Torstraße 1 10119 Berlin Germany Billing address Bakery Brandt" in usual
    assert "Delivery address Oven Torstraße 2 10119 Berlin Germany Billing address Bakery Brandt" in chosen


@pytest.mark.covers("OPS-3")
def test_another_customers_order_is_not_printed(florian, berta, cast):
    number = began(berta, cast)
    berta.post(f"/checkout/{number}/", seal=berta.seal())

    assert florian.get(f"/orders/{number}/print/").status_code == 404
    assert florian.post(f"/checkout/{number}/save/", po_number="x").status_code == 404


@pytest.mark.covers("SHO-1", "ACC-15")
def test_who_has_no_address_yet_types_it_at_the_checkout_and_it_stands_on_the_order(berta, cast):
    with transaction.atomic(), scoped(cast.karl.scope):
        Account.objects.filter(pk=cast.bakery).update(address="", city="", postcode="")
    number = began(berta, cast)
    assert "There is no address of yours yet" in berta.text("/checkout/")
    form = berta.get("/addresses/new/?for=checkout").content.decode()
    assert 'action="/addresses/new/?for=checkout"' in form
    typed = {"roles": ["billing", "shipping"], "company_name": "Bakery Brandt", "country": "DE", "postcode": "28195"}
    wrong = berta.post("/addresses/new/?for=checkout", **typed)
    assert (wrong.status_code, "Checkout" in words(wrong)) == (422, False)

    saved = berta.post("/addresses/new/?for=checkout", **typed, address="Am Markt 1", city="Bremen")

    assert saved["Location"] == "/checkout/"
    page = berta.text("/checkout/")
    assert "There is no address of yours yet" not in page
    assert "Am Markt 1" in page
    berta.post(f"/checkout/{number}/", seal=berta.seal())
    assert "Am Markt 1" in berta.text(f"/orders/{number}/")
    assert "Am Markt 1" in berta.text("/addresses/")


@pytest.mark.covers("ORD-18")
def test_a_tick_at_the_terms_stays_where_something_else_is_wrong(berta, cast, caplog):
    publish_terms(text="Pay in advance.", url="", version=0, by=cast.karl, at=NOON)
    number, seal = began(berta, cast), berta.seal()

    refused = berta.post(f"/checkout/{number}/", seal=seal, terms="1", po_number="x" * 500, total="0.01")

    assert refused.status_code == 422
    assert 'name="terms" value="1" required checked' in refused.content.decode()
    assert f"price_from_client: total was ignored at /checkout/{number}/" in caplog.text


@pytest.mark.covers("SHO-2", "ORD-18")
def test_what_a_checkout_refuses_is_said_in_the_language_of_its_reader(berta, cast):
    publish_terms(text="Pay in advance.", url="", version=0, by=cast.karl, at=NOON)
    portal_lets(cast.karl, languages=["en", "de"])
    with transaction.atomic(), scoped(cast.karl.scope):
        User.objects.filter(pk=cast.berta.user_id).update(language="de")
    number, seal = began(berta, cast), berta.seal()

    for terms, told in (("", "Nehmen Sie die Bedingungen an"), ("2", "Jetzt gilt Fassung 1.")):
        assert told in words(berta.post(f"/checkout/{number}/", seal=seal, terms=terms))
