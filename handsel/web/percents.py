"""Percentages as people type them, in the writing of their language and of the portal (CAT-4)."""

from decimal import Decimal

from django.utils.translation import gettext as _

from handsel.catalog.rate_refusals import RateUnreadable
from handsel.tax.refusals import TaxPercentUnreadable
from handsel.web.rates import typed_rate
from handsel.web.templatetags.money import decimal_mark


def typed_percent(text: str) -> Decimal:
    """Read a percentage, with or without its sign: 19, 8.875 or 8,875 %. Raises TaxPercentUnreadable."""
    try:
        return typed_rate(text.strip().removesuffix("%"))
    except RateUnreadable as unreadable:
        said = _("Enter a percentage such as 8%s1.") % decimal_mark()
        raise TaxPercentUnreadable(fields={"percent": said}) from unreadable
