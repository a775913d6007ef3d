"""The keys of a Stripe account as a seller copies them: checked by their looks, shown by their ends (BIL-3)."""

import re

_SECRET = re.compile(r"(?:sk|rk)_(test|live)_[A-Za-z0-9]{8,}")
_WEBHOOK = re.compile(r"whsec_[A-Za-z0-9+/=_-]{8,}")


def fault_of_secret(secret: str) -> str:
    """Return what is wrong with a secret or restricted key, in words; empty when it may be one."""
    if secret.startswith("pk_"):
        return "This is the publishable key. Enter the secret key, or better a restricted one."
    return "" if _SECRET.fullmatch(secret) else "Enter a key of Stripe: it begins with rk_live_, sk_live_ or rk_test_."


def fault_of_webhook_secret(secret: str) -> str:
    """Return what is wrong with the signing secret of a webhook; empty when it may be one or none was entered."""
    return "" if not secret or _WEBHOOK.fullmatch(secret) else "Enter the signing secret: it begins with whsec_."


def shown_key(secret: str) -> str:
    """Return what may be shown of a key: which kind it is, and its last four letters."""
    kind, mode, rest = secret.split("_", 2)
    return f"{kind}_{mode}_…{rest[-4:]}"


def is_live(key: str) -> bool:
    """Whether a key, or what is shown of it, moves real money."""
    return "_live_" in key[:8]
