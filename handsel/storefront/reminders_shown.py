"""Whether a visitor is reminded of the cart by mail, as the page of the cart shows it (ORD-9)."""

from typing import Any

from handsel.orders.left_carts import cart_rules_of
from handsel.storefront.counter import VisitRequest
from handsel.storefront.forms.reminder import ReminderForm
from handsel.storefront.visitor_counter import visitor_at


def reminders_shown(request: VisitRequest, form: ReminderForm) -> dict[str, Any]:
    """Return `reminds` (whether the seller reminds at all), `reminded` (since when), and the form."""
    cart = visitor_at(request).cart
    reminds = cart_rules_of(request.portal.seller_id).remind_after_hours is not None
    return {"reminds": reminds, "reminded": cart and cart.reminders_asked_at, "reminder": form}
