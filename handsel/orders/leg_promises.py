"""What always holds of a leg along its life, as constraints whose names say it (ORD-2)."""

from django.db import models
from django.db.models import F, Q

PROMISES = [
    models.CheckConstraint(
        name="leg_owes_at_most_its_price", condition=Q(owed_minor__gte=0, owed_minor__lte=F("gross_minor"))
    ),
    models.CheckConstraint(
        name="leg_says_what_it_owes",
        condition=Q(owed_minor=0, settled_at__isnull=True)
        | Q(owed_minor=0) & ~Q(payment__in=["unpaid", "partly_paid"])
        | Q(owed_minor__gt=0, settled_at__isnull=False, payment__in=["unpaid", "partly_paid"]),
    ),
    models.CheckConstraint(
        name="leg_settled_when_it_is_being_delivered",
        condition=~Q(fulfilment__in=["executed", "failed"]) | Q(settled_at__isnull=False),
    ),
    models.CheckConstraint(
        name="leg_executed_at_when_executed",
        condition=Q(fulfilment="executed", executed_at__isnull=False)
        | ~Q(fulfilment="executed") & Q(executed_at__isnull=True),
    ),
    models.CheckConstraint(
        name="leg_canceled_with_a_reason",
        condition=Q(fulfilment="canceled", canceled_at__isnull=False) & ~Q(cancel_reason="")
        | ~Q(fulfilment="canceled") & Q(canceled_at__isnull=True, cancel_reason=""),
    ),
    models.CheckConstraint(
        name="leg_withdrawn_means_canceled", condition=Q(is_withdrawn=False) | Q(fulfilment="canceled")
    ),
    models.CheckConstraint(
        name="leg_rejected_means_canceled", condition=~Q(approval="rejected") | Q(fulfilment="canceled")
    ),
    models.CheckConstraint(
        name="leg_hidden_while_nobody_is_asked", condition=Q(is_hidden=False) | Q(asked_at__isnull=True, position__gt=1)
    ),
]
