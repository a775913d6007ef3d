"""Rules of a price list, and what a seller does when its costs change (CAT-2, CAT-3)."""

from decimal import Decimal
from typing import Self

from django.db import models
from django.db.models import F, Q

from handsel.accounts.models import Account
from handsel.kernel.money import Money
from handsel.kernel.operation import chosen


class Level(models.IntegerChoices):
    """What a rule is for; the more specific one wins."""

    ALL = 1, "Everything"
    CATEGORY = 2, "A category"
    PRODUCT = 3, "A product"
    PLAN = 4, "A plan"


class Rounding(models.TextChoices):
    """Onto which prices a list rounds, in minor units of the currency."""

    NONE = "none", "Not at all"
    TO_5 = "to_5", "To 0.05"
    TO_10 = "to_10", "To 0.10"
    TO_100 = "to_100", "To 1.00"
    ENDS_99 = "ends_99", "Ends with .99"
    ENDS_95 = "ends_95", "Ends with .95"


class RoundingWay(models.TextChoices):
    """Which of the two prices beside it is taken."""

    NEAREST = "nearest", "To the nearest"
    UP = "up", "Up"
    DOWN = "down", "Down"


class Policy(models.TextChoices):
    """What becomes of a seller's prices when what it buys costs it something else."""

    PERCENT = "percent", "Keep the percent"
    AMOUNT = "amount", "Keep the amount"
    RETAIL = "retail", "Keep the price"
    ASK = "ask", "Ask me"


class PriceRuleQuerySet(models.QuerySet["PriceRule"]):
    """Rules, narrowed in the words of those who read them."""

    def pricing(self) -> Self:
        """Keep those that make a price, besides those that only hide or show."""
        return self.filter(Q(percent__isnull=False) | Q(fixed_minor__isnull=False))


class PriceRule(models.Model):
    """One rule of a price list: a price made of the cost, or a fixed one, or whether a thing is shown at all.

    `target_id` is a category, a product or a plan, which may belong to a seller above; 0 at level ALL. `currency` is
    empty where the rule is for every currency: then it has no amount and no fixed price. `is_hidden` is null where the
    rule says nothing of it. Until `loss_until` the price may lie below the cost, or be nothing.
    """

    seller = models.ForeignKey(Account, models.PROTECT, related_name="+", db_index=False)
    price_list = models.ForeignKey(
        "catalog.PriceList", models.CASCADE, related_name="rules", db_constraint=False, db_index=False
    )
    level = models.SmallIntegerField(choices=Level)
    target_id = models.BigIntegerField(default=0)
    currency = models.CharField(max_length=3, blank=True, default="")
    percent = models.DecimalField(max_digits=7, decimal_places=2, null=True)
    amount_minor = models.BigIntegerField(default=0)
    fixed_minor = models.BigIntegerField(null=True)
    is_hidden = models.BooleanField(null=True)
    loss_until = models.DateTimeField(null=True)

    objects = PriceRuleQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name=chosen("price_rule_once_per_target"), fields=["price_list", "level", "target_id", "currency"]
            ),
            models.CheckConstraint(
                name="price_rule_is_for_something",
                condition=Q(level=Level.ALL, target_id=0) | Q(level__in=[2, 3, 4], target_id__gt=0),
            ),
            models.CheckConstraint(
                name="price_rule_is_a_markup_or_a_fixed_price",
                condition=Q(percent__isnull=True, amount_minor=0) | Q(fixed_minor__isnull=True),
            ),
            models.CheckConstraint(
                name="price_rule_names_the_currency_of_its_amounts",
                condition=~Q(currency="") | Q(amount_minor=0, fixed_minor__isnull=True),
            ),
            models.CheckConstraint(
                name="price_rule_hides_in_every_currency", condition=Q(currency="") | Q(is_hidden__isnull=True)
            ),
            models.CheckConstraint(
                name="price_rule_says_something",
                condition=Q(percent__isnull=False) | Q(fixed_minor__isnull=False) | Q(is_hidden__isnull=False),
            ),
            models.CheckConstraint(
                name="price_rule_is_within_reason",
                condition=(Q(percent__isnull=True) | Q(percent__gte=-100, percent__lte=10_000))
                & (Q(fixed_minor__isnull=True) | Q(fixed_minor__gte=0, fixed_minor__lte=10**12))
                & Q(amount_minor__gte=-(10**12), amount_minor__lte=10**12),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.price_list_id} {self.level} {self.target_id} {self.currency}"


class CostPolicy(models.Model):
    """What a seller wants done when its costs change; without a row its prices follow in percent."""

    seller = models.ForeignKey(Account, models.PROTECT, related_name="+", db_index=False)
    policy = models.CharField(max_length=10, choices=Policy)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="cost_policy_once_per_seller", fields=["seller"]),
            models.CheckConstraint(name="cost_policy_is_known", condition=Q(policy__in=Policy.values)),
        ]

    def __str__(self) -> str:
        return self.policy


class PriceBasis(models.Model):
    """From which cost a seller's price of a plan is made, where it does not follow its cost in percent.

    `decided_minor` is the last cost that somebody has looked at; another one waits for a decision.
    """

    seller = models.ForeignKey(Account, models.PROTECT, related_name="+", db_index=False)
    price_list = models.ForeignKey(
        "catalog.PriceList", models.CASCADE, related_name="+", db_constraint=False, db_index=False
    )
    plan_id = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    cost_minor = models.BigIntegerField()
    decided_minor = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="price_basis_once_per_plan", fields=["price_list", "plan_id"]),
            models.CheckConstraint(name="price_basis_is_not_negative", condition=Q(cost_minor__gte=0)),
        ]
        indexes = [models.Index(fields=["seller", "plan_id"], name="price_basis_of_seller")]

    def __str__(self) -> str:
        return f"{self.price_list_id} {self.plan_id} {self.cost_minor} {self.currency}"


class PlannedState(models.TextChoices):
    """Where a change for a day to come stands."""

    WAITING = "waiting", "Waiting"
    DONE = "done", "Carried out"
    CANCELED = "canceled", "Canceled"
    FAILED = "failed", "Not possible any more"


class Altered(models.TextChoices):
    """What is to be changed on a day to come; see catalog/alterations.py."""

    RULES = "rules", "Prices"
    MARKUP = "markup", "Markup on everything"
    ROUNDING = "rounding", "Rounding"
    PLAN = "plan", "Cost of a plan"
    PLAN_WITHDRAWAL = "plan_withdrawal", "Plan withdrawn"
    PRODUCT_WITHDRAWAL = "product_withdrawal", "Product withdrawn"


class ScheduledChange(models.Model):
    """An alteration that is made at `starts_at`: of a price list, or `about` a product or plan of the seller's own.

    One that is over outlives its price list, and is `about` the name that the list had.

    `changes` is what `kind` needs for it, for RULES a list; `plans` counts what it names.
    Where buyers are to be told, `notice_at` says when and `told_at` that they were; `told` has for each group of
    buyers what they were told: list_id, currency, prices (name, plan, before_minor, after_minor), more.
    """

    seller = models.ForeignKey(Account, models.PROTECT, related_name="+", db_index=False)
    price_list = models.ForeignKey(
        "catalog.PriceList", models.SET_NULL, null=True, related_name="+", db_constraint=False, db_index=False
    )
    kind = models.CharField(max_length=20, choices=Altered, default=Altered.RULES)
    about = models.CharField(max_length=210, blank=True, default="")
    currency = models.CharField(max_length=3, blank=True, default="")
    changes = models.JSONField()
    plans = models.IntegerField()
    starts_at = models.DateTimeField()
    notice_at = models.DateTimeField(null=True)
    told_at = models.DateTimeField(null=True)
    told = models.JSONField(default=list)
    asked_at = models.DateTimeField()
    asked_by_name = models.CharField(max_length=200)
    state = models.CharField(max_length=10, choices=PlannedState, default=PlannedState.WAITING)
    ended_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=300, blank=True, default="")

    class Meta:
        constraints = [
            models.CheckConstraint(name="scheduled_change_state_is_known", condition=Q(state__in=PlannedState.values)),
            models.CheckConstraint(name="scheduled_change_kind_is_known", condition=Q(kind__in=Altered.values)),
            models.CheckConstraint(
                name="scheduled_change_is_of_a_list_or_about_something",
                condition=Q(price_list__isnull=False) | ~Q(about=""),
            ),
            models.CheckConstraint(
                name="scheduled_change_ends_once",
                condition=Q(state=PlannedState.WAITING, ended_at__isnull=True)
                | ~Q(state=PlannedState.WAITING) & Q(ended_at__isnull=False),
            ),
            models.CheckConstraint(
                name="scheduled_change_is_told_before_it_begins",
                condition=Q(notice_at__isnull=True) | Q(notice_at__lt=F("starts_at")),
            ),
        ]
        indexes = [
            models.Index(fields=["starts_at", "id"], name="scheduled_change_due", condition=Q(state="waiting")),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.price_list_id or self.about} {self.starts_at}"

    @property
    def rounding_said(self) -> str:
        """Return onto which prices it rounds; of ROUNDING only."""
        return f"{Rounding(self.changes['rounding']).label}, {RoundingWay(self.changes['way']).label.lower()}"

    @property
    def markup_percent(self) -> Decimal | None:
        """Return the markup on everything that is to be; of MARKUP only. None is that of the default list."""
        percent = self.changes["markup_percent"]
        return None if percent is None else Decimal(percent)

    @property
    def cost(self) -> Money:
        """Return what the plan is to cost; of PLAN only."""
        return Money(self.changes["plan"]["cost_minor"], self.changes["plan"]["currency"])
