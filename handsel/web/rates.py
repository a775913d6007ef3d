"""Exchange rates as people type them, in the writing of their language and of the portal (CAT-5)."""

import re
from decimal import Decimal

from django.utils.translation import gettext as _

from handsel.catalog.rate_refusals import RateUnreadable
from handsel.kernel.money import SPACES
from handsel.web.templatetags.money import decimal_mark

MOST_DIGITS = 40
"""More are not read: no rate has so many."""


def typed_rate(text: str) -> Decimal:
    """Read a rate in the reader's own writing, as amounts are read: 1,234.5 or 1.234,5. Zero and below are numbers too.

    Raises RateUnreadable naming `rate`.
    """
    mark = decimal_mark()
    thousands = "," if mark == "." else "."
    grouped = rf"\d{{1,3}}(?:{re.escape(thousands)}\d{{3}})+|\d*"
    plain = SPACES.sub("", text)
    if len(plain) > MOST_DIGITS or not re.fullmatch(
        rf"-?(?=.*\d)(?:{grouped})(?:{re.escape(mark)}\d+)?", plain, re.ASCII
    ):
        raise RateUnreadable(fields={"rate": _("Enter a rate such as 1%s08.") % mark})
    return Decimal(plain.replace(thousands, "").replace(mark, "."))
