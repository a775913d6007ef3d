"""What a buyer says it has sent and staff has not seen arrive yet: no money, until somebody confirms it (FUN-7)."""

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import F, Q

from handsel.accounts.models import Account


class AnnouncementQuerySet(models.QuerySet["Announcement"]):
    """Announced payments, by whether anybody can still answer."""

    def waiting(self, at: datetime) -> Self:
        return self.filter(state=Announcement.State.ANNOUNCED, expires_at__gt=at)


class Announcement(models.Model):
    """A bank transfer that somebody of the buyer says was sent on a day, under a reference.

    Nothing moves and nothing more can be spent before a person at the seller confirms that it arrived: then it has the
    receipt of what arrived, which may be another amount. `key` is told once per announcement.
    """

    class State(models.TextChoices):
        ANNOUNCED = "announced", "Announced"
        CONFIRMED = "confirmed", "Confirmed"
        DECLINED = "declined", "Declined"
        WITHDRAWN = "withdrawn", "Withdrawn"

    seller = models.ForeignKey(Account, models.PROTECT, related_name="+", db_constraint=False, db_index=False)
    buyer = models.ForeignKey(Account, models.PROTECT, related_name="+", db_constraint=False, db_index=False)
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    sent_on = models.DateField()
    reference = models.CharField(max_length=100)
    note = models.TextField(blank=True, default="")
    key = models.CharField(max_length=80)
    announced_by_id = models.BigIntegerField(null=True)
    announced_by_name = models.CharField(max_length=200)
    announced_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State, default=State.ANNOUNCED)
    decided_by_name = models.CharField(max_length=200, blank=True, default="")
    decided_at = models.DateTimeField(null=True)
    decline_reason = models.TextField(blank=True, default="")
    receipt = models.OneToOneField(
        "ledger.Receipt", models.PROTECT, null=True, related_name="announcement", db_constraint=False
    )

    objects = AnnouncementQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="announcement_key_once_per_buyer", fields=["seller", "buyer", "key"]),
            models.CheckConstraint(name="announcement_is_positive", condition=Q(amount_minor__gt=0)),
            models.CheckConstraint(name="announcement_has_a_reference", condition=~Q(reference="")),
            models.CheckConstraint(name="announcement_expires_later", condition=Q(expires_at__gt=F("announced_at"))),
            models.CheckConstraint(
                name="announcement_state_is_known",
                condition=Q(state__in=["announced", "confirmed", "declined", "withdrawn"]),
            ),
            models.CheckConstraint(
                name="announcement_confirmed_has_its_receipt",
                condition=Q(state="confirmed", receipt__isnull=False) | ~Q(state="confirmed") & Q(receipt__isnull=True),
            ),
            models.CheckConstraint(
                name="announcement_declined_with_a_reason", condition=~Q(state="declined") | ~Q(decline_reason="")
            ),
            models.CheckConstraint(
                name="announcement_answered_at_a_moment",
                condition=Q(state="announced", decided_at__isnull=True)
                | ~Q(state="announced") & Q(decided_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["seller", "state", "-id"], name="announcement_by_state"),
            models.Index(fields=["seller", "buyer", "-id"], name="announcement_of_buyer"),
        ]

    def __str__(self) -> str:
        return f"{self.amount_minor} {self.currency}, {self.state}"

    def is_open(self, at: datetime) -> bool:
        """Whether anybody can still answer."""
        return self.state == self.State.ANNOUNCED and self.expires_at > at


MOVES = {
    Announcement.State.ANNOUNCED: (
        Announcement.State.CONFIRMED,
        Announcement.State.DECLINED,
        Announcement.State.WITHDRAWN,
    ),
}
"""State -> what it can become, as long as it has not expired; all others are final."""
