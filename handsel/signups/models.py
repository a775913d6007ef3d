"""What a visitor told who wants to become a customer, and what became of it (ACC-3)."""

from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from handsel.signups.cart_models import VisitorCart, VisitorLine  # noqa: F401 - so that the application knows them


class Stage(models.TextChoices):
    """How far somebody has come: only who confirmed the address is seen to by staff; `dropped` leads nowhere."""

    UNCONFIRMED = "unconfirmed", "Not confirmed yet"
    WAITING = "waiting", "Waiting"
    ACCEPTED = "accepted", "Accepted"
    REJECTED = "rejected", "Rejected"
    DROPPED = "dropped", "Dropped"


class SignUpQuerySet(models.QuerySet["SignUp"]):
    """Sign-ups, narrowed in the words of the trade."""

    def waiting(self) -> Self:
        """Keep those that wait for staff to say yes or no."""
        return self.filter(stage=Stage.WAITING)

    def shown(self) -> Self:
        """Keep those that staff see; what was dropped tells nobody anything."""
        return self.exclude(stage=Stage.DROPPED)

    def of(self, email: str) -> Self:
        return self.filter(email=email)


class SignUp(models.Model):
    """One sign-up at one portal. The account is made when it is accepted; until then nobody can log in with it.

    `password` is a hash, gone as soon as it stands with a user or nobody needs it. `digest` is that of the link in the
    mail, while there is one. `manager` is whom the visitor chose. `terms_version` is what they agreed to; 0 where there
    were no terms. `cart_ref` is the number of the row of the cart that they had filled. `network` is where they came
    from.
    """

    seller = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+")
    stage = models.CharField(max_length=12, choices=Stage, default=Stage.UNCONFIRMED)
    company_name = models.CharField(max_length=200, blank=True, default="")
    first_name = models.CharField(max_length=100, blank=True, default="")
    last_name = models.CharField(max_length=100, blank=True, default="")
    email = models.CharField(max_length=254)
    phone = models.CharField(max_length=40, blank=True, default="")
    address = models.CharField(max_length=300, blank=True, default="")
    city = models.CharField(max_length=100, blank=True, default="")
    country = models.CharField(max_length=2, blank=True, default="")
    state = models.CharField(max_length=100, blank=True, default="")
    postcode = models.CharField(max_length=20, blank=True, default="")
    tax_number = models.CharField(max_length=40, blank=True, default="")
    external_number = ""
    language = models.CharField(max_length=10)
    manager = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    password = models.CharField(max_length=128, blank=True, default="")
    terms_version = models.IntegerField(default=0)
    cart_ref = models.BigIntegerField(null=True)
    network = models.GenericIPAddressField()
    digest = models.CharField(max_length=64, unique=True, null=True)  # noqa: DJ001 - of "" there could be one only
    link_until = models.DateTimeField(null=True)
    asked_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)
    decided_by_name = models.CharField(max_length=200, blank=True, default="")
    reason = models.TextField(blank=True, default="")
    account = models.ForeignKey("accounts.Account", models.PROTECT, null=True, related_name="+")

    objects = SignUpQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="sign_up_stage_is_known", condition=Q(stage__in=Stage.values)),
            models.CheckConstraint(
                name="sign_up_is_seen_to_once_confirmed",
                condition=~Q(stage__in=["waiting", "accepted", "rejected"]) | Q(confirmed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="sign_up_accepted_is_an_account",
                condition=Q(stage="accepted", account__isnull=False) | ~Q(stage="accepted") & Q(account__isnull=True),
            ),
            models.CheckConstraint(
                name="sign_up_rejected_with_a_reason", condition=~Q(stage="rejected") | ~Q(reason="")
            ),
            models.CheckConstraint(
                name="sign_up_over_keeps_no_password",
                condition=Q(stage__in=["unconfirmed", "waiting"]) | Q(password=""),
            ),
        ]
        indexes = [
            models.Index(fields=["seller", "stage", "-id"], name="sign_up_by_stage"),
            models.Index(fields=["seller", "email", "asked_at"], name="sign_up_of_email"),
            models.Index(fields=["seller", "network", "asked_at"], name="sign_up_from_network"),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.stage})"

    @property
    def person(self) -> str:
        """The name of who signed up."""
        return f"{self.first_name} {self.last_name}".strip()

    @property
    def contact_name(self) -> str:
        return self.person

    @property
    def name(self) -> str:
        """What the account is called, or would be."""
        return self.company_name or self.person

    def is_open(self, at: datetime) -> bool:
        """Whether the link in the mail still works."""
        return self.stage == Stage.UNCONFIRMED and self.link_until is not None and self.link_until > at
