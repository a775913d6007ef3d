"""How prices say for how long they are, in one place for all faces: a month, two weeks, once."""

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from handsel.catalog.period_words import every
from handsel.catalog.periods import Period, Unit

register = template.Library()


@register.filter
def period(lasts: Period) -> str:
    """Return what stands behind a price: "/ month", "/ 3 months", "/ year", or "once"."""
    count = lasts.count
    match lasts.unit:
        case Unit.DAY:
            return ngettext("/ day", "/ %(count)s days", count) % {"count": count}
        case Unit.WEEK:
            return ngettext("/ week", "/ %(count)s weeks", count) % {"count": count}
        case Unit.MONTH:
            return ngettext("/ month", "/ %(count)s months", count) % {"count": count}
        case Unit.YEAR:
            return ngettext("/ year", "/ %(count)s years", count) % {"count": count}
    return _("once")


register.filter(every)
