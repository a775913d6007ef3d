"""What may be typed as the value of a condition, brought to the one form that is kept and sent on (ACC-10)."""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from handsel.kernel.money import MAX_MINOR, exponent, is_currency

Words = str | Promise
"""A text for people, translated when it is shown."""

LONGEST = 100
MOST_DAYS = 36_500
MOST_NUMBER = 2**31 - 1
FIRST_YEAR, LAST_YEAR = 1900, 2999


class Input(StrEnum):
    """How the value of a condition is asked for."""

    TEXT = "text"
    CHOICE = "choice"
    DATE = "date"
    DAYS = "days"
    MONEY = "money"
    NUMBER = "number"
    YES = "yes"


class WrongValue(ValueError):
    """This is no value of its kind; the text says what would be one."""


def tidied(kind: Input, value: str) -> str:
    """Return `value` in the form in which it is kept; tidying twice is tidying once. Raises WrongValue."""
    text = " ".join(value.replace("\x00", "").split())
    if len(text) > LONGEST:
        raise WrongValue(_("it has more than %d characters") % LONGEST)
    if not text:
        raise WrongValue(_("it is empty"))
    return _TIDIED[kind](text)


def amount_of(value: str) -> tuple[Decimal, str]:
    """Return the figure and the currency of a tidied amount; the currency is "" where none was named."""
    figure, _blank, currency = value.partition(" ")
    return Decimal(figure), currency


def _date(text: str) -> str:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise WrongValue(_("write a day as 2026-05-31")) from None
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise WrongValue(_("write a day as 2026-05-31"))
    return day.isoformat()


def _whole(text: str, least: int, most: int) -> str:
    if not (text.isascii() and text.isdigit() and len(text) < 12) or not least <= int(text) <= most:  # noqa: PLR2004 - digits of a bigint
        raise WrongValue(_("write a whole number from %(least)d to %(most)d") % {"least": least, "most": most})
    return str(int(text))


def _money(text: str) -> str:
    figure, _blank, currency = text.partition(" ")
    currency = currency.strip().upper()
    if currency and not is_currency(currency):
        raise WrongValue(_("%s is no currency") % currency)
    try:
        amount = Decimal(figure)
        minor = amount.scaleb(exponent(currency) if currency else 3)
    except ArithmeticError:  # no number, or one beyond all numbers
        raise WrongValue(_("write an amount such as 500 EUR")) from None
    if not amount.is_finite() or abs(minor) > MAX_MINOR:
        raise WrongValue(_("write an amount such as 500 EUR"))
    if minor != minor.to_integral_value():
        raise WrongValue(_("it has too many decimals"))
    plain = f"{amount.normalize() + 0:f}"
    return f"{plain} {currency}" if currency else plain


def _yes(text: str) -> str:
    if text.lower() not in {"1", "yes", "true", "on"}:
        raise WrongValue(_("write 1"))
    return "1"


_TIDIED: Mapping[Input, Callable[[str], str]] = {
    Input.TEXT: str,
    Input.CHOICE: str,
    Input.DATE: _date,
    Input.DAYS: lambda text: _whole(text, 1, MOST_DAYS),
    Input.MONEY: _money,
    Input.NUMBER: lambda text: _whole(text, 0, MOST_NUMBER),
    Input.YES: _yes,
}
