"""What mails tell of an order and its buyer, and the mails to a seller about orders that ended (MAI-1, ORD-3)."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from handsel.kernel.money import Money
from handsel.mail.kind import PORTAL, RECIPIENT, Kind
from handsel.mail.variables import Table, Type, Variable

_DELIVERED = {"is_back": False, "why": ""}

ORDER = (
    Variable("order.number", Type.TEXT, "The order's number", "H7K2M9Q4"),
    Variable("order.placed_on", Type.DAY, "The day the order was placed", date(2026, 11, 21)),
    Variable("order.total", Type.MONEY, "What the buyer pays for all of it", Money(12_450, "EUR")),
    Variable("order.has_price", Type.FLAG, "Whether the buyer pays anything for it", sample=True),
    Variable(
        "order.is_partly", Type.FLAG, "Whether something of it was not delivered, or was taken back", sample=False
    ),
    Variable("order.went_back", Type.MONEY, "What of its price went back", Money(9_950, "EUR"), optional=True),
    Variable(
        "order.url", Type.LINK, "The order's page, for who can log in", f"{PORTAL}/orders/H7K2M9Q4/", optional=True
    ),
    Variable("order.more_lines", Type.COUNT, "How many lines are left out below the list", 3, optional=True),
    Table(
        "order.lines",
        "What was ordered",
        (
            Variable("name", Type.TEXT, "The product", ""),
            Variable("plan", Type.TEXT, "How it is charged", "", optional=True),
            Variable("quantity", Type.COUNT, "How many", 1),
            Variable("amount", Type.MONEY, "What the line costs the buyer", Money(0, "EUR")),
            Variable("is_back", Type.FLAG, "Whether it was not delivered, or was taken back", sample=False),
            Variable("why", Type.TEXT, "Why, where somebody said so", "", optional=True),
        ),
        (
            {"name": "Web hosting L", "plan": "monthly", "quantity": 2, "amount": Money(2_500, "EUR")} | _DELIVERED,
            {"name": "Domain & DNS", "plan": "", "quantity": 1, "amount": Money(9_950, "EUR")} | _DELIVERED,
        ),
    ),
)

BUYER = (
    Variable("buyer.name", Type.TEXT, "The customer or sub-reseller", "Bakery"),
    Variable("buyer.number", Type.TEXT, "Its number with you", "1007"),
)

ORDER_GIVEN_UP = Kind(
    "order_given_up",
    _("Order given up"),
    (
        *RECIPIENT,
        *ORDER,
        *BUYER,
        Variable("order.reason", Type.TEXT, "How long it waited", "It waited longer than 60 days."),
    ),
)
ORDER_WITHDRAWN = Kind(
    "order_withdrawn",
    _("Order canceled by its buyer"),
    (*RECIPIENT, *ORDER, *BUYER, Variable("order.reason", Type.TEXT, "Why, in its words", "Ordered twice")),
)

OF_ENDED = (ORDER_GIVEN_UP, ORDER_WITHDRAWN)
