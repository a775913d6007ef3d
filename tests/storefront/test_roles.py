"""Storefront users by role: who buys, who sees the money, and what is said to who does not (USR-1)."""

import pytest
from django.db import transaction

from handsel.identity.actor import system
from handsel.identity.models import Seat
from handsel.identity.roles import Right, Role
from handsel.kernel.isolation import scoped
from handsel.mail.branding import brand_of
from handsel.mail.recipients import people_of_buyer
from tests.orders.buying import buy
from tests.storefront.visitors import offer, words

pytestmark = pytest.mark.django_db


def play(cast, role):
    with transaction.atomic(), scoped(system(cast.kleinbach).scope):
        Seat.objects.filter(user_id=cast.berta.user_id).update(role=role)


@pytest.mark.covers("USR-1")
def test_a_buyer_orders_and_is_told_who_sees_the_funds(berta, cast):
    play(cast, Role.BUYER)
    shop = berta.text("/")
    assert "Add to cart" in shop
    assert "Funds" not in shop

    refused = berta.get("/funds/")
    assert refused.status_code == 403
    assert "Only billing contacts and buyers who also pay see funds, receipts and invoices." in words(refused)
    assert "Your role is: Buyer" in words(refused)

    berta.put(offer(cast.berta, "MAIL"))
    checkout = berta.text("/checkout/")
    assert "paid from your company&#x27;s funds" in checkout or "paid from your company's funds" in checkout
    assert "€100.00" not in checkout
    order = berta.text(f"/orders/{berta.order()}/")
    assert "€100.00" not in order
    waiting = buy(cast, "TLS", "One year", 2).number
    for page in ("", "placed/"):
        assert "€100.00" not in berta.text(f"/orders/{waiting}/{page}")


@pytest.mark.covers("USR-1")
def test_billing_sees_the_funds_and_orders_and_does_not_buy(berta, cast):
    plan = offer(cast.berta, "MAIL")
    play(cast, Role.BILLING)
    shop = berta.text("/")
    assert "Add to cart" not in shop
    assert "Only buyers and buyers who also pay order." in shop
    assert "Cart" not in shop

    assert "€100.00" in berta.text("/funds/")
    assert berta.get("/orders/").status_code == 200
    for path in ("/cart/", "/checkout/"):
        assert berta.get(path).status_code == 403
    assert berta.put(plan).status_code == 403
    assert berta.post("/cart/1/", quantity=1).status_code == 403
    assert berta.post("/checkout/X/").status_code == 403


@pytest.mark.covers("USR-1")
def test_who_is_both_does_both(berta, cast):
    play(cast, Role.BUYER_AND_BILLING)
    berta.put(offer(cast.berta, "MAIL"))

    assert "€100.00" in berta.text("/checkout/")
    assert "€100.00" in berta.text("/funds/")


@pytest.mark.covers("USR-1", "MAI-1")
def test_mails_of_money_go_to_who_pays_and_to_all_where_nobody_does(cast):
    with transaction.atomic(), scoped(system(cast.kleinbach).scope):
        brand = brand_of(cast.kleinbach)
        for role in (Role.BILLING, Role.BUYER):
            Seat.objects.filter(user_id=cast.berta.user_id).update(role=role)
            (reader,) = people_of_buyer(cast.bakery, brand, first=Right.PAY)
            assert reader.email == "berta@bakery.example"


@pytest.mark.covers("USR-1")
def test_people_change_their_own_profile_and_not_the_address(berta, cast):
    page = berta.get("/profile/").content.decode()
    assert "berta@bakery.example" in page
    assert 'name="email"' not in page

    told = {"first_name": "Bertha", "last_name": "Brandt", "language": "en", "date_format": "d.m.Y"}
    assert berta.post("/profile/", **told).headers["Location"] == "/profile/"
    assert "Your profile is saved." in berta.text("/profile/")
    assert 'value="Bertha"' in berta.get("/profile/").content.decode()

    assert berta.post("/profile/", **told | {"language": "xx"}).status_code == 422
    assert berta.post("/profile/", **told | {"first_name": ""}).status_code == 422
