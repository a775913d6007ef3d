"""Who calls: a program with a key of this portal (API-1, USR-8, safety P4)."""

from datetime import datetime

from django.http import HttpRequest
from ninja.errors import AuthenticationError
from ninja.security import HttpBearer

from handsel.accounts.standing import LOG_IN, AccountClosed
from handsel.api import limits
from handsel.api.refusals import ScopeMissing, TooManyCalls
from handsel.identity.actor import system
from handsel.identity.key_use import actor_of, find_key, note_key_refused, note_key_used
from handsel.identity.models import ApiKey
from handsel.identity.scopes import covers
from handsel.kernel.clock import now
from handsel.kernel.database import call_scalar
from handsel.timeline.origin import Origin, Way
from handsel.web.portals import PortalRequest
from handsel.web.rows import SellerRows
from handsel.web.sessions import address_of, origin_of


class Program(SellerRows):
    """A program at its desk: its reseller's rows. `sender` tells one key from another and survives a new secret."""

    def __init__(self, key: ApiKey, origin: Origin) -> None:
        super().__init__(actor_of(key).coming_from(origin))
        self.key = key
        self.sender = key.sender

    def check_scope(self, needed: str) -> None:
        """Raise ScopeMissing where the key may not be used for what needs this scope; empty is for every key."""
        if needed and not covers(self.key.scopes, needed):
            raise ScopeMissing(f"This call needs the scope {needed}, which the key “{self.key.name}” does not have.")


class ApiRequest(PortalRequest):
    """The request as every call gets it."""

    auth: Program
    quota: limits.Quota


class BearerKey(HttpBearer):
    """A key of the API, made by an owner in the console: `Authorization: Bearer hsk_…`."""

    def __init__(self, needed: str) -> None:
        super().__init__()
        self.needed = needed

    def authenticate(self, request: HttpRequest, token: str) -> Program:
        """Return the program with its reseller's rows.

        Raises AuthenticationError for a key that is not of this portal, or not good here and now; TooManyCalls for one
        that calls too often, AccountClosed while the reseller is not active, ScopeMissing.
        """
        at = now()
        key = _good_key(request, token, at)
        quota = limits.calls.count(key.sender, limits.calls_a_minute(), at)
        _refuse_more(request, quota)
        if call_scalar("accounts_effective", key.seller_id, at) not in LOG_IN:
            raise AccountClosed("This portal is not active at the moment; ask your provider.")
        program = Program(key, origin_of(request, Way.API))
        if not limits.uses.count(key.sender, 1, at).is_spent:
            note_key_used(key_id=key.pk, address=address_of(request), by=program.actor, at=at)
        program.check_scope(self.needed)
        return program


def _good_key(request: HttpRequest, secret: str, at: datetime) -> ApiKey:
    """Return the key with this secret. Raises AuthenticationError, the same whatever is wrong with it; TooManyCalls."""
    seller_id, address = request.portal.seller_id, address_of(request)  # type: ignore[attr-defined]
    found = find_key(secret, seller_id=seller_id, address=address, at=at)
    if found is not None and found.is_allowed:
        return found.key
    _refuse_more(request, limits.guesses.count(address, limits.GUESSES_A_MINUTE, at))
    if found is not None and not limits.refused.count(f"{found.key.pk} {address}", 1, at).is_spent:
        by = system(seller_id).coming_from(origin_of(request, Way.API))
        note_key_refused(key_id=found.key.pk, by=by, at=at)
    raise AuthenticationError


def _refuse_more(request: HttpRequest, quota: limits.Quota) -> None:
    request.quota = quota  # type: ignore[attr-defined]  # told in the headers of the answer
    if quota.is_spent:
        raise TooManyCalls(f"More than {quota.limit} calls in a minute; go on in {quota.resets_in} seconds.")
