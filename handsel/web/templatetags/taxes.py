"""Tax rates in templates (CAT-4)."""

from decimal import Decimal

from babel.numbers import format_decimal
from django import template

from handsel.tax.models import TaxCategory
from handsel.web.templatetags.money import marked, reader_locale

register = template.Library()


@register.filter
def tax_category(value: str) -> str:
    """Return a tax category in words."""
    return str(TaxCategory(value).label)


@register.filter
def percent(value: Decimal | None) -> str:
    """Return a percentage without its sign and without zeros that say nothing: 19, 8.875, or 8,875."""
    if value is None:
        return "–"
    return marked(format_decimal(value, "0.###", locale=reader_locale()))
