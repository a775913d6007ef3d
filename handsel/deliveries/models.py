"""What becomes of each line of a settled order, on every edge, and the work that its supplier has with it (ORD-12)."""

from typing import Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from handsel.accounts.models import Account
from handsel.deliveries.moves import OPEN, DeliveryState
from handsel.deliveries.refund_models import Refund, RefundRule  # noqa: F401 - so that the application knows them
from handsel.ledger.documents import Adjustment
from handsel.orders.models import Leg, LegLine


class Delivery(models.Model):
    """What became of one line of an order on one edge; both its ends read it. It stands alike on all legs of the line.

    `service` is what was delivered, as the buyer reads it: `[{"label": "Licence key", "value": "ABCD-1234"}]`;
    `expires_on` is how long it holds. `reason` says why it failed: in the supplier's
    words on its own edge, in neutral ones below. `refund` is the credit note by which its money went back: when it is
    canceled, or when a seller below paid alone, and then it stays delivered. `is_refunded` says either, of what
    was given away, too, which has none.
    Written by the functions in `sql/` only.
    """

    seller = models.ForeignKey(Account, models.PROTECT, related_name="+", db_constraint=False, db_index=False)
    buyer = models.ForeignKey(Account, models.PROTECT, related_name="deliveries", db_constraint=False, db_index=False)
    leg = models.ForeignKey(Leg, models.PROTECT, related_name="deliveries", db_constraint=False, db_index=False)
    leg_line = models.OneToOneField(LegLine, models.PROTECT, related_name="delivery", db_constraint=False)
    line_id = models.BigIntegerField()
    state = models.CharField(max_length=10, choices=DeliveryState, default=DeliveryState.WAITING)
    reason = models.TextField(blank=True, default="", db_default="")
    service = models.JSONField(default=list)
    expires_on = models.DateField(null=True)
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    refund = models.OneToOneField(Adjustment, models.PROTECT, null=True, related_name="delivery", db_constraint=False)
    is_refunded = models.BooleanField(default=False, db_default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="delivery_once_per_line", fields=["leg", "line_id"]),
            models.CheckConstraint(name="delivery_state_is_known", condition=Q(state__in=DeliveryState.values)),
            models.CheckConstraint(
                name="delivery_ends_when_it_is_over",
                condition=Q(state__in=["started", "waiting"], ended_at__isnull=True)
                | ~Q(state__in=["started", "waiting"]) & Q(ended_at__isnull=False),
            ),
            models.CheckConstraint(name="delivery_failed_with_a_reason", condition=~Q(state="failed") | ~Q(reason="")),
            models.CheckConstraint(
                name="delivery_paid_back_is_over",
                condition=Q(refund__isnull=True, is_refunded=False)
                | Q(is_refunded=True, state__in=["canceled", "delivered"]),
            ),
        ]
        indexes = [models.Index(fields=["seller", "buyer", "-id"], name="delivery_of_buyer")]

    def __str__(self) -> str:
        return f"delivery of line {self.line_id}, {self.state}"


class Way(models.TextChoices):
    """How a line is delivered: by itself, by the supplier's people, or by its program at the delivery address."""

    AT_ONCE = "at_once", "By itself"
    MANUAL = "manual", "Manual"
    WEBHOOK = "webhook", "Webhook"


class DeliveryTaskQuerySet(models.QuerySet["DeliveryTask"]):
    """Tasks, narrowed in the words of the trade."""

    def waiting(self) -> Self:
        """Keep what somebody has to do by hand: manual work that is open, and a program's while it is not told."""
        told = DeliveryAddress.objects.filter(seller=OuterRef("seller"), is_on=True)
        return self.filter(Q(way=Way.MANUAL) | ~Exists(told), state__in=sorted(OPEN))

    def to_do(self) -> Self:
        """Keep what needs somebody: manual work that is open, and whatever failed."""
        return self.waiting() | self.failed()

    def failed(self) -> Self:
        return self.filter(state=DeliveryState.FAILED)

    def matching(self, text: str) -> Self:
        """Keep those with `text` in the order number, the buyer's name, or the product's name."""
        line = LegLine.objects.filter(product__icontains=text).values("pk")
        return self.filter(Q(number__icontains=text) | Q(buyer__name__icontains=text) | Q(delivery__leg_line__in=line))


class DeliveryTask(models.Model):
    """The supplier's own work with one line: nobody else sees it.

    `key` names it to the supplier's program, the same however often it is told. `state` is the delivery's.
    `note` is for colleagues. `due_at` is when the program is told, or asked, next.
    """

    seller = models.ForeignKey(Account, models.PROTECT, related_name="+", db_constraint=False, db_index=False)
    buyer = models.ForeignKey(Account, models.PROTECT, related_name="+", db_constraint=False, db_index=False)
    delivery = models.OneToOneField(Delivery, models.PROTECT, related_name="task", db_constraint=False)
    number = models.CharField(max_length=12)
    way = models.CharField(max_length=10, choices=Way)
    state = models.CharField(max_length=10, choices=DeliveryState, default=DeliveryState.WAITING)
    key = models.UUIDField()
    note = models.TextField(blank=True, default="", db_default="")
    by_name = models.CharField(max_length=200, blank=True, default="", db_default="")
    opened_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    tries = models.IntegerField(default=0, db_default=0)
    trouble = models.CharField(max_length=200, blank=True, default="", db_default="")
    status_url = models.CharField(max_length=500, blank=True, default="", db_default="")

    objects = DeliveryTaskQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="delivery_task_key_once", fields=["seller", "key"]),
            models.CheckConstraint(name="delivery_task_state_is_known", condition=Q(state__in=DeliveryState.values)),
            models.CheckConstraint(name="delivery_task_way_is_known", condition=Q(way__in=Way.values)),
            models.CheckConstraint(
                name="delivery_task_of_a_program_is_due_while_open", condition=Q(due_at__isnull=True) | Q(way="webhook")
            ),
            models.CheckConstraint(
                name="delivery_task_changed_after_it_was_opened", condition=Q(changed_at__gte=F("opened_at"))
            ),
        ]
        indexes = [
            models.Index(fields=["seller", "state", "-id"], name="delivery_task_by_state"),
            models.Index(fields=["seller", "number"], name="delivery_task_of_order"),
            models.Index(fields=["due_at"], name="delivery_task_due", condition=Q(due_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.way} delivery of order {self.number}, {self.state}"


class DeliveryAddress(models.Model):
    """Where a supplier's program hears what it is to deliver. `secret` signs what is sent, sealed for the database.

    Until `rests_until` it is asked about nothing, because it could not be reached.
    """

    seller = models.OneToOneField(Account, models.PROTECT, related_name="+", db_constraint=False)
    url = models.CharField(max_length=500)
    secret = models.TextField()
    is_on = models.BooleanField(default=True)
    rests_until = models.DateTimeField(null=True)
    changed_at = models.DateTimeField()
    changed_by_name = models.CharField(max_length=200, blank=True, default="")
    version = models.IntegerField(default=1)

    class Meta:
        constraints = [models.CheckConstraint(name="delivery_address_has_an_address", condition=~Q(url=""))]

    def __str__(self) -> str:
        return self.url
