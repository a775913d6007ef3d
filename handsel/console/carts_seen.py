"""Carts as their seller's staff see them: who began them, what lies in them, what it would come to today (ORD-9)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy

from handsel.accounts.models import Account
from handsel.console.desk import Desk
from handsel.console.sold_orders import end_customer_labels
from handsel.kernel.clock import now
from handsel.kernel.keyset import KeysetPage, keyset_page
from handsel.orders.carts_found import CartSearch, PricedCart, loaded, priced
from handsel.orders.line_models import Line
from handsel.orders.models import Order
from handsel.orders.particulars_models import Reached
from handsel.web.particulars_form import SeenParticulars

REACHED = {
    Reached.CART: gettext_lazy("Cart"),
    Reached.ADDRESS: gettext_lazy("Address"),
    Reached.PAYMENT: gettext_lazy("Payment"),
    Reached.TERMS: gettext_lazy("Terms"),
}
"""How far a buyer came with a cart, in words."""


MOST = 5
"""How many carts stand before the orders of an account, which has one of its own and one for each it shops for."""


@dataclass(frozen=True)
class SeenCart(PricedCart):
    """A cart on the screen. `end_customer` is for whom the buyer shops, as far as the glass wall lets us know.

    It is empty where that is the buyer itself.
    """

    end_customer: str

    @property
    def is_by_customer(self) -> bool:
        return self.order.placed_by == "customer"

    @property
    def said(self) -> SeenParticulars | None:
        """What the buyer said so far; None for a cart from before that was kept."""
        found = self.particulars
        return SeenParticulars(found) if found else None

    @property
    def reached_word(self) -> str:
        """How far the buyer came, in words."""
        return str(REACHED[self.reached])


def cart_page(desk: Desk, search: CartSearch, params: Mapping[str, str]) -> KeysetPage[SeenCart]:
    """Return the page of open carts that `params` ask for, in a fixed number of queries."""
    page = keyset_page(loaded(search.within(desk.carts, seller_id=desk.seller_id)), search.order, params)
    seen = {cart.order.pk: cart for cart in seen_carts(desk, page.rows)}
    return page.shown_as(lambda cart: seen[cart.pk])


def carts_of(desk: Desk, account: Account, text: str) -> list[SeenCart]:
    """Return what `account` put into its carts, the latest first; without `text` all, and never more than MOST."""
    filled = desk.carts.filter(Exists(Line.objects.filter(order=OuterRef("pk"))), buyer=account)
    search = CartSearch(text)
    found = search.order.of(loaded(search.within(filled, seller_id=desk.seller_id)))
    return seen_carts(desk, list(found[:MOST]))


def seen_carts(desk: Desk, carts: Sequence[Order]) -> list[SeenCart]:
    """Return `carts`, which are loaded(), with the prices that their buyers would pay today."""
    labels = end_customer_labels(cart.end_customer_id for cart in carts)
    return [
        SeenCart(one.order, one.lines, labels.get(one.order.end_customer_id or 0, ""))
        for one in priced(carts, seller_id=desk.seller_id, at=now())
    ]
