"""Money in templates: in the reader's language and the portal's marks, whole in any direction of writing."""

import re
from decimal import Decimal
from functools import lru_cache

from babel import Locale, UnknownLocaleError
from babel.numbers import format_currency, get_decimal_symbol, get_group_symbol
from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from handsel.kernel.money import Money, exponent, is_currency
from handsel.web.manners import number_marks

register = template.Library()

CODE_AT_NUMBER = re.compile(r"(?<=[A-Z])(?=\d)")
"""Where Babel writes KWD1.250 for a currency without a sign of its own."""

MINUS_FROM_THE_RIGHT = re.compile(r"(?<=\u200f)-(?=\d)")
"""A minus that stands before its number in writing from the right too, once a mark from the left keeps it there."""

AMOUNT_WITHIN = re.compile(r"(-?\d{1,3}(?:,\d{3})*(?:\.\d+)?) ([A-Z]{3})\b")

MARK_BETWEEN_DIGITS = re.compile(r"(?<=\d)\D(?=\d)")


@register.filter
def money(amount: Money | int | None, currency: str = "") -> SafeString:
    """Render Money, or minor units with their `currency`, as `<bdi>`; an empty value stays a dash.

    `{{ order.total }}|money` or `{{ order.total_minor|money:order.currency }}`.
    """
    if amount is None:
        return format_html('<span class="text-muted">{}</span>', "–")
    worth = amount if isinstance(amount, Money) else Money(amount, currency)
    short = " hs-short" if worth.minor < 0 else ""
    return format_html('<bdi class="money{}">{}</bdi>', short, money_text(worth))


@register.filter
def money_text(amount: Money) -> str:
    """Return `amount` as plain text in the reader's language, for titles and labels."""
    return _money_text(amount, get_language(), number_marks())


@register.filter
def money_within(text: str) -> str:
    """Return `text` with the amounts in it, which the domain writes as 12.50 EUR, as the reader writes them."""
    return AMOUNT_WITHIN.sub(_as_read, text)


def _as_read(found: re.Match[str]) -> str:
    number, currency = found.groups()
    amount = Money(int(Decimal(number.replace(",", "")).scaleb(exponent(currency))), currency)
    return money_text(amount) if is_currency(currency) and str(amount) == found[0] else found[0]


@lru_cache(maxsize=16_384)
def _money_text(amount: Money, _language: str | None, _marks: str) -> str:
    """Write `amount` as whoever reads this language with these marks does: once, since lists write many."""
    text = marked(format_currency(amount.decimal, amount.currency, locale=reader_locale()))
    return MINUS_FROM_THE_RIGHT.sub("\u200e\\g<0>", CODE_AT_NUMBER.sub("\u00a0", text))


def marked(text: str) -> str:
    """Return `text`, numbers in the reader's language, with the portal's own marks where it has chosen some."""
    marks = number_marks()
    if not marks:
        return text
    locale = reader_locale()
    own = {get_group_symbol(locale): marks[0].replace(" ", "\u00a0"), get_decimal_symbol(locale): marks[1]}
    return MARK_BETWEEN_DIGITS.sub(lambda found: own.get(found[0], found[0]), text)


def decimal_mark() -> str:
    """Return what stands before decimals here."""
    return number_marks()[1:] or get_decimal_symbol(reader_locale())


def reader_locale() -> Locale:
    """Return the locale of the active language; English where Babel does not know it."""
    try:
        return Locale.parse(get_language() or "en", sep="-")
    except (UnknownLocaleError, ValueError):
        return Locale("en")
