"""Until when a visitor's cart is kept, and whether it is reminded of, as its page shows it (ORD-9, ACC-3)."""

from typing import Any

from handsel.orders.left_carts import cart_rules_of
from handsel.storefront.counter import VisitRequest
from handsel.storefront.forms.reminder import ReminderForm
from handsel.storefront.visitor_counter import visitor_at


def reminders_shown(request: VisitRequest, form: ReminderForm) -> dict[str, Any]:
    """Return `kept_until`, `reminds` (whether the seller reminds at all), `reminded` (since when), and the form."""
    cart = visitor_at(request).cart
    reminds = cart_rules_of(request.portal.seller_id).remind_after_hours is not None
    told = {"kept_until": cart and cart.expires_at, "reminded": cart and cart.reminders_asked_at}
    return told | {"reminds": reminds, "reminder": form}
