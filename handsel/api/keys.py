"""Who calls: a program with a key of this portal (API-1, safety P4)."""

from django.http import HttpRequest
from ninja.errors import AuthenticationError
from ninja.security import HttpBearer

from handsel.accounts.standing import LOG_IN, AccountClosed
from handsel.api import limits
from handsel.api.refusals import TooManyCalls
from handsel.identity.actor import Actor
from handsel.identity.keys import actor_of_key, note_key_used
from handsel.identity.links import digest_of
from handsel.kernel.clock import now
from handsel.kernel.database import call_scalar
from handsel.timeline.origin import Way
from handsel.web.portals import PortalRequest
from handsel.web.rows import SellerRows
from handsel.web.sessions import address_of, origin_of


class Program(SellerRows):
    """A program at its desk: its reseller's rows. `sender` tells one key from another and survives a new role."""

    def __init__(self, actor: Actor, sender: str) -> None:
        super().__init__(actor)
        self.sender = sender


class ApiRequest(PortalRequest):
    """The request as every call gets it."""

    auth: Program
    quota: limits.Quota


class BearerKey(HttpBearer):
    """A key of the API, made by an owner in the console: `Authorization: Bearer hsk_…`."""

    def authenticate(self, request: HttpRequest, token: str) -> Program:
        """Return the program with its reseller's rows.

        Raises AuthenticationError for a key that is not of this portal, TooManyCalls for one that calls too often,
        AccountClosed while the reseller is not active.
        """
        at = now()
        actor = actor_of_key(token, seller_id=request.portal.seller_id, at=at)  # type: ignore[attr-defined]
        if actor is None:
            _refuse_more(request, limits.guesses.count(address_of(request), limits.GUESSES_A_MINUTE, at))
            raise AuthenticationError
        digest = digest_of(token)
        quota = limits.calls.count(digest, limits.calls_a_minute(), at)
        _refuse_more(request, quota)
        if call_scalar("accounts_effective", actor.seller_id, at) not in LOG_IN:
            raise AccountClosed("This portal is not active at the moment; ask your provider.")
        if not limits.uses.count(digest, 1, at).is_spent:
            note_key_used(token, by=actor, at=at)
        return Program(actor.coming_from(origin_of(request, Way.API)), f"key:{digest[:40]}")


def _refuse_more(request: HttpRequest, quota: limits.Quota) -> None:
    request.quota = quota  # type: ignore[attr-defined]  # told in the headers of the answer
    if quota.is_spent:
        raise TooManyCalls(f"More than {quota.limit} calls in a minute; go on in {quota.resets_in} seconds.")
