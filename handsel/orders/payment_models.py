"""Payments that were recorded for one order (ORD-6)."""

from django.db import models
from django.db.models import Q

from handsel.accounts.models import Account
from handsel.ledger.models import Receipt


class OrderPayment(models.Model):
    """What arrived for one order, of which `receipt` tells all; several where an order is paid in parts."""

    seller = models.ForeignKey(Account, models.PROTECT, related_name="+", db_constraint=False, db_index=False)
    buyer = models.ForeignKey(Account, models.PROTECT, related_name="+", db_constraint=False, db_index=False)
    leg = models.ForeignKey("orders.Leg", models.PROTECT, related_name="payments", db_constraint=False, db_index=False)
    receipt = models.OneToOneField(Receipt, models.PROTECT, related_name="order_payment", db_constraint=False)
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)

    class Meta:
        constraints = [models.CheckConstraint(name="order_payment_is_positive", condition=Q(amount_minor__gt=0))]
        indexes = [
            models.Index(fields=["seller", "leg"], name="order_payment_of_leg"),
            models.Index(fields=["seller", "buyer"], name="order_payment_of_buyer"),
        ]

    def __str__(self) -> str:
        return f"payment {self.pk} for leg {self.leg_id}"
