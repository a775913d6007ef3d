"""Amounts as people type them, in the writing of their language."""

import re

from django.utils.translation import gettext as _

from handsel.kernel.money import Money, parse_money
from handsel.kernel.refusal import Invalid
from handsel.web.templatetags.money import decimal_mark

SPACES = re.compile(r"[\s'’\u00a0\u202f]")


def typed_money(text: str, currency: str, *, field: str = "amount") -> Money:
    """Read an amount above zero in the reader's own writing: 1,250.50 or 1.250,50.

    Thousands are grouped by three or not at all, so that 12.50 typed where the comma is the decimal mark is asked
    about instead of taken for 1250. Raises Invalid, naming `field`.
    """
    mark = decimal_mark()
    thousands = "," if mark == "." else "."
    grouped = rf"\d{{1,3}}(?:{re.escape(thousands)}\d{{3}})+|\d*"
    if not re.fullmatch(rf"(?:{grouped})(?:{re.escape(mark)}\d+)?", SPACES.sub("", text)):
        raise Invalid(fields={field: _("Enter an amount such as 125%s50.") % mark})
    return parse_money(text, currency, field=field, decimal_mark=mark)
