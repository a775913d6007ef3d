"""One purchase: the buyer's order with its lines, and a leg with that edge's prices on every edge above it (ORD-11).

Both ends of an edge see its leg, so it holds that edge's figures only: a seller's cost stands on its buying leg.
"""

from typing import Self

from django.db import models
from django.db.models import F, Func, Q

from handsel.accounts.end_customer_models import EndCustomer
from handsel.accounts.models import Account, Edge
from handsel.accounts.paying_models import PaymentMethod
from handsel.catalog.periods import Periodic, is_a_period
from handsel.kernel.money import Money
from handsel.orders.cart_rule_models import CartRules, ManualPrice  # noqa: F401 - so that the application knows them
from handsel.orders.conversion_models import Conversion  # noqa: F401 - the same
from handsel.orders.leg_promises import PROMISES
from handsel.orders.line_models import Line  # noqa: F401 - the same
from handsel.orders.match_models import LegMatch  # noqa: F401 - the same
from handsel.orders.particulars_models import InternalNote, Particulars  # noqa: F401 - the same, of notes
from handsel.orders.payment_models import OrderPayment  # noqa: F401 - the same, of payments
from handsel.orders.queue_conditions import AWAITING_PAYMENT, AWAITS_US, CALLED_OFF, UNDER_WAY, UNSETTLED
from handsel.tax.models import TaxCategory, Treatment


class Payment(models.TextChoices):
    """What the seller has in hand: held in the wallet or debited is paid; ON_CARD: the card on file is yet to pay."""

    UNPAID = "unpaid", "Unpaid"
    PARTLY_PAID = "partly_paid", "Partly paid"
    ON_CARD = "on_card", "By card"
    PAID = "paid", "Paid"
    REFUNDED = "refunded", "Refunded"


class Approval(models.TextChoices):
    """Whether the seller of a leg has agreed to it; WITH_BUYER: it wants another price, and its buyer is asked."""

    NOT_NEEDED = "not_needed", "Not needed"
    PENDING = "pending", "Pending"
    WITH_BUYER = "with_buyer", "With the buyer"
    APPROVED = "approved", "Approved"
    REJECTED = "rejected", "Rejected"


class Fulfilment(models.TextChoices):
    """How far the purchase has come on this leg; locked means that its buyer lacks funds."""

    NONE = "none", "None"
    LOCKED = "locked", "Locked"
    IN_PROGRESS = "in_progress", "In progress"
    EXECUTED = "executed", "Executed"
    FAILED = "failed", "Failed"
    CANCELED = "canceled", "Canceled"


class PlacedBy(models.TextChoices):
    """Which side of the edge placed the order: the person symbol in the list."""

    CUSTOMER = "customer", "Customer"
    RESELLER = "reseller", "Reseller"


class Order(models.Model):
    """What one buyer wants of its seller. While `placed_at` is null it is a cart.

    A buyer has a cart of its own, and one for each end customer for whom somebody shops.
    `number` is neutral: the same for all tiers, and says nothing of how many orders there are. `end_customer` is for
    whom a reseller buys at its seller, where it said so.
    """

    seller = models.ForeignKey(Account, models.PROTECT, related_name="+", db_constraint=False, db_index=False)
    buyer = models.ForeignKey(Account, models.PROTECT, related_name="orders", db_constraint=False)
    edge = models.ForeignKey(Edge, models.PROTECT, related_name="+", db_constraint=False, db_index=False)
    end_customer = models.ForeignKey(
        EndCustomer, models.PROTECT, null=True, related_name="+", db_constraint=False, db_index=False
    )
    number = models.CharField(max_length=12)
    placed_by = models.CharField(max_length=10, choices=PlacedBy)
    started_at = models.DateTimeField()
    placed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="order_number_once", fields=["number"]),
            models.CheckConstraint(name="order_buyer_is_not_seller", condition=~Q(buyer=F("seller"))),
            models.UniqueConstraint(
                name="order_one_open_cart_per_end_customer",
                fields=["buyer", "end_customer"],
                condition=Q(placed_at=None),
                nulls_distinct=False,
            ),
        ]
        indexes = [
            models.Index(fields=["seller", "buyer", "-id"], name="order_of_buyer"),
            models.Index(fields=["seller"], name="order_open", condition=Q(placed_at=None)),
        ]

    def __str__(self) -> str:
        return f"order {self.number}"


_UNPAID = Q(fulfilment="none", payment__in=["unpaid", "partly_paid"], position=0)
_ON_CARD = Q(payment="on_card", settled_at__isnull=True) & ~Q(approval="pending")


class LegQuerySet(models.QuerySet["Leg"]):
    """Legs, narrowed in the words of the trade."""

    def sold_by(self, seller_id: int) -> Self:
        """Keep what the buyers of `seller_id` have asked it for."""
        return self.filter(seller_id=seller_id, asked_at__isnull=False)

    def bought_by(self, buyer_id: int) -> Self:
        """Keep what `buyer_id` buys from its seller, for itself, or for those below it once they have asked it."""
        return self.filter(buyer_id=buyer_id, is_hidden=False)

    def awaiting_us(self) -> Self:
        """Keep what its seller has to agree to: first in the index of those under way, so soon counted."""
        return self.filter(UNDER_WAY).alias(awaits_us=AWAITS_US).filter(awaits_us=1)


class Leg(models.Model):
    """An order on one edge: what its buyer pays its seller. Position 0 is the edge of the one who placed it.

    Prices are fixed when the order is placed, or when its buyer agreed to new ones: `repriced_at`. `placer_id` is the
    user who placed it, told on the edge where that was; `canceled_by_name` who canceled it on this edge, or what was
    left of it, empty where that followed from elsewhere; it `is_withdrawn` where that was its buyer. `skipped_at` is
    when it was put behind others that wait for the same money, `asked_at` when it reached this seller. While it
    `is_hidden` its buyer, who was not asked either, knows nothing of it. `end_customer` is for which customer of its
    buyer it is, as far as the seller may know. Amounts are minor units of `currency`; gross = net + tax; `owed_minor`
    is what was debited on credit and not paid since. What decided on the tax stands beside it, as of then (CAT-4).
    """

    seller = models.ForeignKey(Account, models.PROTECT, related_name="sales", db_constraint=False, db_index=False)
    buyer = models.ForeignKey(Account, models.PROTECT, related_name="purchases", db_constraint=False, db_index=False)
    edge = models.ForeignKey(Edge, models.PROTECT, related_name="+", db_constraint=False, db_index=False)
    order = models.ForeignKey(Order, models.PROTECT, related_name="legs", db_index=False)
    end_customer = models.ForeignKey(
        EndCustomer, models.PROTECT, null=True, related_name="legs", db_constraint=False, db_index=False
    )
    number = models.CharField(max_length=12)
    position = models.IntegerField()
    placed_by = models.CharField(max_length=10, choices=PlacedBy)
    placer_id = models.BigIntegerField(null=True)
    placed_at = models.DateTimeField()
    repriced_at = models.DateTimeField(null=True)
    skipped_at = models.DateTimeField(null=True)
    asked_at = models.DateTimeField(null=True)
    is_hidden = models.BooleanField(default=False, db_default=False)
    currency = models.CharField(max_length=3)
    net_minor = models.BigIntegerField()
    tax_minor = models.BigIntegerField()
    gross_minor = models.BigIntegerField()
    owed_minor = models.BigIntegerField(default=0, db_default=0)
    payment_method = models.CharField(max_length=20, choices=PaymentMethod)
    payment = models.CharField(max_length=20, choices=Payment)
    approval = models.CharField(max_length=20, choices=Approval)
    fulfilment = models.CharField(max_length=20, choices=Fulfilment, default=Fulfilment.NONE)
    decided_at = models.DateTimeField(null=True)
    decided_by_name = models.CharField(max_length=200, blank=True, default="")
    settled_at = models.DateTimeField(null=True)
    executed_at = models.DateTimeField(null=True)
    canceled_at = models.DateTimeField(null=True)
    cancel_reason = models.TextField(blank=True, default="")
    canceled_by_name = models.CharField(max_length=200, blank=True, default="", db_default="")
    is_withdrawn = models.BooleanField(default=False, db_default=False)
    seller_tax_number = models.CharField(max_length=40, blank=True, default="", db_default="")
    buyer_country = models.CharField(max_length=2, blank=True, default="", db_default="")
    buyer_tax_number = models.CharField(max_length=40, blank=True, default="", db_default="")
    tax_words = models.TextField(blank=True, default="", db_default="")
    tax_proof = models.CharField(max_length=120, blank=True, default="", db_default="")

    objects = LegQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="leg_once_per_position", fields=["order", "position"]),
            models.CheckConstraint(
                name="leg_gross_is_net_and_tax", condition=Q(gross_minor=F("net_minor") + F("tax_minor"))
            ),
            models.CheckConstraint(name="leg_is_not_negative", condition=Q(net_minor__gte=0, tax_minor__gte=0)),
            models.CheckConstraint(name="leg_payment_is_known", condition=Q(payment__in=Payment.values)),
            models.CheckConstraint(name="leg_approval_is_known", condition=Q(approval__in=Approval.values)),
            models.CheckConstraint(name="leg_fulfilment_is_known", condition=Q(fulfilment__in=Fulfilment.values)),
            *PROMISES,
        ]
        indexes = [
            models.Index(
                fields=["seller", "-asked_at", "-id", "payment_method", "placed_by"],
                include=["buyer", "is_hidden"],
                name="leg_sold",
            ),
            models.Index(fields=["seller", "buyer", "-id"], name="leg_of_buyer"),
            models.Index(fields=["seller", "number"], name="leg_number"),
            models.Index(fields=["buyer", "-id"], name="leg_bought"),
            models.Index(
                fields=["seller", "end_customer", "-id"],
                name="leg_for_end_customer",
                condition=Q(end_customer__isnull=False),
            ),
            models.Index(fields=["seller", "-asked_at", "-id"], name="leg_awaiting", condition=AWAITING_PAYMENT),
            models.Index(
                F("seller"),
                AWAITS_US.desc(),
                F("asked_at").desc(),
                F("id").desc(),
                name="leg_under_way",
                condition=UNDER_WAY,
            ),
            models.Index(fields=["seller", "-asked_at", "-id"], name="leg_called_off", condition=CALLED_OFF),
            models.Index(
                fields=["seller", "asked_at"],
                include=["buyer", "currency", "gross_minor", "is_hidden"],
                name="leg_counted",
                condition=Q(asked_at__isnull=False) & ~Q(fulfilment="canceled"),
            ),
            models.Index(fields=["seller", "buyer", "settled_at"], name="leg_owing", condition=Q(owed_minor__gt=0)),
            models.Index(fields=["seller", "buyer"], name="leg_locked", condition=Q(fulfilment="locked")),
            models.Index(fields=["placed_at"], name="leg_on_card", condition=_ON_CARD),
            models.Index(fields=["seller", "buyer"], name="leg_unpaid", condition=_UNPAID),
            models.Index(fields=["placed_at"], name="leg_unsettled", condition=UNSETTLED),
        ]

    def __str__(self) -> str:
        return f"leg {self.position} of order {self.number}"

    @property
    def owed(self) -> Money:
        """What is still to be paid of what was debited on credit; zero, and false, for nothing."""
        return Money(self.owed_minor, self.currency)


_TAX = Func(F("net_minor"), F("tax_percent"), function="tax_amount", output_field=models.BigIntegerField())


class LegLine(Periodic, models.Model):
    """One line of an order at one edge's price: names and figures as they were when it was placed.

    `line_id` is the same for one line on all legs; `under_id` is that of the line that an add-on belongs to.
    `unit_name` says what one of it is, such as 10 GB. `is_hidden` is its leg's, kept by a trigger. `tax_treatment` says
    why it is taxed as it is, `tax_country` by whose rules; `tax_minor` is `tax_percent` of the net, halves away from 0.
    """

    seller = models.ForeignKey(Account, models.PROTECT, related_name="+", db_constraint=False, db_index=False)
    buyer = models.ForeignKey(Account, models.PROTECT, related_name="+", db_constraint=False, db_index=False)
    leg = models.ForeignKey(Leg, models.PROTECT, related_name="lines", db_constraint=False, db_index=False)
    line_id = models.BigIntegerField()
    under_id = models.BigIntegerField(null=True)
    plan_id = models.BigIntegerField()
    product = models.CharField(max_length=120)
    plan_name = models.CharField(max_length=80)
    unit_name = models.CharField(max_length=30, blank=True, default="", db_default="")
    kind = models.CharField(max_length=20)
    period_count = models.IntegerField()
    period_unit = models.CharField(max_length=5, blank=True)
    options = models.JSONField(default=list)
    quantity = models.IntegerField()
    unit_minor = models.BigIntegerField()
    net_minor = models.BigIntegerField()
    tax_category = models.CharField(
        max_length=10, choices=TaxCategory, default=TaxCategory.STANDARD, db_default="standard"
    )
    tax_treatment = models.CharField(max_length=20, choices=Treatment, default=Treatment.NONE, db_default="none")
    tax_country = models.CharField(max_length=2, blank=True, default="", db_default="")
    tax_region = models.CharField(max_length=100, blank=True, default="", db_default="")
    tax_percent = models.DecimalField(max_digits=6, decimal_places=3, default=0)
    tax_minor = models.BigIntegerField(default=0)
    gross_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    is_hidden = models.BooleanField(default=False, db_default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="leg_line_net_is_units", condition=Q(net_minor=F("unit_minor") * F("quantity"))
            ),
            models.CheckConstraint(
                name="leg_line_gross_is_net_and_tax", condition=Q(gross_minor=F("net_minor") + F("tax_minor"))
            ),
            models.CheckConstraint(name="leg_line_tax_is_the_rate_of_its_net", condition=Q(tax_minor=_TAX)),
            models.CheckConstraint(
                name="leg_line_is_taxed_where_somebody_charges",
                condition=Q(tax_treatment__in=[Treatment.DOMESTIC, Treatment.DESTINATION]) | Q(tax_percent=0),
            ),
            models.CheckConstraint(name="leg_line_is_charged_once_or_every_period", condition=is_a_period()),
            models.UniqueConstraint(name="leg_line_once_per_line", fields=["leg", "line_id"]),
        ]
        indexes = [
            models.Index(fields=["seller", "leg"], name="leg_line_of_leg"),
            models.Index(fields=["seller", "product", "buyer"], name="leg_line_of_product"),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.product} ({self.plan_name})"
