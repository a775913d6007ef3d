"""Who asks: a person at a place, a program with a key, or the system itself."""

from dataclasses import dataclass
from functools import cached_property

from handsel.identity.roles import DECIDERS, Role
from handsel.kernel.isolation import Scope


@dataclass(frozen=True)
class Actor:
    """Who an operation runs for, as the session and the database say; never taken from the request.

    `seller_id` is the reseller at whose portal they are. `buyer_id` is set for storefront users: the account they
    buy for, and all they can see. A `role` of None is the system itself.
    """

    user_id: int | None
    name: str
    seller_id: int
    role: Role | None
    buyer_id: int | None = None

    @cached_property
    def scope(self) -> Scope:
        return Scope((self.seller_id,), self.buyer_id)

    @property
    def decides(self) -> bool:
        """Whether they may change things at the reseller: its owners, its managers and the system."""
        return self.buyer_id is None and (self.role is None or self.role in DECIDERS)

    @property
    def is_system(self) -> bool:
        return self.role is None


def system(seller_id: int) -> Actor:
    """Return the actor of what nobody asks for: timers, readers of the timeline, retries."""
    return Actor(user_id=None, name="Handsel", seller_id=seller_id, role=None)
