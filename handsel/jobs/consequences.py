"""What follows from what: each reader of the timeline with its effects, and what is done every so often."""

from handsel.mail.automatic import MAILS
from handsel.orders.provisioning import deliver
from handsel.subscriptions.activation import start_subscriptions
from handsel.timeline.reading import Reader

READERS = (
    Reader("provisioning", {"order.settled": deliver}),
    Reader("subscriptions", {"order.executed": start_subscriptions}),
    Reader("mail", MAILS),
)
