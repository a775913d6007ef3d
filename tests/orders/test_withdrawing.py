"""A buyer cancels its own order while nothing of it is settled (ORD-3)."""

import pytest
from django.db import ProgrammingError, transaction

from handsel.catalog.offers import offers_to
from handsel.cli.demo.story import Cast, fund
from handsel.identity.actor import Actor
from handsel.kernel.database import call_scalar
from handsel.kernel.isolation import scoped
from handsel.kernel.reasons import LONGEST_REASON
from handsel.kernel.refusal import Forbidden, Refusal
from handsel.orders.approval import approve_order, reject_order, retry_order
from handsel.orders.models import Leg
from handsel.orders.purchases import order_at_parent
from handsel.orders.rules import StatusConflict
from handsel.orders.status import situation
from handsel.orders.wanted import LineWanted
from handsel.orders.withdrawing import WITHDRAWN, withdraw_order
from tests.cast import NOON, wallet
from tests.deliveries.delivering import work
from tests.mail.reading import mails, read_all
from tests.orders.buying import buy, leg_of
from tests.orders.carding import pay_out, proven
from tests.orders.test_receiving import pay, unpaid

pytestmark = [pytest.mark.django_db, pytest.mark.covers("ORD-3")]


def withdrawn(cast: Cast, leg: Leg, reason: str = "", by: Actor | None = None) -> Leg:
    return withdraw_order(leg_id=leg.pk, reason=reason, by=by or cast.berta, at=NOON)


def test_what_waits_for_approval_is_canceled_and_its_money_is_free_again(cast):
    leg = buy(cast)
    assert (situation(leg).name, wallet(cast.kleinbach, cast.bakery).held_minor) == ("awaiting_approval", 792)

    done = withdrawn(cast, leg, " Ordered twice ")

    assert (situation(done).name, done.cancel_reason) == ("canceled", "Ordered twice")
    assert (done.canceled_by_name, done.is_withdrawn) == (cast.berta.name, True)
    assert (done.approval, done.decided_at, done.decided_by_name) == ("not_needed", None, "")
    assert wallet(cast.kleinbach, cast.bakery).held_minor == 0
    proven()


def test_what_waits_for_its_payment_is_canceled_and_a_part_is_free_again(cast):
    leg = unpaid(cast)
    pay(cast, leg, 2_000)

    done = withdrawn(cast, leg)

    assert (situation(done).name, done.cancel_reason) == ("canceled", WITHDRAWN)
    found = wallet(cast.kleinbach, cast.bakery)
    assert (found.balance_minor, found.held_minor) == (12_000, 0)
    proven()


def test_what_waits_for_money_further_up_is_canceled_on_every_leg(cast):
    pay_out(cast.nora, cast.kleinbach, 10_000)
    leg = buy(cast)
    approve_order(leg_id=leg.pk, by=cast.karl, at=NOON)
    assert leg_of(cast.nora, leg.order_id, cast.kleinbach).fulfilment == "locked"

    withdrawn(cast, leg, "Too late")

    above = leg_of(cast.nora, leg.order_id, cast.kleinbach)
    assert (above.fulfilment, above.cancel_reason) == ("canceled", "The buyer's order was canceled.")
    assert wallet(cast.kleinbach, cast.bakery).held_minor == 0
    proven()


def test_its_seller_is_told_by_mail_and_the_buyer_has_it_in_writing(cast):
    withdrawn(cast, buy(cast), "Ordered twice")
    read_all(NOON)

    told = mails(cast.kleinbach, kind="order_withdrawn")
    assert cast.karl.user_id in {mail.user_id for mail in told}
    assert all("Ordered twice" in mail.text for mail in told)
    assert len(mails(cast.kleinbach, kind="order_canceled")) == 1
    reject_order(leg_id=buy(cast).pk, reason="Sold out", by=cast.karl, at=NOON)
    read_all(NOON)
    assert mails(cast.kleinbach, kind="order_withdrawn") == told


def test_once_it_is_paid_it_is_refused_in_words_of_its_own(cast):
    leg = buy(cast)
    approve_order(leg_id=leg.pk, by=cast.karl, at=NOON)

    with pytest.raises(Refusal, match=r"paid and under way\. Ask your seller to cancel it") as refused:
        withdrawn(cast, leg)
    assert refused.value.code == "order_settled_already"
    work()
    with pytest.raises(Refusal, match="Ask for the money back instead"):
        withdrawn(cast, leg)


def test_it_is_canceled_once(cast):
    leg = buy(cast)
    withdrawn(cast, leg)

    with pytest.raises(Refusal) as refused:
        withdrawn(cast, leg)

    assert refused.value.code == "order_canceled"
    with pytest.raises(Refusal, match="at most 500 characters"):
        withdrawn(cast, buy(cast), "x" * (LONGEST_REASON + 1))


def test_only_who_ordered_cancels(cast):
    leg = buy(cast)
    above = leg_of(cast.nora, leg.order_id, cast.kleinbach)

    for which in (leg, above):
        with pytest.raises(Forbidden, match="Only who ordered"):
            withdrawn(cast, which, by=cast.karl)
    assert situation(withdrawn(cast, leg)).name == "canceled"


def unpaid_purchase(cast) -> Leg:
    """Let Kleinbach order for itself what it cannot pay."""
    with transaction.atomic(), scoped(cast.nora.scope):
        plan = next(offer.plan_id for offer in offers_to(cast.kleinbach) if offer.sku == "MAIL")
    pay_out(cast.nora, cast.kleinbach, 10_000)
    leg = order_at_parent(account_id=None, lines=[LineWanted(plan, 2)], by=cast.karl, at=NOON)
    assert situation(leg).name == "awaiting_payment"
    return leg


@pytest.mark.covers("ORD-11")
def test_a_reseller_tries_again_what_it_ordered_itself_and_nobody_else_does(cast):
    leg = unpaid_purchase(cast)

    assert retry_order(order_id=leg.order_id, by=cast.karl, at=NOON) == "awaiting_payment"
    assert retry_order(order_id=leg.order_id, by=cast.nora, at=NOON) == "awaiting_payment"
    with pytest.raises(StatusConflict):
        retry_order(order_id=leg.order_id, by=cast.sven, at=NOON)
    fund(cast.nora, cast.kleinbach, 10_000, "paid", NOON)
    assert retry_order(order_id=leg.order_id, by=cast.karl, at=NOON) == "settled"


def test_a_reseller_cancels_what_it_ordered_itself(cast):
    leg = unpaid_purchase(cast)

    done = withdrawn(cast, leg, "Not needed", by=cast.karl)

    assert (situation(done).name, done.is_withdrawn) == ("canceled", True)


@pytest.mark.covers("ORD-12")
def test_the_function_itself_lets_nobody_else(cast):
    leg = buy(cast)

    with pytest.raises(ProgrammingError, match="out of scope"), transaction.atomic(), scoped(cast.nora.scope):
        call_scalar("orders_withdraw", leg.pk, "No", "Nora", NOON)
