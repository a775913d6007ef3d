"""How a supplier's program knows that it is us, and we know that it is the program: a time and an HMAC (ORD-12)."""

import hashlib
import hmac
from datetime import datetime, timedelta

HEADER = "Handsel-Signature"
FRESH = timedelta(minutes=5)


def signature_of(secret: str, body: bytes, *, at: datetime) -> str:
    """Return the header for `body`: `t=1764000000,v1=<hex of the HMAC-SHA256 of "1764000000." and the body>`."""
    stamp = int(at.timestamp())
    return f"t={stamp},v1={_hmac(secret, stamp, body)}"


def is_signed(secret: str, body: bytes, header: str, *, at: datetime) -> bool:
    """Whether `header` signs `body` with `secret`, within the last five minutes or the next."""
    told = dict(part.strip().partition("=")[::2] for part in header.split(","))
    stamp = told.get("t", "")
    if not (stamp.isascii() and stamp.isdigit() and len(stamp) <= 12):  # noqa: PLR2004 - as long as times are
        return False
    fresh = abs(at.timestamp() - int(stamp)) <= FRESH.total_seconds()
    return fresh and hmac.compare_digest(_hmac(secret, int(stamp), body).encode(), told.get("v1", "").encode())


def _hmac(secret: str, stamp: int, body: bytes) -> str:
    return hmac.new(secret.encode(), b"%d." % stamp + body, hashlib.sha256).hexdigest()
