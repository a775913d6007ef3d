"""Who is not logged in lets themselves be reminded of their cart: an address, and a tick that is unset (ORD-9)."""

from django import forms
from django.utils.translation import gettext_lazy as _

from handsel.web.forms import HouseForm


class ReminderForm(HouseForm):
    """The address and the tick; the words beside the tick are kept with it."""

    ids = "reminder_%s"

    email = forms.CharField(
        label=_("E-mail"),
        max_length=254,
        widget=forms.EmailInput({"autocomplete": "email"}),
        error_messages={"required": _("Enter a full e-mail address, such as ingrid@fjord.no.")},
    )
    agreed = forms.BooleanField(
        label=_("Remind me of this cart by mail. Each mail has a link by which I stop it."),
        error_messages={"required": _("Tick this if you want to be reminded; otherwise no mail is sent.")},
    )

    @property
    def text(self) -> str:
        """The words that were ticked."""
        return str(self.fields["agreed"].label)
