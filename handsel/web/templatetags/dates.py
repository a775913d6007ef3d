"""Dates in templates: as the reader writes them, with the exact moment for machines."""

from datetime import date, datetime

from django import template
from django.utils import formats, timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from handsel.web.manners import date_format

register = template.Library()


@register.filter
def day(value: date | datetime | None) -> SafeString:
    """Render the day of `value` in the reader's own format and time zone; a dash for none."""
    if value is None:
        return format_html('<span class="text-muted">{}</span>', "–")
    local = timezone.localtime(value) if isinstance(value, datetime) else value
    return format_html('<time datetime="{}">{}</time>', value.isoformat(), formats.date_format(local, date_format()))


def day_text(value: date) -> str:
    """Return a day in the reader's own format, for the middle of a sentence."""
    return formats.date_format(value, date_format())


@register.filter
def moment(value: datetime | None) -> SafeString:
    """Render day and time of `value` in the reader's own format and time zone; a dash for none."""
    if value is None:
        return format_html('<span class="text-muted">{}</span>', "–")
    return format_html('<time datetime="{}">{}</time>', value.isoformat(), moment_text(value))


def moment_text(value: datetime) -> str:
    """Return day and time of `value` in the reader's own format and time zone, for the middle of a sentence."""
    return formats.date_format(timezone.localtime(value), f"{date_format()}, H:i")
