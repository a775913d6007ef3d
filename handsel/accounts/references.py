"""The reference under which a buyer pays, such as RF42 1007: whose money it is, and for which order (BIL-3).

A creditor reference of ISO 11649, which banks carry and check. Behind its two check digits stand the number of the
account and, for one order, a U and the number of the order, in which no U occurs.
"""

import re
from dataclasses import dataclass

from stdnum import iso11649
from stdnum.exceptions import ValidationError
from stdnum.iso7064 import mod_97_10

_BODY = re.compile(r"(\d{1,9})(?:U([0-9A-Z]{1,11}))?", re.ASCII)


@dataclass(frozen=True)
class Reference:
    """What a reference says: the number of an account, and of an order, or empty."""

    account: int
    order: str = ""


def reference_of(account: int, order: str = "") -> str:
    """Return the reference of an account by its number, or of one of its orders, in groups of four."""
    body = f"{account}U{order}" if order else str(account)
    plain = f"RF{mod_97_10.calc_check_digits(f'{body}RF')}{body}"
    return " ".join(plain[start : start + 4] for start in range(0, len(plain), 4))


def read_reference(text: str) -> Reference | None:
    """Return what `text` says, with or without blanks; None where it is no reference of ours or was mistyped."""
    plain = "".join(text.split()).upper()
    if not plain.startswith("RF"):
        return None
    try:
        body = iso11649.validate(plain)[4:]
    except ValidationError:
        return None
    found = _BODY.fullmatch(body)
    return Reference(int(found[1]), found[2] or "") if found else None
