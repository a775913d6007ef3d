"""How a seller knows its buyer's customer: a reference, and no more than the glass walls let through (USR-6)."""

from django.db import models
from django.db.models import F, Q


class EndCustomer(models.Model):
    """One account below `buyer`, as its `seller` refers to it.

    `account_ref` is a plain number that says nothing to the seller, who does not see that account; what the seller
    calls it is decided by the wall on the edge, when it is asked for.
    """

    seller = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+")
    buyer = models.ForeignKey("accounts.Account", models.PROTECT, related_name="end_customers")
    account_ref = models.BigIntegerField()
    known_since = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="end_customer_once_per_buyer", fields=["seller", "buyer", "account_ref"]),
            models.CheckConstraint(name="end_customer_is_not_the_buyer", condition=~Q(account_ref=F("buyer"))),
        ]

    def __str__(self) -> str:
        return f"end customer {self.pk} of {self.buyer_id}"
