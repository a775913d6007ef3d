"""What decides on tax: where a seller is established, its dated rates, and what is known of each buyer (CAT-4)."""

from datetime import datetime
from decimal import Decimal
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from handsel.accounts.models import Account
from handsel.kernel.operation import chosen


class TaxCategory(models.TextChoices):
    """What kind of thing is sold, where countries tax kinds differently. Zero and exempt need no rate."""

    STANDARD = "standard", _("Standard")
    REDUCED = "reduced", _("Reduced")
    LOWEST = "lowest", _("Reduced further")
    ZERO = "zero", _("Zero rate")
    EXEMPT = "exempt", _("Exempt")


RATED = (TaxCategory.STANDARD, TaxCategory.REDUCED, TaxCategory.LOWEST)
"""The categories for which a country has a rate."""


class Treatment(models.TextChoices):
    """Why a line is taxed as it is; docs/rules/tax.md says when."""

    NONE = "none", _("Tax is not set up")
    UNREGISTERED = "unregistered", _("Seller not registered for tax")
    EXEMPT_BUYER = "exempt_buyer", _("Buyer exempt")
    DOMESTIC = "domestic", _("Taxed in the seller's country")
    DESTINATION = "destination", _("Taxed in the buyer's country")
    REVERSE_CHARGE = "reverse_charge", _("Reverse charge")
    EXPORT = "export", _("Export")
    ZERO = "zero", _("Zero rate")
    EXEMPT = "exempt", _("Exempt")


class NumberState(models.TextChoices):
    """What is known of a buyer's tax number."""

    UNCHECKED = "unchecked", _("Not checked")
    CHECKED = "checked", _("Checked")
    FAILED = "failed", _("Not valid")


class CheckedHow(models.TextChoices):
    """By whom a number was checked."""

    ONLINE = "online", _("Online")
    BY_HAND = "by_hand", _("By hand")


RECHECKED_AFTER_DAYS = 90
"""A checked number is checked again after so many days, until the seller says otherwise."""

UNREGISTERED_WORDS = "Not registered for tax: no tax is charged."
REVERSE_CHARGE_WORDS = "Reverse charge: you account for the VAT."
EXPORT_WORDS = "Export: no tax is charged."
"""What is printed until the seller says it otherwise; the same texts stand in sql/tax.sql as defaults of columns."""


class TaxSetup(models.Model):
    """Where a seller is established and whether it charges tax. Without a row it charges none, and says nothing.

    `number` is its own tax number. The words are what it prints where it charges nothing, and why.
    `recheck_days` is how long a buyer's checked number is good for. `version` counts changes, so that nobody is
    overwritten.
    """

    seller = models.OneToOneField(Account, models.PROTECT, related_name="+")
    country = models.CharField(max_length=2)
    region = models.CharField(max_length=100, blank=True, default="")
    is_registered = models.BooleanField()
    number = models.CharField(max_length=40, blank=True, default="")
    unregistered_words = models.CharField(max_length=300, default=UNREGISTERED_WORDS)
    reverse_charge_words = models.CharField(max_length=300, default=REVERSE_CHARGE_WORDS)
    export_words = models.CharField(max_length=300, default=EXPORT_WORDS)
    recheck_days = models.IntegerField(default=RECHECKED_AFTER_DAYS)
    version = models.IntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(name="tax_setup_is_in_a_country", condition=Q(country__regex="^[A-Z]{2}$")),
            models.CheckConstraint(
                name="tax_setup_says_why_nothing_is_charged",
                condition=~Q(unregistered_words="") & ~Q(reverse_charge_words="") & ~Q(export_words=""),
            ),
            models.CheckConstraint(
                name="tax_setup_rechecks_within_reason", condition=Q(recheck_days__gte=1, recheck_days__lte=366)
            ),
        ]

    def __str__(self) -> str:
        return f"tax of seller {self.seller_id} in {self.country}"


class TaxRateQuerySet(models.QuerySet["TaxRate"]):
    """Rates, narrowed in the words of the trade."""

    def standing(self) -> Self:
        """Keep those that hold, held or will hold: not those that were withdrawn before they began."""
        return self.filter(withdrawn_at__isnull=True)

    def begun(self, at: datetime) -> Self:
        return self.standing().filter(starts_at__lte=at)

    def to_come(self, at: datetime) -> Self:
        return self.standing().filter(starts_at__gt=at)

    def of_place(self, country: str, region: str) -> Self:
        return self.filter(country=country, region=region)


class TaxRate(models.Model):
    """What a seller charges in a country, or one region of it, from `starts_at` until the next of the kind starts.

    `percent` null says that it charges there no longer. `valid_from` is the day as it was entered, in the seller's
    time zone. What has started is never changed; what has not can be withdrawn.
    """

    seller = models.ForeignKey(Account, models.PROTECT, related_name="+", db_index=False)
    country = models.CharField(max_length=2)
    region = models.CharField(max_length=100, blank=True, default="")
    category = models.CharField(max_length=10, choices=[(one.value, one.label) for one in RATED])
    percent = models.DecimalField(max_digits=6, decimal_places=3, null=True)
    valid_from = models.DateField()
    starts_at = models.DateTimeField()
    added_at = models.DateTimeField()
    added_by_name = models.CharField(max_length=200)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by_name = models.CharField(max_length=200, blank=True, default="")

    objects = TaxRateQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="tax_rate_is_a_percentage",
                condition=Q(percent__isnull=True) | Q(percent__gte=0, percent__lte=100),
            ),
            models.CheckConstraint(name="tax_rate_is_of_a_country", condition=Q(country__regex="^[A-Z]{2}$")),
            models.CheckConstraint(name="tax_rate_is_of_a_rated_kind", condition=Q(category__in=[*RATED])),
            models.CheckConstraint(name="tax_rate_never_starts_in_the_past", condition=Q(starts_at__gte=F("added_at"))),
            models.CheckConstraint(
                name="tax_rate_is_withdrawn_before_it_starts",
                condition=Q(withdrawn_at__isnull=True) | Q(withdrawn_at__lt=F("starts_at")),
            ),
            models.UniqueConstraint(
                name=chosen("tax_rate_once_per_kind_and_day"),
                fields=["seller", "country", "region", "category", "valid_from"],
                condition=Q(withdrawn_at__isnull=True),
            ),
        ]
        indexes = [
            models.Index(
                fields=["seller", "country", "-starts_at"],
                name="tax_rate_in_force",
                condition=Q(withdrawn_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return f"{self.category} in {self.place}: {'ended' if self.percent is None else f'{self.text} %'}"

    @property
    def place(self) -> str:
        """The country by its code, with the region where the rate is of one."""
        return f"{self.country}, {self.region}" if self.region else self.country

    @property
    def text(self) -> str:
        """The percentage without trailing zeros; empty where the rate says that nothing is charged any longer."""
        return "" if self.percent is None else percent_text(self.percent)

    def is_in_force(self, at: datetime) -> bool:
        """Whether it has started; then it is not withdrawn any more."""
        return self.starts_at <= at


class BuyerTax(models.Model):
    """What a seller knows of one buyer beside its record: an exemption, and what came of checking its tax number.

    `number` is the number that `state` is about: where the buyer has another by now, that one is not checked.
    `number_country` is the country that gave it out. `consultation` is what the service, or the person who checked by
    hand, named as proof; `told_name` is whose number it is. `due_at` is when the worker asks next; `trouble` says why
    the last question was not answered. `exempt_until_at` is the end of the day `exempt_until` where the seller is.
    """

    seller = models.ForeignKey(Account, models.PROTECT, related_name="+", db_index=False)
    account = models.ForeignKey(Account, models.PROTECT, related_name="buyer_tax", db_constraint=False)
    number = models.CharField(max_length=40, blank=True, default="")
    number_country = models.CharField(max_length=2, blank=True, default="")
    state = models.CharField(max_length=10, choices=NumberState, default=NumberState.UNCHECKED)
    checked_at = models.DateTimeField(null=True)
    checked_how = models.CharField(max_length=10, choices=CheckedHow, blank=True, default="")
    checked_by_name = models.CharField(max_length=200, blank=True, default="")
    consultation = models.CharField(max_length=100, blank=True, default="")
    told_name = models.CharField(max_length=300, blank=True, default="")
    tried_at = models.DateTimeField(null=True)
    trouble = models.CharField(max_length=60, blank=True, default="")
    due_at = models.DateTimeField(null=True)
    exempt_reason = models.CharField(max_length=200, blank=True, default="")
    exempt_certificate = models.CharField(max_length=100, blank=True, default="")
    exempt_until = models.DateField(null=True)
    exempt_until_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="buyer_tax_once_per_buyer", fields=["seller", "account"]),
            models.CheckConstraint(name="buyer_tax_state_is_known", condition=Q(state__in=NumberState.values)),
            models.CheckConstraint(
                name="buyer_tax_is_checked_at_some_time",
                condition=Q(state="unchecked") | Q(checked_at__isnull=False) & ~Q(checked_how=""),
            ),
            models.CheckConstraint(
                name="buyer_tax_is_exempt_with_reason_and_certificate",
                condition=Q(exempt_reason="", exempt_certificate="", exempt_until__isnull=True)
                | ~Q(exempt_reason="") & ~Q(exempt_certificate=""),
            ),
            models.CheckConstraint(
                name="buyer_tax_exemption_ends_at_a_moment",
                condition=Q(exempt_until__isnull=True, exempt_until_at__isnull=True)
                | Q(exempt_until__isnull=False, exempt_until_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["due_at"], name="buyer_tax_due", condition=Q(due_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"tax of buyer {self.account_id}"

    def is_exempt(self, at: datetime) -> bool:
        """Whether an exemption holds."""
        return bool(self.exempt_reason) and (self.exempt_until_at is None or at < self.exempt_until_at)


class ProductTax(models.Model):
    """Which category a product falls into for one seller; without a row its supplier's, and standard without that."""

    seller = models.ForeignKey(Account, models.PROTECT, related_name="+", db_index=False)
    product_id = models.BigIntegerField()
    category = models.CharField(max_length=10, choices=TaxCategory)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="product_tax_once_per_seller", fields=["seller", "product_id"]),
            models.CheckConstraint(name="product_tax_category_is_known", condition=Q(category__in=TaxCategory.values)),
        ]

    def __str__(self) -> str:
        return f"product {self.product_id} is {self.category}"


def percent_text(percent: Decimal) -> str:
    """Return `percent` without trailing zeros: 19, 7.7, 8.875."""
    text = f"{percent:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
