"""What is said on a timeline of orders, their deliveries and refunds (ACC-16, ORD-2)."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

OF_ORDERS: dict[str, tuple[str, str | Promise]] = {
    "delivery.canceled": ("arrow-back-up", _("The delivery of %(product)s for order %(number)s was canceled.")),
    "delivery.failed": ("package-off", _("%(product)s for order %(number)s could not be delivered.")),
    "delivery.made": ("check", _("%(product)s for order %(number)s was delivered.")),
    "delivery.made_in_vain": (
        "alert-triangle",
        _("%(product)s for order %(number)s was delivered after its money went back."),
    ),
    "delivery.noted": ("note", _("A note was written on a delivery of order %(number)s.")),
    "delivery.retried": ("refresh", _("The delivery of %(product)s for order %(number)s is tried again.")),
    "delivery.started": ("player-play", _("The delivery of %(product)s for order %(number)s was started.")),
    "order.approved": ("check", _("Order %(number)s was approved.")),
    "order.awaiting_approval": ("clipboard-check", _("Order %(number)s over %(amount)s waits for approval.")),
    "order.canceled": ("circle-x", _("Order %(number)s was canceled.")),
    "order.rest_canceled": ("circle-x", _("What was not delivered of order %(number)s was canceled.")),
    "order.card_failed": ("credit-card-off", _("The card did not pay order %(number)s over %(amount)s.")),
    "order.delivery_failed": ("package-off", _("Something of order %(number)s could not be delivered.")),
    "order.executed": ("circle-check", _("Order %(number)s was executed.")),
    "order.mail_sent_again": ("mail", _("The mail about order %(number)s was sent again.")),
    "order.noted": ("note", _("The internal note on order %(number)s was changed.")),
    "order.paid_in_full": ("cash", _("Order %(number)s is paid in full: %(amount)s.")),
    "order.payment_recorded": ("coins", _("%(amount)s was recorded as received for order %(number)s.")),
    "order.placed": ("shopping-cart", _("Order %(number)s over %(amount)s was placed.")),
    "order.price_asked": ("send", _("The buyer was asked for the new price of order %(number)s.")),
    "order.withdrawn": ("circle-x", _("The buyer canceled order %(number)s.")),
    "order.price_confirmed": ("check", _("The buyer agreed to the new price of order %(number)s: %(amount)s.")),
    "order.refunded": ("arrow-back-up", _("%(amount)s of order %(number)s went back for %(product)s.")),
    "order.settled": ("cash", _("Order %(number)s was paid: %(amount)s.")),
    "order.short_of_funds": ("hourglass-high", _("Order %(number)s over %(amount)s waits for funds.")),
    "order.skipped": ("arrow-down", _("Order %(number)s was put behind others that wait for funds.")),
    "refund.asked": ("arrow-back-up", _("A refund of order %(number)s was asked for.")),
    "refund.confirmed": ("check", _("The refund of order %(number)s was confirmed.")),
    "refund.left_as_credit": ("wallet", _("The refund of order %(number)s was left as credit.")),
    "refund.declined": ("circle-x", _("The refund of order %(number)s was declined.")),
    "refund.made": ("arrow-back-up", _("Order %(number)s was refunded.")),
    "refund.refused_above": ("circle-x", _("The seller refused the refund of order %(number)s.")),
}
"""Event -> icon, words."""
