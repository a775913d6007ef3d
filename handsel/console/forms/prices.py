"""Markups, rules and price lists, as staff type them (CAT-2)."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from handsel.catalog.price_changes import Way
from handsel.catalog.price_models import Policy, Rounding, RoundingWay
from handsel.kernel.refusal import Refusal
from handsel.web.amounts import with_amounts_read
from handsel.web.forms import HouseForm
from handsel.web.percents import PercentField

WAYS = (
    (Way.MARKUP, _("Markup on the cost")),
    (Way.FIXED, _("Fixed price")),
    (Way.RAISE, _("Raise or lower by percent")),
    (Way.ADD, _("Raise or lower by an amount")),
    (Way.CLEAR, _("No rule of its own")),
    (Way.HIDE, _("Hide")),
    (Way.SHOW, _("Show")),
)
SCOPES = (
    ("plans", _("The plans chosen")),
    ("product", _("All plans of the product")),
    ("category", _("The whole category")),
    ("all", _("Everything on this list")),
)
WHEN = (("now", _("Now")), ("later", _("On a day to come")))
WHEN_FIELDS = ("when", "starts_on", "notice_days")
USED_BY = {
    "percent": (Way.MARKUP, Way.RAISE),
    "amount": (Way.MARKUP, Way.ADD),
    "fixed": (Way.FIXED,),
    "loss_until": (Way.MARKUP, Way.FIXED, Way.RAISE, Way.ADD),
}
"""Which ways to change a price need a field; beside another way it is hidden, and refused where it is filled in."""
LATER = {"data-only": "when=later"}
"""Only asked while a day to come is chosen; see console/only.js."""


def _typed(name: str, **attributes: str) -> forms.TextInput:
    return forms.TextInput({"autocomplete": "off", "data-only": f"way={' '.join(USED_BY[name])}"} | attributes)


class WhenForm(HouseForm):
    """When something begins that changes prices, and who is told before.

    A day or a notice belongs to a day to come: beside "Now" it is refused, so that nothing begins at once by mistake.
    """

    widths: ClassVar[dict[str, str]] = dict.fromkeys(("when", "starts_on", "notice_days"), "third")

    when = forms.ChoiceField(label=_("When"), choices=WHEN, initial="now", required=False)
    starts_on = forms.DateField(
        label=_("Day"),
        required=False,
        widget=forms.DateInput({"type": "date"} | LATER),
        help_text=_("At its beginning, in your time zone."),
    )
    notice_days = forms.IntegerField(
        label=_("Tell buyers, days before"),
        required=False,
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"} | LATER),
        help_text=_("By mail, those whose prices change. Empty: nobody."),
    )

    def refuse(self, refusal: Refusal) -> None:
        super().refuse(with_amounts_read(refusal))

    def clean(self) -> dict[str, Any]:
        typed: dict[str, Any] = super().clean() or {}
        for name in ("starts_on", "notice_days") if typed.get("when") != "later" else ():
            if typed.get(name) is not None:
                self.add_error(name, _("Choose “On a day to come” as well, or leave this empty."))
        return typed


class WithdrawalForm(WhenForm):
    """Nothing but when it is sold no more."""

    sure = forms.BooleanField(widget=forms.HiddenInput, initial=True)


class MarkupForm(WhenForm):
    """A markup on everything; `version` is that of the list which the person saw."""

    markup_percent = PercentField(label=_("Markup in percent"), required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    field_order = ("markup_percent", *WHEN_FIELDS)


class ChangeForm(WhenForm):
    """What becomes of the plans chosen, or of the product or category of the first of them."""

    widths: ClassVar[dict[str, str]] = WhenForm.widths | {
        "scope": "half",
        "way": "half",
        "percent": "half",
        "amount": "half",
        "fixed": "half",
        "loss_until": "half",
    }

    scope = forms.ChoiceField(label=_("For"), choices=SCOPES, initial="plans")
    way = forms.ChoiceField(label=_("What"), choices=WAYS, initial=Way.MARKUP)
    percent = PercentField(label=_("Percent"), required=False, widget=_typed("percent"))
    amount = forms.CharField(
        label=_("Amount"),
        max_length=30,
        required=False,
        widget=_typed("amount"),
        help_text=_("On top of the percent; with a minus to take off."),
    )
    fixed = forms.CharField(
        label=_("Fixed price"), max_length=30, required=False, widget=_typed("fixed", inputmode="decimal")
    )
    loss_until = forms.DateField(
        label=_("May lie below cost until"),
        required=False,
        widget=forms.DateInput({"type": "date", "data-only": f"way={' '.join(USED_BY['loss_until'])}"}),
        help_text=_("Only owners. After that day it is not sold any more."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)
    currency = forms.CharField(widget=forms.HiddenInput, required=False)
    plans = forms.CharField(widget=forms.HiddenInput, required=False)
    found = forms.CharField(widget=forms.HiddenInput, required=False)

    field_order = ("scope", "way", "percent", "amount", "fixed", "loss_until", *WHEN_FIELDS)

    def clean(self) -> dict[str, Any]:
        typed = super().clean()
        if "way" not in typed:
            return typed
        way = Way(typed["way"])
        told = _("“%(way)s” does not use this: leave it empty, or choose otherwise.") % {"way": dict(WAYS)[way]}
        for name, ways in USED_BY.items():
            if way not in ways and typed.get(name) not in {None, ""}:
                self.add_error(name, told)
        return typed


class PriceListForm(HouseForm):
    """A new price list, perhaps a copy."""

    name = forms.CharField(label=_("Name"), max_length=80)
    markup_percent = PercentField(
        label=_("Markup on everything, in percent"),
        required=False,
        help_text=_("Empty: what has no rule on this list is sold as your default list says."),
    )
    copied_from = forms.ChoiceField(label=_("With the rules of"), required=False)

    def __init__(self, *args: Any, lists: list[tuple[int, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        field: Any = self.fields["copied_from"]
        field.choices = [("", _("No list")), *lists]


class PriceListNameForm(HouseForm):
    """Another name for a price list."""

    name = forms.CharField(label=_("Name"), max_length=80)


class RoundingForm(WhenForm):
    """Onto which prices a list rounds."""

    rounding = forms.ChoiceField(label=_("Round"), choices=Rounding)
    way = forms.ChoiceField(label=_("Which way"), choices=RoundingWay)
    version = forms.IntegerField(widget=forms.HiddenInput)

    field_order = ("rounding", "way", *WHEN_FIELDS)


class PolicyForm(HouseForm):
    """What becomes of prices when costs change."""

    policy = forms.ChoiceField(
        label=_("Your prices"),
        choices=(
            (Policy.PERCENT, _("Follow the cost, with the same margin in percent")),
            (Policy.AMOUNT, _("Follow the cost, with the same margin in money")),
            (Policy.RETAIL, _("Stay as they are")),
            (Policy.ASK, _("Stay as they are until I decide")),
        ),
        help_text=_("All prices are made from the costs of today once more. What would lie below cost is not sold."),
    )


class PriceFileForm(HouseForm):
    """A file with prices."""

    file = forms.FileField(
        label=_("File"),
        widget=forms.FileInput({"accept": ".csv,.tsv,.txt,.gz,.xlsx,.xlsm,.xls,.ods"}),
        help_text=_("CSV, Excel or ODS, up to 10 MB. Nothing is changed before you have seen what would happen."),
        error_messages={"required": _("Choose a file of at most 10 MB."), "empty": _("The file is empty.")},
    )
    currency = forms.CharField(widget=forms.HiddenInput, required=False)
