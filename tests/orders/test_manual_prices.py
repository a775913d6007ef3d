"""A price set by hand counts on the buyer's own leg only, for its quantity, and can be proven (ORD-10)."""

from decimal import Decimal

import pytest
from django.db import transaction

from handsel.catalog.offers import offers_to
from handsel.cli.demo.story import Cast
from handsel.identity.roles import Role
from handsel.kernel.isolation import scoped
from handsel.kernel.money import Money
from handsel.kernel.refusal import Forbidden, Invalid
from handsel.ledger.models import Transfer
from handsel.orders.cart import change_line, remove_line
from handsel.orders.cart_rule_models import ManualPrice
from handsel.orders.line_models import Line
from handsel.orders.manual_prices import (
    HOLDS,
    BelowCost,
    LossNotMeant,
    Wanted,
    clear_manual_price,
    price_of,
    set_manual_price,
)
from handsel.orders.models import Leg, Order
from handsel.orders.placement import StatusConflict, place_order
from handsel.orders.proof import order_faults
from handsel.orders.wanted import LineWanted
from tests.cast import NOON
from tests.identity.colleagues import colleague
from tests.orders.buying import fill_cart

pytestmark = [pytest.mark.django_db, pytest.mark.covers("ORD-10")]


def eur(minor: int) -> Money:
    return Money(minor, "EUR")


@pytest.mark.parametrize(
    ("wanted", "minor"),
    [({"percent": Decimal(10)}, 713), ({"percent": Decimal("33.33")}, 528), ({"percent": Decimal(100)}, 0),
     ({"off": eur(92)}, 700), ({"price": eur(750)}, 750), ({"price": eur(900)}, 900)],
)  # fmt: skip
def test_what_a_unit_costs_then(wanted, minor):
    assert price_of(eur(792), Wanted("Loyal", **wanted)) == eur(minor)


def line_of(cast: Cast, cart: Order) -> int:
    with transaction.atomic(), scoped(cast.karl.scope):
        return Line.objects.get(order=cart).pk


def set_price(cast: Cast, cart: Order, by=None, reason: str = "Loyal customer", **wanted) -> ManualPrice:
    wish = Wanted(reason, **wanted)
    return set_manual_price(line_id=line_of(cast, cart), wanted=wish, by=by or cast.karl, at=NOON)


def legs(cast: Cast, by=None) -> list[int]:
    with transaction.atomic(), scoped((by or cast.karl).scope):
        return list(Leg.objects.order_by("position").values_list("net_minor", flat=True))


@pytest.mark.covers("FUN-8")
def test_the_price_counts_on_the_first_leg_and_on_no_other_and_is_proven(cast: Cast):
    usual = fill_cart(cast, quantity=2)
    place_order(order_id=usual.pk, by=cast.karl, at=NOON)
    before = legs(cast)
    cart = fill_cart(cast, quantity=2)
    set_price(cast, cart, price=eur(750))

    leg = place_order(order_id=cart.pk, by=cast.karl, at=NOON)

    assert (leg.net_minor, before[0]) == (1500, 1584)
    assert sorted(legs(cast)) == sorted([*before, 1500, before[-1]])  # what Kleinbach pays stays what it was
    assert order_faults(cast.kleinbach) == []
    with transaction.atomic(), scoped(cast.karl.scope):
        ManualPrice.objects.update(unit_minor=1)
    assert len(order_faults(cast.kleinbach)) == 1


def test_another_quantity_costs_the_usual_price(cast: Cast):
    cart = fill_cart(cast, quantity=2)
    set_price(cast, cart, percent=Decimal(5))
    fill_cart(cast, quantity=3)

    assert place_order(order_id=cart.pk, by=cast.berta, at=NOON).net_minor == 3 * 792


def test_another_plan_on_the_line_costs_its_usual_price(cast: Cast):
    cart = fill_cart(cast, quantity=2)
    set_price(cast, cart, price=eur(750))
    with transaction.atomic(), scoped(cast.berta.scope):
        yearly = next(offer for offer in offers_to(cast.bakery) if (offer.sku, offer.plan) == ("WEB-S", "Yearly"))
    wanted = LineWanted(yearly.plan_id, 2)
    change_line(buyer_id=cast.bakery, line_id=line_of(cast, cart), wanted=wanted, by=cast.berta, at=NOON)

    assert place_order(order_id=cart.pk, by=cast.berta, at=NOON).net_minor == 2 * yearly.unit_minor
    assert order_faults(cast.kleinbach) == []


def test_after_a_month_the_usual_price_counts_again(cast: Cast):
    cart = fill_cart(cast, quantity=2)
    set_price(cast, cart, price=eur(750))

    assert place_order(order_id=cart.pk, by=cast.berta, at=NOON + HOLDS).net_minor == 2 * 792
    assert order_faults(cast.kleinbach) == []


def test_a_customer_takes_a_line_with_a_price_by_hand_out_of_the_cart(cast: Cast):
    cart = fill_cart(cast, quantity=2)
    set_price(cast, cart, percent=Decimal(5))

    remove_line(buyer_id=cast.bakery, line_id=line_of(cast, cart), by=cast.berta, at=NOON)

    with transaction.atomic(), scoped(cast.karl.scope):
        assert not ManualPrice.objects.exists()


@pytest.mark.covers("ORD-11")
def test_what_is_given_for_nothing_is_ordered_and_paid_for_above(cast: Cast):
    cart = fill_cart(cast, quantity=2)
    set_price(cast, cart, by=colleague(cast, Role.OWNER, name="Ottilie"), percent=Decimal(100), is_meant=True)

    leg = place_order(order_id=cart.pk, by=cast.karl, at=NOON)

    assert (leg.gross_minor, leg.payment) == (0, "paid")
    assert order_faults(cast.kleinbach) == []
    with transaction.atomic(), scoped(cast.karl.scope):
        assert not Transfer.objects.filter(key__startswith=f"order:{cart.pk}:", seller_id=cast.kleinbach).exists()


def test_a_discount_is_taken_back(cast: Cast):
    cart = fill_cart(cast)
    set_price(cast, cart, percent=Decimal(5))
    for _ in range(2):
        clear_manual_price(line_id=line_of(cast, cart), by=cast.karl, at=NOON)

    assert place_order(order_id=cart.pk, by=cast.berta, at=NOON).net_minor == 792


def test_below_cost_needs_the_owner(cast: Cast):
    cart, manager = fill_cart(cast), colleague(cast, Role.MANAGER, name="Mona")
    with pytest.raises(BelowCost, match="It costs you"):
        set_price(cast, cart, by=manager, price=eur(1))
    with pytest.raises(BelowCost):
        set_price(cast, cart, by=manager, percent=Decimal(100))
    assert set_price(cast, cart, by=manager, percent=Decimal(1)).unit_minor == 784

    owner = colleague(cast, Role.OWNER, name="Ottilie")
    assert set_price(cast, cart, by=owner, price=eur(1), is_meant=True).unit_minor == 1


@pytest.mark.covers("CAT-2")
@pytest.mark.parametrize("loss", [{"percent": Decimal(100)}, {"price": eur(0)}, {"price": eur(659)}, {"off": eur(700)}])
def test_an_owner_is_asked_whether_a_loss_is_meant(cast: Cast, loss):
    cart, owner = fill_cart(cast), colleague(cast, Role.OWNER, name="Ottilie")

    with pytest.raises(LossNotMeant, match="Is that meant"):
        set_price(cast, cart, by=owner, **loss)

    with transaction.atomic(), scoped(cast.karl.scope):
        assert not ManualPrice.objects.exists()
    assert set_price(cast, cart, by=owner, **loss, is_meant=True).unit_minor < 660


@pytest.mark.parametrize(
    "wrong",
    [{}, {"percent": Decimal(0)}, {"percent": Decimal(101)}, {"percent": Decimal(5), "off": eur(1)},
     {"off": eur(-1)}, {"off": eur(793)}, {"price": eur(10**16)}, {"price": Money(500, "USD")},
     {"percent": Decimal(5), "reason": " "}, {"percent": Decimal(5), "reason": "r" * 201}],
)  # fmt: skip
def test_what_is_wrong_is_named_and_nothing_is_set(cast: Cast, wrong):
    cart = fill_cart(cast)

    with pytest.raises(Invalid):
        set_price(cast, cart, **wrong)

    with transaction.atomic(), scoped(cast.karl.scope):
        assert not ManualPrice.objects.exists()


def test_buyers_readers_and_others_set_no_price_and_a_placed_order_keeps_its_own(cast: Cast):
    cart = fill_cart(cast)
    for by in (cast.berta, cast.ruth):
        with pytest.raises(Forbidden):
            set_price(cast, cart, by=by, percent=Decimal(5))
    with pytest.raises(Line.DoesNotExist):
        set_price(cast, cart, by=cast.nora, percent=Decimal(5))
    place_order(order_id=cart.pk, by=cast.berta, at=NOON)
    with pytest.raises(StatusConflict):
        set_price(cast, cart, percent=Decimal(5))
