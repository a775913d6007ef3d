"""Slow down who guesses, without locking out whom they guess at (USR-3, safety P4).

What is counted, and why nobody can be kept out by somebody else, stands in docs/rules/signing-in.md.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import ip_address, ip_network

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from handsel.identity.models import LoginAttempt, User
from handsel.kernel.operation import step
from handsel.kernel.refusal import Refusal

WINDOW = timedelta(minutes=15)
TRIES_AT_ACCOUNT = 10
"""Failures at one account from one network, or with one known device."""
TRIES_FROM_NETWORK = 50
"""Failures from one network, at whatever accounts."""
TRIES_FROM_EVERYWHERE = 100
"""Failures at one account from all networks together."""


class TooManyTries(Refusal):
    """Too many failed log-ins; wait a quarter of an hour."""

    code = "too_many_tries"
    status = 429


@dataclass(frozen=True)
class Place:
    """Where somebody asks from: an IP address, and the mark of the device where `known_to` logged in before."""

    address: str
    device: str = ""
    known_to: int | None = None

    @property
    def network(self) -> str:
        """The address; of IPv6 the first half, since one house has all of the second."""
        address = ip_address(self.address)
        return str(address if address.version == 4 else ip_network((address, 64), strict=False).network_address)  # noqa: PLR2004

    def knows(self, user: User | None) -> bool:
        """Whether `user` has logged in with this device before."""
        return user is not None and bool(self.device) and self.known_to == user.pk


@step
def refuse_guessing(*, email: str, user: User | None, place: Place, at: datetime, seller_id: int) -> None:
    """Raise TooManyTries where too much went wrong lately: a known device counts for itself, whatever others do."""
    failed = LoginAttempt.objects.filter(seller_id=seller_id, at__gt=at - WINDOW)
    if not email:
        # A passkey that nobody can guess: only where it comes from counts, or strangers would shut it for everybody.
        is_spent = _reach(failed.filter(address=place.network, email=""), TRIES_FROM_NETWORK)
    elif place.knows(user):
        is_spent = _reach(failed.filter(email=email, device=place.device), TRIES_AT_ACCOUNT)
    else:
        at_account = failed.filter(email=email, device="")
        is_spent = (
            _reach(at_account.filter(address=place.network), TRIES_AT_ACCOUNT)
            or _reach(failed.filter(address=place.network, device=""), TRIES_FROM_NETWORK)
            or _reach(at_account, TRIES_FROM_EVERYWHERE)
        )
    if is_spent:
        raise TooManyTries(
            _("Too many failed tries. Wait a quarter of an hour and try again, or ask for a new password by mail.")
        )


@step
def note_failure(*, email: str, user: User | None, place: Place, at: datetime, seller_id: int) -> None:
    """Count a failed log-in; those that count no more are forgotten."""
    LoginAttempt.objects.filter(seller_id=seller_id, at__lte=at - WINDOW).delete()
    LoginAttempt.objects.create(
        seller_id=seller_id,
        email=email[:254],
        address=place.network,
        device=place.device if place.knows(user) else "",
        at=at,
    )


def _reach(attempts: QuerySet[LoginAttempt], bound: int) -> bool:
    return attempts[:bound].count() >= bound
