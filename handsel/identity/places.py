"""All the places of a person at a portal, which one log-in serves (USR-4, USR-5)."""

from collections.abc import Sequence

from handsel.identity.actor import Actor
from handsel.identity.models import Seat, User
from handsel.kernel.database import call_scalar
from handsel.kernel.refusal import Forbidden


def seats_of(user: User) -> list[Seat]:
    """Return the places of `user` that the scope shows, the one they were invited to first at the front."""
    return list(Seat.objects.filter(seller_id=user.seller_id, user=user).order_by("pk"))


def count_places(user: User) -> int:
    """Return how many places `user` has at the portal, also where the asker sees nothing."""
    return int(call_scalar("identity_places_count", user.pk))


def refuse_unless_all_seen(by: Actor, user: User, seats: Sequence[Seat]) -> None:
    """Raise Forbidden where `by` sees only some of the places, `seats`, of a log-in that serves them all."""
    if by.manager_id is not None and count_places(user) > len(seats):
        told = f"{user.name} has a place at an account that is not yours too. Ask a colleague who sees all accounts."
        raise Forbidden(told)
