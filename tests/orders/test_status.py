"""What users see of an order is one row of one table (ORD-2)."""

from itertools import product

import pytest
from django.db.models import Q

from handsel.orders.models import Approval, Fulfilment, Leg, Payment
from handsel.orders.status import ASKED, SITUATIONS, STATUSES, Queue, in_queue, in_status, situation_of, status_word

AXES = list(product(Payment, Approval, Fulfilment))


@pytest.mark.covers("ORD-2")
@pytest.mark.parametrize("axes", AXES, ids="/".join)
@pytest.mark.parametrize("is_asked", [True, False])
def test_every_combination_of_the_axes_has_exactly_one_row(axes, is_asked):
    assert len([row for row in SITUATIONS if row.covers(*axes, is_asked=is_asked)]) == 1


@pytest.mark.covers("ORD-2", "ORD-6")
@pytest.mark.parametrize("axes", AXES, ids="/".join)
def test_what_no_seller_was_asked_for_is_not_due(axes):
    row = situation_of(*axes, is_asked=False)
    assert (row.name == "not_bought") == (axes[2] == Fulfilment.NONE)
    assert row.name != "awaiting_payment"
    assert situation_of(*axes).name != "not_bought"


@pytest.mark.covers("ORD-2")
@pytest.mark.parametrize(
    ("payment", "approval", "fulfilment", "status", "queue"),
    [
        ("unpaid", "pending", "none", "Awaiting payment", Queue.AWAITING_PAYMENT),
        ("unpaid", "not_needed", "none", "Awaiting payment", Queue.AWAITING_PAYMENT),
        ("partly_paid", "approved", "none", "Awaiting payment", Queue.AWAITING_PAYMENT),
        ("paid", "pending", "none", "Pending reseller approval", Queue.AWAITING_APPROVAL),
        ("unpaid", "approved", "locked", "In progress (awaiting funds)", Queue.AWAITING_APPROVAL),
        ("paid", "approved", "in_progress", "In progress", Queue.AWAITING_APPROVAL),
        ("paid", "approved", "failed", "In progress (failed)", Queue.AWAITING_APPROVAL),
        ("paid", "approved", "executed", "Executed", Queue.HANDLED),
        ("unpaid", "approved", "executed", "Executed", Queue.AWAITING_PAYMENT),
        ("refunded", "approved", "executed", "Executed (refunded)", Queue.CLOSED),
        ("unpaid", "rejected", "canceled", "Canceled", Queue.CLOSED),
    ],
)
def test_the_table_reads_as_the_domain_says(payment, approval, fulfilment, status, queue):
    row = situation_of(payment, approval, fulfilment)
    assert (row.status, row.queue) == (status, queue)


@pytest.mark.django_db
@pytest.mark.covers("ORD-2")
def test_a_queue_filters_the_same_rows_as_the_table_shows():
    shown = {slug: set() for slug in ("awaiting-payment", "awaiting-approval", "handled")}
    for axes in AXES:
        shown[situation_of(*axes).queue.slug].add(axes)

    for slug, expected in shown.items():
        sql = str(Leg.objects.filter(in_queue(slug)).query)
        assert "fulfilment" in sql
        covered = {axes for row in ASKED if row.queue.slug == slug for axes in AXES if row.covers(*axes)}
        assert covered == expected


@pytest.mark.django_db
@pytest.mark.covers("ORD-5")
def test_what_users_read_alike_is_one_filter_over_all_that_reads_so():
    assert len(set(STATUSES.values())) == len(STATUSES)
    assert {row.status for row in ASKED} == set(STATUSES.values())
    assert "Not bought yet" not in STATUSES.values(), "no seller has such a sale"
    assert status_word("in_progress") == status_word("being_bought") == "being_bought"
    assert status_word("") == status_word("nothing") == ""
    for word, status in STATUSES.items():
        condition = Q()
        for row in ASKED:
            if row.status == status:
                condition |= row.condition
        assert str(Leg.objects.filter(in_status(word)).query) == str(Leg.objects.filter(condition).query)
