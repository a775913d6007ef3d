"""Percentages as people type them, in the writing of their language and of the portal (CAT-2, CAT-4)."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from handsel.catalog.rate_refusals import RateUnreadable
from handsel.kernel.refusal import Invalid
from handsel.tax.refusals import TaxPercentUnreadable
from handsel.web.rates import typed_rate
from handsel.web.templatetags.money import decimal_mark
from handsel.web.templatetags.taxes import percent

SIGNS = "%٪"


def read_percent(text: str, field: str) -> Decimal:
    """Read a percentage, with or without its sign: 19, −8.5 or 8,875 %. Raises Invalid naming `field`."""
    try:
        return typed_rate(text.strip().rstrip(SIGNS).replace("−", "-").removeprefix("+"))
    except RateUnreadable as unreadable:
        raise Invalid(fields={field: _("Enter a percentage such as 8%s1.") % decimal_mark()}) from unreadable


def typed_percent(text: str) -> Decimal:
    """Read the percentage of a tax rate. Raises TaxPercentUnreadable."""
    try:
        return read_percent(text, "percent")
    except Invalid as unreadable:
        raise TaxPercentUnreadable(fields=unreadable.fields) from unreadable


class PercentField(forms.CharField):
    """A percentage with at most two decimals, or None where nothing is typed.

    A text field, since browsers show nothing in one for numbers that holds a decimal comma.
    """

    widget = forms.TextInput({"inputmode": "decimal", "autocomplete": "off"})

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        try:
            typed = read_percent(text, "")
        except Invalid as unreadable:
            raise forms.ValidationError(unreadable.fields[""]) from unreadable
        if typed != round(typed, 2):
            raise forms.ValidationError(_("Enter at most two decimals."))
        return typed

    def prepare_value(self, value: Any) -> Any:
        """Write a percentage as the reader types it."""
        return percent(value) if isinstance(value, Decimal) else value
