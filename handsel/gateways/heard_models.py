"""Which webhooks were heard (FUN-7)."""

from django.db import models

from handsel.accounts.models import Account


class HeardNotice(models.Model):
    """A webhook that was believed; the same event again changes nothing."""

    seller = models.ForeignKey(Account, models.PROTECT, related_name="+", db_constraint=False, db_index=False)
    gateway = models.ForeignKey(
        "gateways.SellerGateway", models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    event_id = models.CharField(max_length=255)
    kind = models.CharField(max_length=60)
    heard_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="heard_notice_once", fields=["seller", "gateway", "event_id"]),
        ]
        indexes = [models.Index(fields=["heard_at"], name="heard_notice_to_forget")]

    def __str__(self) -> str:
        return f"{self.kind} {self.event_id}"
