"""How often something is charged, in words (CAT-1)."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from handsel.catalog.periods import Period, Unit


def every(lasts: Period) -> str:
    """Return how often something renews, as words that begin a line: "Each month", "Every 3 months", "Once"."""
    count = lasts.count
    match lasts.unit:
        case Unit.DAY:
            return ngettext("Each day", "Every %(count)s days", count) % {"count": count}
        case Unit.WEEK:
            return ngettext("Each week", "Every %(count)s weeks", count) % {"count": count}
        case Unit.MONTH:
            return ngettext("Each month", "Every %(count)s months", count) % {"count": count}
        case Unit.YEAR:
            return ngettext("Each year", "Every %(count)s years", count) % {"count": count}
    return _("Once")
