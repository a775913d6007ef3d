"""The queue of incomplete orders: carts of customers and of visitors, found and paged each by themselves (ORD-9)."""

from typing import Any

from handsel.console.carts_seen import REACHED, cart_page
from handsel.console.desk import DeskRequest
from handsel.console.visitor_carts_seen import VISITOR_REACHED, visitor_cart_page
from handsel.signups.carts_found import LeftSearch
from handsel.signups.rules import may_complete_visitor_cart


def left_carts(request: DeskRequest, wanted: LeftSearch) -> dict[str, Any]:
    """Return what the queue shows of the carts that are `wanted`."""
    desk, params = request.desk, request.GET
    customers, visitors = wanted.customers, wanted.visitors
    has_visitors = request.portal.shows_prices or customers is None
    return {
        "wanted": wanted,
        "steps": ((VISITOR_REACHED if has_visitors else {}) | REACHED).items(),
        "carts": cart_page(desk, customers, params) if customers else None,
        "visitors": visitor_cart_page(desk, visitors, params) if visitors else None,
        "may_complete": may_complete_visitor_cart(desk.actor),
    }
