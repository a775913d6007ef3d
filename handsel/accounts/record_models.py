"""What else is kept of an account: its address book, its sites and the notes on it (ACC-15, ACC-16, ORD-17)."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from handsel.kernel.operation import chosen


class AddressRole(models.TextChoices):
    """What an address is for."""

    BILLING = "billing", "Billing"
    SHIPPING = "shipping", "Shipping"
    SITE = "site", "Site"
    CONTACT = "contact", "Contact"


class Address(models.Model):
    """One address of an account, with the roles it has and those it is the default for.

    `version` counts changes of what it says, so that two people editing do not overwrite each other.
    """

    seller = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+")
    account = models.ForeignKey("accounts.Account", models.PROTECT, related_name="addresses")
    roles = ArrayField(models.CharField(max_length=10, choices=AddressRole))
    default_for = ArrayField(models.CharField(max_length=10, choices=AddressRole), default=list)
    company_name = models.CharField(max_length=200, blank=True, default="")
    contact_name = models.CharField(max_length=200, blank=True, default="")
    email = models.CharField(max_length=254, blank=True, default="")
    phone = models.CharField(max_length=40, blank=True, default="")
    address = models.CharField(max_length=300, blank=True, default="")
    city = models.CharField(max_length=100, blank=True, default="")
    country = models.CharField(max_length=2, blank=True, default="")
    state = models.CharField(max_length=100, blank=True, default="")
    postcode = models.CharField(max_length=20, blank=True, default="")
    version = models.IntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(name="address_has_a_role", condition=Q(roles__len__gt=0)),
            models.CheckConstraint(
                name="address_roles_are_known", condition=Q(roles__contained_by=list(AddressRole.values))
            ),
            models.CheckConstraint(
                name="address_is_default_for_roles_it_has", condition=Q(default_for__contained_by=F("roles"))
            ),
            *(
                models.UniqueConstraint(
                    name=f"address_one_default_for_{role}",
                    fields=["seller", "account"],
                    condition=Q(default_for__contains=[role]),
                )
                for role in AddressRole.values
            ),
        ]
        indexes = [models.Index(fields=["seller", "account", "id"], name="address_book")]

    def __str__(self) -> str:
        return self.line

    @property
    def line(self) -> str:
        """The address in one line."""
        place = " ".join(filter(None, [self.postcode, self.city]))
        parts = [self.company_name or self.contact_name, self.address, place, self.state, self.country]
        return ", ".join(filter(None, parts))


class Site(models.Model):
    """One of the places that an account buys for. Its `code` is typed once and names it for good.

    `version` counts changes, so that two people editing do not overwrite each other. An archived site keeps its
    orders and takes no new ones.
    """

    seller = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+", db_index=False)
    account = models.ForeignKey(
        "accounts.Account", models.PROTECT, related_name="sites", db_constraint=False, db_index=False
    )
    code = models.CharField(max_length=30)
    name = models.CharField(max_length=120, blank=True, default="")
    domain = models.CharField(max_length=253, blank=True, default="")
    note = models.TextField(blank=True, default="")
    address = models.ForeignKey(
        Address, models.SET_NULL, null=True, related_name="sites", db_constraint=False, db_index=False
    )
    archived_at = models.DateTimeField(null=True)
    version = models.IntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(name=chosen("site_code_once_per_account"), fields=["seller", "account", "code"]),
            models.CheckConstraint(name="site_has_a_code", condition=~Q(code="")),
        ]
        indexes = [
            models.Index(fields=["seller", "code"], name="site_by_code"),
            models.Index(fields=["seller", "address"], name="site_at_address", condition=Q(address__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def label(self) -> str:
        """The code, with what else says which it is."""
        return " · ".join(filter(None, [self.code, self.name or self.domain]))


class Note(models.Model):
    """What one of the seller's staff wrote about an account, for colleagues. A program with a key has no `author`."""

    seller = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+")
    account = models.ForeignKey("accounts.Account", models.PROTECT, related_name="notes")
    text = models.TextField()
    is_pinned = models.BooleanField(default=False)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    author_name = models.CharField(max_length=200)
    written_at = models.DateTimeField()
    edited_at = models.DateTimeField(null=True)
    version = models.IntegerField(default=1)

    class Meta:
        constraints = [models.CheckConstraint(name="note_says_something", condition=~Q(text=""))]
        indexes = [models.Index(fields=["seller", "account", "-is_pinned", "-id"], name="note_list")]

    def __str__(self) -> str:
        return f"note of {self.author_name}"
