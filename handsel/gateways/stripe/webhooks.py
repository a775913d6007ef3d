"""Stripe's webhooks: believed when the SDK finds their signature right and they are fresh (FUN-7)."""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta

import stripe

from handsel.gateways.interface import Notice, NoticeTooOld, NoticeUnreadable, SignatureWrong
from handsel.gateways.stripe.reading import Told, key_of, reference_of

HEADER = "stripe-signature"
FRESH = timedelta(minutes=5)
LONGEST = 255


def notice_of(body: bytes, headers: Mapping[str, str], secret: str, *, at: datetime) -> Notice:
    """Return what a webhook says. Raises SignatureWrong, NoticeTooOld, NoticeUnreadable."""
    signed = headers.get(HEADER, "")
    try:
        # Without its own tolerance, which reads another clock and lets the future pass.
        stripe.WebhookSignature.verify_header(body, signed, secret, tolerance=None)
        signed_at = next(int(part.split("=", 2)[1]) for part in signed.split(",") if part.startswith("t="))
    except (stripe.SignatureVerificationError, UnicodeDecodeError, TypeError, ValueError, StopIteration):
        raise SignatureWrong("This webhook is not signed by the gateway.") from None
    if abs(at.timestamp() - signed_at) > FRESH.total_seconds():
        raise NoticeTooOld("This webhook was signed more than five minutes ago.")
    try:
        event = json.loads(body)
        about = event["data"]["object"]
        return Notice(_text(event["id"]), _text(event["type"]), key_of(about)[:LONGEST], _payment_of(about)[:LONGEST])
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise NoticeUnreadable("This webhook is none that the gateway sends.") from None


def _payment_of(about: Told) -> str:
    return reference_of(about["id"] if about.get("object") == "payment_intent" else about.get("payment_intent"))


def _text(told: object) -> str:
    if not isinstance(told, str) or not 0 < len(told) <= LONGEST:
        raise TypeError("not a text")
    return told
