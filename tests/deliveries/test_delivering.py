"""What is bought is delivered line by line; what fails is tried again or paid back through every tier (ORD-12)."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import transaction

from handsel.accounts.portal_models import Portal
from handsel.deliveries.data import Handed
from handsel.deliveries.giving_back import cancel_settled_order, give_back_line
from handsel.deliveries.models import Delivery
from handsel.deliveries.proof import delivery_faults
from handsel.deliveries.rules import DeliveryBegun, DeliveryConflict, DeliveryDataMissing, DeliveryOneByOne
from handsel.deliveries.working import (
    deliver,
    fail_deliveries,
    note_delivery,
    retry_deliveries,
    start_deliveries,
)
from handsel.kernel.isolation import scoped
from handsel.kernel.refusal import Forbidden, Invalid
from handsel.ledger.documents import Adjustment
from handsel.ledger.funds import reverse_transfer
from handsel.ledger.proof import prove_books
from handsel.ledger.refusals import NotReversible
from handsel.orders.approval import approve_order
from handsel.orders.models import Leg
from handsel.orders.proof import order_faults
from handsel.orders.status import situation
from handsel.subscriptions.models import Subscription
from tests.cast import NOON, wallet
from tests.deliveries.delivering import bought, by_hand, deliveries, tasks, work
from tests.orders.buying import buy, fill_cart, leg_of

pytestmark = [pytest.mark.django_db, pytest.mark.covers("ORD-12")]

KEY = Handed((("Licence key", "ABCD-1234"),), date(2027, 11, 2))
EDGES = ("kleinbach", "bakery"), ("nordlicht", "kleinbach"), ("operator", "nordlicht")


def said_of(cast, leg: Leg) -> list[str]:
    """Return what the seller of each leg reads of the order, from the buyer up."""
    ends = ((cast.karl, cast.bakery), (cast.nora, cast.kleinbach), (cast.olga, cast.nordlicht))
    return [situation(leg_of(by, leg.order_id, buyer)).name for by, buyer in ends]


def two_lines(cast) -> Leg:
    """Let Bakery buy hosting and a mailbox in one order, Kleinbach agree, and the worker open the deliveries."""
    fill_cart(cast)
    leg = buy(cast, "MAIL")
    approve_order(leg_id=leg.pk, by=cast.karl, at=NOON)
    work()
    return leg


def balances(cast) -> list[int]:
    return [wallet(getattr(cast, seller), getattr(cast, buyer)).balance_minor for seller, buyer in EDGES]


def proved() -> bool:
    return prove_books().faults == order_faults() == delivery_faults() == []


def test_what_nobody_need_deliver_is_delivered_at_once(cast):
    leg = buy(cast)
    approve_order(leg_id=leg.pk, by=cast.karl, at=NOON)
    work()

    assert said_of(cast, leg) == ["executed"] * 3
    assert [found.state for found in deliveries(cast.karl, leg.order_id)] == ["delivered"] * 2
    assert proved()


def test_what_is_delivered_by_hand_waits_on_the_list_of_its_supplier_alone(cast):
    leg = bought(cast)

    assert said_of(cast, leg) == ["in_progress"] * 3
    assert [(task.number, task.way, task.state) for task in tasks(cast.olga)] == [(leg.number, "manual", "waiting")]
    assert tasks(cast.nora) == tasks(cast.karl) == []
    assert proved()


def test_what_was_delivered_is_read_on_every_leg_and_starts_what_runs(cast):
    leg = bought(cast)
    (task,) = tasks(cast.olga)
    start_deliveries(delivery_ids=[task.delivery_id], by=cast.olga, at=NOON)

    deliver(delivery_ids=[task.delivery_id], handed=KEY, by=cast.olga, at=NOON + timedelta(hours=1))
    work()

    assert said_of(cast, leg) == ["executed"] * 3
    (seen,) = deliveries(cast.berta, leg.order_id)
    assert seen.service == [{"label": "Licence key", "value": "ABCD-1234"}]
    assert seen.expires_on == date(2027, 11, 2)
    with transaction.atomic(), scoped(cast.berta.scope):
        assert Subscription.objects.filter(buyer_id=cast.bakery, leg_line__leg=leg).exists()
    assert proved()


def test_a_failure_is_told_in_neutral_words_below_and_tried_again(cast):
    leg = bought(cast)
    (task,) = tasks(cast.olga)

    fail_deliveries(delivery_ids=[task.delivery_id], reason="Handsel Cloud is out of space", by=cast.olga, at=NOON)

    assert said_of(cast, leg) == ["failed"] * 3
    assert [found.reason for found in deliveries(cast.nora, leg.order_id)] == [
        "It could not be delivered so far.", "Handsel Cloud is out of space",
    ]  # fmt: skip
    assert [found.reason for found in deliveries(cast.berta, leg.order_id)] == ["It could not be delivered so far."]

    retry_deliveries(delivery_ids=[task.delivery_id], by=cast.olga, at=NOON)
    assert said_of(cast, leg) == ["in_progress"] * 3
    deliver(delivery_ids=[task.delivery_id], handed=Handed(), by=cast.olga, at=NOON)
    assert said_of(cast, leg) == ["executed"] * 3
    assert proved()


@pytest.mark.covers("FUN-8")
def test_what_is_not_delivered_is_paid_back_on_every_edge(cast):
    before_it = balances(cast)
    leg = bought(cast, quantity=3)
    (task,) = tasks(cast.olga)
    assert balances(cast) < before_it
    fail_deliveries(delivery_ids=[task.delivery_id], reason="Out of space", by=cast.olga, at=NOON)

    give_back_line(delivery_id=task.delivery_id, reason="No space for weeks", by=cast.olga, at=NOON)

    assert balances(cast) == before_it
    assert said_of(cast, leg) == ["canceled"] * 3
    with transaction.atomic(), scoped(cast.karl.scope):
        paper = Adjustment.objects.get(buyer_id=cast.bakery)
    assert (paper.kind, paper.number, paper.amount_minor) == ("credit_note", 1001, leg.gross_minor)
    assert paper.reason == f"Order {leg.number}: Web hosting Start was not delivered."
    with pytest.raises(DeliveryConflict):
        give_back_line(delivery_id=task.delivery_id, reason="Again", by=cast.olga, at=NOON)
    with pytest.raises(NotReversible):
        reverse_transfer(transfer_id=paper.transfer_id, reason="No", by=cast.karl, at=NOON)
    assert proved()


def test_an_order_of_which_one_line_failed_is_executed_with_the_rest(cast):
    before_it = balances(cast)
    by_hand(cast, "MAIL")
    leg = two_lines(cast)
    assert said_of(cast, leg) == ["in_progress"] * 3
    task = next(task for task in tasks(cast.olga) if task.way == "manual")

    give_back_line(delivery_id=task.delivery_id, reason="Out of mailboxes", by=cast.olga, at=NOON)

    assert said_of(cast, leg) == ["executed"] * 3
    with transaction.atomic(), scoped(cast.karl.scope):
        kept, back = leg.lines.get(product="Web hosting Start"), leg.lines.get(product="Mailbox")
    assert balances(cast)[0] == before_it[0] - kept.gross_minor
    assert back.gross_minor > 0
    assert proved()


def test_what_was_delivered_is_taken_back_and_reads_as_refunded(cast):
    before_it = balances(cast)
    leg = buy(cast)
    approve_order(leg_id=leg.pk, by=cast.karl, at=NOON)
    work()
    (task,) = tasks(cast.olga)

    give_back_line(delivery_id=task.delivery_id, reason="Goodwill", by=cast.olga, at=NOON)

    assert said_of(cast, leg) == ["executed_refunded"] * 3
    assert balances(cast) == before_it
    assert proved()


def test_any_seller_on_the_way_cancels_what_nobody_has_begun(cast):
    before_it = balances(cast)
    leg = bought(cast)

    cancel_settled_order(leg_id=leg.pk, reason="Ordered twice", by=cast.karl, at=NOON)

    assert said_of(cast, leg) == ["canceled"] * 3
    assert balances(cast) == before_it
    assert leg_of(cast.karl, leg.order_id, cast.bakery).cancel_reason == "Ordered twice"
    assert "Ordered twice" not in leg_of(cast.olga, leg.order_id, cast.nordlicht).cancel_reason
    assert [task.state for task in tasks(cast.olga)] == ["canceled"]
    assert proved()
    with pytest.raises(DeliveryConflict):
        cancel_settled_order(leg_id=leg.pk, reason="Again", by=cast.karl, at=NOON)


def test_what_somebody_is_delivering_is_not_canceled_below(cast):
    leg = bought(cast)
    start_deliveries(delivery_ids=[tasks(cast.olga)[0].delivery_id], by=cast.olga, at=NOON)

    with pytest.raises(DeliveryBegun):
        cancel_settled_order(leg_id=leg.pk, reason="Ordered twice", by=cast.karl, at=NOON)

    assert said_of(cast, leg) == ["in_progress"] * 3


def test_an_order_is_canceled_before_the_worker_has_seen_it(cast):
    by_hand(cast, "WEB-S")
    before_it = balances(cast)
    leg = buy(cast)
    approve_order(leg_id=leg.pk, by=cast.karl, at=NOON)

    cancel_settled_order(leg_id=leg.pk, reason="Ordered twice", by=cast.karl, at=NOON)
    work()

    assert said_of(cast, leg) == ["canceled"] * 3
    assert balances(cast) == before_it
    assert proved()


def test_a_licence_is_not_delivered_without_saying_which(cast):
    bought(cast, "TLS", "One year")
    (task,) = tasks(cast.olga)

    with pytest.raises(DeliveryDataMissing) as refused:
        deliver(delivery_ids=[task.delivery_id], handed=Handed(), by=cast.olga, at=NOON)

    assert refused.value.fields == {"service": "Say what is delivered, such as the licence key; the buyer needs it."}
    deliver(delivery_ids=[task.delivery_id], handed=KEY, by=cast.olga, at=NOON)


def test_one_key_or_domain_is_never_handed_to_two(cast):
    bought(cast, "TLS", "One year")
    bought(cast, "WEB-S")
    bought(cast, "WEB-S")
    licence, first, second = [task.delivery_id for task in tasks(cast.olga)]
    domain, server = Handed((("domain", "a.example"),)), Handed((("Server", "web-7.example"),))

    for ids, handed in (([licence, first], KEY), ([licence, first], server), ([first, second], domain)):
        with pytest.raises(DeliveryOneByOne):
            deliver(delivery_ids=ids, handed=handed, by=cast.olga, at=NOON)

    assert {task.state for task in tasks(cast.olga)} == {"waiting"}
    deliver(delivery_ids=[first, second], handed=server, by=cast.olga, at=NOON)
    deliver(delivery_ids=[licence], handed=KEY, by=cast.olga, at=NOON)


def test_nobody_else_touches_a_delivery(cast):
    leg = bought(cast)
    (task,) = tasks(cast.olga)
    own = deliveries(cast.karl, leg.order_id)[0]
    moved = {"delivery_ids": [task.delivery_id], "at": NOON}

    for by in (cast.nora, cast.karl, cast.sven):
        with pytest.raises(Delivery.DoesNotExist):
            start_deliveries(by=by, **moved)
        with pytest.raises(Delivery.DoesNotExist):
            give_back_line(delivery_id=own.pk, reason="Mine", by=by, at=NOON)
    for by in (cast.ruth, cast.berta):
        with pytest.raises(Forbidden):
            start_deliveries(by=by, **moved)


def test_a_note_is_for_colleagues(cast):
    bought(cast)
    (task,) = tasks(cast.olga)

    note_delivery(delivery_id=task.delivery_id, text=" Wait for the DNS ", by=cast.olga, at=NOON)

    assert tasks(cast.olga)[0].note == "Wait for the DNS"
    with pytest.raises(Invalid):
        note_delivery(delivery_id=task.delivery_id, text="x" * 2001, by=cast.olga, at=NOON)


@pytest.mark.covers("SUB-1")
def test_a_term_starts_on_the_day_of_its_seller(cast):
    late = datetime(2026, 11, 2, 23, 30, tzinfo=UTC)
    with transaction.atomic(), scoped(cast.karl.scope):
        Portal.objects.filter(seller_id=cast.kleinbach).update(time_zone="Europe/Berlin")
    leg = buy(cast)
    approve_order(leg_id=leg.pk, by=cast.karl, at=late)

    work(late)

    with transaction.atomic(), scoped(cast.karl.scope):
        assert Subscription.objects.get(seller_id=cast.kleinbach).started_on == date(2026, 11, 3)
