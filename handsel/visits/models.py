"""Hand-offs, the visits they lead to, and the consent that a parent needs (USR-6, USR-10).

Accounts and people are plain numbers here: they are of another tenant, or may be gone before what is told of them.
"""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from handsel.identity.guests import VisitKind
from handsel.identity.roles import Role


class Destination(models.TextChoices):
    """Where a hand-off leads; there are no others (safety P2)."""

    SHOP = "shop", _("Buy for yourself")
    SERVICES = "services", _("Manage Services")
    SUBSCRIPTIONS = "subscriptions", _("Manage Subscriptions")
    ASSETS = "assets", _("Manage Assets")
    CONSOLE = "console", _("Open workspace")


class HandOff(models.Model):
    """A token that brings one person of the staff of `seller` to the portal of `target_id`, once, within a minute.

    Only its hash is kept. `account_id` is the customer of `seller` whom it is about, or `seller` where it goes there
    for itself. `came_from` leads back.
    """

    seller = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64, unique=True)
    purpose = models.CharField(max_length=10, choices=VisitKind)
    destination = models.CharField(max_length=20, choices=Destination)
    target_id = models.BigIntegerField()
    user_id = models.BigIntegerField()
    account_id = models.BigIntegerField()
    came_from = models.CharField(max_length=500)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="hand_off_leads_elsewhere", condition=~Q(seller=F("target_id"))),
            models.CheckConstraint(
                name="hand_off_leads_where_its_purpose_is",
                condition=Q(purpose=VisitKind.WORKSPACE) & ~Q(destination=Destination.CONSOLE)
                | Q(purpose=VisitKind.SUPPORT, destination=Destination.CONSOLE),
            ),
        ]
        indexes = [models.Index(fields=["seller", "user_id"], name="hand_off_of_user")]

    def __str__(self) -> str:
        return f"{self.purpose} of user {self.user_id}"


class SupportConsent(models.Model):
    """What `seller` lets its parent do in its console, and until when."""

    seller = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+")
    role = models.CharField(max_length=20, choices=Role)
    reason = models.TextField()
    given_by_id = models.BigIntegerField(null=True)
    given_by_name = models.CharField(max_length=200)
    given_at = models.DateTimeField()
    until = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_by_name = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="support_consent_gives_a_role_that_helps",
                condition=Q(role__in=[Role.READ_ONLY, Role.SUPPORT, Role.MANAGER]),
            ),
            models.CheckConstraint(name="support_consent_ends_later", condition=Q(until__gt=F("given_at"))),
            models.UniqueConstraint(
                name="support_consent_one_at_a_time", fields=["seller"], condition=Q(ended_at=None)
            ),
        ]
        indexes = [models.Index(fields=["seller", "-id"], name="support_consent_of_seller")]

    def __str__(self) -> str:
        return f"support access as {self.role}"


class Visit(models.Model):
    """Somebody without a seat at the portal of `seller`, from `home_id`, as long as `ended_at` is empty.

    `buyer_id` is whose place they take in the storefront; there is none in the console. Whether they may still be here
    is asked of their home with every page: `handsel.visits.staying`.
    """

    seller = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=VisitKind)
    home_id = models.BigIntegerField()
    home_title = models.CharField(max_length=100)
    user_id = models.BigIntegerField()
    person = models.CharField(max_length=200)
    buyer_id = models.BigIntegerField(null=True)
    end_customer = models.ForeignKey("accounts.EndCustomer", models.PROTECT, null=True, related_name="+")
    consent = models.ForeignKey(SupportConsent, models.PROTECT, null=True, related_name="visits")
    destination = models.CharField(max_length=20, choices=Destination, blank=True, default="")
    came_from = models.CharField(max_length=500, blank=True, default="")
    began_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="visit_is_for_what_its_kind_needs",
                condition=Q(kind=VisitKind.WORKSPACE, buyer_id__isnull=False, consent__isnull=True)
                | Q(kind=VisitKind.SUPPORT, buyer_id__isnull=True, consent__isnull=False)
                | Q(kind=VisitKind.LOOK, buyer_id__isnull=False, consent__isnull=True),
            ),
            models.CheckConstraint(
                name="visit_comes_from_elsewhere_unless_it_looks",
                condition=Q(kind=VisitKind.LOOK, home_id=F("seller"))
                | ~Q(kind=VisitKind.LOOK) & ~Q(home_id=F("seller")),
            ),
        ]
        indexes = [
            models.Index(fields=["seller", "-id"], name="visit_of_seller"),
            models.Index(fields=["expires_at"], name="visit_to_end", condition=Q(ended_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.person}"
