"""Who delivers, who gives money back for what was not delivered, and who asks for refunds of what was (ORD-12)."""

from django.utils.translation import gettext as _

from handsel.deliveries.models import Delivery
from handsel.deliveries.moves import MOVES, DeliveryState
from handsel.deliveries.refund_models import Refund
from handsel.identity.actor import Actor
from handsel.identity.rights import needs
from handsel.identity.roles import Right
from handsel.kernel.refusal import YES, Conflict, Invalid, Verdict
from handsel.orders.models import Leg
from handsel.orders.rules import may_decide_orders, waits_for_delivery


class DeliveryConflict(Conflict):
    """The delivery is not in the state that this needs; somebody else may have been quicker."""

    code = "delivery_state_conflict"


class DeliveryBegun(Conflict):
    """Somebody is delivering something of the order at this moment."""

    code = "delivery_begun"


class DeliveryPaidBack(Conflict):
    """It was delivered after its money had gone back; the supplier's people are told."""

    code = "delivery_paid_back"


class DeliveryDataMissing(Invalid):
    """What is delivered of this kind says what it is: a key, a number, a name."""

    code = "delivery_data_missing"


class DeliveryOneByOne(Invalid):
    """What is handed over is for one line: a key or a domain of several would be one for different buyers."""

    code = "delivery_one_by_one"


class RefundConflict(Conflict):
    """The refund is not in the state that this needs; somebody else may have been quicker."""

    code = "refund_state_conflict"


class RefundOpen(Conflict):
    """A refund of this order is under way."""

    code = "refund_open"


class NothingToRefund(Conflict):
    """Something of it is not delivered, or was paid back already."""

    code = "nothing_to_refund"


class NothingToPayOut(Conflict):
    """Of the refund nothing can be paid out, or not so much, or not that way."""

    code = "nothing_to_pay_out"


class WayBackNotOffered(Invalid):
    """The money cannot go back that way."""

    code = "way_back_not_offered"


_SAID = {
    DeliveryState.WAITING: "waits to be delivered",
    DeliveryState.STARTED: "is being delivered",
    DeliveryState.DELIVERED: "was delivered",
    DeliveryState.FAILED: "failed; try it again first, or give the money back",
    DeliveryState.CANCELED: "was canceled, and its money went back",
}


def may_deliver(by: Actor) -> Verdict:
    """See to deliveries: start, deliver, fail and try them again."""
    if by.buyer_id is not None:
        return Verdict("Only the supplier's staff see to its deliveries.")
    return needs(by, Right.DELIVER, "see to deliveries")


def may_move_delivery(by: Actor, delivery: Delivery, after: DeliveryState) -> Verdict:
    """Take this delivery on to `after`, if its state allows it."""
    if not (who := may_deliver(by)):
        return who
    return _in_state(delivery, after)


def may_give_back(by: Actor, delivery: Delivery) -> Verdict:
    """Cancel one line and give its money back on every edge: whoever decides about orders at its supplier."""
    if not (who := may_decide_orders(by)):
        return who
    return _in_state(delivery, DeliveryState.CANCELED)


def _in_state(delivery: Delivery, after: DeliveryState) -> Verdict:
    now = DeliveryState(delivery.state)
    return YES if after in MOVES[now] else Verdict(f"This {_SAID[now]}.", DeliveryConflict)


def may_cancel_settled(by: Actor, leg: Leg) -> Verdict:
    """Cancel what is paid and not delivered yet: staff of the leg's seller who decide about orders."""
    if by.seller_id != leg.seller_id:
        return Verdict("Only the seller decides about its orders.")
    if not (who := may_decide_orders(by)):
        return who
    if not waits_for_delivery(leg):
        return Verdict(f"Nothing of order {leg.number} waits to be delivered.", DeliveryConflict)
    return YES


def may_ask_refund(by: Actor, leg: Leg) -> Verdict:
    """Ask for a refund of an order, where it was placed: its seller's staff who decide about orders, and its buyer."""
    if leg.position != 0 or leg.settled_at is None:
        return Verdict(_("A refund begins where the order was placed, once it is settled."), NothingToRefund)
    if by.seller_id == leg.seller_id and by.buyer_id is None:
        return may_decide_orders(by)
    if by.buyer_id == leg.buyer_id:
        return needs(by, Right.SHOP, "ask for refunds")
    if by.buyer_id is None and by.seller_id == leg.buyer_id:
        return may_decide_orders(by)
    return Verdict("Only the seller and the buyer of an order ask for its refund.")


def may_answer_refund(by: Actor, refund: Refund) -> Verdict:
    """Confirm or decline a refund: whoever decides about orders at the seller of its edge."""
    if by.buyer_id is not None or by.seller_id != refund.seller_id:
        return Verdict("Only the seller decides about its refunds.")
    return may_decide_orders(by)
