"""With what somebody confirms that it is them (USR-7)."""

from django import forms
from django.utils.translation import gettext_lazy as _

from handsel.web.forms import HouseForm


class ProofForm(HouseForm):
    """Something that only the person knows or holds; the names of its fields collide with those of no other form."""

    prefix = "proof"

    shown = forms.CharField(
        label=_("Your password, or the code of your authenticator app"),
        required=False,
        max_length=200,
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "current-password", "autofocus": True}),
    )
    answer = forms.CharField(required=False, max_length=20_000, widget=forms.HiddenInput)
    path = forms.CharField(required=False, max_length=2000, widget=forms.HiddenInput)
