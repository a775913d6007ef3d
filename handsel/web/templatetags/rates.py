"""Exchange rates in templates: all their digits, in the reader's language and the portal's marks (CAT-5)."""

from decimal import Decimal

from babel.numbers import format_decimal
from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from handsel.web.templatetags.money import marked, reader_locale

register = template.Library()


@register.filter
def rate(value: Decimal | str | None) -> SafeString:
    """Render a rate as `<bdi>`; an empty one is a dash."""
    if not value:
        return format_html('<span class="text-muted">{}</span>', "–")
    return format_html('<bdi class="money">{}</bdi>', rate_text(Decimal(value)))


@register.filter
def rate_text(value: Decimal) -> str:
    """Return a rate as text, without zeros that say nothing: 1.08, or 1,08 where that is how numbers are written."""
    return marked(format_decimal(value, "#,##0.############", locale=reader_locale(), decimal_quantization=False))
