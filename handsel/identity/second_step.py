"""Proving who one is: the second step of a log-in, a passkey alone, and once more before money and access (USR-7)."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum

from django.contrib.auth.hashers import check_password
from django.utils.translation import gettext_lazy

from handsel.identity.actor import Actor
from handsel.identity.entries import tell_refusal, tell_second_refusal
from handsel.identity.models import User
from handsel.identity.passkeys import signed_by
from handsel.identity.second_factor import spend_app_code, spend_recovery_code
from handsel.identity.session_models import Proof, Session
from handsel.identity.sessions import tell_of_login
from handsel.identity.throttling import Place, note_failure, refuse_guessing
from handsel.kernel.operation import operation
from handsel.kernel.refusal import Refusal


class WrongProof(Refusal):
    """What was shown does not prove who it is."""

    code = "wrong_proof"
    status = 403


class Means(Enum):
    """With what one can prove who one is; the value is the proof that a session then has."""

    PASSWORD = Proof.PASSWORD
    APP_CODE = Proof.APP_CODE
    RECOVERY_CODE = Proof.RECOVERY_CODE
    PASSKEY = Proof.PASSKEY


SECOND = frozenset({Means.APP_CODE, Means.RECOVERY_CODE, Means.PASSKEY})
"""What counts beside a password."""

_WRONG = {
    Means.PASSWORD: gettext_lazy("This is not your password."),
    Means.APP_CODE: gettext_lazy("This code is not right, or was used already. Wait for the next one."),
    Means.RECOVERY_CODE: gettext_lazy("This recovery code is not right, or was used already."),
    Means.PASSKEY: gettext_lazy("This passkey does not belong to this log-in."),
}


@dataclass(frozen=True)
class Shown:
    """What somebody shows: a password, a code, or a browser's answer, with what it was asked for in `kept`."""

    means: Means
    text: str
    kept: dict[str, str] = field(default_factory=dict)


def check_second_step(*, user_id: int, shown: Shown, place: Place, by: Actor, at: datetime) -> User:
    """Return the user if what they show beside their password is right; `by` is the portal.

    A failure is counted like a wrong password. Raises WrongProof, TooManyTries, SecretLost, User.DoesNotExist.
    """
    if shown.means not in SECOND:
        raise WrongProof(str(_WRONG[shown.means]))
    return _or_refuse(_shown(user_id=user_id, shown=shown, place=place, by=by, at=at), shown)


def check_passkey_alone(*, shown: Shown, place: Place, by: Actor, at: datetime) -> User:
    """Return whose passkey it is, at this portal, without a word of who they are. Raises WrongProof, TooManyTries."""
    return _or_refuse(_signed(shown=shown, place=place, by=by, at=at), shown)


def prove_again(*, session_id: int, shown: Shown, place: Place, by: Actor, at: datetime) -> User:
    """Let the person behind a session show once more that it is them; then money and access are open for a while.

    Raises WrongProof, TooManyTries, SecretLost, User.DoesNotExist.
    """
    return _or_refuse(_proved(session_id=session_id, shown=shown, place=place, by=by, at=at), shown)


def _or_refuse(user: User | None, shown: Shown) -> User:
    # Only now, after the failure is counted for good.
    if user is None:
        told = str(_WRONG[shown.means])
        raise WrongProof(told, fields={"shown": told})
    return user


@operation
def _shown(*, user_id: int, shown: Shown, place: Place, by: Actor, at: datetime) -> User | None:
    """Return the user, or None after the failure was counted. Raises TooManyTries, SecretLost, User.DoesNotExist."""
    user = User.objects.get(pk=user_id, seller_id=by.seller_id)
    proved = _checked(user, shown, place, at=at)
    if proved is None:
        tell_second_refusal(user, shown=shown.means.value.value, by=by, at=at)
    return proved


@operation
def _signed(*, shown: Shown, place: Place, by: Actor, at: datetime) -> User | None:
    """Return whose passkey signed, or None after the failure was counted for the address. Raises TooManyTries."""
    refuse_guessing(email="", user=None, place=place, at=at, seller_id=by.seller_id)
    user = signed_by(shown.text, shown.kept, seller_id=by.seller_id, at=at)
    if user is None or not user.is_active:
        note_failure(email="", user=None, place=place, at=at, seller_id=by.seller_id)
        tell_refusal(user, email="", place=place, by=by, at=at)
        return None
    return user


@operation
def _proved(*, session_id: int, shown: Shown, place: Place, by: Actor, at: datetime) -> User | None:
    """Note the fresh proof on the session, or count the failure. Raises TooManyTries, SecretLost, User.DoesNotExist."""
    user = User.objects.get(pk=by.user_id or 0, seller_id=by.seller_id)
    proved = _checked(user, shown, place, at=at)
    if proved:
        Session.objects.open(at).filter(pk=session_id, seller_id=by.seller_id, user=user).update(proved_at=at)
        tell_of_login("user.proved", user, by=by, at=at, proof=shown.means.value)
    return proved


def _checked(user: User, shown: Shown, place: Place, *, at: datetime) -> User | None:
    refuse_guessing(email=user.email, user=user, place=place, at=at, seller_id=user.seller_id)
    if user.is_active and _CHECKS[shown.means](user, shown, at):
        return user
    note_failure(email=user.email, user=user, place=place, at=at, seller_id=user.seller_id)
    return None


_CHECKS: dict[Means, Callable[[User, Shown, datetime], bool]] = {
    Means.PASSWORD: lambda user, shown, _: check_password(shown.text, user.password),
    Means.APP_CODE: lambda user, shown, at: spend_app_code(user, shown.text, at=at),
    Means.RECOVERY_CODE: lambda user, shown, at: spend_recovery_code(user, shown.text, at=at),
    Means.PASSKEY: lambda user, shown, at: signed_by(shown.text, shown.kept, seller_id=user.seller_id, at=at) == user,
}
