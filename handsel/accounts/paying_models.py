"""How the buyers of one reseller can pay: the methods on offer, where the money goes, what they are told (BIL-3)."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q


class PaymentMethod(models.TextChoices):
    """How a buyer pays its seller."""

    DEPOSIT = "deposit", "Deposit"
    CASH = "cash", "Cash"
    CARD = "card", "Credit card"
    BANK_TRANSFER = "bank_transfer", "Bank transfer"
    CHEQUE = "cheque", "Cheque"


OFFLINE = (PaymentMethod.BANK_TRANSFER, PaymentMethod.CHEQUE, PaymentMethod.CASH)
"""The methods by which money arrives without a gateway, and which need to be explained."""


class WaysToPay(models.Model):
    """What one reseller offers to its customers and its sub-resellers, and what it tells them; never inherited.

    `instructions` holds texts by method and language, with names in braces for what is filled in. A reseller that has
    changed nothing has no row, and offers everything. `version` counts changes, so that nobody is overwritten.
    """

    seller = models.OneToOneField("accounts.Account", models.PROTECT, related_name="+")
    to_customers = ArrayField(models.CharField(max_length=20, choices=PaymentMethod))
    to_resellers = ArrayField(models.CharField(max_length=20, choices=PaymentMethod))
    account_holder = models.CharField(max_length=140, blank=True, default="")
    iban = models.CharField(max_length=34, blank=True, default="")
    bic = models.CharField(max_length=11, blank=True, default="")
    bank_name = models.CharField(max_length=100, blank=True, default="")
    instructions = models.JSONField(default=dict)
    version = models.IntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="ways_to_pay_are_known",
                condition=Q(
                    to_customers__contained_by=PaymentMethod.values, to_resellers__contained_by=PaymentMethod.values
                ),
            ),
            models.CheckConstraint(name="ways_to_pay_are_some", condition=~Q(to_customers=[]) & ~Q(to_resellers=[])),
        ]

    def __str__(self) -> str:
        return f"ways to pay seller {self.seller_id}"

    @property
    def has_bank(self) -> bool:
        """Whether it says where a bank transfer goes."""
        return bool(self.iban)
