"""What changed since an order was placed is looked at again before it is accepted (ORD-13)."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import transaction

from handsel.accounts.suspending import lift_suspension, suspend_account
from handsel.accounts.terms import publish_terms
from handsel.catalog.models import Product
from handsel.catalog.products import withdraw_product
from handsel.cli.demo.story import Cast
from handsel.kernel.isolation import scoped
from handsel.kernel.refusal import Refusal
from handsel.orders.approval import approve_order
from handsel.orders.left_carts import set_cart_rules
from handsel.orders.models import Leg
from handsel.orders.placement import place_order
from handsel.orders.rechecking import Change, changes_since, seal_of
from handsel.orders.status import situation
from handsel.timeline.models import Event
from tests.cast import NOON
from tests.orders.branches import mark_up
from tests.orders.buying import buy, fill_cart, leg_of
from tests.tax.story import charges

pytestmark = [pytest.mark.django_db, pytest.mark.covers("ORD-13")]

LATER = NOON + timedelta(hours=1)


def changes(cast: Cast, leg: Leg, at=LATER) -> list[Change]:
    with transaction.atomic(), scoped(cast.karl.scope):
        return changes_since(Leg.objects.get(pk=leg.pk), at=at)


def refused(cast: Cast, leg: Leg, at=LATER, **told: str) -> Refusal:
    """Try to accept, and return the refusal; the order stays as it was."""
    with pytest.raises(Refusal) as refusal:
        approve_order(leg_id=leg.pk, by=cast.karl, at=at, **told)
    assert situation(leg_of(cast.karl, leg.order_id, cast.bakery)).name == "awaiting_approval"
    return refusal.value


def accepted(cast: Cast, leg: Leg, at=LATER) -> None:
    """Accept what changed with its seal, and find the order gone on and the reason on the timeline."""
    seen = changes(cast, leg, at)
    done = approve_order(leg_id=leg.pk, by=cast.karl, at=at, confirmed=seal_of(seen))
    assert situation(done).name == "in_progress"
    with transaction.atomic(), scoped(cast.karl.scope):
        told = Event.objects.get(name="order.approved", subject_id=leg.pk)
    assert told.reason == " ".join(change.reason for change in seen)


def test_nothing_changed_and_nothing_is_asked(cast):
    leg = buy(cast)

    assert changes(cast, leg) == []
    assert situation(approve_order(leg_id=leg.pk, by=cast.karl, at=LATER)).name == "in_progress"


def test_another_price_is_told_with_both_and_confirmed_at_the_old_one(cast):
    leg = buy(cast)
    mark_up(cast.kleinbach, Decimal(50))

    refusal = refused(cast, leg)

    assert refusal.code == "price_changed"
    assert "cost 7.92 EUR when it was ordered and costs 9.90 EUR now" in str(refusal)
    accepted(cast, leg)
    assert leg_of(cast.karl, leg.order_id, cast.bakery).net_minor == 792


def test_what_was_not_seen_is_not_confirmed(cast):
    leg = buy(cast)
    mark_up(cast.kleinbach, Decimal(50))
    seen = seal_of(changes(cast, leg))
    mark_up(cast.kleinbach, Decimal(60))

    assert refused(cast, leg, confirmed=seen).code == "price_changed"


def test_a_withdrawn_product_cannot_be_accepted_at_all(cast):
    leg = buy(cast)
    with transaction.atomic(), scoped(cast.olga.scope):
        product = Product.objects.get(sku="WEB-S")
    withdraw_product(product_id=product.pk, by=cast.olga, at=NOON)

    refusal = refused(cast, leg, confirmed=seal_of(changes(cast, leg)))

    assert refusal.code == "plan_no_longer_offered"
    assert "is not offered to this buyer any more" in str(refusal)


def test_a_suspended_buyer_is_told_with_what_to_do(cast):
    leg = buy(cast)
    suspend_account(account_id=cast.bakery, reason="Unpaid", by=cast.karl, at=NOON)

    refusal = refused(cast, leg)

    assert refusal.code == "ordering_stopped"
    assert "lift the suspension first" in str(refusal)
    lift_suspension(account_id=cast.bakery, reason="Paid", by=cast.karl, at=LATER)
    approve_order(leg_id=leg.pk, by=cast.karl, at=LATER)


def test_newer_terms_are_told_with_both_versions(cast):
    publish_terms(text="Old", url="", version=0, by=cast.karl, at=NOON)
    leg = place_order(order_id=fill_cart(cast).pk, terms_version=1, by=cast.berta, at=NOON)
    publish_terms(text="New", url="", version=1, by=cast.karl, at=NOON)

    refusal = refused(cast, leg)

    assert refusal.code == "terms_changed"
    assert "version 1 of your terms; version 2 holds now" in str(refusal)
    accepted(cast, leg)


def test_prices_hold_so_many_days(cast):
    leg = buy(cast)
    rules = {"remind_after_hours": None, "most_reminders": 1, "keep_days": 90, "version": 0}
    set_cart_rules(**rules, prices_hold_days=7, by=cast.karl, at=NOON)

    assert changes(cast, leg, NOON + timedelta(days=7)) == []
    assert refused(cast, leg, NOON + timedelta(days=8)).code == "prices_expired"
    accepted(cast, leg, NOON + timedelta(days=8))


def test_another_tax_is_told(cast):
    leg = buy(cast)
    charges(cast.karl)

    refusal = refused(cast, leg, at=NOON + timedelta(days=2))

    assert refusal.code == "tax_changed"
    accepted(cast, leg, NOON + timedelta(days=2))


def test_the_tier_above_is_not_told_of_the_price_below(cast):
    leg = buy(cast)
    mark_up(cast.kleinbach, Decimal(50))
    with transaction.atomic(), scoped(cast.nora.scope):
        above = Leg.objects.get(order_id=leg.order_id, buyer_id=cast.kleinbach)
        assert changes_since(above, at=LATER) == []
