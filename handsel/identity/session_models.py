"""What a person is logged in with: one row per device, in the place of a name in a cookie (USR-7)."""

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from handsel.timeline.origin import Way


class Proof(models.TextChoices):
    """How somebody proved who they are."""

    PASSWORD = "password", _("Password")
    LINK = "link", _("Link in a mail")
    APP_CODE = "app_code", _("Password and app code")
    RECOVERY_CODE = "recovery_code", _("Password and recovery code")
    PASSKEY = "passkey", _("Passkey")
    PROVIDER = "provider", _("Sign-in provider")
    PROVIDER_AND_CODE = "provider_and_code", _("Sign-in provider and code")
    HAND_OFF = "hand_off", _("From another portal")


class SessionQuerySet(models.QuerySet["Session"]):
    """Questions to sessions."""

    def open(self, at: object) -> Self:
        """Those that let somebody in at that moment."""
        return self.filter(ended_at__isnull=True, expires_at__gt=at)


class Session(models.Model):
    """A log-in of one user on one device, at one portal.

    Of the key in the cookie only the hash is kept. `proof` says how they proved who they are, `proved_at` when last;
    `seen_at` is exact to the minute. A session that has ended, or has expired, lets nobody in.
    """

    seller = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+")
    user = models.ForeignKey("identity.User", models.CASCADE, related_name="sessions")
    digest = models.CharField(max_length=64, unique=True)
    way = models.CharField(max_length=10, choices=Way)
    device = models.CharField(max_length=60)
    address = models.GenericIPAddressField(null=True)
    created_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    proof = models.CharField(max_length=20, choices=Proof)
    proved_at = models.DateTimeField()

    objects = SessionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="session_expires_after_it_began", condition=models.Q(expires_at__gt=models.F("created_at"))
            ),
        ]
        indexes = [
            models.Index(fields=["seller", "user", "ended_at"], name="session_of_user"),
            models.Index(fields=["expires_at"], name="session_to_remove"),
        ]

    def __str__(self) -> str:
        return f"{self.device} of user {self.user_id}"
