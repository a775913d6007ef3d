"""Refunds of what was delivered: one row per edge that takes part, and the standing rule of each seller (ORD-12)."""

from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from handsel.accounts.models import Account
from handsel.deliveries.refund_moves import OPEN, TO_DECIDE, RefundState
from handsel.ledger.documents import Adjustment, PaidBy
from handsel.orders.models import Leg

LONGEST_DAYS = 90


class Back(models.TextChoices):
    """How the buyer gets its money: as credit in the wallet, or by one of the ways by which money leaves."""

    WALLET = "wallet", "Wallet"
    CARD = PaidBy.CARD.value, PaidBy.CARD.label
    BANK_TRANSFER = PaidBy.BANK_TRANSFER.value, PaidBy.BANK_TRANSFER.label
    CASH = PaidBy.CASH.value, PaidBy.CASH.label
    CHEQUE = PaidBy.CHEQUE.value, PaidBy.CHEQUE.label
    OTHER = PaidBy.OTHER.value, PaidBy.OTHER.label


class RefundQuerySet(models.QuerySet["Refund"]):
    """Refunds, narrowed in the words of the trade."""

    def to_decide(self) -> Self:
        """Keep what its seller has to answer."""
        return self.filter(state__in=sorted(TO_DECIDE))

    def under_way(self) -> Self:
        return self.filter(state__in=sorted(OPEN))


class Refund(models.Model):
    """A refund on one edge; both its ends read it, and its seller decides. All edges of one have the same `request`.

    `line_ids` are its lines, by the id that they have on all legs. `reason` is what the buyer of the edge says, and
    `answer` why its seller declined. `due_at` is when the seller's rule confirms it. `is_own_pocket`: the seller paid
    although its own seller had said no. `payout` is how the money left the wallet, where it did.
    Written by the functions in `sql/` only.
    """

    seller = models.ForeignKey(Account, models.PROTECT, related_name="+", db_constraint=False, db_index=False)
    buyer = models.ForeignKey(Account, models.PROTECT, related_name="+", db_constraint=False, db_index=False)
    leg = models.ForeignKey(Leg, models.PROTECT, related_name="refunds", db_constraint=False, db_index=False)
    request = models.UUIDField()
    number = models.CharField(max_length=12)
    line_ids = ArrayField(models.BigIntegerField())
    back = models.CharField(max_length=20, choices=Back, default=Back.WALLET)
    state = models.CharField(max_length=20, choices=RefundState, default=RefundState.WAITING)
    is_own_pocket = models.BooleanField(default=False)
    is_asked_by_buyer = models.BooleanField(default=False)
    reason = models.TextField()
    asked_by_name = models.CharField(max_length=200)
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    answer = models.TextField(blank=True, default="")
    decided_by_name = models.CharField(max_length=200, blank=True, default="")
    decided_at = models.DateTimeField(null=True)
    payout = models.OneToOneField(
        Adjustment, models.PROTECT, null=True, related_name="refund_payout", db_constraint=False
    )

    objects = RefundQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="refund_once_per_leg_of_a_request", fields=["request", "leg"]),
            models.UniqueConstraint(
                name="refund_one_open_per_leg", fields=["leg"], condition=Q(state__in=sorted(OPEN))
            ),
            models.CheckConstraint(name="refund_state_is_known", condition=Q(state__in=RefundState.values)),
            models.CheckConstraint(name="refund_way_is_known", condition=Q(back__in=Back.values)),
            models.CheckConstraint(name="refund_has_a_reason", condition=~Q(reason="")),
            models.CheckConstraint(name="refund_has_lines", condition=Q(line_ids__len__gt=0)),
            models.CheckConstraint(
                name="refund_declined_with_an_answer",
                condition=Q(state="declined") & ~Q(answer="") | ~Q(state="declined") & Q(answer=""),
            ),
            models.CheckConstraint(
                name="refund_is_due_while_it_waits", condition=Q(due_at__isnull=True) | Q(state="waiting")
            ),
            models.CheckConstraint(
                name="refund_is_decided_unless_it_waits", condition=Q(state="waiting") | Q(decided_at__isnull=False)
            ),
            models.CheckConstraint(
                name="refund_pays_out_what_is_refunded",
                condition=Q(payout__isnull=True) | Q(state="refunded") & ~Q(back="wallet"),
            ),
        ]
        indexes = [
            models.Index(fields=["seller", "state", "-id"], name="refund_by_state"),
            models.Index(fields=["buyer", "-id"], name="refund_of_buyer"),
            models.Index(fields=["due_at"], name="refund_due", condition=Q(due_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"refund of order {self.number}, {self.state}"


class RefundRule(models.Model):
    """How a seller confirms refunds of what was delivered: `days` None by hand, 0 at once, else after so many days."""

    seller = models.OneToOneField(Account, models.PROTECT, related_name="+", db_constraint=False)
    days = models.IntegerField(null=True)
    version = models.IntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="refund_rule_has_sane_days",
                condition=Q(days__isnull=True) | Q(days__gte=0, days__lte=LONGEST_DAYS),
            )
        ]

    def __str__(self) -> str:
        return f"refund rule of {self.seller_id}"
