"""Who may place, approve and reject (ORD-4)."""

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from handsel.accounts.models import Edge
from handsel.accounts.paying_models import PaymentMethod
from handsel.identity.actor import Actor
from handsel.identity.rights import needs
from handsel.identity.roles import Right
from handsel.kernel.refusal import YES, Conflict, Forbidden, Verdict
from handsel.ledger.rules import may_add_funds
from handsel.orders.models import Approval, Fulfilment, Leg, Order, PlacedBy
from handsel.orders.status import situation


class StatusConflict(Conflict):
    """The order is not in the status that this needs."""

    code = "order_status_conflict"


class CartPlacedAlready(StatusConflict):
    """The cart was ordered meanwhile, in another window or by a colleague."""

    code = "cart_placed_already"


class AcceptedAlready(StatusConflict):
    """Somebody was quicker: the order is accepted."""

    code = "order_accepted_already"


class OrderCanceled(StatusConflict):
    """The order was canceled meanwhile."""

    code = "order_canceled"


class SettledAlready(StatusConflict):
    """The order is paid and under way, so that its buyer does not cancel it by itself any more."""

    code = "order_settled_already"


class OwnOrder(Forbidden):
    """Nobody accepts what they ordered themselves."""

    code = "own_order"


def may_buy(by: Actor, buyer_id: int) -> Verdict:
    """Buyers buy for their own account; staff of the seller who place orders buy for any of theirs."""
    if by.buyer_id is None:
        return may_order_for_customers(by)
    if by.buyer_id != buyer_id:
        return Verdict(_("You can buy for your own account only."))
    return needs(by, Right.SHOP, "order")


def may_place(by: Actor, order: Order) -> Verdict:
    """Whoever may buy for the account may place its cart, once; in the storefront the one that is before them.

    What a buyer chooses for a customer of its own, its seller's staff do not order.
    """
    if order.placed_at is not None:
        return Verdict(_("Order %(number)s was placed already.") % {"number": order.number}, CartPlacedAlready)
    if by.buyer_id == order.buyer_id and by.end_customer_id != order.end_customer_id:
        return Verdict(_("This cart is for somebody else; order the one that you see."))
    if by.buyer_id is None and order.end_customer_id is not None:
        return Verdict("This cart is for a customer of your buyer, who orders it.")
    return may_buy(by, order.buyer_id)


def may_order_for_customers(by: Actor) -> Verdict:
    """Order for customers at all."""
    return needs(by, Right.ORDERS, "order for a customer")


def may_see_to_cart(by: Actor, order: Order) -> Verdict:
    """Write to a buyer about its cart, and throw the cart away: staff who order for customers, at its seller."""
    if by.buyer_id is not None or by.seller_id != order.seller_id:
        return Verdict("Only the seller's staff see to carts that are left.")
    return needs(by, Right.ORDERS, "see to carts that are left")


def may_set_price(by: Actor) -> Verdict:
    """Give a discount on an order, or set a price by hand."""
    return needs(by, Right.DISCOUNT, "give discounts and set prices by hand")


def may_sell_below_cost(by: Actor) -> Verdict:
    """Go below what a product costs with a price that is set by hand."""
    return needs(by, Right.LOSS, "sell below cost")


def may_decide_orders(by: Actor) -> Verdict:
    """Accept, cancel and retry orders of the seller."""
    return needs(by, Right.ORDERS, "decide about orders")


def _decides_about(by: Actor, leg: Leg) -> Verdict:
    if by.seller_id != leg.seller_id:
        return Verdict("Only the seller decides about its orders.")
    return may_decide_orders(by)


def waits_for_money(leg: Leg) -> bool:
    """Whether a leg waits for its buyer's money, or for that of a tier below: both ends know of that, nobody else."""
    return leg.fulfilment == Fulfilment.LOCKED or situation(leg).name == "awaiting_payment"


def waits_for_delivery(leg: Leg) -> bool:
    """Whether a leg is settled, and something of it not delivered yet, so that it can still be called off."""
    return leg.settled_at is not None and leg.fulfilment in {Fulfilment.IN_PROGRESS, Fulfilment.FAILED}


def may_approve(by: Actor, leg: Leg) -> Verdict:
    """Accept an order that awaits approval, unless they placed it themselves."""
    if not (who := _decides_about(by, leg)):
        return who
    is_theirs = leg.placed_by == PlacedBy.CUSTOMER and by.user_id is not None and by.user_id == leg.placer_id
    if is_theirs:
        return Verdict(f"You placed order {leg.number} yourself; somebody else approves it.", OwnOrder)
    if not (still := _still_there(leg)):
        return still
    if leg.approval == Approval.APPROVED:
        return Verdict(f"Order {leg.number} was accepted already.", AcceptedAlready)
    if situation(leg).name != "awaiting_approval":
        return Verdict(f"Order {leg.number} does not wait for approval.", StatusConflict)
    return YES


def may_reject(by: Actor, leg: Leg) -> Verdict:
    """Cancel an order that is not settled yet."""
    if not (who := _decides_about(by, leg)):
        return who
    if not (still := _still_there(leg)):
        return still
    if waits_for_delivery(leg):
        told = f"Order {leg.number} is accepted and paid. What is not delivered yet can still be called off."
        return Verdict(told, StatusConflict)
    if leg.settled_at:
        return Verdict(f"Order {leg.number} can no longer be canceled.", StatusConflict)
    return YES


def may_ask_buyer(by: Actor, leg: Leg) -> Verdict:
    """Ask the buyer for another price than the order was placed at, instead of accepting it; where it was placed."""
    if not (who := may_approve(by, leg)):
        return who
    if leg.position:
        return Verdict(f"Whoever placed order {leg.number} buys from somebody else.", StatusConflict)
    return YES


def may_answer_price(by: Actor, leg: Leg) -> Verdict:
    """Say whether the new price is agreed to: whoever buys for the account, and a reseller's own staff for itself."""
    is_own = by.buyer_id is None and by.seller_id == leg.buyer_id
    who = needs(by, Right.ORDERS, "agree to prices") if is_own else needs(by, Right.SHOP, "agree to prices")
    if by.buyer_id != leg.buyer_id and not is_own:
        return Verdict(_("Only the buyer agrees to a new price."))
    if not who:
        return who
    if situation(leg).name != "awaiting_buyer":
        return Verdict(
            _("You are not asked about the price of order %(number)s.") % {"number": leg.number}, StatusConflict
        )
    return YES


def may_withdraw(by: Actor, leg: Leg) -> Verdict:
    """Cancel one's own order while nothing is settled: whoever buys for the account, and a reseller's staff for it."""
    is_own = by.buyer_id is None and by.seller_id == leg.buyer_id
    who = needs(by, Right.ORDERS, "cancel orders") if is_own else needs(by, Right.SHOP, "cancel orders")
    if (by.buyer_id != leg.buyer_id and not is_own) or leg.position:
        return Verdict(_("Only who ordered cancels an order like this."))
    if not who:
        return who
    if not (still := _still_there(leg)):
        return still
    if leg.settled_at:
        if leg.executed_at:
            told = _("Order %(number)s is paid and delivered. Ask for the money back instead.")
        else:
            told = _("Order %(number)s is paid and under way. Ask your seller to cancel it.")
        return Verdict(told % {"number": leg.number}, SettledAlready)
    return YES


def _still_there(leg: Leg) -> Verdict:
    if leg.fulfilment == Fulfilment.CANCELED:
        return Verdict(
            _("Order %(number)s was canceled. Nothing is done with it any more.") % {"number": leg.number},
            OrderCanceled,
        )
    return YES


def may_record_payment(by: Actor, leg: Leg) -> Verdict:
    """Record what arrived for an order: whoever records payments at its seller."""
    if by.buyer_id is not None or by.seller_id != leg.seller_id:
        return Verdict("Only the seller records payments for its orders.")
    return may_add_funds(by)


def may_pay_again(by: Actor, leg: Leg) -> Verdict:
    """Have the card on file charged once more: whoever may buy for its buyer, and a reseller's own staff for itself."""
    is_own = by.buyer_id is None and by.seller_id == leg.buyer_id
    who = needs(by, Right.ORDERS, "pay for orders") if is_own else may_buy(by, leg.buyer_id)
    if not who:
        return who
    if leg.payment_method != PaymentMethod.CARD or not waits_for_money(leg):
        return Verdict(_("Order %(number)s does not wait for a card.") % {"number": leg.number}, StatusConflict)
    return YES


LOCK_TEXT = "The payment method set by your distributor requires order approval for all customers."


def may_switch_approval(by: Actor) -> Verdict:
    """Switch order approval of an account, unless the seller pays its own distributor by credit card."""
    if not (allowed := needs(by, Right.ACCOUNTS, "change order approval")):
        return allowed
    return _unless_locked(by)


def may_switch_approval_for_all(by: Actor) -> Verdict:
    """Switch order approval of all customers, unless the seller pays its own distributor by credit card."""
    if not (allowed := needs(by, Right.SETTINGS, "change order approval for all customers")):
        return allowed
    return _unless_locked(by)


def _unless_locked(by: Actor) -> Verdict:
    return Verdict(LOCK_TEXT, ApprovalLocked) if is_approval_locked(by.seller_id) else YES


class ApprovalLocked(Conflict):
    """The seller's own payment method requires approval."""

    code = "approval_locked"


def is_approval_locked(seller_id: int) -> bool:
    """Whether `seller_id` pays its distributor by credit card, so that approval is on for all its customers."""
    return edges_that_lock(seller_id).exists()


def edges_that_lock(seller_id: int) -> QuerySet[Edge]:
    """Return the trade relation of `seller_id` with its distributor where it is one that locks order approval."""
    return Edge.objects.filter(buyer_id=seller_id, ended_at__isnull=True, payment_method=PaymentMethod.CARD)
