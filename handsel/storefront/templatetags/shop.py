"""How prices say for how long they are: a month, a year, once."""

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

register = template.Library()

YEAR = 12


@register.filter
def period(months: int) -> str:
    """Return what stands behind a price: "/ month", "/ year", "/ 3 months", or "once" for 0."""
    if not months:
        return _("once")
    years, rest = divmod(months, YEAR)
    if rest:
        return ngettext("/ month", "/ %(count)s months", months) % {"count": months}
    return ngettext("/ year", "/ %(count)s years", years) % {"count": years}


@register.filter
def every(months: int) -> str:
    """Return how often something renews, as words that begin a line: "Each month", "Every 3 months"."""
    years, rest = divmod(months, YEAR)
    if rest:
        return ngettext("Each month", "Every %(count)s months", months) % {"count": months}
    return ngettext("Each year", "Every %(count)s years", years) % {"count": years}
