"""Taxes as staff enter them: where one is established, a rate, a category, an exemption, a check (CAT-4)."""

from datetime import date
from typing import Any, ClassVar

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from handsel.tax.models import RATED, TaxCategory, TaxSetup
from handsel.tax.proposals import PROPOSED
from handsel.tax.setting_up import SetupDetails
from handsel.web.countries import country_choices
from handsel.web.forms import HouseForm
from handsel.web.versioned_form import VersionedForm

_DAY = forms.DateInput({"type": "date"}, format="%Y-%m-%d")
_LINES = forms.Textarea({"rows": 2})


class SetupForm(VersionedForm):
    """Where the seller is established and what it prints where it charges nothing."""

    ids = "setup_%s"
    widths: ClassVar[dict[str, str]] = {
        "country": "half", "region": "half", "number": "half", "recheck_days": "half",
    }  # fmt: skip
    headings: ClassVar[dict[str, str | Promise]] = {"unregistered_words": _("What is printed")}

    country = forms.ChoiceField(label=_("Established in"), choices=country_choices)
    region = forms.CharField(
        label=_("State or province"), required=False, max_length=100,
        help_text=_("Only where states have rates of their own."),
    )  # fmt: skip
    is_registered = forms.BooleanField(
        label=_("Registered for tax"), required=False,
        help_text=_("Without it no tax is charged, as for small businesses, and the sentence below is printed."),
    )  # fmt: skip
    number = forms.CharField(label=_("Your tax number"), required=False, max_length=60)
    recheck_days = forms.IntegerField(label=_("Check buyers' numbers again after, in days"), min_value=1, max_value=366)
    unregistered_words = forms.CharField(label=_("Not registered"), max_length=300, widget=_LINES)
    reverse_charge_words = forms.CharField(label=_("Reverse charge"), max_length=300, widget=_LINES)
    export_words = forms.CharField(label=_("Export"), max_length=300, widget=_LINES)

    def __init__(self, data: Any = None, *, setup: TaxSetup | None) -> None:
        shown = setup or TaxSetup(is_registered=True, version=0)
        names = (*SetupDetails.__dataclass_fields__, "version")
        super().__init__(data, initial={name: getattr(shown, name) for name in names})
        self._details = {"setup": setup}

    @staticmethod
    def details(typed: dict[str, Any]) -> SetupDetails:
        """Return what was typed, for the domain."""
        return SetupDetails(**{name: typed[name] for name in SetupDetails.__dataclass_fields__})


class TaxRateForm(HouseForm):
    """What is charged on a kind of product in a country, from a day on."""

    ids = "tax_rate_%s"
    widths: ClassVar[dict[str, str]] = {
        "country": "half", "region": "half", "category": "third", "percent": "third", "valid_from": "third",
    }  # fmt: skip

    country = forms.ChoiceField(label=_("Country"), choices=country_choices)
    region = forms.CharField(
        label=_("State or province"), required=False, max_length=100, help_text=_("Empty: the whole country.")
    )
    category = forms.ChoiceField(label=_("Category"), choices=[(one.value, one.label) for one in RATED])
    percent = forms.CharField(
        label=_("Percent"), max_length=20, widget=forms.TextInput({"inputmode": "decimal", "autocomplete": "off"})
    )
    valid_from = forms.DateField(label=_("Valid from"), widget=_DAY, help_text=_("Today it counts from now on."))


class EndForm(HouseForm):
    """From which day on nothing is charged any longer."""

    ids = "end_%s"

    ends_on = forms.DateField(label=_("From this day on"), widget=_DAY)

    def __init__(self, data: Any = None, *, today: date) -> None:
        super().__init__(data, initial={"ends_on": today})


def proposed_choices() -> list[tuple[str, str]]:
    """Return the countries that rates are proposed for, by name."""
    return [(code, name) for code, name in country_choices() if code in PROPOSED]


class CategoryForm(HouseForm):
    """Into which category a product falls."""

    ids = "category_%s"

    category = forms.ChoiceField(label=_("Tax category"), required=False, widget=forms.RadioSelect)

    def __init__(self, data: Any = None, *, supplied: str, said: str, is_own: bool) -> None:
        super().__init__(data, initial={"category": said or (supplied if is_own else "")})
        kinds = [(one.value, one.label) for one in TaxCategory]
        if not is_own:
            as_supplied = _("As its supplier says: %s") % TaxCategory(supplied).label
            kinds.insert(0, ("", as_supplied))  # type: ignore[arg-type]
        self.fields["category"].choices = kinds  # type: ignore[attr-defined]


class ExemptForm(HouseForm):
    """Why a buyer pays no tax, and what proves it."""

    ids = "exempt_%s"
    widths: ClassVar[dict[str, str]] = {"certificate": "half", "until": "half"}

    reason = forms.CharField(label=_("Reason"), max_length=200, help_text=_("It is printed on orders."))
    certificate = forms.CharField(label=_("Number of the certificate"), max_length=100)
    until = forms.DateField(label=_("Last day"), required=False, widget=_DAY, help_text=_("Empty: until you end it."))


class ByHandForm(HouseForm):
    """What somebody found out about a tax number elsewhere."""

    ids = "by_hand_%s"

    number = forms.CharField(widget=forms.HiddenInput)
    found = forms.TypedChoiceField(
        label=_("The number is"), coerce=lambda told: told == "yes", widget=forms.RadioSelect,
        choices=[("yes", _("valid, and the buyer's")), ("no", _("not valid"))],
    )  # fmt: skip
    reference = forms.CharField(
        label=_("Reference"),
        max_length=100,
        help_text=_("Where the check can be seen: a consultation number, a letter."),
    )
