"""How Stripe writes down what it tells, made from the test gateway's rows: fields as in its answers of 2026-10-28."""

from typing import Any

Row = dict[str, Any]

STATUS = {
    "authorised": "requires_capture",
    "captured": "succeeded",
    "voided": "canceled",
    "refused": "requires_payment_method",
    "pending": "processing",
    "needs_holder": "requires_action",
}
DISPUTES = {"open": "needs_response", "won": "won", "lost": "lost"}
BRANDS = {"Visa": "visa", "Mastercard": "mastercard", "American Express": "amex", "Card": "unknown"}
KINDS = {
    "payment.captured": "payment_intent.succeeded",
    "payment.authorised": "payment_intent.amount_capturable_updated",
    "payment.voided": "payment_intent.canceled",
    "payment.refused": "payment_intent.payment_failed",
    "payment.needs_holder": "payment_intent.payment_failed",
    "payment.pending": "payment_intent.processing",
    "payment.changed": "charge.dispute.updated",
    "refund.done": "refund.updated",
    "refund.refused": "refund.failed",
    "form.done": "checkout.session.completed",
    "form.expired": "checkout.session.expired",
}


def a_list(rows: list[Row], asked: Row | None = None, url: str = "") -> Row:
    """Write a page of `rows`, the newest first."""
    newest, asked = rows[::-1], asked or {}
    after = [place for place, row in enumerate(newest, start=1) if row["id"] == asked.get("starting_after")]
    page = newest[sum(after) :]
    most = int(asked.get("limit", 10))
    return {"object": "list", "data": page[:most], "has_more": len(page) > most, "url": url}


def metadata(row: Row) -> Row:
    return {"handsel_key": row["key"], "told_by": "Handsel"} if row["key"] else {}


def an_intent(row: Row, card: Row | None) -> Row:
    return {
        "id": row["reference"],
        "object": "payment_intent",
        "amount": row["amount"],
        "amount_capturable": row["amount"] if row["state"] == "authorised" else 0,
        "amount_received": row["captured"],
        "canceled_at": None,
        "cancellation_reason": None,
        "capture_method": "automatic" if row["captures"] else "manual",
        "client_secret": f"{row['reference']}_secret_x",
        "created": int(row["at"]),
        "currency": row["currency"].lower(),
        "customer": f"cus_{card['reference']}" if card else None,
        "last_payment_error": a_refusal(row) if _was_refused(row) else None,
        "latest_charge": a_charge(row),
        "livemode": False,
        "metadata": metadata(row),
        "next_action": _next(row),
        "payment_method": card["reference"] if card else None,
        "payment_method_types": ["card"],
        "status": "requires_payment_method" if _was_refused(row) else STATUS[row["state"]],
    }


def _was_refused(row: Row) -> bool:
    """A card that needs its holder is refused off session; once confirmed on session, it requires an action."""
    return row["state"] == "refused" or (row["state"] == "needs_holder" and "bank" not in row)


def _next(row: Row) -> Row | None:
    if row["state"] != "needs_holder" or "bank" not in row:
        return None
    return {"type": "redirect_to_url", "redirect_to_url": {"url": row["bank"], "return_url": row["return_url"]}}


def a_charge(row: Row) -> Row:
    return {
        "id": f"ch_{row['reference']}",
        "object": "charge",
        "amount": row["amount"],
        "amount_captured": row["captured"],
        "amount_refunded": row["refunded"],
        "captured": row["captured"] > 0,
        "currency": row["currency"].lower(),
        "disputed": bool(row["dispute"]),
        "metadata": metadata(row),
        "payment_intent": row["reference"],
        "refunded": row["refunded"] >= row["captured"] > 0,
        "status": "succeeded" if row["captured"] else "pending",
    }


def a_refusal(row: Row) -> Row:
    if row["refusal"] == "not_confirmed":
        return {
            "type": "invalid_request_error",
            "code": "payment_intent_authentication_failure",
            "message": "The provided PaymentMethod has failed authentication.",
        }
    needs_holder = row["state"] == "needs_holder"
    told = "insufficient_funds" if row["refusal"] == "insufficient_funds" else "do_not_honor"
    told = "authentication_required" if needs_holder else told
    code = "authentication_required" if needs_holder else "card_declined"
    return {
        "type": "card_error",
        "code": code,
        "decline_code": told,
        "doc_url": f"https://stripe.com/docs/error-codes/{code}",
        "message": "Your card was declined.",
    }


def a_dispute(row: Row) -> Row:
    """Disputes carry no metadata of the payment: only which one it is."""
    return {
        "id": f"du_{row['reference']}",
        "object": "dispute",
        "amount": row["captured"],
        "charge": f"ch_{row['reference']}",
        "currency": row["currency"].lower(),
        "metadata": {},
        "payment_intent": row["reference"],
        "reason": "fraudulent",
        "status": DISPUTES[row["dispute"]],
    }


def a_refund(row: Row) -> Row:
    return {
        "id": row["reference"],
        "object": "refund",
        "amount": row["amount"],
        "currency": row["currency"].lower(),
        "failure_reason": "expired_or_canceled_card" if row["state"] == "refused" else None,
        "metadata": metadata(row),
        "payment_intent": row["payment"],
        "status": "failed" if row["state"] == "refused" else "succeeded",
    }


def a_method(card: Row) -> Row:
    return {
        "id": card["reference"],
        "object": "payment_method",
        "card": {
            "brand": BRANDS[card["brand"]],
            "country": "US",
            "exp_month": card["month"],
            "exp_year": card["year"],
            "funding": "credit",
            "last4": card["number"],
        },
        "customer": f"cus_{card['reference']}",
        "type": "card",
    }


def a_session(row: Row, base: str, card: Row | None, intent: Row | None) -> Row:
    status = {"open": "open", "done": "complete", "expired": "expired"}[row["state"]]
    method = a_method(card) if card else None
    setup = {
        "id": f"seti_{row['reference']}",
        "object": "setup_intent",
        "payment_method": method,
        "status": "succeeded",
    }
    return {
        "id": row["reference"],
        "object": "checkout.session",
        "customer": f"cus_{card['reference']}" if card and row["saves_card"] else None,
        "livemode": False,
        "metadata": metadata(row),
        "mode": "payment" if row.get("amount") is not None else "setup",
        "payment_intent": {**intent, "payment_method": method} if intent else None,
        "payment_status": "paid" if intent and intent["status"] == "succeeded" else "unpaid",
        "setup_intent": setup if status == "complete" and row.get("amount") is None else None,
        "status": status,
        "url": f"{base}/pay/{row['reference']}" if status == "open" else None,
    }


def an_error(kind: str, code: str, message: str, param: str | None = None, **more: Any) -> Row:
    return {"error": {"type": kind, "code": code, "message": message, "param": param, **more}}
