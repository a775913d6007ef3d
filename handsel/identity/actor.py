"""Who asks: a person at a place, a program with a key, or the system itself."""

import json
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from typing import Self

from handsel.identity.guests import Guest, VisitKind
from handsel.identity.roles import RIGHTS, Right, Role
from handsel.kernel.isolation import Scope
from handsel.timeline.origin import Origin, Way


@dataclass(frozen=True)
class Actor:
    """Who an operation runs for, as the session and the database say; never taken from the request.

    `seller_id` is the reseller at whose portal they are. `buyer_id` is set for storefront users: the account they
    buy for, and all they can see; an account manager with `own_accounts_only` sees the accounts that name them
    as account manager, and no others. A `role` of None is the system itself. `origin` says where they ask
    from. A `guest` has no seat here. `proved_at` is when the person last proved who they are; None for whoever asks
    without a session, such as programs.
    """

    user_id: int | None
    name: str
    seller_id: int
    role: Role | None
    buyer_id: int | None = None
    own_accounts_only: bool = False
    origin: Origin = field(default_factory=Origin)
    guest: Guest | None = None
    proved_at: datetime | None = None

    @cached_property
    def scope(self) -> Scope:
        return Scope((self.seller_id,), self.buyer_id, self.manager_id)

    @property
    def manager_id(self) -> int | None:
        """Whose accounts alone they see: their own, when they are narrowed to those; else None."""
        return self.user_id if self.own_accounts_only else None

    @property
    def end_customer_id(self) -> int | None:
        """For which customer of the buyer they work here; None for the buyer itself."""
        return self.guest.end_customer_id if self.guest else None

    @property
    def rights(self) -> frozenset[Right]:
        """The kinds of work that they may do where they are; the system may do all that staff may, a guest less."""
        rights = RIGHTS[Role.OWNER if self.role is None else self.role]
        return rights & self.guest.rights if self.guest else rights

    def has(self, right: Right) -> bool:
        """Whether they may do this kind of work where they are."""
        return right in self.rights

    @property
    def is_system(self) -> bool:
        return self.role is None

    @property
    def signature(self) -> str:
        """What functions of the database write on events of this actor; see timeline_record()."""
        # Who takes a customer's place has no seat there, and acts on its behalf.
        buyer = self.buyer_id if self.guest is None or self.guest.kind != VisitKind.LOOK else None
        signed = {"name": self.name, "id": self.user_id, "buyer": buyer}
        origin = self.origin
        signed |= {"way": origin.way, "address": origin.address or None}
        return json.dumps(signed | {"home": origin.home, "let_in_by": origin.let_in_by})

    def wrote(self, user_id: int | None, name: str) -> bool:
        """Whether this very person, or else the program of this name, did what is signed so; a guest never did.

        A guest has no user here, as a program has none, and a name that somebody elsewhere chose.
        """
        if self.guest is not None or self.user_id != user_id:
            return False
        return user_id is not None or self.name == name

    def coming_from(self, origin: Origin) -> Self:
        """Return the same actor, asking from `origin`."""
        return replace(self, origin=origin)

    def behalf_of(self, account_id: int) -> int | None:
        """Return `account_id` when this actor does what is that account's to do, such as buying, in its place."""
        in_its_place = self.guest is not None and self.guest.kind == VisitKind.LOOK
        return None if self.is_system or (self.buyer_id == account_id and not in_its_place) else account_id


SYSTEM = "Handsel"
"""Who did what nobody asked for, as records name it."""


def system(seller_id: int) -> Actor:
    """Return the actor of what nobody asks for: timers, readers of the timeline, retries."""
    return Actor(user_id=None, name=SYSTEM, seller_id=seller_id, role=None, origin=Origin(Way.SYSTEM))
