"""Who looks after customers that come by themselves, as one reseller decides it (ACC-3, MGR-1)."""

from django.conf import settings
from django.db import models
from django.db.models import Q


class HowChosen(models.TextChoices):
    """How the account manager of a new customer is found."""

    NOBODY = "nobody", "Nobody"
    FIXED = "fixed", "Always the same"
    COUNTRY = "country", "By country"
    ROUND_ROBIN = "round_robin", "In turn"


class ManagerRule(models.Model):
    """The rule of one reseller; without a row it is nobody.

    `first_manager` is always the same one, or takes the countries that nobody is named for. `last_manager` had the last
    turn. With `lets_choose`, whom a visitor chose comes before the rule. `version` counts changes.
    """

    seller = models.OneToOneField("accounts.Account", models.PROTECT, related_name="+")
    how = models.CharField(max_length=20, choices=HowChosen, default=HowChosen.NOBODY)
    first_manager = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    last_manager = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    lets_choose = models.BooleanField(default=False)
    version = models.IntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(name="manager_rule_is_known", condition=Q(how__in=HowChosen.values)),
            models.CheckConstraint(
                name="manager_rule_that_is_fixed_names_one",
                condition=~Q(how=HowChosen.FIXED) | Q(first_manager__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.how


class ManagerPlace(models.Model):
    """One of the staff under that rule: whether new customers come to them in turn, and whether visitors choose."""

    seller = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    in_turn = models.BooleanField(default=False)
    on_offer = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(name="manager_place_once", fields=["seller", "user"])]

    def __str__(self) -> str:
        return f"place of {self.user_id}"


class ManagerOfCountry(models.Model):
    """Who looks after new customers from one country (ISO 3166 alpha-2)."""

    seller = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+")
    country = models.CharField(max_length=2)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(name="manager_of_country_once", fields=["seller", "country"]),
            models.CheckConstraint(name="manager_of_country_is_iso", condition=Q(country__regex="^[A-Z]{2}$")),
        ]

    def __str__(self) -> str:
        return f"{self.country}: {self.user_id}"
