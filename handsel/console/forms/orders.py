"""What is asked when an order is canceled (ORD-3)."""

from django import forms
from django.utils.translation import gettext_lazy as _

from handsel.web.forms import HouseForm


class ReasonForm(HouseForm):
    """Why; those whom it concerns read it."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        widget=forms.Textarea({"rows": 3, "autofocus": True}),
        error_messages={"required": _("Enter a reason; the buyer reads it.")},
        help_text=_("The buyer reads it."),
    )
