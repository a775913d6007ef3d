"""The letters about refunds: to those at a seller who decide or pay out, and to who ordered (ORD-12).

Each tells of its own edge only: the buyer's reason goes to its seller, the seller's answer to its buyer.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime

from handsel.accounts.models import Account
from handsel.deliveries.refund_models import Refund
from handsel.deliveries.refund_moves import TO_DECIDE, RefundState
from handsel.deliveries.refund_payouts import to_pay_out
from handsel.identity.roles import Right
from handsel.kernel.money import Money
from handsel.mail.branding import Brand
from handsel.mail.facts import CONSOLE, ORDER_PAGE, Facts, buyer_facts
from handsel.mail.kind import Kind
from handsel.mail.login_letters import Letter, Writer
from handsel.mail.recipients import people_of_buyer, staff_with
from handsel.mail.refund_kinds import REFUND_ANSWERED, REFUND_WAITS
from handsel.timeline.models import Event

QUEUE = "/refunds/"
PAYOUTS = "/refunds/?part=to-pay-out"


def tell_decider(event: Event, brand: Brand, _: datetime) -> Iterator[Letter]:
    """To those who decide about orders, while it still waits for them."""
    refund = _refund(event)
    if refund.state in TO_DECIDE:
        yield from _to_staff(Right.ORDERS, refund, QUEUE, brand, is_to_pay_out=False)


def tell_payer(event: Event, brand: Brand, _: datetime) -> Iterator[Letter]:
    """To those who move money, where the buyer wishes to have it by another way than as credit."""
    refund = _refund(event)
    if to_pay_out(Refund.objects.filter(pk=refund.pk)).exists():
        yield from _to_staff(Right.MONEY, refund, PAYOUTS, brand, is_to_pay_out=True)


def tell_buyer(event: Event, brand: Brand, _: datetime) -> Iterator[Letter]:
    """To who ordered: that it was refunded, or why not if it had asked; above, sellers read it in their queue."""
    refund = _refund(event)
    is_made = refund.state == RefundState.REFUNDED
    if refund.leg.position > 0 or not (is_made or refund.is_asked_by_buyer):
        return
    page = ORDER_PAGE.format(refund.number)
    for to in people_of_buyer(refund.buyer_id, brand):
        facts = _facts(refund)
        facts["refund"] |= {"is_made": is_made, "answer": refund.answer or None}
        facts["order"]["url"] = brand.link(page) if to.user_id else None
        yield Letter(to, facts, buyer_id=refund.buyer_id)


def _refund(event: Event) -> Refund:
    return Refund.objects.select_related("leg").get(pk=event.subject_id)


def _facts(refund: Refund) -> Facts:
    lines = list(refund.leg.lines.filter(line_id__in=refund.line_ids).order_by("pk"))
    amount = Money(sum(line.gross_minor for line in lines), refund.leg.currency)
    told = {"amount": amount, "products": ", ".join(line.product for line in lines)}
    return {"order": {"number": refund.number}, "refund": told}


def _to_staff(right: Right, refund: Refund, page: str, brand: Brand, *, is_to_pay_out: bool) -> Iterator[Letter]:
    buyer = Account.objects.get(pk=refund.buyer_id)
    above = Refund.objects.filter(request=refund.request, buyer_id=refund.seller_id).first()
    refused = above.answer if above and refund.state == RefundState.REFUSED_ABOVE else None
    for to in staff_with(right, buyer, brand):
        facts = _facts(refund) | buyer_facts(buyer)
        facts["refund"] |= {
            "reason": refund.reason,
            "answer": refused,
            "is_to_pay_out": is_to_pay_out,
            "due_on": brand.day(refund.due_at) if refund.due_at else None,
            "url": brand.link(f"{CONSOLE}{page}") if to.user_id else None,
        }
        yield Letter(to, facts, buyer_id=refund.buyer_id)


ON_REFUNDS: Mapping[str, tuple[tuple[Kind, Writer], ...]] = {
    "refund.asked": ((REFUND_WAITS, tell_decider),),
    "refund.refused_above": ((REFUND_WAITS, tell_decider),),
    "refund.made": ((REFUND_WAITS, tell_payer), (REFUND_ANSWERED, tell_buyer)),
    "refund.declined": ((REFUND_ANSWERED, tell_buyer),),
}
"""Event -> the mails that it makes."""
