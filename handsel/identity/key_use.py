"""A key at work: whose it is, whether it is good here and now, when it was used last (USR-8)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q

from handsel.identity.actor import Actor
from handsel.identity.links import digest_of
from handsel.identity.models import ApiKey
from handsel.identity.networks import is_within
from handsel.identity.roles import Role
from handsel.kernel.operation import operation
from handsel.timeline.record import record

_PROGRAM = " (API)"
"""Stands behind the name of a key where it acts."""
_SEEN_EVERY = timedelta(minutes=1)


@dataclass(frozen=True)
class Found:
    """The key behind a secret; not `is_allowed` where the address is none from which it may be used."""

    key: ApiKey
    is_allowed: bool


def find_key(secret: str, *, seller_id: int, address: str, at: datetime) -> Found | None:
    """Return the key of the portal of `seller_id` with this secret; None when there is no good one.

    `address` is the IP address that asks. After a rotation the secret before is good for a while too.
    """
    digest = digest_of(secret)
    is_one_of_it = Q(digest=digest) | Q(previous_digest=digest, previous_until__gt=at)
    key = ApiKey.objects.filter(is_one_of_it, seller_id=seller_id).first()
    if key is None or not key.is_good(at):
        return None
    return Found(key, is_within(address, key.networks))


def actor_of(key: ApiKey) -> Actor:
    """Return who asks with `key`."""
    return Actor(user_id=None, name=acting_name(key.name), seller_id=key.seller_id, role=Role(key.role))


def acting_name(key_name: str) -> str:
    """Return under which name the program of a key acts, on the timeline too."""
    return f"{key_name}{_PROGRAM}"


def key_called(actor_name: str, *, seller_id: int) -> ApiKey | None:
    """Return the key by which the program of this name asks, or None when it was revoked."""
    name = actor_name.removesuffix(_PROGRAM)
    return ApiKey.objects.filter(seller_id=seller_id, name=name, revoked_at__isnull=True).first()


@operation
def note_key_used(*, key_id: int, address: str, by: Actor, at: datetime) -> None:
    """Remember when the key was used last and from where, at most once a minute. Raises nothing."""
    ApiKey.objects.filter(
        Q(last_used_at__isnull=True) | Q(last_used_at__lt=at - _SEEN_EVERY), pk=key_id, seller_id=by.seller_id
    ).update(last_used_at=at, last_used_from=address)


@operation
def note_key_refused(*, key_id: int, by: Actor, at: datetime) -> None:
    """Record that a good key was used from an address that it does not name; `by` is the system, coming from there.

    Only the owners learn of it: whoever holds a stolen key is told what everybody hears who has none. Raises nothing.
    """
    key = ApiKey.objects.get(pk=key_id, seller_id=by.seller_id)
    record("api_key.refused", subject=key, account_id=by.seller_id, by=by, at=at, key_name=key.name)
