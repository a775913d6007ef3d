"""Log in at one portal: the same answer whether the address exists or not, and slow for those who guess (safety P4)."""

from datetime import datetime, timedelta

from django.contrib.auth.hashers import check_password, make_password
from django.db.models import Q

from handsel.identity.actor import Actor
from handsel.identity.models import LoginAttempt, User
from handsel.kernel.operation import operation
from handsel.kernel.refusal import Refusal

WINDOW = timedelta(minutes=15)
TRIES_PER_EMAIL = 10
TRIES_PER_ADDRESS = 50


class WrongLogin(Refusal):
    """Address and password do not belong together, or the user is not active: the answer does not tell which."""

    code = "wrong_login"
    status = 403


class TooManyTries(Refusal):
    """Too many failed log-ins; wait a quarter of an hour."""

    code = "too_many_tries"
    status = 429


def check_login(*, email: str, password: str, address: str, by: Actor, at: datetime) -> User:
    """Return the active user of this portal with this password; `address` is the IP address it comes from.

    A failed try is counted. Raises WrongLogin, TooManyTries.
    """
    user = _tried(email=email.strip().lower(), password=password, address=address, by=by, at=at)
    if user is None:
        raise WrongLogin("This e-mail address and password do not belong together.")
    return user


@operation
def _tried(*, email: str, password: str, address: str, by: Actor, at: datetime) -> User | None:
    """Return the user, or None after the failure was counted. Raises TooManyTries."""
    recent = LoginAttempt.objects.filter(seller_id=by.seller_id, at__gt=at - WINDOW)
    if (
        recent.filter(email=email).count() >= TRIES_PER_EMAIL
        or recent.filter(address=address).count() >= TRIES_PER_ADDRESS
    ):
        raise TooManyTries("Too many failed tries. Wait a quarter of an hour and try again.")
    user = User.objects.filter(
        Q(seller_id=by.seller_id, email=email, activated_at__isnull=False, deactivated_at__isnull=True)
    ).first()
    # Unknown addresses cost a hash too, so that the time tells nothing.
    if check_password(password, user.password if user else _DUMMY) and user is not None:
        User.objects.filter(pk=user.pk).update(last_login=at)
        return user
    LoginAttempt.objects.filter(seller_id=by.seller_id, email=email, at__lte=at - WINDOW).delete()
    LoginAttempt.objects.create(seller_id=by.seller_id, email=email[:254], address=address, at=at)
    return None


_DUMMY = make_password("the password of nobody")
