"""The mails about an order that is not placed yet, to a customer and to a visitor (ORD-9, MAI-1)."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from handsel.kernel.money import Money
from handsel.mail.kind import PORTAL, RECIPIENT, Kind
from handsel.mail.variables import Table, Type, Variable

_LINES = Table(
    "cart.lines",
    "What lies in it, as far as it is still sold",
    (
        Variable("name", Type.TEXT, "The product", ""),
        Variable("plan", Type.TEXT, "How it is charged", "", optional=True),
        Variable("quantity", Type.COUNT, "How many", 1),
        Variable("amount", Type.MONEY, "What it costs today, without tax", Money(0, "EUR")),
    ),
    ({"name": "Web hosting L", "plan": "monthly", "quantity": 2, "amount": Money(2_500, "EUR")},),
)

INCOMPLETE_ORDER = Kind(
    "incomplete_order",
    _("Incomplete order"),
    (
        *RECIPIENT,
        Variable("cart.message", Type.TEXT, "What your colleague writes", "Can we help?", optional=True),
        Variable("cart.author", Type.TEXT, "Who of you writes; empty for a reminder", "Karl", optional=True),
        Variable("cart.kept_until", Type.DAY, "Until when the cart is kept", date(2027, 2, 1)),
        Variable("cart.url", Type.LINK, "The cart, for who can log in", f"{PORTAL}/cart/", optional=True),
        _LINES,
    ),
)
VISITOR_CART = Kind(
    "visitor_cart",
    _("Cart of a visitor"),
    (
        *RECIPIENT,
        Variable("cart.kept_until", Type.DAY, "Until when the cart is kept", date(2027, 2, 1)),
        Variable("cart.url", Type.LINK, "The cart, in the browser in which it was filled", f"{PORTAL}/cart/"),
        Variable("cart.stop_url", Type.LINK, "Where reminders are stopped", f"{PORTAL}/visitors/reminders/x/"),
        _LINES,
    ),
)
