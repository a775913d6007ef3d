"""What follows from what: the readers of the timeline with their effects, in one table that can be read."""

from handsel.deliveries.opening import open_deliveries
from handsel.deliveries.refund_payouts import note_payout
from handsel.gateways.refunding import send_back
from handsel.identity.forgotten import answer_request
from handsel.mail.automatic import MAIL_READER
from handsel.signups.asking import answer_sign_up
from handsel.subscriptions.activation import end_subscriptions, start_subscriptions
from handsel.timeline.reading import Reader

READERS = (
    Reader("provisioning", {"order.settled": open_deliveries}, batch=50),
    Reader("subscriptions", {"order.executed": start_subscriptions, "order.refunded": end_subscriptions}),
    Reader("card_refunds", {"funds.paid_out": send_back}),
    Reader("refund_payouts", {"funds.confirmed": note_payout}),
    Reader("links", {"link.asked": answer_request, "signup.asked": answer_sign_up}),
    MAIL_READER,
)
