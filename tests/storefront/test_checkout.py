"""The checkout: what the funds say, one order per cart, and nothing that was not seen (FUN-2, ORD-11)."""

from datetime import timedelta

import pytest
from django.db import transaction

from handsel.catalog.models import PriceList
from handsel.catalog.price_changes import Change, Way
from handsel.catalog.price_lists import set_markup
from handsel.catalog.price_models import Level
from handsel.cli.demo.story import fund
from handsel.kernel.clock import now
from handsel.kernel.isolation import scoped
from handsel.kernel.money import Money
from handsel.ledger.documents import PaidBy
from handsel.ledger.receiving import Received
from handsel.orders.approval import approve_order
from handsel.orders.models import Leg
from handsel.orders.receiving import record_payment
from tests.cast import NOON, wallet
from tests.catalog.listed import change, line_of
from tests.console.conftest import logged_in
from tests.orders.branches import owner_of
from tests.orders.buying import buy
from tests.storefront.visitors import offer, withdraw, words

pytestmark = pytest.mark.django_db


def number_of(berta) -> str:
    return berta.get("/checkout/").context["cart"].number


def test_the_checkout_says_what_will_be_left(berta, cast):
    berta.put(offer(cast.berta, "WEB-S"))

    page = berta.text("/checkout/")

    assert "Balance €100.00 Available €100.00 This order −&nbsp; €7.92 Left afterwards €92.08" in page
    assert "Order for €7.92" in page
    assert "do not suffice" not in page


def test_what_is_missing_is_said_and_the_order_waits_for_payment(berta, cast):
    berta.put(offer(cast.berta, "WEB-L", "Yearly"))

    page = berta.text("/checkout/")
    number = berta.order()

    assert "Missing €105.92" in page
    assert "the order waits for payment" in page
    assert "Awaiting payment" in berta.text(f"/orders/{number}/placed/")
    assert "Missing €105.92" in berta.text(f"/orders/{number}/")
    assert wallet(cast.kleinbach, cast.bakery).held_minor == 0


@pytest.mark.covers("CAT-2", "ORD-14")
def test_nothing_is_said_of_money_where_nothing_is_to_pay(berta, cast):
    plan, until = line_of(cast.karl, "WEB-S Monthly").plan_id, now().date() + timedelta(days=7)
    free = Change(Way.FIXED, [(Level.PLAN, plan)], fixed_minor=0, loss_until=until)
    change(owner_of(cast.kleinbach), free, at=now())
    berta.put(offer(cast.berta, "WEB-S"))

    assert "Payment from your funds" not in berta.text("/checkout/")
    number = berta.order()
    waits, canceling = berta.text(f"/orders/{number}/"), berta.text(f"/orders/{number}/cancel/")

    assert "looks at it now." in waits
    assert "set aside" not in waits + canceling
    with transaction.atomic(), scoped(cast.karl.scope):
        leg = Leg.objects.get(number=number, seller_id=cast.kleinbach)
    approve_order(leg_id=leg.pk, by=cast.karl, at=NOON)
    approved = berta.text(f"/orders/{number}/")
    assert "Approved by" in approved
    assert "Paid" not in waits + approved


@pytest.mark.covers("ORD-6", "ORD-14")
def test_a_part_that_came_in_counts_where_the_rest_is_asked_for(berta, cast):
    leg = buy(cast, "TLS", "One year", 2)
    part = Received(Money(2_000, "EUR"), PaidBy.BANK_TRANSFER, NOON.date(), "key")
    record_payment(leg_id=leg.pk, received=part, by=cast.karl, at=NOON)

    asked = berta.text(f"/orders/{leg.number}/")
    told = words(logged_in("kleinbach", "karl@kleinbach.example").get(f"/console/orders/{leg.number}/"))

    assert "Available €120.00 This order −&nbsp; €123.56 Missing €3.56" in asked
    assert "Total €123.56 Received for this order €20.00" in asked
    paper = berta.text(f"/orders/{leg.number}/print/")
    assert "Total €123.56 Received for this order €20.00 Still to be paid €3.56" in paper
    assert "has €120.00 with you; €3.56 is missing" in told
    assert "€20.00 is kept for this order" in told


def test_ordering_holds_the_money_and_says_what_happens_next(berta, cast):
    berta.put(offer(cast.berta, "WEB-S"))

    number = berta.order()

    thanks = berta.text(f"/orders/{number}/placed/")
    assert "Thank you for your order" in thanks
    assert "Kleinbach looks at it now." in thanks
    assert "Awaiting approval" in thanks
    assert wallet(cast.kleinbach, cast.bakery).held_minor == 792
    assert "Your cart is empty" in berta.text("/cart/")


def test_ordering_twice_orders_once_and_shows_the_order(berta, cast):
    berta.put(offer(cast.berta, "WEB-S"))
    number, seal = number_of(berta), berta.seal()

    answers = [berta.post(f"/checkout/{number}/", seal=seal) for _ in range(3)]

    assert {answer.headers["Location"] for answer in answers} == {f"/orders/{number}/placed/"}
    assert wallet(cast.kleinbach, cast.bakery).held_minor == 792
    with transaction.atomic(), scoped(cast.berta.scope):
        assert Leg.objects.count() == 1


def test_a_cart_that_changed_in_another_window_is_shown_before_it_is_ordered(berta, cast):
    berta.put(offer(cast.berta, "WEB-S"))
    number, seal = number_of(berta), berta.seal()
    berta.put(offer(cast.berta, "MAIL"))

    answer = berta.post(f"/checkout/{number}/", seal=seal)

    assert answer.status_code == 409
    assert "has changed since you looked" in words(answer)
    assert wallet(cast.kleinbach, cast.bakery).held_minor == 0


def test_a_price_that_changed_is_shown_before_it_is_paid(berta, cast):
    berta.put(offer(cast.berta, "WEB-S"))
    number, seal = number_of(berta), berta.seal()
    with transaction.atomic(), scoped(cast.karl.scope):
        prices = PriceList.objects.get(seller_id=cast.kleinbach, is_default=True)
    set_markup(price_list_id=prices.pk, markup_percent=50, version=prices.version, by=cast.karl, at=NOON)

    answer = berta.post(f"/checkout/{number}/", seal=seal)

    assert answer.status_code == 409
    assert "€9.90" in words(answer)


def test_a_product_withdrawn_in_between_leads_back_to_the_cart(berta, cast):
    berta.put(offer(cast.berta, "MOVE", "Per site"))
    number, seal = number_of(berta), berta.seal()
    withdraw(cast, "MOVE")

    assert berta.post(f"/checkout/{number}/", seal=seal).headers["Location"] == "/cart/"


def test_an_empty_cart_cannot_be_ordered(berta, cast):
    mail = offer(cast.berta, "MAIL")
    berta.put(mail)
    number, seal = number_of(berta), berta.seal()
    berta.post(berta.line(mail), quantity=0)

    assert berta.post(f"/checkout/{number}/", seal=seal).headers["Location"] == "/cart/"


def test_money_that_arrives_later_lets_the_order_go_on(berta, cast):
    berta.put(offer(cast.berta, "WEB-L", "Yearly"))
    number = berta.order()

    fund(cast.karl, cast.bakery, 20_000, "later", NOON)

    page = berta.text(f"/orders/{number}/")
    assert "Left afterwards" in page
    assert "Missing" not in page


def test_a_number_that_is_no_order_of_ours_is_not_found(berta):
    assert berta.post("/checkout/NOSUCH12/", seal="x").status_code == 404
