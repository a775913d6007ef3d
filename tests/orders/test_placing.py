"""From the cart to a placed order, and what stops it (ORD-2, ORD-4)."""

from dataclasses import replace

import pytest
from django.db import transaction

from handsel.accounts.details import AccountDetails
from handsel.accounts.models import Edge, PaymentMethod
from handsel.accounts.tree import add_customer
from handsel.catalog.models import Product, ProductKind
from handsel.catalog.periods import ONCE
from handsel.catalog.products import PlanDetails, ProductDetails, add_product, withdraw_product
from handsel.cli.demo.story import Cast, set_default_markup
from handsel.identity.models import User
from handsel.identity.people import Person, add_storefront_user
from handsel.kernel.isolation import scoped
from handsel.kernel.refusal import Forbidden, Invalid
from handsel.orders.approval import approve_order, reject_order, set_approval, set_approval_for_all
from handsel.orders.cart import put_in_cart
from handsel.orders.line_models import Line
from handsel.orders.models import Leg, Order
from handsel.orders.placement import CartIsEmpty, PlanWithdrawn, StatusConflict, place_order
from handsel.orders.rechecking import PriceChanged, seal_of
from handsel.orders.rules import LOCK_TEXT, ApprovalLocked, is_approval_locked, may_approve
from handsel.orders.status import situation
from handsel.orders.wanted import NotOffered
from handsel.timeline.models import Event
from tests.cast import NOON, wallet
from tests.orders.buying import buy, fill_cart, leg_of
from tests.orders.test_rechecking import changes

pytestmark = pytest.mark.django_db


def line_of(cast: Cast) -> Line:
    with transaction.atomic(), scoped(cast.berta.scope):
        return Line.objects.get()


@pytest.mark.covers("ORD-2")
def test_a_cart_keeps_one_line_per_plan_with_the_last_quantity(cast: Cast):
    fill_cart(cast, quantity=1)
    cart = fill_cart(cast, quantity=3)
    line = line_of(cast)
    assert (line.order_id, line.quantity) == (cart.pk, 3)
    put_in_cart(buyer_id=cast.bakery, plan_id=line.plan_id, quantity=0, by=cast.berta, at=NOON)
    with pytest.raises(CartIsEmpty):
        place_order(order_id=cart.pk, by=cast.berta, at=NOON)


@pytest.mark.parametrize("quantity", [-1, 100_001])
def test_a_quantity_out_of_reason_is_refused_by_name(cast: Cast, quantity: int):
    fill_cart(cast)
    with pytest.raises(Invalid) as refused:
        put_in_cart(buyer_id=cast.bakery, plan_id=line_of(cast).plan_id, quantity=quantity, by=cast.berta, at=NOON)
    assert set(refused.value.fields) == {"quantity"}


@pytest.mark.covers("OPS-3")
def test_nobody_fills_the_cart_of_somebody_else(cast: Cast):
    with pytest.raises(Forbidden):
        put_in_cart(buyer_id=cast.harbour, plan_id=1, quantity=1, by=cast.berta, at=NOON)
    with pytest.raises(Forbidden):
        put_in_cart(buyer_id=cast.bakery, plan_id=1, quantity=1, by=cast.ruth, at=NOON)
    with pytest.raises(NotOffered):
        put_in_cart(buyer_id=cast.bakery, plan_id=999_999, quantity=1, by=cast.berta, at=NOON)


@pytest.mark.covers("ORD-11")
def test_prices_are_fixed_when_the_order_is_placed(cast: Cast):
    leg = buy(cast)
    set_default_markup(cast.nora, 90, NOON)
    with pytest.raises(PriceChanged):
        approve_order(leg_id=leg.pk, by=cast.karl, at=NOON)
    approve_order(leg_id=leg.pk, by=cast.karl, at=NOON, confirmed=seal_of(changes(cast, leg, NOON)))
    assert wallet(cast.nordlicht, cast.kleinbach).balance_minor == 10_000 - 660


@pytest.mark.covers("ORD-11")
def test_what_was_withdrawn_since_cannot_be_placed(cast: Cast):
    cart = fill_cart(cast)
    with transaction.atomic(), scoped(cast.olga.scope):
        product = Product.objects.get(sku="WEB-S")
    withdraw_product(product_id=product.pk, by=cast.olga, at=NOON)
    with pytest.raises(PlanWithdrawn):
        place_order(order_id=cart.pk, by=cast.berta, at=NOON)


@pytest.mark.covers("ORD-4")
def test_without_approval_an_order_settles_when_it_is_placed(cast: Cast):
    set_approval(account_id=cast.bakery, required=False, by=cast.karl, at=NOON)
    assert situation(buy(cast)).name == "in_progress"
    assert wallet(cast.kleinbach, cast.bakery).balance_minor == 10_000 - 792


@pytest.mark.covers("ORD-4")
def test_each_seller_that_asks_for_approval_is_asked_in_turn(cast: Cast):
    set_approval(account_id=cast.kleinbach, required=True, by=cast.nora, at=NOON)
    leg = buy(cast)
    assert leg_of(cast.nora, leg.order_id, cast.kleinbach).asked_at is None

    approve_order(leg_id=leg.pk, by=cast.karl, at=NOON)
    above = leg_of(cast.nora, leg.order_id, cast.kleinbach)
    assert situation(above).name == "awaiting_approval"
    assert situation(leg_of(cast.berta, leg.order_id, cast.bakery)).status == "In progress"
    assert wallet(cast.nordlicht, cast.kleinbach).held_minor == 660

    approve_order(leg_id=above.pk, by=cast.nora, at=NOON)
    assert wallet(cast.operator, cast.nordlicht).balance_minor == 10_000 - 550
    assert wallet(cast.nordlicht, cast.kleinbach).held_minor == 0


@pytest.mark.covers("ORD-4")
def test_what_staff_order_for_a_customer_skips_their_own_approval(cast: Cast):
    fill_cart(cast)
    cart = put_in_cart(buyer_id=cast.bakery, plan_id=line_of(cast).plan_id, quantity=1, by=cast.karl, at=NOON)
    assert situation(place_order(order_id=cart.pk, by=cast.karl, at=NOON)).name == "in_progress"


@pytest.mark.covers("ORD-4")
def test_a_reseller_that_pays_by_card_cannot_switch_approval_off(cast: Cast):
    with transaction.atomic(), scoped(cast.nora.scope):
        Edge.objects.filter(buyer_id=cast.kleinbach).update(payment_method=PaymentMethod.CARD)
        assert not is_approval_locked(cast.nordlicht)
    with transaction.atomic(), scoped(cast.karl.scope):
        assert is_approval_locked(cast.kleinbach)
    with pytest.raises(ApprovalLocked, match=LOCK_TEXT):
        set_approval(account_id=cast.bakery, required=False, by=cast.karl, at=NOON)


@pytest.mark.covers("ORD-4")
def test_while_the_reseller_pays_by_card_every_customer_needs_approval_and_the_choice_comes_back(cast: Cast):
    set_approval(account_id=cast.bakery, required=False, by=cast.karl, at=NOON)
    for method, expected in ((PaymentMethod.CARD, "awaiting_approval"), (PaymentMethod.DEPOSIT, "in_progress")):
        with transaction.atomic(), scoped(cast.nora.scope):
            Edge.objects.filter(buyer_id=cast.kleinbach).update(payment_method=method)
        assert situation(buy(cast)).name == expected


@pytest.mark.covers("ORD-4")
def test_approval_is_switched_for_all_customers_at_once_and_told_of_each(cast: Cast):
    second = add_customer(details=AccountDetails(company_name="Two", email="t@two.example"), by=cast.karl, at=NOON)
    set_approval(account_id=second.pk, required=False, by=cast.karl, at=NOON)

    assert set_approval_for_all(required=False, by=cast.karl, at=NOON) == 1
    assert set_approval_for_all(required=True, by=cast.karl, at=NOON) == 2

    with transaction.atomic(), scoped(cast.karl.scope):
        assert set(Edge.objects.filter(seller_id=cast.kleinbach).values_list("approval_required", flat=True)) == {True}
        assert Event.objects.filter(name="approval.switched").count() == 4
    with pytest.raises(Forbidden):
        set_approval_for_all(required=False, by=cast.ruth, at=NOON)


@pytest.mark.covers("ORD-2")
def test_a_rejected_order_gives_the_money_back_and_tells_the_reason_to_its_buyer_only(cast: Cast):
    set_approval(account_id=cast.kleinbach, required=True, by=cast.nora, at=NOON)
    leg = buy(cast)
    approve_order(leg_id=leg.pk, by=cast.karl, at=NOON)
    above = leg_of(cast.nora, leg.order_id, cast.kleinbach)

    reject_order(leg_id=above.pk, reason="Nordlicht has no capacity", by=cast.nora, at=NOON)

    assert leg_of(cast.karl, leg.order_id, cast.kleinbach).cancel_reason == "Nordlicht has no capacity"
    told = leg_of(cast.berta, leg.order_id, cast.bakery)
    assert situation(told).status == "Canceled"
    assert "Nordlicht" not in told.cancel_reason
    assert wallet(cast.kleinbach, cast.bakery).held_minor == 0
    assert wallet(cast.nordlicht, cast.kleinbach).held_minor == 0


@pytest.mark.covers("ORD-2")
def test_a_reason_is_needed_and_what_is_settled_cannot_be_canceled(cast: Cast):
    leg = buy(cast)
    with pytest.raises(Invalid):
        reject_order(leg_id=leg.pk, reason="  ", by=cast.karl, at=NOON)
    approve_order(leg_id=leg.pk, by=cast.karl, at=NOON)
    with pytest.raises(StatusConflict):
        reject_order(leg_id=leg.pk, reason="Too late", by=cast.karl, at=NOON)


@pytest.mark.covers("ORD-4")
@pytest.mark.parametrize("who", ["ruth", "berta", "sven", "nora"])
def test_only_the_sellers_deciders_approve(cast: Cast, who: str):
    leg = buy(cast)
    assert not may_approve(getattr(cast, who), leg)
    with pytest.raises((Forbidden, Leg.DoesNotExist)):
        approve_order(leg_id=leg.pk, by=getattr(cast, who), at=NOON)


@pytest.mark.covers("OPS-3")
def test_an_order_above_has_no_name_or_price_of_the_tiers_below(cast: Cast):
    leg = buy(cast)
    approve_order(leg_id=leg.pk, by=cast.karl, at=NOON)
    above = leg_of(cast.olga, leg.order_id, cast.nordlicht)
    with transaction.atomic(), scoped(cast.olga.scope):
        lines = list(above.lines.values_list("product", "unit_minor"))
    assert lines == [("Web hosting Start", 550)]


@pytest.mark.covers("ORD-11")
def test_an_order_too_large_for_one_posting_is_refused_and_stays_a_cart(cast):
    plans = [PlanDetails("Once", ONCE, "EUR", 10**11)]
    add_product(product=ProductDetails("SHIP", "Ship", "X", ProductKind.SERVICE, plans), by=cast.karl, at=NOON)
    cart = fill_cart(cast, "SHIP", "Once", quantity=100_000)

    with pytest.raises(Invalid):
        place_order(order_id=cart.pk, by=cast.berta, at=NOON)

    with transaction.atomic(), scoped(cast.berta.scope):
        assert Order.objects.get(pk=cart.pk).placed_at is None


@pytest.mark.covers("ORD-4")
def test_who_bought_in_the_storefront_does_not_approve_the_own_order(cast: Cast):
    with transaction.atomic(), scoped(cast.karl.scope):
        email = User.objects.get(pk=cast.karl.user_id).email
    person = Person("Karl", "Kaufmann", email, "en", "Y-m-d")
    add_storefront_user(buyer_id=cast.bakery, person=person, by=cast.karl, at=NOON)
    as_buyer = replace(cast.berta, user_id=cast.karl.user_id, name=cast.karl.name)
    leg = place_order(order_id=fill_cart(cast).pk, by=as_buyer, at=NOON)

    with pytest.raises(Forbidden, match="yourself"):
        approve_order(leg_id=leg.pk, by=cast.karl, at=NOON)

    klara = replace(cast.karl, user_id=None, name="Accounting (API)")
    assert approve_order(leg_id=leg.pk, by=klara, at=NOON).approval == "approved"
