"""Amounts as people type them, in the writing of their language and of the portal (FUN-1)."""

from babel.numbers import format_decimal
from django.utils.translation import gettext as _

from handsel.kernel.money import AmountUnreadable, Money, exponent, is_written_amount, parse_money
from handsel.kernel.refusal import Refusal
from handsel.web.templatetags.money import decimal_mark, marked, money_within, reader_locale


def typed_money(text: str, currency: str, *, field: str = "amount", may_be_zero: bool = False) -> Money:
    """Read an amount above zero in the reader's own writing: 1,250.50 or 1.250,50.

    Thousands are grouped by three or not at all, so that 12.50 typed where the comma is the decimal mark is asked
    about instead of taken for 1250. Raises AmountUnreadable, AmountNotPositive, AmountTooFine or AmountTooLarge, naming
    `field`.
    """
    mark = decimal_mark()
    if not is_written_amount(text, mark):
        raise AmountUnreadable(fields={field: _("Enter an amount such as 125%s50.") % mark})
    return parse_money(text, currency, field=field, decimal_mark=mark, may_be_zero=may_be_zero)


def with_amounts_read(refusal: Refusal) -> Refusal:
    """Return `refusal` with its amounts as the reader writes them, as they stand beside it on the screen."""
    refusal.fields = {name: money_within(told) for name, told in refusal.fields.items()}
    refusal.args = (money_within(str(refusal)),)
    return refusal


def typed_amount(money: Money) -> str:
    """Return `money` as the reader would type it, without its currency; `typed_money` reads it back."""
    decimals = exponent(money.currency)
    form = "#,##0." + "0" * decimals if decimals else "#,##0"
    return marked(format_decimal(money.decimal, form, locale=reader_locale()))
