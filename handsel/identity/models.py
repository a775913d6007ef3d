"""Users, their seats, one-time links and keys: always of one portal, never of the whole installation (USR)."""

from datetime import datetime
from typing import ClassVar, Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from handsel.identity.factor_models import Authenticator, Passkey, RecoveryCode  # noqa: F401 - the same as below
from handsel.identity.provider_models import ProviderLink, SignInProvider  # noqa: F401 - the same
from handsel.identity.roles import BUYERS, STAFF, Role
from handsel.identity.session_models import Session  # noqa: F401 - so that the application knows it
from handsel.kernel.operation import chosen


class DateFormat(models.TextChoices):
    """How a person likes dates written."""

    DAY_MONTH_YEAR = "d.m.Y", "31.12.2026"
    DAY_SLASH_MONTH = "d/m/Y", "31/12/2026"
    MONTH_DAY_YEAR = "m/d/Y", "12/31/2026"
    ISO = "Y-m-d", "2026-12-31"


class User(AbstractBaseUser):
    """A person who logs in at one reseller's portal. The same address at another portal is another user.

    `login_key` is `<portal's seller>:<e-mail>`: what makes them unique.
    """

    seller = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+")
    login_key = models.CharField(max_length=290, unique=True)
    chosen("identity_user_login_key_key")
    email = models.CharField(max_length=254)
    first_name = models.CharField(max_length=100)
    last_name = models.CharField(max_length=100)
    language = models.CharField(max_length=10, default="en")
    date_format = models.CharField(max_length=10, choices=DateFormat, default=DateFormat.ISO)
    created_at = models.DateTimeField()
    activated_at = models.DateTimeField(null=True)
    deactivated_at = models.DateTimeField(null=True)

    objects: ClassVar[BaseUserManager[Self]] = BaseUserManager()

    USERNAME_FIELD = "login_key"
    EMAIL_FIELD = "email"

    class Meta:
        constraints = [
            models.UniqueConstraint(name=chosen("user_email_once_per_portal"), fields=["seller", "email"]),
            models.CheckConstraint(name="user_email_is_normalised", condition=Q(email=Lower("email"))),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()

    @property
    def is_active(self) -> bool:  # type: ignore[override]  # a question here, a column in Django
        return self.activated_at is not None and self.deactivated_at is None


class Seat(models.Model):
    """A user's place: on the staff of the reseller itself, or as a storefront user of one of its `buyer`s.

    `layouts` names, by list, the columns that the user has chosen there. An account manager with `own_accounts_only`
    sees and serves no accounts but those that name them as account manager. `taken_at` is when they took this seat of
    several.
    """

    seller = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+")
    user = models.ForeignKey(User, models.PROTECT, related_name="seats")
    buyer = models.ForeignKey("accounts.Account", models.PROTECT, null=True, related_name="seats")
    role = models.CharField(max_length=20, choices=Role)
    layouts = models.JSONField(default=dict, db_default={})
    own_accounts_only = models.BooleanField(default=False, db_default=False)
    taken_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="seat_once_per_place", fields=["seller", "user", "buyer"], nulls_distinct=False
            ),
            models.CheckConstraint(
                name="seat_of_staff_has_no_buyer",
                condition=Q(buyer__isnull=True, role__in=sorted(STAFF))
                | Q(buyer__isnull=False, role__in=sorted(BUYERS)),
            ),
            models.CheckConstraint(
                name="seat_narrowed_to_own_accounts_is_an_account_managers",
                condition=Q(own_accounts_only=False) | Q(role=Role.ACCOUNT_MANAGER),
            ),
        ]
        indexes = [models.Index(fields=["seller", "buyer"], name="seat_of_buyer")]

    def __str__(self) -> str:
        return f"{self.user} as {self.role}"


class OneTimeLink(models.Model):
    """A link in a mail that works once: only its hash is kept, bound to what it is for."""

    class Purpose(models.TextChoices):
        ACTIVATION = "activation", "Activation"
        RESET = "reset", "Password reset"

    seller = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+")
    user = models.ForeignKey(User, models.CASCADE, related_name="links")
    purpose = models.CharField(max_length=20, choices=Purpose)
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["seller", "user"], name="link_of_user")]

    def __str__(self) -> str:
        return f"{self.purpose} of user {self.user_id}"


class ApiKey(models.Model):
    """A program's key to the API of one reseller: shown once, kept as a hash.

    `role` bounds what it may do like a person with that role, `scopes` which parts of the API it may call, `networks`
    from where; an empty list of networks is anywhere. After a rotation the secret before works until `previous_until`.
    `sender` names the program towards idempotency keys and stays the same for ever.
    """

    seller = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+")
    name = models.CharField(max_length=100)
    prefix = models.CharField(max_length=12)
    digest = models.CharField(max_length=64, unique=True)
    previous_digest = models.CharField(max_length=64, unique=True, null=True)  # noqa: DJ001 - of "" there could be one only
    previous_until = models.DateTimeField(null=True)
    sender = models.CharField(max_length=60, db_default="")
    role = models.CharField(max_length=20, choices=Role)
    scopes = ArrayField(models.CharField(max_length=30), default=list, db_default=[])
    networks = ArrayField(models.CharField(max_length=50), default=list, db_default=[])
    made_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    made_by_name = models.CharField(max_length=200, blank=True, default="", db_default="")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)
    warned_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    last_used_at = models.DateTimeField(null=True)
    last_used_from = models.GenericIPAddressField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="api_key_has_a_staff_role", condition=Q(role__in=sorted(STAFF))),
            models.UniqueConstraint(name=chosen("api_key_name_once"), fields=["seller", "name"]),
            models.CheckConstraint(
                name="api_key_secret_before_has_an_end",
                condition=Q(previous_digest__isnull=True, previous_until__isnull=True)
                | Q(previous_digest__isnull=False, previous_until__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"

    def is_good(self, at: datetime) -> bool:
        """Whether it is neither revoked nor expired."""
        return self.revoked_at is None and (self.expires_at is None or self.expires_at > at)


class IdempotencyKey(models.Model):
    """The answer to a call that must not happen twice, written in the transaction of its effect (safety M6)."""

    seller = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+")
    actor = models.CharField(max_length=60)
    key = models.CharField(max_length=120)
    request_hash = models.CharField(max_length=64)
    status = models.IntegerField()
    answer = models.JSONField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="idempotency_key_once", fields=["seller", "actor", "key"]),
        ]

    def __str__(self) -> str:
        return self.key


class LoginAttempt(models.Model):
    """A failed log-in, counted per network and per account so that guessing is slow (safety P4).

    `device` is the mark of the browser where the person had logged in before, empty for one that is not known.
    """

    seller = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+")
    email = models.CharField(max_length=254)
    address = models.GenericIPAddressField()
    device = models.CharField(max_length=64, default="", db_default="")
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["seller", "email", "at"], name="attempt_of_email"),
            models.Index(fields=["seller", "address", "at"], name="attempt_from_address"),
        ]

    def __str__(self) -> str:
        return f"{self.email} from {self.address}"


class LinkRequest(models.Model):
    """Somebody typed an address to get a link, whether anybody has it or not; removed after a day (USR-3)."""

    seller = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+")
    email = models.CharField(max_length=254)
    address = models.GenericIPAddressField()
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["seller", "email", "at"], name="link_request_of_email"),
            models.Index(fields=["seller", "address", "at"], name="link_request_from_address"),
        ]

    def __str__(self) -> str:
        return f"{self.email} from {self.address}"
