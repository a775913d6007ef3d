"""What cannot be bought, and what is said then: each its own code and its own sentence (ORD-10, ORD-13, ACC-6)."""

from collections.abc import Callable

import pytest

from handsel.accounts.suspending import suspend_account
from handsel.catalog.models import Product
from handsel.catalog.products import withdraw_product
from handsel.cli.demo.story import Cast
from handsel.kernel.isolation import scoped
from handsel.kernel.refusal import Refusal
from handsel.orders.cart import put_in_cart, remove_line
from handsel.orders.line_models import Line
from handsel.orders.placement import order_for, place_order
from handsel.orders.wanted import LineWanted
from tests.cast import NOON
from tests.orders.buying import fill_cart

pytestmark = [pytest.mark.django_db, pytest.mark.covers("ORD-10", "ORD-13", "ACC-6")]


def plan_of(cast: Cast) -> int:
    with scoped(cast.karl.scope):
        return Line.objects.get().plan_id


def place(cast: Cast, order: int) -> object:
    return place_order(order_id=order, by=cast.berta, at=NOON)


def emptied(cast: Cast, order: int) -> object:
    put_in_cart(buyer_id=cast.bakery, plan_id=plan_of(cast), quantity=0, by=cast.berta, at=NOON)
    return place(cast, order)


def placed_twice(cast: Cast, order: int) -> object:
    place(cast, order)
    return place(cast, order)


def withdrawn(cast: Cast, order: int) -> object:
    plan = plan_of(cast)
    with scoped(cast.olga.scope):
        product = Product.objects.get(plans=plan).pk
    withdraw_product(product_id=product, by=cast.olga, at=NOON)
    return place(cast, order)


def suspended_buyer(cast: Cast, order: int) -> object:
    suspend_account(account_id=cast.bakery, reason="Late", by=cast.karl, at=NOON)
    return place(cast, order)


def suspended_seller(cast: Cast, order: int) -> object:
    suspend_account(account_id=cast.kleinbach, reason="Late", by=cast.nora, at=NOON)
    return place(cast, order)


def taken_out_in_another_tab(cast: Cast, _order: int) -> object:
    with scoped(cast.karl.scope):
        line = Line.objects.get().pk
    for _ in range(2):
        remove_line(buyer_id=cast.bakery, line_id=line, by=cast.berta, at=NOON)
    return None


def nothing_named(cast: Cast, _order: int) -> object:
    return order_for(buyer_id=cast.bakery, lines=[], by=cast.karl, at=NOON)


def unknown_plan(cast: Cast, _order: int) -> object:
    return order_for(buyer_id=cast.bakery, lines=[LineWanted(987654321)], by=cast.karl, at=NOON)


@pytest.mark.parametrize(
    ("deed", "code", "said"),
    [
        (emptied, "cart_is_empty", "choose a product first"),
        (placed_twice, "cart_placed_already", "was placed already"),
        (withdrawn, "plan_withdrawn", "no longer sold"),
        (suspended_buyer, "ordering_stopped", "suspended"),
        (suspended_seller, "ordering_stopped", "suspended"),
        (taken_out_in_another_tab, "line_gone", "cart"),
        (nothing_named, "cart_is_empty", "name at least one plan"),
        (unknown_plan, "not_offered", "987654321"),
    ],
)
def test_each_has_its_code_and_a_sentence_that_says_what_to_do(
    cast: Cast, deed: Callable[[Cast, int], object], code: str, said: str
):
    cart = fill_cart(cast)

    with pytest.raises(Refusal) as refused:
        deed(cast, cart.pk)

    told = " ".join([str(refused.value), *map(str, refused.value.fields.values())])
    assert (refused.value.code, said in told) == (code, True), told
