"""What a product asks of whoever orders it, and how it looks (CAT-1)."""

from django.db import models
from django.db.models import Q

from handsel.accounts.models import Account
from handsel.kernel.operation import chosen


class OptionKind(models.TextChoices):
    """What can be filled in."""

    TEXT = "text", "Text"
    DOMAIN = "domain", "Domain name"
    SITE = "site", "Site code"
    CHOICE = "choice", "Choice from a list"
    YES_NO = "yes_no", "Yes or no"


class ProductOption(models.Model):
    """One thing to fill in when a product is ordered. `choices` are the answers of a choice, in their order."""

    seller = models.ForeignKey(Account, models.PROTECT, related_name="+", db_index=False)
    product = models.ForeignKey("catalog.Product", models.CASCADE, related_name="options", db_constraint=False)
    label = models.CharField(max_length=60)
    kind = models.CharField(max_length=10, choices=OptionKind)
    is_required = models.BooleanField(default=True)
    help_text = models.CharField(max_length=200, blank=True, default="")
    choices = models.JSONField(default=list)
    position = models.IntegerField(default=0)
    version = models.IntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(name="option_has_a_label", condition=~Q(label="")),
            models.CheckConstraint(name="option_kind_is_known", condition=Q(kind__in=OptionKind.values)),
            models.UniqueConstraint(
                name=chosen("option_label_once_per_product"), fields=["seller", "product", "label"]
            ),
        ]

    def __str__(self) -> str:
        return self.label


class ProductPicture(models.Model):
    """A picture of a product; the file is stored under the digest of what was drawn. The first stands on the shelf."""

    seller = models.ForeignKey(Account, models.PROTECT, related_name="+", db_index=False)
    product = models.ForeignKey("catalog.Product", models.CASCADE, related_name="pictures", db_constraint=False)
    digest = models.CharField(max_length=64)
    alternative = models.CharField(max_length=200, blank=True, default="")
    width = models.IntegerField()
    height = models.IntegerField()
    position = models.IntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(name="picture_has_a_size", condition=Q(width__gte=1, height__gte=1)),
            models.UniqueConstraint(name="picture_once_per_product", fields=["seller", "product", "digest"]),
        ]
        indexes = [models.Index(fields=["seller", "digest"], name="picture_of_digest")]

    def __str__(self) -> str:
        return self.alternative or self.digest
