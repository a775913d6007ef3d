"""For how long a price is, as staff type it: once, or every so many of a unit (CAT-1)."""

from django import forms
from django.utils.translation import gettext_lazy as _

from handsel.catalog.periods import ONCE, Period, Unit
from handsel.web.forms import HouseForm

UNITS = (
    ("", _("Once")),
    (Unit.DAY, _("Every … days")),
    (Unit.WEEK, _("Every … weeks")),
    (Unit.MONTH, _("Every … months")),
    (Unit.YEAR, _("Every … years")),
)


class PeriodFields(HouseForm):
    """The two controls; how many counts for nothing where it is charged once."""

    period_unit = forms.ChoiceField(label=_("Charged"), choices=UNITS, required=False, initial=Unit.MONTH)
    period_count = forms.IntegerField(
        label=_("How many of them"),
        required=False,
        initial=1,
        min_value=1,
        max_value=3_660,
        widget=forms.NumberInput({"inputmode": "numeric", "min": 1, "autocomplete": "off"}),
    )


def typed_period(count: int | None, unit: str) -> Period:
    """Return the period that was typed; one of the unit where no number was."""
    return Period(count or 1, unit) if unit else ONCE
