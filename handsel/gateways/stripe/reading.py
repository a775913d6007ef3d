"""What Stripe answers, in the words of the interface (BIL-3)."""

from collections.abc import Mapping, Sequence
from typing import Any

from handsel.gateways.interface import Card, Dispute, Payment, PaymentState, RefundSeen, RefundState
from handsel.gateways.stripe.amounts import money_of

OUR_KEY = "handsel_key"
"""Under what name Handsel's key stands in the metadata of everything that it makes at Stripe."""

Told = Mapping[str, Any]

DECLINED, NEEDS_PERSON, NOT_CONFIRMED = "declined", "authentication_required", "not_confirmed"
NOT_REFUNDABLE = "not_refundable"

REFUSALS: Mapping[str, str] = {
    "insufficient_funds": "insufficient_funds",
    "expired_card": "card_expired",
    "authentication_required": NEEDS_PERSON,
    "authentication_not_handled": NEEDS_PERSON,
    "payment_intent_authentication_failure": NOT_CONFIRMED,
    "incorrect_number": "card_data_wrong",
    "incorrect_cvc": "card_data_wrong",
    "invalid_cvc": "card_data_wrong",
    "invalid_expiry_month": "card_data_wrong",
    "invalid_expiry_year": "card_data_wrong",
    "currency_not_supported": "currency_not_taken",
    "invalid_currency": "currency_not_taken",
    "card_velocity_exceeded": "limit_reached",
    "withdrawal_count_limit_exceeded": "limit_reached",
    "processing_error": "try_again_later",
    "issuer_not_available": "try_again_later",
    "try_again_later": "try_again_later",
    "reenter_transaction": "try_again_later",
    "amount_too_small": "amount_too_small",
    "amount_too_large": "amount_too_large",
    "payment_method_unactivated": "card_gone",
    "resource_missing": "card_gone",
}
"""Stripe's code -> ours. What is not here is a plain no: that a card was stolen is not for whoever holds it to read."""

_STATES: Mapping[str, PaymentState] = {
    "succeeded": PaymentState.CAPTURED,
    "requires_capture": PaymentState.AUTHORISED,
    "canceled": PaymentState.VOIDED,
    "processing": PaymentState.PENDING,
    "requires_action": PaymentState.NEEDS_HOLDER,
    "requires_confirmation": PaymentState.REFUSED,
}
_REFUNDS: Mapping[str, RefundState] = {
    "succeeded": RefundState.DONE,
    "failed": RefundState.REFUSED,
    "canceled": RefundState.REFUSED,
}
_BRANDS: Mapping[str, str] = {
    "amex": "American Express",
    "cartes_bancaires": "Cartes Bancaires",
    "diners": "Diners Club",
    "eftpos_au": "Eftpos",
    "jcb": "JCB",
    "unionpay": "UnionPay",
    "unknown": "Card",
}
# Inquiries (warning_…) take no money, and what was prevented never came to a dispute.
_OPEN = frozenset({"needs_response", "under_review", "appeal_needs_response", "appeal_under_review"})


def key_of(told: Told) -> str:
    """Return Handsel's key in the metadata of what Stripe tells of; empty when it is none of ours."""
    return str((told.get("metadata") or {}).get(OUR_KEY) or "")


def reference_of(told: object) -> str:
    """Return the name of what is told whole or by its name alone."""
    return str(told["id"]) if isinstance(told, Mapping) else str(told or "")


def payment_of(intent: Told, disputes: Sequence[Told] = (), refunds: Sequence[Told] | None = None) -> Payment:
    """Return how a payment intent stands; its latest charge is told whole, `disputes` and `refunds` are those of it.

    A refund that failed counts as none, whatever the charge says of it.
    """
    state = _STATES.get(intent["status"], PaymentState.PENDING)
    fault = intent.get("last_payment_error")
    if intent["status"] == "requires_payment_method" and fault:
        # Charged without its holder, a card that needs one is refused at first, and can be confirmed all the same.
        is_asked_for = refusal_of(fault) == NEEDS_PERSON
        state = PaymentState.NEEDS_HOLDER if is_asked_for else PaymentState.REFUSED
    currency = intent["currency"]
    refunded = _refunded(intent)
    if refunds is not None:
        refunded = sum(told["amount"] for told in refunds if _REFUNDS.get(told["status"]) != RefundState.REFUSED)
    return Payment(
        key=key_of(intent),
        reference=intent["id"],
        state=state,
        amount=money_of(intent["amount"], currency),
        captured_minor=money_of(intent.get("amount_received") or 0, currency).minor,
        refunded_minor=money_of(refunded, currency).minor if state == PaymentState.CAPTURED else 0,
        dispute=dispute_of(disputes),
        refusal=(refusal_of(fault) if fault else DECLINED) if state == PaymentState.REFUSED else "",
    )


def refusal_of(fault: Told) -> str:
    """Return why a bank said no; the bank's own code goes before Stripe's."""
    codes = (str(fault.get(name)) for name in ("decline_code", "code"))
    return next((REFUSALS[code] for code in codes if code in REFUSALS), DECLINED)


def _refunded(intent: Told) -> int:
    charge = intent.get("latest_charge")
    return int(charge.get("amount_refunded") or 0) if isinstance(charge, Mapping) else 0


def is_refunded(intent: Told) -> bool:
    return _refunded(intent) > 0


def is_disputed(intent: Told) -> bool:
    charge = intent.get("latest_charge")
    return isinstance(charge, Mapping) and bool(charge.get("disputed"))


def banks_url(intent: Told) -> str:
    """Return where the bank asks the cardholder; empty where it does not ask by a page."""
    action = intent.get("next_action") or {}
    return str((action.get("redirect_to_url") or {}).get("url") or "") if intent["status"] == "requires_action" else ""


def dispute_of(disputes: Sequence[Told]) -> Dispute:
    """Return how the disputes of one payment stand together: what is open or lost counts."""
    states = {told["status"] for told in disputes}
    if states & _OPEN:
        return Dispute.OPEN
    if "lost" in states:
        return Dispute.LOST
    return Dispute.WON if "won" in states else Dispute.NONE


def refund_of(told: Told) -> RefundSeen:
    """Return how a refund stands; one that failed is refused, and the money is back in the seller's balance."""
    state = _REFUNDS.get(told["status"], RefundState.PENDING)
    refusal = NOT_REFUNDABLE if state == RefundState.REFUSED else ""
    return RefundSeen(key_of(told), told["id"], state, refusal)


def card_of(customer: str, method: Told) -> Card:
    """Return a kept card. Its token names whose it is and which: Stripe charges it with both."""
    card = method["card"]
    brand = card["brand"] or "unknown"
    return Card(
        token=f"{customer}/{method['id']}",
        brand=_BRANDS.get(brand, brand.replace("_", " ").title()),
        last_four=card["last4"],
        expiry_month=card["exp_month"],
        expiry_year=card["exp_year"],
    )
