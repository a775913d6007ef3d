"""Where a supplier's program hears what it is to deliver (ORD-12)."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from handsel.web.versioned_form import VersionedForm


class DeliveryAddressForm(VersionedForm):
    """The address, whether it is told, and a new secret where one is wished."""

    url = forms.CharField(
        label=_("Address of your program"),
        max_length=500,
        widget=forms.TextInput({"placeholder": "https://deliver.example/orders", "inputmode": "url"}),
        error_messages={"required": _("Enter an address that begins with https://.")},
    )
    is_on = forms.BooleanField(
        label=_("Tell it of what is ordered"),
        required=False,
        help_text=_(
            "Off, products that are set to Automatic count as delivered at once; what it still has is yours to do."
        ),
    )
    new_secret = forms.BooleanField(
        label=_("Make a new secret"), required=False, help_text=_("The old one is no good from then on.")
    )

    def __init__(self, data: Mapping[str, Any] | None = None, *, is_new: bool = False, **details: Any) -> None:
        super().__init__(data, **details)
        self._details |= {"is_new": is_new}
        if is_new:
            # A new address has a new secret anyway.
            del self.fields["new_secret"]
