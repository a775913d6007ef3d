"""What the history of an order says of each event that happened to it, its deliveries and its refunds (ORD-2)."""

from django.utils.translation import gettext as _

TITLES = {
    "order.placed": lambda: _("Placed"),
    "order.awaiting_approval": lambda: _("Waiting for approval"),
    "order.approved": lambda: _("Approved"),
    "order.price_asked": lambda: _("The buyer is asked for the new price"),
    "order.price_confirmed": lambda: _("The buyer agreed to the new price"),
    "order.short_of_funds": lambda: _("Waiting for funds of the buyer"),
    "order.paid_in_full": lambda: _("Paid in full: nothing is owed any more"),
    "order.payment_recorded": lambda: _("Payment recorded"),
    "order.mail_sent_again": lambda: _("Mail sent again"),
    "order.settled": lambda: _("Paid: all wallets were debited"),
    "order.executed": lambda: _("Executed"),
    "order.canceled": lambda: _("Canceled"),
    "order.rest_canceled": lambda: _("What was not delivered was canceled"),
    "order.delivery_failed": lambda: _("Something could not be delivered"),
    "order.card_failed": lambda: _("The card did not pay"),
    "delivery.started": lambda: _("Delivery of %(product)s started"),
    "delivery.made": lambda: _("%(product)s delivered"),
    "delivery.made_in_vain": lambda: _("%(product)s delivered after its money went back"),
    "delivery.failed": lambda: _("%(product)s could not be delivered"),
    "delivery.retried": lambda: _("Delivery of %(product)s tried again"),
    "delivery.canceled": lambda: _("Delivery of %(product)s canceled"),
    "delivery.noted": lambda: _("Note written on a delivery"),
    "refund.asked": lambda: _("Refund asked for"),
    "refund.confirmed": lambda: _("Refund confirmed"),
    "refund.declined": lambda: _("Refund declined"),
    "refund.refused_above": lambda: _("The seller refused the refund"),
    "refund.made": lambda: _("Refunded"),
    "refund.left_as_credit": lambda: _("Refund left as credit"),
}
"""Event -> words; on the sheet of an order its number and sum need not be repeated."""
