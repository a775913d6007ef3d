"""Who is behind an actor: the person, or all who were shown the secret of the program's key (FUN-3)."""

from handsel.identity.actor import Actor
from handsel.identity.key_use import key_called
from handsel.timeline.models import Event

_SHOWN = ("api_key.made", "api_key.rotated")
"""Events at which somebody is shown a secret."""


def people_behind(by: Actor) -> frozenset[int]:
    """Return the id of the person who asks, or of those who made or renewed the key of the program that does.

    Empty for the system itself, for a guest, and for a program whose key nobody is known to have made.
    """
    if by.user_id is not None:
        return frozenset({by.user_id})
    key = None if by.is_system or by.guest is not None else key_called(by.name, seller_id=by.seller_id)
    if key is None:
        return frozenset()
    shown = Event.objects.filter(
        seller_id=by.seller_id, subject_kind="apikey", subject_id=key.pk, name__in=_SHOWN
    ).values_list("actor_id", flat=True)
    return frozenset(one for one in (*shown, key.made_by_id) if one is not None)
