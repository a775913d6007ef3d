"""What staff fill in while they order for a customer (ORD-10)."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, ClassVar, Self

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS
from django.utils.translation import gettext_lazy as _

from handsel.catalog.asked import Option
from handsel.catalog.offers import Offer
from handsel.kernel.refusal import Refusal
from handsel.orders.manual_prices import MAX_REASON, LossNotMeant, Wanted
from handsel.orders.wanted import LineWanted
from handsel.web.amounts import typed_money, with_amounts_read
from handsel.web.asked_fields import field_of_addon, field_of_option
from handsel.web.forms import HouseForm
from handsel.web.particulars_form import ParticularsForm
from handsel.web.percents import read_percent
from handsel.web.templatetags.money import money_text
from handsel.web.templatetags.periods import period

PERCENT, OFF, PRICE = "percent", "off", "price"


class AboutForm(ParticularsForm):
    """What is said about the order besides its lines, and how it is paid."""

    payment_method = forms.ChoiceField(label=_("Payment"), required=False, widget=forms.RadioSelect)

    def __init__(self, *args: Any, **details: Any) -> None:
        super().__init__(*args, **details)
        self.fields["po_number"].help_text = _("The customer’s; it stands on the order and can be searched for.")

    def pay_by(self, choices: Sequence[tuple[str, str]], chosen: str, usual: str) -> Self:
        """Offer `choices`, each with what follows from it; `chosen` was chosen before, `usual` is the buyer's own."""
        self.fields["payment_method"].choices = choices  # type: ignore[attr-defined]
        self.initial["payment_method"] = chosen if chosen in dict(choices) else usual
        return self

    @property
    def method(self) -> str | None:
        """How it is to be paid, where that was sent."""
        return self.cleaned_data.get("payment_method") or None

    @property
    def changes(self) -> dict[str, Any]:
        """What was sent of what is kept with the cart, by field."""
        return {name: value for name, value in super().changes.items() if name != "payment_method"}


class QuantityForm(HouseForm):
    """How many there are to be."""

    quantity = forms.IntegerField(
        min_value=0, error_messages=dict.fromkeys(("required", "invalid", "min_value"), _("Enter a whole number."))
    )


class AnswersForm(HouseForm):
    """What a product asks of whoever orders it, and its add-ons; whether an answer is one, the domain says."""

    ids = "answers_%s"

    asked = forms.BooleanField(widget=forms.HiddenInput, initial=True, required=False)

    def __init__(
        self,
        data: Mapping[str, Any] | None,
        *,
        asked: Sequence[Option],
        extras: Sequence[Offer],
        begun: LineWanted | None = None,
    ) -> None:
        super().__init__(data, initial=_as_typed(begun) if begun else {})
        self.extras = extras
        self.is_empty = not asked and not extras
        for option in asked:
            self.fields[option.field] = field_of_option(option, self.initial.get(option.field, ""))
        for addon in extras:
            label = f"{addon.plan}: {money_text(addon.unit)} {period(addon.period)}"
            self.fields[f"addon_{addon.plan_id}"] = field_of_addon(addon, label)

    @property
    def is_refused_whole(self) -> bool:
        """Whether what is wrong lies with no field, so that nothing that could be filled in would mend it."""
        return bool(self.errors) and set(self.errors) == {NON_FIELD_ERRORS}

    @property
    def answers(self) -> dict[int, str]:
        """What was typed, by option."""
        return self._typed("option_")

    @property
    def addons(self) -> dict[int, int]:
        """How many of each add-on, by plan."""
        return self._typed("addon_")

    def _typed(self, start: str) -> dict[int, Any]:
        typed = ((name, value) for name, value in self.cleaned_data.items() if name.startswith(start))
        return {int(name.removeprefix(start)): value for name, value in typed if value}


def _as_typed(begun: LineWanted) -> dict[str, Any]:
    told: dict[str, Any] = {f"option_{option_id}": value for option_id, value in begun.options.items()}
    return told | {f"addon_{plan_id}": quantity for plan_id, quantity in begun.addons.items()}


class PriceForm(HouseForm):
    """A discount in percent or as an amount, or the price of a unit, with a reason that the customer reads."""

    ids = "price_%s"
    widths: ClassVar[dict[str, str]] = {"how": "half", "value": "half"}

    how = forms.ChoiceField(
        label=_("What"),
        choices=[(PERCENT, _("Percent off")), (OFF, _("Amount off each")), (PRICE, _("Price of each"))],
    )
    value = forms.CharField(
        label=_("How much"),
        max_length=20,
        widget=forms.TextInput({"inputmode": "decimal", "autocomplete": "off", "autofocus": True}),
        error_messages={"required": _("Enter a percentage or an amount.")},
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=MAX_REASON,
        help_text=_("The customer reads it beside the price."),
        error_messages={"required": _("Enter a reason; the customer reads it.")},
    )
    is_meant = forms.BooleanField(label=_("It is meant"), required=False, widget=forms.HiddenInput)

    def __init__(self, data: Mapping[str, Any] | None = None, *, currency: str) -> None:
        super().__init__(data)
        self.currency = currency

    @property
    def wanted(self) -> Wanted:
        """What was typed. Raises a refusal naming `value` where it is no number."""
        how, value = self.cleaned_data["how"], self.cleaned_data["value"]
        wanted = Wanted(self.cleaned_data["reason"], is_meant=self.cleaned_data["is_meant"])
        if how == PERCENT:
            return replace(wanted, percent=read_percent(value, "value"))
        amount = typed_money(value, self.currency, field="value", may_be_zero=True)
        return replace(wanted, off=amount) if how == OFF else replace(wanted, price=amount)

    def refuse(self, refusal: Refusal) -> None:
        """Where it would be given away or sold below its cost, ask whether that is meant."""
        super().refuse(with_amounts_read(refusal))
        if isinstance(refusal, LossNotMeant):
            self.fields["is_meant"].widget = forms.CheckboxInput()
