"""A reseller's carts at its parent: its own, and one for each of its customers for whom somebody shops (USR-6)."""

import pytest
from django.db import IntegrityError, connection, transaction

from handsel.cli.demo.story import Cast
from handsel.identity.actor import Actor
from handsel.kernel import chance
from handsel.kernel.isolation import scoped
from handsel.kernel.refusal import Forbidden
from handsel.orders.cart import cart_of, put_in_cart
from handsel.orders.models import Leg, Order
from handsel.orders.placement import place_order
from handsel.timeline.models import Event
from tests.accounts.crowds import customers
from tests.cast import NOON
from tests.database import Clone
from tests.guests.shopping import own_people, put, shopping_for
from tests.orders.test_races import at_once
from tests.storefront.visitors import offer


def second_customer(cast: Cast) -> int:
    """Give Kleinbach a customer beside Bakery."""
    return customers(cast, 1, "Mill")[0]


def quantities(by: Actor) -> list[int]:
    """Return how many lie in the cart of `by`."""
    assert by.buyer_id is not None
    with transaction.atomic(), scoped(by.scope):
        cart = cart_of(by.buyer_id, by.end_customer_id)
        return [line.quantity for line in cart.lines.all()] if cart else []


@pytest.mark.django_db
@pytest.mark.covers("USR-6")
def test_each_end_customer_has_a_cart_and_the_reseller_its_own(cast: Cast):
    bakery, mill, own = shopping_for(cast, cast.bakery), shopping_for(cast, second_customer(cast)), own_people(cast)

    put(bakery, 2)
    assert quantities(mill) == quantities(own) == []
    put(mill, 3)
    put(own, 4)
    put(shopping_for(cast, cast.bakery), 5)  # a colleague for the same customer goes on with the same cart

    assert (quantities(bakery), quantities(mill), quantities(own)) == ([5], [3], [4])


@pytest.mark.django_db
@pytest.mark.covers("USR-6")
def test_one_is_ordered_and_the_others_stay_as_they_are(cast: Cast):
    bakery, mill, own = shopping_for(cast, cast.bakery), shopping_for(cast, second_customer(cast)), own_people(cast)
    for by in (bakery, mill, own):
        put(by, 2)

    leg = place_order(order_id=put(bakery, 1).pk, by=bakery, at=NOON)

    assert leg.end_customer_id == bakery.end_customer_id is not None
    assert (quantities(bakery), quantities(mill), quantities(own)) == ([], [2], [2])
    for by in (mill, own):
        assert place_order(order_id=put(by, 3).pk, by=by, at=NOON).end_customer_id == by.end_customer_id
    with transaction.atomic(), scoped(cast.olga.scope):
        told = Leg.objects.filter(seller_id=cast.operator).values_list("end_customer__account_ref", flat=True)
        assert set(told) == {cast.kleinbach}


@pytest.mark.django_db
@pytest.mark.covers("ORD-9", "ACC-21")
def test_the_sellers_staff_do_not_order_what_a_buyer_chooses_for_its_own_customer(cast: Cast):
    cart = put(shopping_for(cast, cast.bakery), 1)

    with pytest.raises(Forbidden, match="for a customer of your buyer"):
        place_order(order_id=cart.pk, by=cast.nora, at=NOON)


@pytest.mark.django_db
@pytest.mark.covers("USR-6")
def test_nobody_orders_the_cart_of_another_end_customer(cast: Cast):
    bakery, mill, own = shopping_for(cast, cast.bakery), shopping_for(cast, second_customer(cast)), own_people(cast)
    cart = put(bakery, 1)

    for by in (mill, own):
        with pytest.raises(Forbidden, match="This cart is for somebody else"):
            place_order(order_id=cart.pk, by=by, at=NOON)

    assert place_order(order_id=cart.pk, by=bakery, at=NOON).number == cart.number  # the control


@pytest.mark.django_db
@pytest.mark.covers("USR-6")
def test_the_database_holds_one_open_cart_for_each(cast: Cast):
    bakery, own = shopping_for(cast, cast.bakery), own_people(cast)

    for cart in (put(bakery, 1), put(own, 1)):
        double = Order(
            seller_id=cart.seller_id, buyer_id=cart.buyer_id, edge_id=cart.edge_id, number=chance.code(8),
            end_customer_id=cart.end_customer_id, placed_by=cart.placed_by, started_at=NOON,
        )  # fmt: skip
        with (
            pytest.raises(IntegrityError, match="order_one_open_cart_per_end_customer"),
            transaction.atomic(),
            scoped(bakery.scope),
        ):
            double.save()


@pytest.mark.covers("USR-6")
def test_colleagues_who_start_the_same_carts_at_once_share_them(committed_db: Clone, cast: Cast):
    del committed_db
    mill = second_customer(cast)
    visits = [shopping_for(cast, account) for account in (cast.bakery, mill) for _ in range(4)]
    plan = offer(visits[0], "MAIL").plan_id
    connection.close()

    def start(by: Actor) -> str:
        return put_in_cart(buyer_id=cast.kleinbach, plan_id=plan, quantity=1, by=by, at=NOON).number

    numbers = at_once([lambda by=by: start(by) for by in visits])  # type: ignore[misc]  # the default binds it

    assert sorted(numbers.count(number) for number in set(numbers)) == [4, 4]
    with transaction.atomic(), scoped(cast.nora.scope):
        carts = Order.objects.filter(buyer_id=cast.kleinbach, placed_at__isnull=True)
        assert {cart.number for cart in carts} == set(numbers)
        assert Event.objects.filter(name="cart.started").count() == 2
