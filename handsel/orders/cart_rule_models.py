"""What a seller set about carts that are left, and prices that its staff set by hand (ORD-9, ORD-10)."""

from django.db import models
from django.db.models import Q

from handsel.accounts.models import Account

KEEP_DAYS = 90
"""How long a cart is kept after its last change, where its seller set nothing else."""
GIVE_UP_DAYS = 60
"""How long a placed order may wait before it is given up, where its seller set nothing else; SQL knows it too."""


class CartRules(models.Model):
    """When a seller reminds its buyers of their carts, and how long it keeps these; null hours: never.

    `prices_hold_days` is how long the prices of a placed order hold before they are confirmed; null: always.
    `give_up_days` is how long a placed order may wait for money or a decision; null: for ever.
    """

    seller = models.OneToOneField(Account, models.PROTECT, related_name="+", db_constraint=False)
    remind_after_hours = models.IntegerField(null=True)
    most_reminders = models.IntegerField(default=1)
    keep_days = models.IntegerField(default=KEEP_DAYS)
    prices_hold_days = models.IntegerField(null=True)
    give_up_days = models.IntegerField(null=True, default=GIVE_UP_DAYS, db_default=GIVE_UP_DAYS)
    version = models.IntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="cart_rules_are_sane",
                condition=Q(most_reminders__gte=1, most_reminders__lte=5, keep_days__gte=1, keep_days__lte=730)
                & (Q(remind_after_hours__isnull=True) | Q(remind_after_hours__gte=1, remind_after_hours__lte=2160)),
            ),
            models.CheckConstraint(
                name="cart_rules_prices_hold_some_days",
                condition=Q(prices_hold_days__isnull=True) | Q(prices_hold_days__gte=1, prices_hold_days__lte=730),
            ),
            models.CheckConstraint(
                name="cart_rules_give_up_after_some_days",
                condition=Q(give_up_days__isnull=True) | Q(give_up_days__gte=1, give_up_days__lte=730),
            ),
        ]

    def __str__(self) -> str:
        return f"cart rules of {self.seller_id}"


class ManualPrice(models.Model):
    """The price of one line of one order, set by hand by somebody of its seller; the buyer reads it, and why.

    It takes the place of the cascade on the buyer's own edge, and on no other, for this very plan and `quantity`, until
    `ends_at`: whoever takes another plan or quantity, or orders later, pays the usual price. `unit_minor` is without
    tax, and `list_unit_minor` what the cascade said when it was set. Both are minor units of `currency`.
    """

    seller = models.ForeignKey(Account, models.PROTECT, related_name="+", db_constraint=False, db_index=False)
    buyer = models.ForeignKey(Account, models.PROTECT, related_name="+", db_constraint=False, db_index=False)
    order = models.ForeignKey("orders.Order", models.CASCADE, related_name="manual_prices", db_constraint=False)
    line = models.OneToOneField("orders.Line", models.CASCADE, related_name="manual_price", db_constraint=False)
    plan = models.ForeignKey("catalog.Plan", models.PROTECT, related_name="+", db_constraint=False, db_index=False)
    quantity = models.IntegerField()
    unit_minor = models.BigIntegerField()
    list_unit_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    reason = models.CharField(max_length=200)
    author_id = models.BigIntegerField(null=True)
    author_name = models.CharField(max_length=200)
    set_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="manual_price_is_not_negative", condition=Q(unit_minor__gte=0)),
            models.CheckConstraint(name="manual_price_with_a_reason", condition=~Q(reason="")),
        ]

    def __str__(self) -> str:
        return f"{self.unit_minor} {self.currency}"
