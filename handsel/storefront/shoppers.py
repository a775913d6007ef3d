"""Whoever stands before the shelf: a buyer at the counter, or a visitor whom nobody knows yet (SHO-1, ACC-3)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from django.http import HttpResponse

from handsel.accounts.models import Account
from handsel.catalog.offers import Offer, offers_beside, offers_to
from handsel.identity.actor import Actor
from handsel.kernel.clock import now
from handsel.kernel.refusal import Verdict
from handsel.orders.cart import add_line, cart_of, change_line, remove_line
from handsel.orders.line_models import AnyLine
from handsel.orders.models import Order
from handsel.orders.wanted import LineWanted
from handsel.tax.quoting import Owed, tax_on


@dataclass(frozen=True)
class Lying:
    """What lies in a cart now. A visitor's is no order yet."""

    lines: Sequence[AnyLine] = ()
    order: Order | None = None


class Shopper(Protocol):
    """What the shop's pages ask of whoever fills a cart, so that they are the same for buyers and visitors.

    `told_to` is the account as which one is told what products ask and how they look.
    """

    @property
    def told_to(self) -> int: ...
    @property
    def may_shop(self) -> Verdict: ...
    @property
    def may_order(self) -> bool: ...
    @property
    def is_company(self) -> bool: ...
    @property
    def site_codes(self) -> Sequence[str]: ...
    @property
    def lying(self) -> "Lying": ...
    def offers_for(self, plan_ids: Sequence[int]) -> Mapping[int, Offer]: ...
    def offers_beside(self, plan_id: int) -> Sequence[Offer]: ...
    def tax_on(self, lines: Sequence[tuple[int, int]]) -> Sequence[Owed]: ...
    def add_line(self, wanted: LineWanted) -> object: ...
    def change_line(self, line_id: int, wanted: LineWanted) -> object: ...
    def remove_line(self, line_id: int) -> object: ...
    def carries(self, response: HttpResponse) -> HttpResponse: ...


class ShopCounter:
    """The part of the counter about what is bought."""

    actor: Actor
    buyer_id: int

    @property
    def account(self) -> Account:
        """Whom one buys for."""
        return Account.objects.get(pk=self.buyer_id)

    @property
    def cart(self) -> Order | None:
        """The cart of whom they buy for with its lines, or None while nothing was put into it."""
        return cart_of(self.buyer_id, self.actor.end_customer_id)

    @property
    def told_to(self) -> int:
        return self.buyer_id

    @property
    def is_company(self) -> bool:
        return bool(self.account.company_name)

    @property
    def lying(self) -> Lying:
        """What lies in the cart."""
        cart = self.cart
        return Lying(list(cart.lines.all()), cart) if cart else Lying()

    def offers_for(self, plan_ids: Sequence[int]) -> Mapping[int, Offer]:
        """Return the offers of these plans, by plan; what is no longer sold is not among them."""
        return {offer.plan_id: offer for offer in offers_to(self.buyer_id, plan_ids, at=now())} if plan_ids else {}

    def offers_beside(self, plan_id: int) -> Sequence[Offer]:
        """Return the offers of the product that has this plan, add-ons too."""
        return offers_beside(self.buyer_id, plan_id, at=now())

    def tax_on(self, lines: Sequence[tuple[int, int]]) -> Sequence[Owed]:
        """Return the tax on lines, each a plan and its net."""
        return tax_on(self.buyer_id, lines, at=now())

    def add_line(self, wanted: LineWanted) -> object:
        """Put something into the cart."""
        return add_line(buyer_id=self.buyer_id, wanted=wanted, by=self.actor, at=now())

    def change_line(self, line_id: int, wanted: LineWanted) -> object:
        """Change a line of the cart."""
        return change_line(buyer_id=self.buyer_id, line_id=line_id, wanted=wanted, by=self.actor, at=now())

    def remove_line(self, line_id: int) -> object:
        """Take a line out of the cart."""
        return remove_line(buyer_id=self.buyer_id, line_id=line_id, by=self.actor, at=now())

    def carries(self, response: HttpResponse) -> HttpResponse:
        """Let the browser hold what says whose cart it is: here its session does."""
        return response
