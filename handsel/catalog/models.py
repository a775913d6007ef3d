"""What a seller makes and at which markup it sells: products, plans, price lists (CAT-1, CAT-2)."""

from django.db import models
from django.db.models import F, Q

from handsel.accounts.models import Account
from handsel.catalog.option_models import ProductOption, ProductPicture  # noqa: F401 - so that they are known
from handsel.catalog.periods import Periodic, is_a_period
from handsel.catalog.price_models import (  # noqa: F401 - so that the application knows them
    CostPolicy,
    PriceBasis,
    PriceRule,
    Rounding,
    RoundingWay,
    ScheduledChange,
)
from handsel.catalog.rate_models import ExchangeRate, RateAge  # noqa: F401 - so that the application knows them
from handsel.kernel.operation import chosen


class ProductKind(models.TextChoices):
    """What an executed order of it leaves behind."""

    SERVICE = "service", "Service"
    SUBSCRIPTION = "subscription", "Subscription"
    ASSET = "asset", "Asset"


class Provisioning(models.TextChoices):
    """How what was ordered comes about: by hands, or by a program."""

    MANUAL = "manual", "Manual"
    AUTOMATIC = "automatic", "Automatic"


MOST_AT_ONCE = 100_000
"""How many of one plan a line can have at the most."""


class Category(models.Model):
    """A part of what a seller supplies. Those with a `parent` stand below it; none stands deeper.

    Shown by `position`, then by name: as long as nobody ordered them, by name.
    """

    seller = models.ForeignKey(Account, models.PROTECT, related_name="+", db_index=False)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children", db_constraint=False)
    name = models.CharField(max_length=60)
    position = models.IntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(name="category_has_a_name", condition=~Q(name="")),
            models.CheckConstraint(name="category_is_not_its_own_parent", condition=~Q(parent=F("id"))),
            models.UniqueConstraint(
                name=chosen("category_name_once_per_parent"), fields=["seller", "parent", "name"], nulls_distinct=False
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def path(self) -> str:
        """Its name, behind that of the one above it."""
        return f"{self.parent.name} › {self.name}" if self.parent else self.name


class Product(models.Model):
    """Something a seller supplies. Those below it sell it under their own name and price."""

    seller = models.ForeignKey(Account, models.PROTECT, related_name="products")
    sku = models.CharField(max_length=40)
    name = models.CharField(max_length=120)
    category = models.ForeignKey(Category, models.PROTECT, related_name="products", db_constraint=False, db_index=False)
    description = models.TextField(blank=True, default="")
    kind = models.CharField(max_length=20, choices=ProductKind, default=ProductKind.SERVICE)
    provisioning = models.CharField(max_length=10, choices=Provisioning, default=Provisioning.MANUAL)
    withdrawn_at = models.DateTimeField(null=True)
    version = models.IntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="product_provisioning_is_known", condition=Q(provisioning__in=Provisioning.values)
            ),
            models.UniqueConstraint(name=chosen("product_sku_once_per_seller"), fields=["seller", "sku"]),
            models.CheckConstraint(name="product_has_a_name", condition=~Q(name="")),
        ]
        indexes = [models.Index(fields=["seller", "category"], name="product_of_category")]

    def __str__(self) -> str:
        return self.name


class Plan(Periodic, models.Model):
    """How a product is charged: once, or every so many days, weeks, months, years.

    `cost_minor` is what one unit costs its supplier. `unit` says what one of it is, such as GB. An add-on is ordered
    only together with another plan of its product, under the line of that. Quantities are `quantity_min` and so many
    `quantity_step` more, up to `quantity_max`.
    """

    seller = models.ForeignKey(Account, models.PROTECT, related_name="+")
    product = models.ForeignKey(Product, models.PROTECT, related_name="plans")
    name = models.CharField(max_length=80)
    period_count = models.IntegerField(default=0)
    period_unit = models.CharField(max_length=5, blank=True, default="")
    currency = models.CharField(max_length=3)
    cost_minor = models.BigIntegerField()
    is_addon = models.BooleanField(default=False)
    unit = models.CharField(max_length=30, blank=True, default="")
    quantity_min = models.IntegerField(default=1)
    quantity_max = models.IntegerField(default=MOST_AT_ONCE)
    quantity_step = models.IntegerField(default=1)
    withdrawn_at = models.DateTimeField(null=True)
    version = models.IntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(name="plan_cost_is_above_zero", condition=Q(cost_minor__gt=0)),
            models.CheckConstraint(name="plan_is_charged_once_or_every_period", condition=is_a_period()),
            models.CheckConstraint(
                name="plan_quantities_are_sane",
                condition=Q(quantity_min__gte=1, quantity_step__gte=1, quantity_max__lte=MOST_AT_ONCE)
                & Q(quantity_max__gte=F("quantity_min")),
            ),
            models.UniqueConstraint(name=chosen("plan_name_once_per_product"), fields=["seller", "product", "name"]),
        ]

    def __str__(self) -> str:
        return f"{self.product_id} {self.name}"


class PriceList(models.Model):
    """A seller's way from its cost to its buyers' price: a markup on everything, rules of their own, and a rounding.

    One list is the default. Another may leave `markup_percent` empty: what it has no rule for is sold as the default
    list says.
    """

    seller = models.ForeignKey(Account, models.PROTECT, related_name="+")
    name = models.CharField(max_length=80)
    is_default = models.BooleanField(default=False)
    markup_percent = models.DecimalField(max_digits=7, decimal_places=2, null=True)
    rounding = models.CharField(max_length=10, choices=Rounding, default=Rounding.NONE, db_default=Rounding.NONE)
    rounding_way = models.CharField(
        max_length=10, choices=RoundingWay, default=RoundingWay.NEAREST, db_default=RoundingWay.NEAREST
    )
    version = models.IntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(name="price_list_never_sells_under_cost", condition=Q(markup_percent__gte=0)),
            models.CheckConstraint(
                name="price_list_by_default_has_a_markup",
                condition=Q(is_default=False) | Q(markup_percent__isnull=False),
            ),
            models.CheckConstraint(
                name="price_list_rounding_is_known",
                condition=Q(rounding__in=Rounding.values, rounding_way__in=RoundingWay.values),
            ),
            models.UniqueConstraint(name=chosen("price_list_name_once_per_seller"), fields=["seller", "name"]),
            models.UniqueConstraint(
                name="price_list_one_default_per_seller", fields=["seller"], condition=Q(is_default=True)
            ),
        ]

    def __str__(self) -> str:
        return self.name
