"""What a visitor wants before anybody knows who it is: an incomplete order of the portal (ACC-3, ORD-9)."""

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from handsel.orders.line_models import AnyLine


class VisitorReached(models.TextChoices):
    """How far a visitor came with a cart: `contact` once something was typed of the person."""

    CART = "cart", "Cart"
    CONTACT = "contact", "Contact"
    SIGN_UP = "sign_up", "Signed up"


class VisitorCartQuerySet(models.QuerySet["VisitorCart"]):
    """Carts of visitors, narrowed in the words of the trade."""

    def open(self, at: datetime) -> Self:
        """Keep those that nobody took over and that are kept still."""
        return self.filter(claimed_at__isnull=True, expires_at__gt=at)

    def filled(self) -> Self:
        """Keep those in which something lies."""
        return self.filter(Exists(VisitorLine.objects.filter(cart=OuterRef("pk"))))

    def having_reached(self, step: VisitorReached) -> Self:
        """Keep those whose visitors came as far as `step`, and no further."""
        if step == VisitorReached.SIGN_UP:
            return self.filter(has_signed_up=True)
        unknown = Q(name="", email="", phone="")
        return self.filter(unknown if step == VisitorReached.CART else ~unknown, has_signed_up=False)


class VisitorCart(models.Model):
    """The cart of one browser at one portal. `digest` is the hash of what its cookie holds.

    `reminders_asked_at` is when the visitor ticked `reminders_text`, to be reminded by mail in `language`;
    `stop_digest` is the hash of what the link of the last reminder holds.

    It has no buyer: staff of its seller alone see it. `name`, `email` and `phone` are what was typed so far, nothing
    before that. `expires_at` is as long after the last change as the seller's rule said then; the worker deletes it
    after that. Once it is somebody's, `account_ref` is the number of the account's row, and its lines lie there.
    """

    seller = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+")
    number = models.CharField(max_length=12, unique=True)
    digest = models.CharField(max_length=64, unique=True)
    network = models.GenericIPAddressField()
    name = models.CharField(max_length=200, blank=True, default="")
    email = models.CharField(max_length=254, blank=True, default="")
    phone = models.CharField(max_length=40, blank=True, default="")
    has_signed_up = models.BooleanField(default=False)
    started_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True)
    account_ref = models.BigIntegerField(null=True)
    reminders_asked_at = models.DateTimeField(null=True)
    reminders_text = models.TextField(blank=True, default="")
    language = models.CharField(max_length=10, blank=True, default="")
    reminded_at = models.DateTimeField(null=True)
    reminders_sent = models.SmallIntegerField(default=0)
    stop_digest = models.CharField(max_length=64, unique=True, null=True)  # noqa: DJ001 - of "" there could be one only

    objects = VisitorCartQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="visitor_cart_claimed_by_somebody",
                condition=Q(claimed_at__isnull=True, account_ref__isnull=True)
                | Q(claimed_at__isnull=False, account_ref__isnull=False),
            ),
            models.CheckConstraint(
                name="visitor_cart_reminded_where_that_was_asked",
                condition=Q(reminders_asked_at__isnull=True, reminders_text="")
                | Q(reminders_asked_at__isnull=False) & ~Q(reminders_text="") & ~Q(email=""),
            ),
        ]
        indexes = [
            models.Index(
                fields=["changed_at"], name="visitor_cart_to_remind", condition=Q(reminders_asked_at__isnull=False)
            ),
            models.Index(fields=["expires_at"], name="visitor_cart_expires"),
            models.Index(fields=["seller", "-changed_at", "-id"], name="visitor_cart_latest"),
            models.Index(fields=["seller", "network", "claimed_at"], name="visitor_cart_from_network"),
        ]

    def __str__(self) -> str:
        return f"visitor's cart {self.number}"

    @property
    def reached(self) -> VisitorReached:
        """How far its visitor came."""
        if self.has_signed_up:
            return VisitorReached.SIGN_UP
        return VisitorReached.CONTACT if self.name or self.email or self.phone else VisitorReached.CART


class VisitorLine(AnyLine):
    """A line of a visitor's cart."""

    seller = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+")
    cart = models.ForeignKey(VisitorCart, models.CASCADE, related_name="lines")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="visitor_line_quantity_is_sane", condition=Q(quantity__gte=1, quantity__lte=100_000)
            ),
            models.CheckConstraint(name="visitor_line_is_not_under_itself", condition=~Q(under=F("id"))),
            models.UniqueConstraint(
                name="visitor_line_addon_once_per_line", fields=["under", "plan"], condition=Q(under__isnull=False)
            ),
        ]
        indexes = [models.Index(fields=["seller", "cart"], name="visitor_line_of_cart")]

    @property
    def whose(self) -> dict[str, int]:
        return {"seller_id": self.seller_id, "cart_id": self.cart_id}
