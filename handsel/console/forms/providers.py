"""A sign-in provider as an owner sets it (USR-7)."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from handsel.identity.provider_models import SignInProvider
from handsel.identity.providers import ProviderDetails
from handsel.web.forms import HouseForm


class ProviderForm(HouseForm):
    """What the provider tells, and for whom it may vouch; the secret is never shown again."""

    ids = "provider_%s"
    widths: ClassVar[dict[str, str]] = {"client_id": "half", "secret": "half"}

    name = forms.CharField(
        label=_("Name"), max_length=60, help_text=_("What the button on the log-in page says it leads to.")
    )
    issuer = forms.CharField(
        label=_("Address of the provider"), max_length=300, help_text=_("Its issuer, such as https://login.example.")
    )
    client_id = forms.CharField(label=_("Client ID"), max_length=300)
    secret = forms.CharField(
        label=_("Client secret"),
        required=False,
        max_length=1000,
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "off"}),
    )
    for_console = forms.BooleanField(label=_("Offered to staff"), required=False)
    for_storefront = forms.BooleanField(label=_("Offered to customers"), required=False)
    domains = forms.CharField(
        label=_("E-mail domains"),
        required=False,
        max_length=2000,
        help_text=_("With commas between. Empty: the provider may vouch for any address."),
    )
    links_by_email = forms.BooleanField(
        label=_("Let people in for the first time by the e-mail address that the provider has verified"), required=False
    )

    def __init__(self, *args: Any, provider: SignInProvider | None = None) -> None:
        if provider:
            names = ("name", "issuer", "client_id", "for_console", "for_storefront", "links_by_email")
            initial = {name: getattr(provider, name) for name in names} | {"domains": ", ".join(provider.domains)}
        else:
            initial = {"links_by_email": True, "for_console": True}
        super().__init__(*args, initial=initial)
        if provider:
            self.fields["secret"].help_text = _("Leave it empty to keep the one that is there.")

    @staticmethod
    def details(typed: dict[str, Any]) -> ProviderDetails:
        """Return what was typed, for the domain."""
        domains = typed.pop("domains").split(",")
        return ProviderDetails(**typed, domains=[domain for domain in domains if domain.strip()])
