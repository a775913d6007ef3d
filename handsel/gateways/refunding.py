"""A payout to the card: the wallet is debited first, then the gateway is asked; a no puts the money back (FUN-6)."""

from datetime import datetime, timedelta

from django.db.models import Sum

from handsel.gateways.charging import FAILED, look_up, record_payment
from handsel.gateways.interface import Gateway, GatewayFailed, NoAnswer, RefundSeen, RefundState
from handsel.gateways.models import CardRefund, Charge
from handsel.gateways.outside import asking
from handsel.identity.actor import Actor, system
from handsel.kernel import chance
from handsel.kernel.database import call_scalar
from handsel.kernel.money import Money
from handsel.kernel.operation import operation, step
from handsel.ledger.documents import Adjustment, PaidBy
from handsel.timeline.models import Event
from handsel.timeline.record import record

TRIED_FOR = timedelta(hours=1)
"""How long a refund that the gateway cannot carry out is asked for again."""
REFUSED = "The card payment could not be given back"


@step
def send_back(event: Event, at: datetime) -> None:
    """Have the worker give a payout by card back to the card whose payment it names."""
    paid_out = Adjustment.objects.select_related("transfer").get(pk=event.subject_id)
    if paid_out.method != PaidBy.CARD or paid_out.receipt_id is None:
        return
    paid = Charge.objects.filter(seller_id=event.seller_id, receipt_id=paid_out.receipt_id)
    charge = paid.select_for_update(no_key=True).first()
    if charge is None or hasattr(paid_out.transfer, "reversed_by") or hasattr(paid_out.transfer, "card_refund"):
        return
    refund = CardRefund.objects.create(
        seller_id=charge.seller_id, buyer_id=charge.buyer_id, charge=charge, transfer=paid_out.transfer,
        sent_key=f"refund-{chance.secret()}", amount_minor=paid_out.amount_minor, currency=paid_out.currency,
        started_at=at, changed_at=at, check_at=at,
    )  # fmt: skip
    if paid_out.amount_minor > charge.refundable.minor:
        _refuse(refund, "not_refundable", system(charge.seller_id), at)


def send_refund(refund: CardRefund, *, at: datetime) -> CardRefund:
    """Ask the gateway to give money back, or how that stands; the same key, so that it is given back once.

    One that was done may still be refused. Raises NoAnswer, GatewayFailed.
    """
    if refund.state == CardRefund.State.REFUSED:
        return refund
    charge, by = refund.charge, system(refund.seller_id)
    amount = Money(refund.amount_minor, refund.currency)
    with asking(charge.gateway) as client:
        if refund.state == CardRefund.State.DONE:
            # Banks send some back days later.
            late = client.look_up_refund(refund.sent_key, refund.reference, payment=charge.reference)
            stood = RefundSeen(refund.sent_key, refund.reference, RefundState.DONE)
            return record_refund(refund_id=refund.pk, seen=late or stood, by=by, at=at)
        seen = _given_back(client, refund, amount, at)
        if seen.state == RefundState.DONE and (stands := look_up(client, charge)):
            record_payment(charge_id=charge.pk, seen=stands, by=by, at=at)
        return record_refund(refund_id=refund.pk, seen=seen, by=by, at=at)


def _given_back(client: Gateway, refund: CardRefund, amount: Money, at: datetime) -> RefundSeen:
    paid = refund.charge.reference
    try:
        seen = client.look_up_refund(refund.sent_key, refund.reference, payment=paid)
        return seen or client.refund(paid, amount, key=refund.sent_key)
    except GatewayFailed as error:
        if at - refund.started_at < TRIED_FOR:
            raise NoAnswer(error.detail) from error
        return RefundSeen(refund.sent_key, "", RefundState.REFUSED, FAILED)


@operation
def record_refund(*, refund_id: int, seen: RefundSeen, by: Actor, at: datetime) -> CardRefund:
    """Write down how a refund stands; refused, its payout is reversed. Raises CardRefund.DoesNotExist."""
    refund = CardRefund.objects.select_for_update(no_key=True).get(pk=refund_id, seller_id=by.seller_id)
    is_late = refund.state == CardRefund.State.DONE and seen.state == RefundState.REFUSED
    if refund.state != CardRefund.State.STARTED and not is_late:
        refund.check_at = None
        refund.save(update_fields=["check_at"])
        return refund
    refund.reference = seen.reference[:255]
    match seen.state:
        case RefundState.DONE:
            _end(refund, CardRefund.State.DONE, "", by, at)
        case RefundState.REFUSED:
            _refuse(refund, seen.refusal, by, at)
        case RefundState.PENDING:
            refund.save(update_fields=["reference"])
    return refund


def _refuse(refund: CardRefund, refusal: str, by: Actor, at: datetime) -> None:
    # How much was given back is asked anew: this one may have been counted in, and hidden one made at the gateway.
    charge = Charge.objects.select_for_update(no_key=True).get(pk=refund.charge_id, seller_id=refund.seller_id)
    done = charge.refunds.filter(state=CardRefund.State.DONE).exclude(pk=refund.pk).aggregate(minor=Sum("amount_minor"))
    charge.refunded_minor, charge.check_at = min(charge.refunded_minor, done["minor"] or 0), at
    charge.save(update_fields=["refunded_minor", "check_at"])
    if refund.transfer_id is not None:
        call_scalar("ledger_reverse", refund.transfer_id, at, by.user_id, by.name, REFUSED)
    _end(refund, CardRefund.State.REFUSED, refusal, by, at)


def _end(refund: CardRefund, state: CardRefund.State, refusal: str, by: Actor, at: datetime) -> None:
    refund.state, refund.refusal, refund.changed_at, refund.check_at = state, refusal[:60], at, None
    refund.save(update_fields=["reference", "state", "refusal", "changed_at", "check_at"])
    record(
        "charge.refund_ended",
        subject=refund, account_id=refund.buyer_id, by=by, at=at, state=str(state),
        amount_minor=refund.amount_minor, currency=refund.currency, refusal=refund.refusal,
    )  # fmt: skip
