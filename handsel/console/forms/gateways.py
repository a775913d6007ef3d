"""The keys of a payment gateway as a seller types them (BIL-3)."""

from django import forms
from django.utils.translation import gettext_lazy as _

from handsel.gateways.models import SellerGateway
from handsel.web.forms import HouseForm


class StripeForm(HouseForm):
    """Both keys of an account at Stripe; neither is ever shown again."""

    ids = "stripe_%s"

    secret = forms.CharField(
        label=_("Restricted or secret key"),
        required=False,
        max_length=255,
        widget=forms.PasswordInput({"autocomplete": "off"}),
        help_text=_("Stripe shows it under Developers, API keys. It begins with rk_ or sk_."),
    )
    webhook_secret = forms.CharField(
        label=_("Signing secret of the webhook"),
        required=False,
        max_length=255,
        widget=forms.PasswordInput({"autocomplete": "off"}),
        help_text=_("It begins with whsec_. Enter it later, once Stripe knows the address for webhooks."),
    )

    def __init__(self, *args: object, gateway: SellerGateway | None = None) -> None:
        super().__init__(*args)
        if gateway:
            self.fields["secret"].help_text = _("Leave it empty to keep the one that is there.")
            self.fields["webhook_secret"].help_text = _(
                "Stripe shows it beside the webhook. Leave it empty to keep the one that is there."
            )
