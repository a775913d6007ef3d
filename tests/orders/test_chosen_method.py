"""How an order is paid that the seller's people place for a buyer is chosen with it (ORD-4, ORD-10)."""

import pytest
from django.db import transaction

from handsel.accounts.how_to_pay import Due, how_to_pay
from handsel.accounts.models import Account, Edge
from handsel.accounts.payment import MethodNotOffered
from handsel.accounts.portal_settings import portal_of
from handsel.identity.actor import Actor
from handsel.kernel.isolation import scoped
from handsel.kernel.refusal import Forbidden, Invalid
from handsel.orders.models import Leg
from handsel.orders.particulars import save_particulars
from handsel.orders.placement import order_for, place_order
from handsel.orders.preflight import funding_of
from handsel.orders.wanted import LineWanted
from tests.accounts.test_ways_to_pay import change
from tests.cast import NOON, wallet
from tests.gateways.playing import connected, saved_card
from tests.orders.buying import fill_cart, leg_of
from tests.orders.carding import charges, emptied, proven, turned
from tests.storefront.visitors import offer

pytestmark = [pytest.mark.django_db, pytest.mark.covers("ORD-10", "ORD-4")]


def ordered(cast, method: str) -> Leg:
    lines = [LineWanted(offer(cast.berta, "WEB-S").plan_id)]
    return order_for(buyer_id=cast.bakery, lines=lines, payment_method=method, by=cast.karl, at=NOON)


def usual(by: Actor, buyer: int) -> str:
    with scoped(by.scope):
        return Edge.objects.get(buyer_id=buyer, seller_id=by.seller_id).payment_method


def test_one_order_is_charged_to_the_saved_card_and_the_next_is_paid_as_usual(cast, play):
    connected(cast.karl)
    saved_card(cast.bakery, cast.karl)
    emptied(cast, cast.kleinbach, cast.bakery)

    by_card, as_usual = ordered(cast, "card"), ordered(cast, "")
    turned()

    assert (by_card.payment_method, as_usual.payment_method, usual(cast.karl, cast.bakery)) == (
        "card",
        "deposit",
        "deposit",
    )
    assert charges(cast.kleinbach) == [("captured", "capture")]
    assert leg_of(cast.karl, by_card.order_id, cast.bakery).settled_at
    assert not leg_of(cast.karl, as_usual.order_id, cast.bakery).settled_at
    proven()


def test_a_cart_is_placed_with_the_chosen_method_on_the_buyers_leg_only(cast):
    cart = fill_cart(cast)

    leg = place_order(order_id=cart.pk, payment_method="bank_transfer", by=cast.karl, at=NOON)

    assert leg.payment_method == "bank_transfer"
    assert leg_of(cast.nora, cart.pk, cast.kleinbach).payment_method == usual(cast.nora, cast.kleinbach)
    assert wallet(cast.kleinbach, cast.bakery).balance_minor < 10_000
    with scoped(cast.berta.scope):
        told = how_to_pay(
            Account.objects.get(pk=cast.bakery), portal_of(cast.kleinbach), languages=[], due=Due("1", "1", "cash")
        )
    assert told.method == "cash"


def test_only_what_is_offered_can_be_chosen_and_by_the_seller_only(cast):
    change(cast.karl, to_customers=["cash", "card"])

    with pytest.raises(MethodNotOffered) as refused:
        ordered(cast, "cheque")
    assert set(refused.value.fields) == {"payment_method"}
    with pytest.raises(MethodNotOffered, match="gateway"):
        ordered(cast, "card")
    with pytest.raises(Invalid, match="from the list"):
        ordered(cast, "gold")
    with pytest.raises(Forbidden, match="agreed with your provider"):
        place_order(order_id=fill_cart(cast).pk, payment_method="cash", by=cast.berta, at=NOON)
    assert ordered(cast, "cash").payment_method == "cash"
    assert ordered(cast, "deposit").payment_method == "deposit"


def test_how_a_cart_is_meant_to_be_paid_is_kept_with_it_and_its_funding_is_judged_by_that(cast, play):
    connected(cast.karl)
    saved_card(cast.bakery, cast.karl)
    cart = fill_cart(cast)
    emptied(cast, cast.kleinbach, cast.bakery)
    told = {"order_id": cart.pk, "changes": {}, "at": NOON}

    def judged(by: Actor) -> tuple[bool, bool]:
        with transaction.atomic(), scoped(by.scope):
            found = next(one for one in funding_of(cart.pk, at=NOON) if one.buyer_id == cast.bakery)
        return found.is_by_card, bool(found.missing)

    assert judged(cast.karl) == judged(cast.berta) == (False, True)
    assert save_particulars(**told, payment_method="card", by=cast.karl).payment_method == "card"
    assert save_particulars(**told | {"changes": {"note": "So"}}, by=cast.berta).payment_method == "card"

    assert judged(cast.karl) == (True, False)
    assert judged(cast.berta) == (False, True), "the buyer itself pays as agreed"
    with pytest.raises(Invalid):
        save_particulars(**told, payment_method="shells", by=cast.karl)
    with pytest.raises(Forbidden):
        save_particulars(**told, payment_method="bank_transfer", by=cast.berta)
    assert place_order(order_id=cart.pk, by=cast.berta, at=NOON).payment_method == "deposit"
