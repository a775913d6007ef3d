"""What people fill in to add a second factor (USR-7)."""

from django import forms
from django.utils.translation import gettext_lazy as _

from handsel.web.forms import HouseForm


class AppForm(HouseForm):
    """The code that shows that the app has read the secret."""

    code = forms.CharField(
        label=_("Code that the app shows"),
        max_length=20,
        widget=forms.TextInput({"autocomplete": "one-time-code", "inputmode": "numeric", "autofocus": True}),
    )


class PasskeyForm(HouseForm):
    """How the passkey is called here, and what the browser made."""

    name = forms.CharField(
        label=_("Name"),
        max_length=60,
        help_text=_("Such as the device that it is on."),
        widget=forms.TextInput({"autocomplete": "off", "autofocus": True, "required": True}),
    )
    answer = forms.CharField(required=False, max_length=20_000, widget=forms.HiddenInput)
