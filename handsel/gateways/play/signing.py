"""How the test gateway signs what it sends: HMAC over the time and the body, so that neither can be changed."""

import hashlib
import hmac

HEADER = "X-Test-Gateway-Signature"


def webhook_secret_of(secret: str) -> str:
    """Return what webhooks of the account with `secret` are signed with; both sides work it out."""
    return hmac.new(secret.encode(), b"webhooks", hashlib.sha256).hexdigest()


def signature(webhook_secret: str, at: int, body: bytes) -> str:
    """Return the header of a webhook that is sent `at` seconds since 1970."""
    return f"t={at},v1={_hmac(webhook_secret, at, body)}"


def signed_at(webhook_secret: str, header: str, body: bytes) -> int | None:
    """Return when a webhook was signed; None when it was not signed with this secret."""
    parts = dict(part.partition("=")[::2] for part in header.split(","))
    at, told = parts.get("t", ""), parts.get("v1", "")
    if not (at.isascii() and at.isdigit() and len(at) <= 12):  # noqa: PLR2004 - seconds until the year 33658
        return None
    return int(at) if hmac.compare_digest(_hmac(webhook_secret, int(at), body).encode(), told.encode()) else None


def _hmac(webhook_secret: str, at: int, body: bytes) -> str:
    return hmac.new(webhook_secret.encode(), b"%d." % at + body, hashlib.sha256).hexdigest()
