"""What a buyer may say when it cancels its own order (ORD-3)."""

from django import forms
from django.utils.translation import gettext_lazy as _

from handsel.kernel.reasons import LONGEST_REASON
from handsel.web.forms import HouseForm


class WithdrawForm(HouseForm):
    """Why; it may be left empty."""

    ids = "withdraw_%s"

    reason = forms.CharField(
        label=_("Reason"),
        max_length=LONGEST_REASON,
        required=False,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("You may leave it empty."),
    )
