"""What staff fill in about carts that are left (ORD-9)."""

from typing import ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from handsel.web.forms import HouseForm
from handsel.web.versioned_form import VersionedForm


class ContactForm(HouseForm):
    """What a mail to the buyer says; what lies in the cart stands below it."""

    ids = "contact_%s"

    message = forms.CharField(
        label=_("Your message"),
        max_length=1_000,
        widget=forms.Textarea({"rows": 5, "autofocus": True}),
        initial=_("we have seen that you began an order and did not finish it. Can we help?"),
        error_messages={"required": _("Write what you want to say.")},
        help_text=_("What lies in the cart stands below it in the mail, with a button that leads there."),
    )


class DiscardForm(HouseForm):
    """Why a cart is thrown away."""

    ids = "discard_%s"

    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        widget=forms.Textarea({"rows": 3, "autofocus": True}),
        error_messages={"required": _("Enter a reason; your colleagues read it.")},
        help_text=_("Your colleagues read it on the timeline; whose cart it was does not."),
    )


class CompleteForm(HouseForm):
    """Whose cart a visitor's becomes: that of a customer by its number, or of a new one with what the visitor typed."""

    ids = "complete_%s"
    widths: ClassVar[dict[str, str]] = {"email": "half", "phone": "half"}

    number = forms.IntegerField(
        label=_("Customer number"),
        required=False,
        min_value=1,
        help_text=_("Empty: a new customer with what stands below."),
        widget=forms.NumberInput({"inputmode": "numeric", "autocomplete": "off"}),
    )
    contact_name = forms.CharField(label=_("Name"), required=False, max_length=200)
    email = forms.CharField(label=_("E-mail"), required=False, max_length=254, widget=forms.EmailInput)
    phone = forms.CharField(label=_("Phone"), required=False, max_length=40)


class CartRulesForm(VersionedForm):
    """When buyers are reminded of their carts, and how long these are kept."""

    ids = "carts_%s"
    widths: ClassVar[dict[str, str]] = {"remind_after_hours": "third", "most_reminders": "third", "keep_days": "third"}

    remind_after_hours = forms.IntegerField(
        label=_("Remind after hours"),
        required=False,
        help_text=_("Without a change. Empty: nobody is reminded."),
        widget=forms.NumberInput({"inputmode": "numeric"}),
    )
    most_reminders = forms.IntegerField(
        label=_("Reminders at most"), widget=forms.NumberInput({"inputmode": "numeric"}), help_text=_("1 to 5.")
    )
    keep_days = forms.IntegerField(
        label=_("Keep carts for days"),
        widget=forms.NumberInput({"inputmode": "numeric"}),
        help_text=_("After the last change; the cart says until when."),
    )
    prices_hold_days = forms.IntegerField(
        label=_("Prices of an order hold for days"),
        required=False,
        widget=forms.NumberInput({"inputmode": "numeric"}),
        help_text=_("Who accepts an older order confirms its prices. Empty: they always hold."),
    )
    give_up_days = forms.IntegerField(
        label=_("Give up orders that wait after days"),
        required=False,
        widget=forms.NumberInput({"inputmode": "numeric"}),
        help_text=_("For money or a decision. They are canceled, and what is held for them is free. Empty: never."),
    )
