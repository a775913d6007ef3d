"""Send the mail about an order once more (ORD-3)."""

from datetime import datetime

from handsel.identity.actor import Actor
from handsel.kernel.operation import operation
from handsel.kernel.refusal import Conflict
from handsel.orders.models import Leg
from handsel.orders.rules import may_decide_orders
from handsel.timeline.record import record


class NoMailForOrder(Conflict):
    """Nobody gets mails about this order from this seller."""

    code = "no_mail_for_order"


@operation
def send_order_mail_again(*, leg_id: int, by: Actor, at: datetime) -> Leg:
    """Send whoever ordered the mail again that tells how the order stands now: placed, executed or canceled.

    Raises Forbidden, Leg.DoesNotExist, NoMailForOrder where the seller of another tier writes to whoever ordered.
    """
    may_decide_orders(by).or_refuse()
    leg = Leg.objects.get(pk=leg_id, seller_id=by.seller_id)
    if leg.position:
        raise NoMailForOrder(f"Your buyer writes to whoever placed order {leg.number}; you have no mail to send.")
    record("order.mail_sent_again", subject=leg, account_id=leg.buyer_id, by=by, at=at, number=leg.number)
    return leg
