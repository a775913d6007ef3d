"""Markups and prices, as staff type them (CAT-2)."""

from django import forms
from django.utils.translation import gettext_lazy as _

from handsel.web.forms import HouseForm


class MarkupForm(HouseForm):
    """A markup on everything; `version` is that of the list which the person saw."""

    markup_percent = forms.DecimalField(
        label=_("Markup in percent"),
        max_digits=7,
        decimal_places=2,
        error_messages={"required": _("Enter a markup between 0 and 10,000 percent.")},
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
