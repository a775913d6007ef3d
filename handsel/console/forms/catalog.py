"""Products of one's own, their plans, what they ask and how they look, as staff type it (CAT-1)."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from handsel.catalog.models import MOST_AT_ONCE, ProductKind, Provisioning
from handsel.catalog.option_models import OptionKind
from handsel.console.forms.periods import PeriodFields
from handsel.console.forms.prices import WHEN_FIELDS, WhenForm
from handsel.web.forms import HouseForm, SureForm


class ProductForm(PeriodFields):
    """A product with its first plan."""

    widths: ClassVar[dict[str, str]] = {
        "name": "two-thirds",
        "sku": "third",
        "category": "half",
        "kind": "quarter",
        "provisioning": "quarter",
        "plan_name": "half",
        "period_unit": "quarter",
        "period_count": "quarter",
        "cost": "half",
        "currency": "half",
    }
    headings: ClassVar[dict[str, str | Promise]] = {"plan_name": _("How it is charged")}

    name = forms.CharField(label=_("Name"), max_length=120)
    sku = forms.CharField(label=_("Article number"), max_length=40)
    category = forms.CharField(label=_("Category"), max_length=130, widget=forms.TextInput({"list": "category-names"}))
    kind = forms.ChoiceField(label=_("Kind"), choices=ProductKind, initial=ProductKind.SUBSCRIPTION)
    provisioning = forms.ChoiceField(label=_("Provisioning"), choices=Provisioning, initial=Provisioning.MANUAL)
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
        "name", "sku", "category", "kind", "provisioning", "description", "plan_name", "period_unit", "period_count",
        "cost", "currency",
    )  # fmt: skip

    def __init__(self, *args: Any, currencies: Iterable[str], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["currency"].choices = [(code, code) for code in currencies]  # type: ignore[attr-defined]


class TextsForm(HouseForm):
    """What is told of a product."""

    widths: ClassVar[dict[str, str]] = {"name": "two-thirds", "sku": "third", "category": "half", "kind": "quarter",
                                        "provisioning": "quarter"}  # fmt: skip

    name = forms.CharField(label=_("Name"), max_length=120)
    sku = forms.CharField(label=_("Article number"), max_length=40)
    category = forms.CharField(
        label=_("Category"),
        max_length=130,
        widget=forms.TextInput({"list": "category-names"}),
        help_text=_("Choose one or type a new one; “Mail › Archive” is Archive below Mail."),
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=ProductKind)
    provisioning = forms.ChoiceField(label=_("Provisioning"), choices=Provisioning)
    description = forms.CharField(
        label=_("Description"), max_length=4_000, required=False, widget=forms.Textarea({"rows": 6})
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class PlanForm(PeriodFields):
    """How a product is charged, or an add-on that goes with it."""

    widths: ClassVar[dict[str, str]] = {
        "name": "half", "period_unit": "quarter", "period_count": "quarter", "cost": "half", "currency": "quarter",
        "unit": "quarter", "quantity_min": "third", "quantity_max": "third", "quantity_step": "third",
    }  # fmt: skip

    name = forms.CharField(label=_("Plan"), max_length=80)
    cost = forms.CharField(
        label=_("What one unit costs you"),
        max_length=30,
        widget=forms.TextInput({"inputmode": "decimal", "autocomplete": "off"}),
        help_text=_("Later orders follow a change; what was ordered keeps its price."),
    )
    currency = forms.ChoiceField(label=_("Currency"))
    unit = forms.CharField(label=_("One unit is"), max_length=30, required=False, help_text=_("Such as GB or seat."))
    is_addon = forms.BooleanField(
        label=_("Add-on: sold only together with another plan of this product"),
        required=False,
        help_text=_("Buyers enter how many they want, such as extra mailboxes: a number with a price for each."),
    )
    quantity_min = forms.IntegerField(label=_("At least"), initial=1)
    quantity_max = forms.IntegerField(label=_("At most"), initial=MOST_AT_ONCE)
    quantity_step = forms.IntegerField(label=_("In steps of"), initial=1)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    field_order = (
        "name", "period_unit", "period_count", "cost", "currency", "unit", "is_addon", "quantity_min", "quantity_max",
        "quantity_step",
    )  # fmt: skip

    def __init__(self, *args: Any, currencies: Iterable[str], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["currency"].choices = [(code, code) for code in currencies]  # type: ignore[attr-defined]


class PlanChangeForm(PlanForm, WhenForm):
    """How a product is charged from now on, or from a day to come."""

    widths: ClassVar[dict[str, str]] = PlanForm.widths | WhenForm.widths

    field_order = (*PlanForm.field_order, *WHEN_FIELDS)  # type: ignore[assignment]  # longer than that of a new one


class OptionForm(HouseForm):
    """One thing that a product asks for."""

    widths: ClassVar[dict[str, str]] = {"label": "half", "kind": "half"}

    label = forms.CharField(label=_("What is asked"), max_length=60)
    kind = forms.ChoiceField(
        label=_("Answered by"),
        choices=OptionKind,
        help_text=_("For a number with a price for each, such as extra mailboxes, add a plan that is an add-on."),
    )
    is_required = forms.BooleanField(label=_("Needed to order"), required=False, initial=True)
    help_text = forms.CharField(label=_("Help"), max_length=200, required=False)
    choices = forms.CharField(
        label=_("Answers to choose from"),
        required=False,
        widget=forms.Textarea({"rows": 4}),
        help_text=_("Each on a line of its own; for a choice from a list only."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class ManyFiles(forms.ClearableFileInput):
    """A control for several files at once."""

    allow_multiple_selected = True


class ManyFilesField(forms.FileField):
    """Several files, each checked as one is."""

    def clean(self, data: Any, initial: Any = None) -> Any:
        files = data if isinstance(data, list) and data else [None]
        return [super(ManyFilesField, self).clean(file, initial) for file in files]


class PicturesForm(HouseForm):
    """Pictures to add, and what is seen in them."""

    pictures = ManyFilesField(
        label=_("Pictures"),
        widget=ManyFiles({"accept": "image/png,image/jpeg,image/webp,image/gif", "multiple": True}),
        help_text=_("PNG, JPEG, WebP or GIF, at most 8 MB and 40 million points each, twelve in all."),
    )
    alternative = forms.CharField(
        label=_("What is seen"), max_length=200, required=False, help_text=_("For those who do not see the picture.")
    )


class AlternativeForm(HouseForm):
    """What is seen in a picture."""

    alternative = forms.CharField(label=_("What is seen"), max_length=200, required=False)


class CategoryForm(HouseForm):
    """A category, by itself or below another."""

    name = forms.CharField(label=_("Name"), max_length=60)
    parent_id = forms.TypedChoiceField(label=_("Below"), coerce=int, empty_value=None, required=False)

    def __init__(self, *args: Any, above: Iterable[tuple[int, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["parent_id"].choices = [("", _("None")), *above]  # type: ignore[attr-defined]


class MergeForm(HouseForm):
    """Into which category another is merged."""

    into_category_id = forms.TypedChoiceField(label=_("Into"), coerce=int)

    def __init__(self, *args: Any, others: Iterable[tuple[int, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["into_category_id"].choices = list(others)  # type: ignore[attr-defined]


class ConfirmForm(SureForm):
    """Nothing to fill in: the person only says yes."""
