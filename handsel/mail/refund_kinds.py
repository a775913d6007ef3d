"""The mails about refunds of what was delivered: to who decides or pays out, and to who ordered (ORD-12, MAI-1)."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from handsel.kernel.money import Money
from handsel.mail.kind import PORTAL, RECIPIENT, Kind
from handsel.mail.variables import Type, Variable

_REFUND = (
    Variable("order.number", Type.TEXT, "The order's number", "H7K2M9Q4"),
    Variable("refund.amount", Type.MONEY, "What the buyer paid for what is refunded", Money(2_380, "EUR")),
    Variable("refund.products", Type.TEXT, "What is refunded", "TLS certificate"),
)

REFUND_WAITS = Kind(
    "refund_waits",
    _("Refund waiting for you"),
    (
        *RECIPIENT,
        *_REFUND,
        Variable("buyer.name", Type.TEXT, "The customer or sub-reseller", "Bakery"),
        Variable("buyer.number", Type.TEXT, "Its number with you", "1007"),
        Variable("refund.reason", Type.TEXT, "Why the buyer wants it", "Ordered twice"),
        Variable("refund.answer", Type.TEXT, "Why your own seller refused", "It was used", optional=True),
        Variable("refund.is_to_pay_out", Type.FLAG, "Whether it is credited, and to be paid out now", sample=False),
        Variable("refund.due_on", Type.DAY, "When your rule confirms it", date(2026, 12, 4), optional=True),
        Variable("refund.url", Type.LINK, "The queue of refunds", f"{PORTAL}/console/refunds/", optional=True),
    ),
)
REFUND_ANSWERED = Kind(
    "refund_answered",
    _("Refund answered"),
    (
        *RECIPIENT,
        *_REFUND,
        Variable("refund.is_made", Type.FLAG, "Whether the money went back", sample=True),
        Variable("refund.answer", Type.TEXT, "Why it was declined", "It was used", optional=True),
        Variable(
            "order.url", Type.LINK, "The order's page, for who can log in", f"{PORTAL}/orders/H7K2M9Q4/", optional=True
        ),
    ),
)

OF_REFUNDS = (REFUND_WAITS, REFUND_ANSWERED)
