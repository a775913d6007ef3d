"""Money in templates: in the reader's language, whole in any direction of writing."""

import re

from babel import Locale, UnknownLocaleError
from babel.numbers import format_currency
from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from handsel.kernel.money import Money

register = template.Library()

CODE_AT_NUMBER = re.compile(r"(?<=[A-Z])(?=\d)")
"""Where Babel writes KWD1.250 for a currency without a sign of its own."""


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
    text = format_currency(amount.decimal, amount.currency, locale=reader_locale())
    return CODE_AT_NUMBER.sub("\u00a0", text)


def reader_locale() -> Locale:
    """Return the locale of the active language; English where Babel does not know it."""
    try:
        return Locale.parse(get_language() or "en", sep="-")
    except (UnknownLocaleError, ValueError):
        return Locale("en")
