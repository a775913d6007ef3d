"""Amounts as people type them, in the writing of their language and of the portal (FUN-1)."""

import re

from babel.numbers import format_decimal
from django.utils.translation import gettext as _

from handsel.kernel.money import AmountUnreadable, Money, exponent, parse_money
from handsel.web.templatetags.money import decimal_mark, marked, reader_locale

SPACES = re.compile(r"[\s'’\u00a0\u202f]")


def typed_money(text: str, currency: str, *, field: str = "amount", may_be_zero: bool = False) -> Money:
    """Read an amount above zero in the reader's own writing: 1,250.50 or 1.250,50.

    Thousands are grouped by three or not at all, so that 12.50 typed where the comma is the decimal mark is asked
    about instead of taken for 1250. Raises AmountUnreadable, AmountNotPositive, AmountTooFine or AmountTooLarge, naming
    `field`.
    """
    mark = decimal_mark()
    thousands = "," if mark == "." else "."
    grouped = rf"\d{{1,3}}(?:{re.escape(thousands)}\d{{3}})+|\d*"
    if not re.fullmatch(rf"(?:{grouped})(?:{re.escape(mark)}\d+)?", SPACES.sub("", text)):
        raise AmountUnreadable(fields={field: _("Enter an amount such as 125%s50.") % mark})
    return parse_money(text, currency, field=field, decimal_mark=mark, may_be_zero=may_be_zero)


def typed_amount(money: Money) -> str:
    """Return `money` as the reader would type it, without its currency; `typed_money` reads it back."""
    decimals = exponent(money.currency)
    form = "#,##0." + "0" * decimals if decimals else "#,##0"
    return marked(format_decimal(money.decimal, form, locale=reader_locale()))
