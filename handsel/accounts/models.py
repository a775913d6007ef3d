"""The tree of accounts, the trade relations in it, and the portals it shows to the world (ACC-1)."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Case, F, Func, Q, When
from django.utils.translation import gettext_lazy as _

from handsel.accounts.end_customer_models import EndCustomer  # noqa: F401 - so that the application knows it
from handsel.accounts.import_models import Import, ImportedRow  # noqa: F401 - so that the application knows them
from handsel.accounts.manager_models import ManagerOfCountry, ManagerPlace, ManagerRule  # noqa: F401 - the same
from handsel.accounts.paying_models import PaymentMethod, WaysToPay  # noqa: F401 - so that the application knows them
from handsel.accounts.portal_models import Domain, Portal, PortalTerms  # noqa: F401 - the application knows them by here
from handsel.accounts.record_models import Address, Note  # noqa: F401 - so that the application knows them
from handsel.accounts.references import read_reference
from handsel.accounts.search_terms import wanted_in
from handsel.accounts.tag_models import Tag, Tagging  # noqa: F401 - the same
from handsel.kernel.operation import chosen


class Kind(models.TextChoices):
    """What an account is: the root, a seller below it, or a leaf."""

    OPERATOR = "operator", "Operator"
    RESELLER = "reseller", "Reseller"
    CUSTOMER = "customer", "Customer"


class Status(models.TextChoices):
    """An account's own standing with its seller; the effective one is the worst of its own and its ancestors'."""

    ACTIVE = "active", "Active"
    INACTIVE = "inactive", "Inactive"
    SUSPENDED = "suspended", "Suspended"


class AccountQuerySet(models.QuerySet["Account"]):
    """Accounts, narrowed in the words of the trade."""

    def sold_to_by(self, seller_id: int) -> Self:
        """Keep the direct children of `seller_id`: those it sells to."""
        return self.filter(seller_id=seller_id).exclude(pk=seller_id)

    def customers(self) -> Self:
        return self.filter(kind=Kind.CUSTOMER)

    def resellers(self) -> Self:
        return self.filter(kind=Kind.RESELLER)

    def listed(self) -> Self:
        """Keep those that stand in the lists: neither archived nor in the bin."""
        return self.filter(is_listed=True)

    def archived(self) -> Self:
        return self.filter(archived_at__isnull=False, deleted_at__isnull=True)

    def in_bin(self) -> Self:
        """Keep those that were deleted and can still be restored."""
        return self.filter(deleted_at__isnull=False)

    def matching(self, text: str) -> Self:
        """Keep those in whose name, e-mail, phone, city, number or tax number every word of `text` stands.

        Accents and case do not matter. Words under three letters match the beginnings of words. A telephone number is
        found however it is written, national or international. A payment reference finds whose it is.
        """
        if known := read_reference(text):
            return self.filter(number=known.account)
        return self.filter(wanted_in("match__text", text), match__seller=F("seller"))


class Account(models.Model):
    """A company or person in the tree. `seller` is its parent, who sells to it; the operator is its own.

    `path` holds the ids from the root, each with a point: `1.5.9.`; what lies below is a range of it.
    `version` counts changes, so that two people editing do not overwrite each other.
    `status` is its own: why, since when and until when stand beside it. An archived account keeps all its data and
    leaves the lists; a deleted one lies in the bin until it is removed or restored.
    `reference` stands for it where glass walls hide its name (ACC-25).
    """

    kind = models.CharField(max_length=10, choices=Kind)
    seller = models.ForeignKey("self", models.PROTECT, related_name="children")
    number = models.IntegerField()
    path = models.TextField(db_collation="C")
    company_name = models.CharField(max_length=200, blank=True, default="")
    contact_name = models.CharField(max_length=200, blank=True, default="")
    name = models.GeneratedField(
        expression=Case(When(company_name="", then=F("contact_name")), default=F("company_name")),
        output_field=models.CharField(max_length=200),
        db_persist=True,
    )
    sort_name = models.GeneratedField(
        expression=Func(
            Case(When(company_name="", then=F("contact_name")), default=F("company_name")), function="accounts_sort_key"
        ),
        output_field=models.TextField(db_collation="C"),
        db_persist=True,
    )
    email = models.CharField(max_length=254, blank=True, default="")
    phone = models.CharField(max_length=40, blank=True, default="")
    address = models.CharField(max_length=300, blank=True, default="")
    city = models.CharField(max_length=100, blank=True, default="")
    sort_city = models.GeneratedField(
        expression=Func(F("city"), function="accounts_sort_key"),
        output_field=models.TextField(db_collation="C"),
        db_persist=True,
    )
    country = models.CharField(max_length=2, blank=True, default="")
    state = models.CharField(max_length=100, blank=True, default="")
    postcode = models.CharField(max_length=20, blank=True, default="")
    tax_number = models.CharField(max_length=40, blank=True, default="")
    external_number = models.CharField(max_length=60, blank=True, default="")
    reference = models.CharField(
        max_length=12,
        editable=False,
        db_default=Func(function="accounts_new_reference", output_field=models.CharField()),
    )
    manager = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    joined_at = models.DateTimeField()
    version = models.IntegerField(default=1)
    status = models.CharField(max_length=10, choices=Status, default=Status.ACTIVE, db_default=Status.ACTIVE)
    status_reason = models.TextField(blank=True, default="", db_default="")
    status_since = models.DateTimeField(null=True)
    status_until = models.DateTimeField(null=True)
    archived_at = models.DateTimeField(null=True)
    deleted_at = models.DateTimeField(null=True)
    is_listed = models.GeneratedField(
        expression=Q(archived_at__isnull=True, deleted_at__isnull=True),  # type: ignore[arg-type]  # it is one
        output_field=models.BooleanField(),
        db_persist=True,
    )

    objects = AccountQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="account_kind_is_known", condition=Q(kind__in=Kind.values)),
            models.CheckConstraint(
                name="account_only_the_operator_is_its_own_seller",
                condition=Q(kind=Kind.OPERATOR, seller=F("pk")) | ~Q(kind=Kind.OPERATOR) & ~Q(seller=F("pk")),
            ),
            models.CheckConstraint(name="account_has_a_name", condition=~Q(company_name="", contact_name="")),
            models.UniqueConstraint(name="account_number_once_per_seller", fields=["seller", "number"]),
            models.UniqueConstraint(
                name=chosen("account_external_number_once_per_seller"),
                fields=["seller", "external_number"],
                condition=~Q(external_number="") & Q(deleted_at__isnull=True),
            ),
            models.UniqueConstraint(name="account_one_operator", fields=["kind"], condition=Q(kind=Kind.OPERATOR)),
            models.UniqueConstraint(name="account_path_once", fields=["path"]),
            models.CheckConstraint(name="account_status_is_known", condition=Q(status__in=Status.values)),
            models.CheckConstraint(
                name="account_not_active_for_a_reason",
                condition=Q(status=Status.ACTIVE, status_reason="", status_until__isnull=True)
                | ~Q(status=Status.ACTIVE) & ~Q(status_reason="") & Q(status_since__isnull=False),
            ),
            models.CheckConstraint(
                name="account_suspended_until_later",
                condition=Q(status_until__isnull=True) | Q(status_until__gt=F("status_since")),
            ),
        ]
        indexes = [
            *(
                models.Index(
                    fields=["seller", "kind", column, "id"],
                    name=f"account_listed_by_{column.removeprefix('sort_')}",
                    condition=Q(is_listed=True),
                )
                for column in ("sort_name", "sort_city", "email", "phone")
            ),
            models.Index(
                fields=["seller", "kind", "country", "sort_name", "id"],
                name="account_listed_by_country",
                condition=Q(is_listed=True),
            ),
            models.Index(
                fields=["seller", "kind", "-joined_at", "-id"],
                name="account_listed_by_age",
                condition=Q(is_listed=True),
            ),
            models.Index(
                fields=["seller", "kind", "reference", "id"],
                name="account_listed_by_reference",
                condition=Q(is_listed=True),
            ),
            models.Index(
                fields=["seller", "archived_at"], name="account_archived", condition=Q(archived_at__isnull=False)
            ),
            models.Index(fields=["seller", "deleted_at"], name="account_in_bin", condition=Q(deleted_at__isnull=False)),
            models.Index(fields=["seller", "status"], name="account_not_active", condition=~Q(status=Status.ACTIVE)),
            models.Index(
                fields=["status_until"], name="account_suspended_for_a_time", condition=Q(status_until__isnull=False)
            ),
            models.Index(fields=["deleted_at"], name="account_to_remove", condition=Q(deleted_at__isnull=False)),
            models.Index(fields=["seller", "email"], name="account_by_email"),
        ]

    def __str__(self) -> str:
        return str(self.name)

    @property
    def is_reseller(self) -> bool:
        return self.kind != Kind.CUSTOMER


class Match(models.Model):
    """What text search looks at: a view owned by the search role (safety T5). One line of folded text per account."""

    account = models.OneToOneField(Account, models.DO_NOTHING, primary_key=True, related_name="match")
    seller = models.ForeignKey(Account, models.DO_NOTHING, related_name="+")
    text = models.TextField()

    class Meta:
        managed = False
        db_table = "accounts_match"

    def __str__(self) -> str:
        return self.text


class Wall(models.TextChoices):
    """What a seller sees of the accounts below its buyer (ACC-25), from the strictest to the widest."""

    NOTHING = "nothing", _("Nothing")
    COUNTS = "counts", _("Counts only")
    MASKED = "masked", _("Masked")
    NAMES = "names", _("Names")


class Edge(models.Model):
    """The trade relation seller → buyer, with its terms. Never deleted: moving an account ends it and opens another.

    Orders, wallets and invoices belong to the edge they were made on. `wall` is for the buyer alone to set, through a
    function of the database; it counts for everything below the buyer (accounts/walls.py).
    """

    seller = models.ForeignKey(Account, models.PROTECT, related_name="+")
    buyer = models.ForeignKey(Account, models.PROTECT, related_name="edges")
    currency = models.CharField(max_length=3)
    price_list = models.ForeignKey("catalog.PriceList", models.PROTECT, null=True, related_name="+")
    payment_method = models.CharField(max_length=20, choices=PaymentMethod, default=PaymentMethod.DEPOSIT)
    approval_required = models.BooleanField(default=True)
    wall = models.CharField(max_length=10, choices=Wall, default=Wall.COUNTS, db_default=Wall.COUNTS)
    opened_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="edge_seller_is_not_buyer", condition=~Q(seller=F("buyer"))),
            models.UniqueConstraint(name="edge_one_live_per_buyer", fields=["buyer"], condition=Q(ended_at=None)),
            models.UniqueConstraint(name="edge_identity", fields=["id", "seller", "buyer"]),
            models.CheckConstraint(name="edge_wall_is_known", condition=Q(wall__in=Wall.values)),
            models.CheckConstraint(name="edge_currency_is_iso", condition=Q(currency__regex="^[A-Z]{3}$")),
        ]
        indexes = [models.Index(fields=["seller", "buyer"], name="edge_of_seller")]

    def __str__(self) -> str:
        return f"edge {self.seller_id} → {self.buyer_id}"


class Series(models.Model):
    """The last number a seller gave out, e.g. to its accounts; the row is locked while the next is taken."""

    seller = models.ForeignKey(Account, models.PROTECT, related_name="+")
    name = models.CharField(max_length=20)
    last = models.IntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(name="series_once_per_seller", fields=["seller", "name"])]

    def __str__(self) -> str:
        return f"{self.name} at {self.last}"
