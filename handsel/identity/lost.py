"""What becomes of sealed secrets when the key of the installation is lost: a clear no, and other ways in (USR-7)."""

from handsel.kernel.refusal import Refusal
from handsel.kernel.sealing import CannotUnseal, unseal


class SecretLost(Refusal):
    """A secret that is kept sealed cannot be read any more: the installation has another secret key."""

    code = "secret_lost"
    status = 503


def opened(sealed: str, *, purpose: str, otherwise: str) -> str:
    """Return what was sealed. Raises SecretLost with what to do `otherwise`."""
    try:
        return unseal(sealed, purpose=purpose)
    except CannotUnseal:
        raise SecretLost(otherwise) from None
