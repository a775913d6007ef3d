"""API keys: made once, shown once, kept as a hash, narrowed, given a new secret, revoked (USR-8; decision 0014)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from handsel.identity.actor import Actor
from handsel.identity.guests import closed_to_guests
from handsel.identity.links import digest_of
from handsel.identity.models import ApiKey
from handsel.identity.networks import read_networks
from handsel.identity.proof import proven
from handsel.identity.roles import RIGHTS, STAFF, Role
from handsel.identity.rules import may_manage_keys
from handsel.identity.scopes import ALL_SCOPES, USUAL_SCOPES, in_order
from handsel.kernel import chance
from handsel.kernel.operation import operation, step
from handsel.kernel.refusal import Conflict, Invalid
from handsel.timeline.record import record

_PREFIX = "hsk_"
LONGEST_GRACE = timedelta(days=30)
_TOLD = ("role", "scopes", "networks", "expires_at")
"""What the timeline tells of a key, with its values before and after."""


class KeyRevoked(Conflict):
    """The key was revoked; a revoked key stays revoked."""

    code = "key_revoked"


@dataclass(frozen=True)
class Reach:
    """How far a key reaches: a role as its ceiling, scopes, from where, until when.

    By itself that is all but the audit log and the keys, from anywhere, for ever. `networks` are lines such as
    "203.0.113.0/24", none for anywhere; `expires_at` is None for never.
    """

    role: Role
    scopes: Sequence[str] = USUAL_SCOPES
    networks: Sequence[str] = ()
    expires_at: datetime | None = None

    def values(self) -> dict[str, Any]:
        """Return it as the columns of a key keep it."""
        return {name: getattr(self, name) for name in _TOLD}


@operation
@closed_to_guests
@proven
def make_api_key(*, name: str, reach: Reach, by: Actor, at: datetime) -> tuple[ApiKey, str]:
    """Make a key for a program that works for the reseller; return it with the secret, shown only now.

    It belongs to the reseller, and works on when whoever made it leaves.

    Raises ProofNeeded, Forbidden, Invalid with what is wrong by field.
    """
    may_manage_keys(by).or_refuse()
    name = name.strip()
    if not name or len(name) > 100:  # noqa: PLR2004 - the column
        raise Invalid(fields={"name": "Enter a name of up to 100 characters: which program is it for?"})
    if ApiKey.objects.filter(seller_id=by.seller_id, name=name).exists():
        raise Invalid(fields={"name": f"There is a key named {name} already."})
    checked = _checked(reach, by, at)
    secret = _new_secret()
    key = ApiKey.objects.create(
        seller_id=by.seller_id,
        name=name,
        prefix=secret[:12],
        digest=digest_of(secret),
        sender=f"key:{digest_of(secret)[:40]}",
        made_by_id=by.user_id,
        made_by_name=by.name,
        created_at=at,
        **checked.values(),
    )
    record("api_key.made", subject=key, account_id=by.seller_id, by=by, at=at, key_name=name, **_told(key))
    return key, secret


@operation
@closed_to_guests
@proven
def change_api_key(*, key_id: int, reach: Reach, by: Actor, at: datetime) -> ApiKey:
    """Let a key reach further or less far from the next call on; its secret stays.

    Raises ProofNeeded, Forbidden, ApiKey.DoesNotExist, KeyRevoked, Invalid with what is wrong by field.
    """
    may_manage_keys(by).or_refuse()
    key = _locked(key_id, by)
    before = _told(key)
    expires_at = None if reach.expires_at == key.expires_at else reach.expires_at  # what stands need not be ahead
    checked = replace(_checked(replace(reach, expires_at=expires_at), by, at), expires_at=reach.expires_at)
    for name, value in checked.values().items():
        setattr(key, name, value)
    after = _told(key)
    changes = {name: [before[name], after[name]] for name in _TOLD if before[name] != after[name]}
    if changes:
        key.warned_at = None if "expires_at" in changes else key.warned_at
        key.save(update_fields=[*_TOLD, "warned_at"])
        record(
            "api_key.changed", subject=key, account_id=by.seller_id, by=by, at=at, key_name=key.name, changes=changes
        )
    return key


@operation
@closed_to_guests
@proven
def rotate_api_key(*, key_id: int, grace: timedelta, by: Actor, at: datetime) -> tuple[ApiKey, str]:
    """Give a key a new secret, shown only now; the one before works for `grace` more, and not at all without any.

    Raises ProofNeeded, Forbidden, ApiKey.DoesNotExist, KeyRevoked, Invalid naming `grace`.
    """
    may_manage_keys(by).or_refuse()
    if not timedelta() <= grace <= LONGEST_GRACE:
        raise Invalid(fields={"grace": f"Let the secret before work for up to {LONGEST_GRACE.days} days more."})
    key = _locked(key_id, by)
    secret = _new_secret()
    key.previous_digest, key.previous_until = (key.digest, at + grace) if grace else (None, None)
    key.digest, key.prefix = digest_of(secret), secret[:12]
    key.save(update_fields=["digest", "prefix", "previous_digest", "previous_until"])
    until = key.previous_until.isoformat() if key.previous_until else None
    record("api_key.rotated", subject=key, account_id=by.seller_id, by=by, at=at, key_name=key.name, until=until)
    return key, secret


@operation
@closed_to_guests
@proven
def revoke_api_key(*, key_id: int, by: Actor, at: datetime) -> ApiKey:
    """Make a key stop working at once. Revoking twice is revoking once.

    Raises ProofNeeded, Forbidden, ApiKey.DoesNotExist.
    """
    may_manage_keys(by).or_refuse()
    key = ApiKey.objects.select_for_update().get(pk=key_id, seller_id=by.seller_id)
    if key.revoked_at is None:
        key.revoked_at = at
        key.save(update_fields=["revoked_at"])
        record("api_key.revoked", subject=key, account_id=by.seller_id, by=by, at=at, key_name=key.name)
    return key


@step
def _locked(key_id: int, by: Actor) -> ApiKey:
    key = ApiKey.objects.select_for_update().get(pk=key_id, seller_id=by.seller_id)
    if key.revoked_at is not None:
        raise KeyRevoked(f"The key {key.name} was revoked; make a new one.")
    return key


def _checked(reach: Reach, by: Actor, at: datetime) -> Reach:
    """Return `reach` in one form. Raises Invalid; nobody gives more than they have."""
    if reach.role not in STAFF:
        raise Invalid(fields={"role": "Choose a role of the staff, such as read only."})
    if by.role is not None and not RIGHTS[reach.role] <= RIGHTS[by.role]:
        raise Invalid(fields={"role": "Nobody gives more than they have; choose a role that may do less."})
    if unknown := [one for one in reach.scopes if one not in ALL_SCOPES]:
        raise Invalid(fields={"scopes": f"There is no scope {unknown[0][:40]}."})
    if not reach.scopes:
        raise Invalid(fields={"scopes": "Choose at least one part of the API that the program may use."})
    if reach.expires_at is not None and reach.expires_at <= at:
        raise Invalid(fields={"expires_at": "Choose a day that is still to come."})
    return replace(reach, scopes=in_order(reach.scopes), networks=read_networks(reach.networks))


def _told(key: ApiKey) -> dict[str, Any]:
    values = {name: getattr(key, name) for name in _TOLD}
    return values | {"role": str(key.role), "expires_at": key.expires_at.isoformat() if key.expires_at else None}


def _new_secret() -> str:
    return _PREFIX + chance.secret()
