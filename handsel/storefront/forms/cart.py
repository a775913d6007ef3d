"""How many of what: the forms of a product and of a line in the cart (ORD-9)."""

from collections.abc import Mapping
from typing import Any, Self

from django import forms
from django.utils.translation import gettext_lazy as _

from handsel.catalog.offers import Offer
from handsel.web.forms import HouseForm

WHOLE_NUMBER = _("Enter a whole number, 1 or more.")
WHOLE_NUMBER_OR_ZERO = _("Enter a whole number; 0 takes it out.")


class AddForm(HouseForm):
    """Which plan of a product, and how many of it."""

    plan = forms.TypedChoiceField(
        coerce=int, widget=forms.RadioSelect, error_messages={"invalid_choice": _("This plan is no longer sold.")}
    )
    quantity = forms.IntegerField(
        label=_("Quantity"),
        min_value=1,
        error_messages=dict.fromkeys(("required", "invalid", "min_value"), WHOLE_NUMBER),
        widget=forms.NumberInput({"inputmode": "numeric", "min": 1, "autocomplete": "off"}),
    )

    def __init__(self, offers: tuple[Offer, ...], data: Mapping[str, Any] | None = None) -> None:
        first = offers[0].plan_id
        super().__init__(data, auto_id=f"product{first}_%s", initial={"plan": first, "quantity": 1})
        self.fields["plan"].choices = [(offer.plan_id, offer.plan) for offer in offers]  # type: ignore[attr-defined]

    @property
    def chosen(self) -> int:
        """The plan that is ticked."""
        told = str(self["plan"].value())
        return int(told) if told.isascii() and told.isdigit() else 0


class LineForm(HouseForm):
    """How many of a line lie in the cart; 0 takes it out."""

    quantity = forms.IntegerField(
        label=_("Quantity"),
        min_value=0,
        error_messages=dict.fromkeys(("required", "invalid", "min_value"), WHOLE_NUMBER_OR_ZERO),
        widget=forms.NumberInput({"inputmode": "numeric", "min": 0, "autocomplete": "off"}),
    )

    def __init__(self, line_id: int, data: Mapping[str, Any] | None = None, quantity: int = 1) -> None:
        super().__init__(data, auto_id=f"line{line_id}_%s", initial={"quantity": quantity})
        self.line_id = line_id

    @classmethod
    def of(cls, line_id: int, quantity: int) -> Self:
        return cls(line_id, quantity=quantity)
