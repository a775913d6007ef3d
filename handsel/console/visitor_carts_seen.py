"""What visitors want who are nobody's yet, as staff see it under Incomplete (ACC-3, ORD-9)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy

from handsel.console.desk import Desk
from handsel.kernel.clock import now
from handsel.kernel.keyset import KeysetPage, keyset_page
from handsel.signups.cart_models import VisitorCart, VisitorReached
from handsel.signups.carts_found import PricedVisitorCart, VisitorCartSearch, priced_of_visitors
from handsel.web.visitor_rows import VisitorRows

VISITOR_REACHED = {
    VisitorReached.CART: gettext_lazy("Cart"),
    VisitorReached.CONTACT: gettext_lazy("Contact"),
    VisitorReached.SIGN_UP: gettext_lazy("Signed up"),
}
"""How far a visitor came with a cart, in words."""


@dataclass(frozen=True)
class SeenVisitorCart(PricedVisitorCart):
    """A visitor's cart on the screen."""

    @property
    def reached_word(self) -> str:
        """How far the visitor came, in words."""
        return str(VISITOR_REACHED[self.cart.reached])


def filled_carts(rows: VisitorRows, at: datetime) -> QuerySet[VisitorCart]:
    """Return the open carts of visitors in which something lies."""
    return rows.visitor_carts.open(at).filled()


def visitor_cart_page(desk: Desk, search: VisitorCartSearch, params: Mapping[str, str]) -> KeysetPage[SeenVisitorCart]:
    """Return the page of visitors' carts that `params` ask for, in a fixed number of queries."""
    carts = search.within(desk.visitor_carts.open(now()).filled(), seller_id=desk.seller_id)
    page = keyset_page(carts.prefetch_related("lines"), search.order, params)
    seen = {one.cart.pk: one for one in seen_visitor_carts(desk, page.rows)}
    return page.shown_as(lambda cart: seen[cart.pk])


def seen_visitor_carts(desk: Desk, carts: Sequence[VisitorCart]) -> list[SeenVisitorCart]:
    """Return `carts`, which have their lines, at the prices that visitors read today."""
    priced = priced_of_visitors(carts, seller_id=desk.seller_id)
    return [SeenVisitorCart(one.cart, one.lines, one.own) for one in priced]
