"""One delivery under many hands at once: each promise holds whoever comes first (ORD-12, FUN-8)."""

import pytest

from handsel.deliveries.data import Handed
from handsel.deliveries.giving_back import cancel_settled_order, give_back_line
from handsel.deliveries.proof import delivery_faults
from handsel.deliveries.refunding import confirm_refund, decline_refund
from handsel.deliveries.working import deliver, fail_deliveries, start_deliveries
from handsel.ledger.proof import prove_books
from handsel.orders.proof import order_faults
from handsel.orders.status import situation
from tests.cast import NOON, wallet
from tests.deliveries.delivering import bought, tasks
from tests.deliveries.refunding import asked, delivered, refund_of, rule
from tests.orders.buying import leg_of
from tests.orders.test_races import at_once

pytestmark = [pytest.mark.usefixtures("committed_db"), pytest.mark.covers("ORD-12", "FUN-8")]


def proved() -> bool:
    return prove_books().faults == order_faults() == delivery_faults() == []


def state(cast) -> str:
    (task,) = tasks(cast.olga)
    return task.state


def test_delivered_and_failed_at_once_is_delivered_whoever_comes_first(cast):
    bought(cast)
    ids = [tasks(cast.olga)[0].delivery_id]

    answers = at_once(
        [lambda: deliver(delivery_ids=ids, handed=Handed(), by=cast.olga, at=NOON)[0].state] * 4
        + [lambda: fail_deliveries(delivery_ids=ids, reason="No", by=cast.olga, at=NOON)[0].state] * 4
    )

    assert answers.count("delivered") == 1
    assert answers.count("failed") <= 1
    assert state(cast) == "delivered"
    assert proved()


def test_canceled_and_begun_at_once_is_one_of_them(cast):
    leg = bought(cast)
    ids = [tasks(cast.olga)[0].delivery_id]

    answers = at_once(
        [
            lambda: start_deliveries(delivery_ids=ids, by=cast.olga, at=NOON)[0].state,
            lambda: situation(cancel_settled_order(leg_id=leg.pk, reason="Twice", by=cast.karl, at=NOON)).name,
        ]
    )

    assert answers in (["canceled", "delivery_state_conflict"], ["delivery_begun", "started"])
    paid = 0 if answers[0] == "canceled" else leg.gross_minor
    assert wallet(cast.kleinbach, cast.bakery).balance_minor == 10_000 - paid
    assert proved()


def test_canceled_and_delivered_at_once_is_one_of_them(cast):
    leg = bought(cast)
    ids = [tasks(cast.olga)[0].delivery_id]

    at_once(
        [
            lambda: deliver(delivery_ids=ids, handed=Handed(), by=cast.olga, at=NOON)[0].state,
            lambda: situation(cancel_settled_order(leg_id=leg.pk, reason="Twice", by=cast.karl, at=NOON)).name,
        ]
    )

    stands = situation(leg_of(cast.karl, leg.order_id, cast.bakery)).name
    assert (state(cast), stands) in {("delivered", "executed"), ("canceled", "canceled")}
    paid = 0 if stands == "canceled" else leg.gross_minor
    assert wallet(cast.kleinbach, cast.bakery).balance_minor == 10_000 - paid
    assert proved()


def test_eight_clicks_on_pay_back_pay_back_once(cast):
    bought(cast)
    made = tasks(cast.olga)[0].delivery_id

    answers = at_once([lambda: give_back_line(delivery_id=made, reason="No", by=cast.olga, at=NOON).state] * 8)

    assert answers == ["canceled"] + ["delivery_state_conflict"] * 7
    assert wallet(cast.kleinbach, cast.bakery).balance_minor == 10_000
    assert proved()


def test_eight_clicks_on_a_refund_ask_once(cast):
    leg = delivered(cast)

    answers = at_once([lambda: asked(cast, leg).state] * 8)

    assert answers == ["passed_on"] + ["refund_open"] * 7
    assert proved()


def test_eight_clicks_of_the_last_tier_refund_once(cast):
    rule(cast.nora, 0)
    leg = delivered(cast)
    asked(cast, leg)
    last = refund_of(cast.olga).pk

    answers = at_once([lambda: confirm_refund(refund_id=last, by=cast.olga, at=NOON).state] * 8)

    assert answers == ["refund_state_conflict"] * 7 + ["refunded"]
    assert wallet(cast.kleinbach, cast.bakery).balance_minor == 10_000
    assert proved()


def test_confirmed_declined_taken_back_and_given_back_at_once_is_one_outcome(cast):
    leg = delivered(cast)
    asked(cast, leg)
    ours, above = refund_of(cast.karl).pk, refund_of(cast.nora).pk
    rule(cast.olga, 0)

    at_once(
        [lambda: confirm_refund(refund_id=above, by=cast.nora, at=NOON).state] * 2
        + [lambda: decline_refund(refund_id=above, answer="No", by=cast.nora, at=NOON).state] * 2
        + [lambda: decline_refund(refund_id=ours, answer="No", by=cast.karl, at=NOON).state] * 2
        + [
            lambda task=task: give_back_line(delivery_id=task.delivery_id, reason="No", by=cast.olga, at=NOON).state
            for task in tasks(cast.olga)
        ]
    )

    assert wallet(cast.kleinbach, cast.bakery).balance_minor == 10_000
    assert wallet(cast.operator, cast.nordlicht).balance_minor == 10_000
    assert proved()
