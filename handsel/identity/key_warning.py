"""Tell owners some days before that a key expires, so that no program stops by surprise (USR-8)."""

from datetime import datetime, timedelta
from typing import Any

from handsel.identity.actor import Actor, system
from handsel.identity.models import ApiKey
from handsel.kernel.database import call_function
from handsel.kernel.operation import operation
from handsel.timeline.record import record

AHEAD = timedelta(days=7)
"""How long before."""


def warn_of_expiring_keys(*, at: datetime, limit: int = 100) -> int:
    """Note for each key that expires within a week that its owners are to be told, once; return how many."""
    due = call_function("identity_keys_expiring", at, at + AHEAD, limit)
    return sum(int(warn_of_key(key_id=row["key_id"], by=system(row["seller_id"]), at=at)) for row in due)


@operation
def warn_of_key(*, key_id: int, by: Actor, at: datetime) -> bool:
    """Record that a key expires soon, unless that was done; a mail to the owners follows. Raises nothing."""
    is_first = ApiKey.objects.filter(
        pk=key_id, seller_id=by.seller_id, warned_at__isnull=True, revoked_at__isnull=True, expires_at__gt=at
    ).update(warned_at=at)
    if is_first:
        key = ApiKey.objects.get(pk=key_id, seller_id=by.seller_id)
        details: dict[str, Any] = {"key_name": key.name, "expires_at": key.expires_at.isoformat()}  # type: ignore[union-attr]  # it has one
        record("api_key.expires_soon", subject=key, account_id=by.seller_id, by=by, at=at, **details)
    return bool(is_first)
