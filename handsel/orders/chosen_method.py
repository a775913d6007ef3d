"""How one order is paid, where the seller's people choose another way than the buyer's usual one (ORD-4, ORD-10)."""

from django.utils.translation import gettext as _

from handsel.accounts.models import Edge
from handsel.accounts.payment import refuse_not_offered
from handsel.identity.actor import Actor
from handsel.kernel.operation import step
from handsel.kernel.refusal import Forbidden


@step
def check_method(method: str, buyer_id: int, by: Actor) -> None:
    """Let pass the buyer's usual way, and for the seller's own people what it offers to buyers of that kind.

    Raises Forbidden, MethodNotOffered naming `payment_method`.
    """
    if not method:
        return
    if by.buyer_id is not None:
        raise Forbidden(_("How your orders are paid is agreed with your provider; ask them to change it."))
    edge = Edge.objects.select_related("buyer").get(seller_id=by.seller_id, buyer_id=buyer_id, ended_at__isnull=True)
    if method != edge.payment_method:
        to_resellers = edge.buyer.is_reseller
        refuse_not_offered(method, by.seller_id, to_resellers=to_resellers, field="payment_method")
