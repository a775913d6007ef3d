"""Approve or reject an order on one's own leg, and switch order approval per customer (ORD-4)."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Q

from handsel.accounts.fates import Fates
from handsel.accounts.models import Account, Edge, Kind
from handsel.accounts.standing import refuse_unless_buying, standing_of, stopped
from handsel.identity.actor import Actor
from handsel.kernel.database import call_scalar
from handsel.kernel.operation import operation, step
from handsel.kernel.prepared import Prepared
from handsel.kernel.reasons import given
from handsel.orders.models import Leg
from handsel.orders.rechecking import refuse_changed
from handsel.orders.rules import (
    StatusConflict,
    may_approve,
    may_decide_orders,
    may_pay_again,
    may_reject,
    may_switch_approval,
    may_switch_approval_for_all,
    waits_for_money,
)
from handsel.timeline.record import record, record_all

LEG = Prepared(lambda leg_id: Leg.objects.filter(pk=leg_id))


@operation
def approve_order(*, leg_id: int, by: Actor, at: datetime, confirmed: str = "") -> Leg:
    """Agree to an order: it goes on to the next tier that must agree, or every wallet is debited at once, or none.

    Where a tier above lacks funds it waits there and goes on by itself. What was fixed when it was placed is looked at
    again; `confirmed` is the seal of the changes that whoever agrees has seen (`seal_of`). While it is refused, the
    order stays as it is.

    Raises Forbidden, OwnOrder, Leg.DoesNotExist, AcceptedAlready, OrderCanceled, StatusConflict when it does not wait
    for approval, OrderingStopped while its buyer, or anybody above it, is not active, PlanNoLongerOffered, and unless
    they are confirmed PriceChanged, TaxChanged, TermsChanged, PricesExpired.
    """
    leg = LEG.get(leg_id)
    may_approve(by, leg).or_refuse()
    refuse_unless_buying(leg.buyer_id, by=by, at=at)
    changes = refuse_changed(leg, confirmed, at=at)
    if not call_scalar("orders_approve", leg.pk, by.name, at):
        leg.refresh_from_db()
        may_approve(by, leg).or_refuse()
        raise StatusConflict(f"Order {leg.number} was decided in the meantime.")
    said = " ".join(change.reason for change in changes)
    record("order.approved", subject=leg, account_id=leg.buyer_id, by=by, at=at, reason=said, number=leg.number)
    _advance(leg.order_id, by, at, leg.buyer_id)
    return LEG.get(leg_id)


@operation
def reject_order(*, leg_id: int, reason: str, by: Actor, at: datetime) -> Leg:
    """Cancel an order that is not settled; its buyer reads the reason, and held money is free again.

    Raises Forbidden, Leg.DoesNotExist, Invalid without a reason, StatusConflict when it is settled, OrderCanceled.
    """
    leg = Leg.objects.get(pk=leg_id)
    may_reject(by, leg).or_refuse()
    told = given(reason, "Enter a reason; the customer reads it.")
    if not call_scalar("orders_cancel", leg.pk, told, by.name, at):
        leg.refresh_from_db()
        may_reject(by, leg).or_refuse()
        raise StatusConflict(f"Order {leg.number} can no longer be canceled.")
    leg.refresh_from_db()
    return leg


@operation
def set_approval(*, account_id: int, required: bool, by: Actor, at: datetime) -> Edge:
    """Decide whether orders of one customer or sub-reseller need the seller's approval.

    Raises Forbidden, Edge.DoesNotExist, ApprovalLocked while the seller pays its own distributor by credit card.
    """
    may_switch_approval(by).or_refuse()
    edge = Edge.objects.select_for_update().get(seller_id=by.seller_id, buyer_id=account_id, ended_at__isnull=True)
    if edge.approval_required != required:
        edge.approval_required = required
        edge.save(update_fields=["approval_required"])
        record("approval.switched", subject=edge, account_id=account_id, by=by, at=at, required=required)
    return edge


@operation
def set_approval_for_all(*, required: bool, by: Actor, at: datetime) -> int:
    """Decide for all customers at once whether their orders need the seller's approval; return how many changed.

    Sub-resellers keep what was set for each. Raises Forbidden, ApprovalLocked while the seller pays its own
    distributor by credit card.
    """
    may_switch_approval_for_all(by).or_refuse()
    others = Edge.objects.filter(seller_id=by.seller_id, ended_at__isnull=True, buyer__kind=Kind.CUSTOMER)
    changed = list(
        others.exclude(approval_required=required)
        .select_for_update(of=("self",))
        .order_by("pk")
        .values_list("pk", "buyer_id")
    )
    Edge.objects.filter(pk__in=[pk for pk, _ in changed]).update(approval_required=required)
    if changed:
        facts = [("edge", pk, buyer_id, {"required": required}) for pk, buyer_id in changed]
        record_all("approval.switched", facts, by=by, at=at)
    return len(changed)


@step
def change_approval(account_ids: Sequence[int], *, required: bool, by: Actor, at: datetime) -> Fates:
    """Decide for many customers and sub-resellers whether their orders need the seller's approval.

    Those for which it is so already are skipped; the opposite for those that were done takes it back. As many
    statements for thousands as for one. Raises Forbidden, ApprovalLocked, Account.DoesNotExist when one is unknown.
    """
    may_switch_approval(by).or_refuse()
    wanted = set(account_ids)
    edges = list(
        Edge.objects.filter(seller_id=by.seller_id, buyer_id__in=wanted, ended_at__isnull=True)
        .select_related("buyer")
        .select_for_update(of=("self",), no_key=True)
        .order_by("pk")
    )
    if len(edges) < len(wanted):
        raise Account.DoesNotExist
    changed = [edge for edge in edges if edge.approval_required != required]
    Edge.objects.filter(pk__in=[edge.pk for edge in changed]).update(approval_required=required)
    if changed:
        facts = [("edge", edge.pk, edge.buyer_id, {"required": required}) for edge in changed]
        record_all("approval.switched", facts, by=by, at=at)
    needs = "needs approval already" if required else "needs no approval already"
    why_not = {edge.buyer_id: f"{edge.buyer.name} {needs}." for edge in edges}
    return Fates.of(why_not, [edge.buyer_id for edge in changed], why_not, "")


@operation
def retry_order(*, order_id: int, by: Actor, at: datetime) -> str:
    """Try again an order that waits for money, and return where it stands now, as `orders_advance` says it.

    When a person asks, a card of theirs or of their buyer that was refused is asked once more.
    Raises Forbidden, StatusConflict where it does not wait for the person's money or their buyer's (any more), of which
    alone they know, OrderingStopped while its buyer, or anybody above it, is not active.
    """
    may_decide_orders(by).or_refuse()
    read = Leg.objects.sold_by(by.seller_id) | Leg.objects.bought_by(by.seller_id)
    if not by.is_system and not any(waits_for_money(leg) for leg in read.filter(order_id=order_id)):
        raise StatusConflict("This order does not wait for your funds; it goes on by itself, or it is over.")
    return _advance(order_id, by, at, by.seller_id, again=not by.is_system)


@operation
def pay_order_again(*, leg_id: int, by: Actor, at: datetime) -> Leg:
    """Have the card on file charged once more for an order whose card was refused, or that had none.

    The worker asks the gateway; until its answer the order reads "In progress". Raises Forbidden, Leg.DoesNotExist,
    StatusConflict when it does not wait for a card (any more), OrderingStopped while its buyer, or anybody above it, is
    not active.
    """
    leg = Leg.objects.get(pk=leg_id)
    may_pay_again(by, leg).or_refuse()
    _advance(leg.order_id, by, at, leg.buyer_id, again=True)
    leg.refresh_from_db()
    return leg


@operation
def skip_order(*, leg_id: int, by: Actor, at: datetime) -> Leg:
    """Put an order that waits for money behind the others that wait for the same wallet.

    Raises Forbidden, Leg.DoesNotExist, StatusConflict when it does not wait for money (any more).
    """
    may_decide_orders(by).or_refuse()
    leg = Leg.objects.get(Q(seller_id=by.seller_id) | Q(buyer_id=by.seller_id), pk=leg_id)
    if not call_scalar("orders_skip", leg.pk, at):
        raise StatusConflict(f"Order {leg.number} does not wait for money any more.")
    record("order.skipped", subject=leg, account_id=leg.buyer_id, by=by, at=at, number=leg.number)
    leg.refresh_from_db()
    return leg


@step
def _advance(order_id: int, by: Actor, at: datetime, account_id: int, *, again: bool = False) -> str:
    """Take an order on; where it is stopped, refuse in the words that `by` may read of `account_id` in its chain.

    `again` asks cards once more that were refused.
    """
    stands = str(call_scalar("orders_try_again" if again else "orders_advance", order_id, at))
    if stands == "stopped":
        raise stopped(account_id, standing_of(account_id, at=at), by)
    return stands
