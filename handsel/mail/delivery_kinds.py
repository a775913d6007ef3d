"""The mails about what could not be delivered, or was in vain: to staff, and to who ordered (ORD-12, MAI-1)."""

from django.utils.translation import gettext_lazy as _

from handsel.mail.kind import PORTAL, RECIPIENT, Kind
from handsel.mail.variables import Type, Variable

_FAILED = (
    Variable("order.number", Type.TEXT, "The order's number", "H7K2M9Q4"),
    Variable("delivery.product", Type.TEXT, "What could not be delivered", "TLS certificate"),
)

DELIVERY_FAILED = Kind(
    "delivery_failed",
    _("Delivery failed"),
    (
        *RECIPIENT,
        Variable("buyer.name", Type.TEXT, "The customer or sub-reseller", "Bakery"),
        Variable("buyer.number", Type.TEXT, "Its number with you", "1007"),
        *_FAILED,
        Variable("delivery.reason", Type.TEXT, "Why, as it is told on your edge", "The registry refuses the name"),
        Variable("delivery.is_yours", Type.FLAG, "Whether you supply it yourself", sample=True),
        Variable(
            "delivery.url", Type.LINK, "Its page in the console", f"{PORTAL}/console/deliveries/17/", optional=True
        ),
    ),
)
ORDER_NOT_DELIVERED = Kind(
    "order_not_delivered",
    _("Order could not be delivered so far"),
    (
        *RECIPIENT,
        *_FAILED,
        Variable(
            "order.url", Type.LINK, "The order's page, for who can log in", f"{PORTAL}/orders/H7K2M9Q4/", optional=True
        ),
    ),
)

DELIVERED_IN_VAIN = Kind(
    "delivered_in_vain",
    _("Delivered after it was paid back"),
    (
        *RECIPIENT,
        Variable("buyer.name", Type.TEXT, "The customer or sub-reseller", "Bakery"),
        Variable("buyer.number", Type.TEXT, "Its number with you", "1007"),
        Variable("order.number", Type.TEXT, "The order's number", "H7K2M9Q4"),
        Variable("delivery.product", Type.TEXT, "What your program delivered", "TLS certificate"),
        Variable(
            "delivery.url", Type.LINK, "Its page in the console", f"{PORTAL}/console/deliveries/17/", optional=True
        ),
    ),
)

OF_DELIVERIES = (DELIVERY_FAILED, ORDER_NOT_DELIVERED, DELIVERED_IN_VAIN)
