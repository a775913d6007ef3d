"""A new product of one's own, as staff type it (CAT-1)."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from handsel.catalog.models import ProductKind
from handsel.console.forms.periods import PeriodFields
from handsel.web.forms import SureForm


class ProductForm(PeriodFields):
    """A product with its first plan."""

    widths: ClassVar[dict[str, str]] = {
        "name": "two-thirds",
        "sku": "third",
        "category": "half",
        "kind": "half",
        "plan_name": "half",
        "period_unit": "quarter",
        "period_count": "quarter",
        "cost": "half",
        "currency": "half",
    }
    headings: ClassVar[dict[str, str | Promise]] = {"plan_name": _("How it is charged")}

    name = forms.CharField(label=_("Name"), max_length=120)
    sku = forms.CharField(label=_("Article number"), max_length=40)
    category = forms.CharField(label=_("Category"), max_length=60)
    kind = forms.ChoiceField(label=_("Kind"), choices=ProductKind, initial=ProductKind.SUBSCRIPTION)
    description = forms.CharField(
        label=_("Description"), max_length=2000, required=False, widget=forms.Textarea({"rows": 3})
    )
    plan_name = forms.CharField(label=_("Plan"), max_length=80, initial=_("Monthly"))
    cost = forms.CharField(
        label=_("What one unit costs you"),
        max_length=30,
        widget=forms.TextInput({"inputmode": "decimal", "autocomplete": "off"}),
        help_text=_("Your price list turns it into your buyers’ price."),
    )
    currency = forms.ChoiceField(label=_("Currency"))

    field_order = (
        "name", "sku", "category", "kind", "description", "plan_name", "period_unit", "period_count",
        "cost", "currency",
    )  # fmt: skip

    def __init__(self, *args: Any, currencies: Iterable[str], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["currency"].choices = [(code, code) for code in currencies]  # type: ignore[attr-defined]


class ConfirmForm(SureForm):
    """Nothing to fill in: the person only says yes."""
