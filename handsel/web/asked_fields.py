"""The controls of what a product asks and of its add-ons, the same in the shop and at the desk (CAT-1, ORD-10)."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from handsel.catalog.asked import NO, YES, Option
from handsel.catalog.offers import Offer
from handsel.catalog.option_models import OptionKind

WHOLE_NUMBER_OR_NONE = _("Enter a whole number, or nothing.")


def field_of_option(option: Option, begun: object = "") -> forms.Field:
    """Return the control of what a product asks; `begun` is what was filled in before."""
    same: dict[str, Any] = {"label": option.label, "required": False, "help_text": option.help_text}
    none = [("", _("Please choose") if option.is_required else "–")]
    field: forms.Field
    match option.kind:
        case OptionKind.CHOICE:
            field = forms.ChoiceField(**same, choices=[*none, *((one, one) for one in option.choices)])
        case OptionKind.SITE if option.choices:
            # A code that was filled in before stays, also where its site was archived since.
            codes = dict.fromkeys((*option.choices, str(begun)) if begun else option.choices)
            field = forms.ChoiceField(**same, choices=[*none, *((code, code) for code in codes)])
        case OptionKind.YES_NO:
            field = forms.ChoiceField(**same, choices=[*none, (YES, _("Yes")), (NO, _("No"))])
        case OptionKind.DOMAIN:
            attributes = {"placeholder": "shop.example", "autocapitalize": "off", "spellcheck": "false"}
            field = forms.CharField(**same, max_length=300, widget=forms.TextInput(attributes))
        case _:
            field = forms.CharField(**same, max_length=300)
    # The domain asks for it, in its own words.
    field.is_needed = option.is_required  # type: ignore[union-attr]
    return field


def field_of_addon(addon: Offer, label: str) -> forms.Field:
    """Return the control of how many of an add-on there are to be; none at all where nothing is typed."""
    attributes = {"inputmode": "numeric", "min": 0, "max": addon.quantity_max, "step": 1, "autocomplete": "off"}
    return forms.IntegerField(
        label=label,
        required=False,
        min_value=0,
        error_messages=dict.fromkeys(("invalid", "min_value"), WHOLE_NUMBER_OR_NONE),
        widget=forms.NumberInput(attributes),
    )
