"""API keys: made once, shown once, kept as a hash (USR-8 as far as that)."""

from datetime import datetime, timedelta

from django.db.models import Q

from handsel.identity.actor import Actor
from handsel.identity.links import digest_of
from handsel.identity.models import ApiKey
from handsel.identity.roles import STAFF, Role
from handsel.identity.rules import may_manage_keys
from handsel.kernel import chance
from handsel.kernel.operation import operation
from handsel.kernel.refusal import Invalid
from handsel.timeline.record import record

_PREFIX = "hsk_"
_PROGRAM = " (API)"
"""Stands behind the name of a key where it acts."""
_SEEN_EVERY = timedelta(minutes=1)


@operation
def make_api_key(*, name: str, role: Role, by: Actor, at: datetime) -> tuple[ApiKey, str]:
    """Make a key for a program that works for the reseller with `role`; return it with the secret, shown only now.

    Raises Forbidden, Invalid with what is wrong by field.
    """
    may_manage_keys(by).or_refuse()
    name = name.strip()
    if not name or len(name) > 100:  # noqa: PLR2004 - the column
        raise Invalid(fields={"name": "Enter a name of up to 100 characters: which program is it for?"})
    if role not in STAFF:
        raise Invalid(fields={"role": "Choose owner, manager or read only."})
    if ApiKey.objects.filter(seller_id=by.seller_id, name=name).exists():
        raise Invalid(fields={"name": f"There is a key named {name} already."})
    secret = _PREFIX + chance.secret()
    key = ApiKey.objects.create(
        seller_id=by.seller_id, name=name, prefix=secret[:12], digest=digest_of(secret), role=role, created_at=at
    )
    record("api_key.made", subject=key, account_id=by.seller_id, by=by, at=at, key_name=name, role=role)
    return key, secret


@operation
def revoke_api_key(*, key_id: int, by: Actor, at: datetime) -> ApiKey:
    """Make a key stop working at once. Revoking twice is revoking once. Raises Forbidden, ApiKey.DoesNotExist."""
    may_manage_keys(by).or_refuse()
    key = ApiKey.objects.select_for_update().get(pk=key_id)
    if key.revoked_at is None:
        key.revoked_at = at
        key.save(update_fields=["revoked_at"])
        record("api_key.revoked", subject=key, account_id=by.seller_id, by=by, at=at, key_name=key.name)
    return key


def actor_of_key(secret: str, *, seller_id: int, at: datetime) -> Actor | None:
    """Return who asks with this secret at the portal of `seller_id`, or None when the key is not good any more."""
    key = ApiKey.objects.filter(
        Q(expires_at__isnull=True) | Q(expires_at__gt=at), digest=digest_of(secret), revoked_at__isnull=True
    ).first()
    if key is None or key.seller_id != seller_id:
        return None
    return Actor(user_id=None, name=f"{key.name}{_PROGRAM}", seller_id=seller_id, role=Role(key.role))


def key_called(actor_name: str, *, seller_id: int) -> ApiKey | None:
    """Return the key by which the program of this name asks, or None when it was revoked."""
    name = actor_name.removesuffix(_PROGRAM)
    return ApiKey.objects.filter(seller_id=seller_id, name=name, revoked_at__isnull=True).first()


def note_key_used(secret: str, *, by: Actor, at: datetime) -> None:
    """Remember when the key was used last, at most once a minute."""
    _note_key_used(digest=digest_of(secret), by=by, at=at)


@operation
def _note_key_used(*, digest: str, by: Actor, at: datetime) -> None:
    """Set the moment of last use unless it was set within the minute. Raises nothing."""
    ApiKey.objects.filter(
        Q(last_used_at__isnull=True) | Q(last_used_at__lt=at - _SEEN_EVERY), digest=digest, seller_id=by.seller_id
    ).update(last_used_at=at)
