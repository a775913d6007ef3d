"""Log in at one portal: the same answer whether the address exists or not, and slow for those who guess (safety P4)."""

import functools
from datetime import datetime

from django.contrib.auth.hashers import check_password, make_password
from django.utils.translation import gettext as _

from handsel.identity.actor import Actor
from handsel.identity.entries import tell_refusal
from handsel.identity.models import User
from handsel.identity.throttling import Place, note_failure, refuse_guessing
from handsel.kernel.operation import operation
from handsel.kernel.refusal import Refusal


class WrongLogin(Refusal):
    """Address and password do not belong together, or the user is not active: the answer does not tell which."""

    code = "wrong_login"
    status = 403


def check_login(*, email: str, password: str, place: Place, by: Actor, at: datetime) -> User:
    """Return the active user of this portal with this password; `place` is where it comes from.

    A failed try is counted. Nobody is in by this alone: `begin_session` lets in, and tells.
    Raises WrongLogin, TooManyTries.
    """
    user = _tried(email=email.strip().lower(), password=password, place=place, by=by, at=at)
    if user is None:
        raise WrongLogin(_("This e-mail address and password do not belong together."))
    return user


@operation
def _tried(*, email: str, password: str, place: Place, by: Actor, at: datetime) -> User | None:
    """Return the user, or None after the failure was counted. Raises TooManyTries."""
    known = User.objects.filter(seller_id=by.seller_id, email=email).first()
    refuse_guessing(email=email, user=known, place=place, at=at, seller_id=by.seller_id)
    user = known if known and known.is_active else None
    # Unknown addresses cost a hash too, so that the time tells nothing.
    nobody = _hash_of_nobody()  # made with the first log-in, whoever it is
    if check_password(password, user.password if user else nobody) and user is not None:
        return user
    note_failure(email=email, user=known, place=place, at=at, seller_id=by.seller_id)
    tell_refusal(known, email=email, place=place, by=by, at=at)
    return None


@functools.cache
def _hash_of_nobody() -> str:
    return make_password("the password of nobody")
