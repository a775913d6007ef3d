"""Carts that are left, of customers and of visitors: found by what was typed, sorted, priced (ACC-3, ORD-9)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Self

from django.db.models import Exists, F, OuterRef, Q, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce, NullIf

from handsel.accounts.tree import own_currency
from handsel.catalog.offers import range_of
from handsel.catalog.unsold import unsold_of
from handsel.identity.actor import Actor
from handsel.kernel.keyset import Order as SortOrder
from handsel.kernel.lookups import among
from handsel.orders.carts_found import SORTS as SORTS_OF_CUSTOMERS
from handsel.orders.carts_found import CartLine, CartSearch, Sums, cart_lines, plans_called
from handsel.orders.particulars_models import Reached
from handsel.signups.cart_models import VisitorCart, VisitorCartQuerySet, VisitorLine, VisitorReached

CUSTOMERS, VISITORS = "customers", "visitors"
_WHO = Coalesce(NullIf("name", Value("")), NullIf("email", Value("")), "phone")
SORTS: Mapping[str, Combinable] = {"changed": F("changed_at"), "started": F("started_at"), "customer": _WHO}
"""By what carts of visitors are sorted, by the words for those of customers."""


@dataclass(frozen=True)
class VisitorCartSearch:
    """Which carts of visitors are looked for; what is empty keeps all."""

    text: str = ""
    reached: str = ""
    sort: str = "-changed"

    @property
    def order(self) -> SortOrder:
        # Its name tells a page of these from one of customers' carts.
        keys = (SORTS[self.sort.removeprefix("-")], F("pk"))
        return SortOrder(f"{VISITORS} {self.sort}", keys, falls=self.sort.startswith("-"))

    def within(self, carts: VisitorCartQuerySet, *, seller_id: int) -> VisitorCartQuerySet:
        """Return those of `carts`, begun at `seller_id`, that are looked for, in no order."""
        if self.reached:
            carts = carts.having_reached(VisitorReached(self.reached))
        if not self.text:
            return carts
        lies_in_it = VisitorLine.objects.filter(cart=OuterRef("pk"))
        lies_in_it = lies_in_it.filter(among("plan", plans_called(self.text, seller_id)))
        who = Q(name__icontains=self.text) | Q(email__icontains=self.text) | Q(phone__icontains=self.text)
        return carts.filter(Q(number__icontains=self.text) | who | Exists(lies_in_it))


@dataclass(frozen=True)
class LeftSearch:
    """Which of all carts are looked for. A step that only one kind of buyer takes finds the carts of these alone.

    `whose` is CUSTOMERS or VISITORS, empty for both. What is empty, or unknown, keeps all.
    """

    text: str = ""
    reached: str = ""
    sort: str = "-changed"
    whose: str = ""

    @classmethod
    def from_params(cls, params: Mapping[str, str], text: str) -> Self:
        """Read what an address asks for besides `text`."""
        reached, sort, whose = (params.get(name, "") for name in ("reached", "sort", "of"))
        return cls(
            text,
            reached if reached in (*Reached.values, *VisitorReached.values) else "",
            sort if sort.removeprefix("-") in SORTS_OF_CUSTOMERS else "-changed",
            whose if whose in (CUSTOMERS, VISITORS) else "",
        )

    @property
    def narrowed(self) -> dict[str, str]:
        """What it asks for, by the names that an address has for it."""
        told = {"q": self.text, "reached": self.reached, "of": self.whose}
        return {name: value for name, value in told.items() if value}

    @property
    def customers(self) -> CartSearch | None:
        """Which carts of customers are looked for; None for none."""
        if self.whose == VISITORS or self.reached not in ("", *Reached.values):
            return None
        return CartSearch(self.text, self.reached, self.sort)

    @property
    def visitors(self) -> VisitorCartSearch | None:
        """Which carts of visitors are looked for; None for none."""
        if self.whose == CUSTOMERS or self.reached not in ("", *VisitorReached.values):
            return None
        return VisitorCartSearch(self.text, self.reached, self.sort)


@dataclass(frozen=True)
class PricedVisitorCart(Sums):
    """A visitor's cart at the prices that visitors read today, in the seller's own `currency`."""

    cart: VisitorCart
    lines: Sequence[CartLine]
    own: str

    @property
    def currency(self) -> str:
        return self.own

    @property
    def who(self) -> str:
        """What is known of the person so far."""
        return self.cart.name or self.cart.email or self.cart.phone


def visitor_carts_of(by: Actor) -> VisitorCartQuerySet:
    """Return the carts of visitors of the seller of `by`; who sees own accounts only sees none of them."""
    found = VisitorCart.objects.filter(seller_id=by.seller_id)
    return found if by.manager_id is None else found.none()


def priced_of_visitors(carts: Sequence[VisitorCart], *, seller_id: int) -> list[PricedVisitorCart]:
    """Return `carts`, which have their lines, at the prices of today, in a fixed number of queries.

    Needs the seller's scope.
    """
    currency, wanted = own_currency(seller_id), {line.plan_id for cart in carts for line in cart.lines.all()}
    if not wanted:
        return [PricedVisitorCart(cart, [], currency) for cart in carts]
    found = range_of(seller_id, None, currency, plan_ids=sorted(wanted))
    plans, unsold = found.sold, unsold_of(seller_id, wanted, found)
    return [
        PricedVisitorCart(cart, cart_lines(cart.lines.all(), lambda line: plans.get(line.plan_id), unsold), currency)
        for cart in carts
    ]
