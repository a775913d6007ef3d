"""What counts as an e-mail address: one complete address that mail can be sent to."""

import re

# Letters of every alphabet: josé@… is an address (RFC 6531); `_` is none in a domain.
_LABEL = r"[^\W_](?:(?:[^\W_]|-)*[^\W_])?"
_ADDRESS = re.compile(rf"[\w.!#$%&'*+/=?^`{{|}}~-]+@{_LABEL}(?:\.{_LABEL})+")
_LONGEST, _LONGEST_LOCAL = 254, 64


def is_email(text: str) -> bool:
    """Whether `text`, in lower case, is one complete address with a domain of at least two parts."""
    local = text.partition("@")[0]
    if len(text) > _LONGEST or len(local) > _LONGEST_LOCAL:
        return False
    dots = ".." in local or local.startswith(".") or local.endswith(".")
    return not dots and _ADDRESS.fullmatch(text) is not None
