"""The second factor: an authenticator app, and recovery codes for the day it is lost (USR-7)."""

import hmac
from datetime import datetime

import pyotp
from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q, QuerySet
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from handsel.identity.actor import Actor
from handsel.identity.factor_models import Authenticator, Passkey, RecoveryCode
from handsel.identity.guests import closed_to_guests
from handsel.identity.lost import opened
from handsel.identity.models import Seat, User
from handsel.identity.places import refuse_unless_all_seen, seats_of
from handsel.identity.proof import proven
from handsel.identity.rules import may_reset_second_factor
from handsel.identity.sessions import end_sessions, tell_of_login, user_behind
from handsel.kernel import chance
from handsel.kernel.operation import operation, step
from handsel.kernel.refusal import Conflict, Invalid
from handsel.kernel.sealing import seal

CODES = 10
STEP_SECONDS = 30
SKEW_STEPS = 1
"""By how many steps a clock may be wrong."""
_PURPOSE = "authenticator"
APP_LOST = gettext_lazy(
    "Your app and your recovery codes cannot be checked any more. Use a passkey, or ask whoever invited you to take "
    "your second factor away."
)


class HasApp(Conflict):
    """There is an authenticator app already."""

    code = "has_app"


def new_app_secret() -> str:
    """Return a secret for an app, to be kept from the moment it is shown until a code proves that it was read."""
    return pyotp.random_base32()


def app_address(secret: str, *, user: User, portal: str) -> str:
    """Return what the QR code says to the app: the secret, and how to name it there."""
    return pyotp.TOTP(secret).provisioning_uri(name=user.email, issuer_name=portal)


def has_second_factor(user_id: str = "user_id") -> Q:
    """Return the condition that the user named by the column `user_id` needs more than a password to log in."""
    of_user = {"seller_id": OuterRef("seller_id"), "user_id": OuterRef(user_id)}
    apps, keys = Authenticator.objects.filter(**of_user), Passkey.objects.filter(**of_user)
    return Q(Exists(apps)) | Q(Exists(keys))


def with_second_factor(seats: QuerySet[Seat]) -> QuerySet[Seat]:
    """Return `seats`, each telling in `has_second_factor` whether its user has one."""
    return seats.annotate(has_second_factor=ExpressionWrapper(has_second_factor(), output_field=BooleanField()))


def needs_second_factor(user: User) -> bool:
    """Whether a password alone does not let this person in."""
    return User.objects.filter(has_second_factor("pk"), pk=user.pk).exists()


@operation
@closed_to_guests
@proven
def add_app(*, secret: str, code: str, by: Actor, at: datetime) -> list[str]:
    """Take an authenticator app as second factor, once a code of it shows that it has the secret.

    Returns ten new recovery codes if the person has none, else nothing.
    Raises User.DoesNotExist, ProofNeeded, HasApp, Invalid naming `code`.
    """
    user = user_behind(by)
    if Authenticator.objects.filter(user=user).exists():
        raise HasApp(_("You have an authenticator app already. Remove it first."))
    used = step_of_code(secret, code, after=0, at=at)
    if used is None:
        raise Invalid(
            fields={"code": _("This is not the code that the app shows now. Is the clock of your phone right?")}
        )
    Authenticator.objects.create(
        seller_id=user.seller_id,
        user=user,
        sealed_secret=seal(secret, purpose=_PURPOSE),
        last_step=used,
        created_at=at,
    )
    tell_of_login("user.factor_added", user, by=by, at=at, factor="app")
    return first_codes(user)


@operation
@closed_to_guests
@proven
def remove_app(*, by: Actor, at: datetime) -> bool:
    """Take the authenticator app away; removing twice is removing once. Raises User.DoesNotExist, ProofNeeded."""
    user = user_behind(by)
    removed, _ = Authenticator.objects.filter(seller_id=by.seller_id, user=user).delete()
    if removed:
        tell_of_login("user.factor_removed", user, by=by, at=at, factor="app")
        forget_codes_of_nothing(user)
    return bool(removed)


@operation
@closed_to_guests
@proven
def renew_recovery_codes(*, by: Actor, at: datetime) -> list[str]:
    """Return ten new recovery codes; those from before work no longer. Raises User.DoesNotExist, ProofNeeded."""
    user = user_behind(by)
    codes = _new_codes(user)
    tell_of_login("user.recovery_codes_renewed", user, by=by, at=at)
    return codes


@operation
@closed_to_guests
@proven
def reset_second_factor(*, user_id: int, by: Actor, at: datetime) -> User:
    """Take every second factor of somebody away who has lost theirs, and log them out everywhere.

    Raises Forbidden, ProofNeeded, User.DoesNotExist.
    """
    user = User.objects.select_for_update().get(pk=user_id, seller_id=by.seller_id)
    seats = seats_of(user)
    may_reset_second_factor(by, user, seats).or_refuse()
    refuse_unless_all_seen(by, user, seats)
    for model in (Authenticator, Passkey, RecoveryCode):
        model._default_manager.filter(seller_id=user.seller_id, user=user).delete()  # noqa: SLF001 - any model's
    end_sessions(user=user, at=at)
    tell_of_login("user.factor_reset", user, by=by, at=at)
    return user


@step
def spend_app_code(user: User, code: str, *, at: datetime) -> bool:
    """Whether `code` is what the person's app shows now, give or take a step; it works no second time.

    Raises SecretLost.
    """
    app = Authenticator.objects.select_for_update().filter(seller_id=user.seller_id, user=user).first()
    if app is None:
        return False
    secret = opened(app.sealed_secret, purpose=_PURPOSE, otherwise=str(APP_LOST))
    used = step_of_code(secret, code, after=app.last_step, at=at)
    if used is not None:
        app.last_step = used
        app.save(update_fields=["last_step"])
    return used is not None


@step
def spend_recovery_code(user: User, code: str, *, at: datetime) -> bool:
    """Whether `code` is one of the person's recovery codes and was not used yet; from now on it was."""
    fresh = RecoveryCode.objects.filter(seller_id=user.seller_id, user=user, used_at__isnull=True)
    return bool(fresh.filter(digest=_digest(user, code)).update(used_at=at))


def step_of_code(secret: str, code: str, *, after: int, at: datetime) -> int | None:
    """Return the half minute in which an app with `secret` shows `code`: now, or next to it, and later than `after`."""
    digits = "".join(code.split())
    now = int(at.timestamp()) // STEP_SECONDS
    for tried in range(now - SKEW_STEPS, now + SKEW_STEPS + 1):
        shown = pyotp.TOTP(secret).at(tried * STEP_SECONDS)
        if tried > after and hmac.compare_digest(shown.encode(), digits.encode()):
            return tried
    return None


@step
def first_codes(user: User) -> list[str]:
    """Return ten recovery codes with the first second factor; none where there are some."""
    return [] if RecoveryCode.objects.filter(seller_id=user.seller_id, user=user).exists() else _new_codes(user)


@step
def forget_codes_of_nothing(user: User) -> None:
    """Let recovery codes go with the last second factor: they would stand in for nothing."""
    if not needs_second_factor(user):
        RecoveryCode.objects.filter(seller_id=user.seller_id, user=user).delete()


def _new_codes(user: User) -> list[str]:
    RecoveryCode.objects.filter(seller_id=user.seller_id, user=user).delete()
    codes = [chance.recovery_code() for _ in range(CODES)]
    RecoveryCode.objects.bulk_create(
        RecoveryCode(seller_id=user.seller_id, user=user, digest=_digest(user, code)) for code in codes
    )
    return codes


def _digest(user: User, code: str) -> str:
    plain = "".join(letter for letter in code.upper() if letter.isalnum())
    return salted_hmac(f"recovery code of {user.pk}", plain, algorithm="sha256").hexdigest()
