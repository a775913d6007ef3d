"""What counts as an e-mail address: one complete address that mail can be sent to."""

import re

_LABEL = r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?"
_ADDRESS = re.compile(rf"[a-z0-9.!#$%&'*+/=?^_`{{|}}~-]+@{_LABEL}(?:\.{_LABEL})+")
_LONGEST, _LONGEST_LOCAL = 254, 64


def is_email(text: str) -> bool:
    """Whether `text`, in lower case, is one complete address with a domain of at least two parts."""
    local = text.partition("@")[0]
    return (
        bool(_ADDRESS.fullmatch(text))
        and len(text) <= _LONGEST
        and len(local) <= _LONGEST_LOCAL
        and ".." not in local
        and not local.startswith(".")
        and not local.endswith(".")
    )
