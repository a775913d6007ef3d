"""How many of what: the forms of a product and of a line in the cart (ORD-9)."""

from collections.abc import Mapping
from typing import Any, Self

from django import forms
from django.utils.translation import gettext_lazy as _

from handsel.catalog.offers import Offer
from handsel.orders.wanted import MAX_QUANTITY, LineWanted, belongs
from handsel.storefront.shelves import Article
from handsel.web.asked_fields import field_of_addon, field_of_option
from handsel.web.forms import REDRAW, HouseForm

WHOLE_NUMBER = _("Enter a whole number, 1 or more.")
WHOLE_NUMBER_OR_ZERO = _("Enter a whole number; 0 takes it out.")

ANOTHER_PLAN = "plan"
"""Why a form is drawn anew when another plan was ticked: how many then follows what that plan lets one order."""


class AddForm(HouseForm):
    """Which plan of a product, how many of it, what is filled in, and which add-ons.

    `plan_id` is the plan that is ticked at first; the first one, where it is not among those of the product.
    """

    plan = forms.TypedChoiceField(
        coerce=int, widget=forms.RadioSelect, error_messages={"invalid_choice": _("This plan is no longer sold.")}
    )
    quantity = forms.IntegerField(
        label=_("Quantity"),
        min_value=1,
        error_messages=dict.fromkeys(("required", "invalid", "min_value"), WHOLE_NUMBER),
        widget=forms.NumberInput({"inputmode": "numeric", "min": 1, "autocomplete": "off"}),
    )

    def __init__(
        self,
        article: Article,
        data: Mapping[str, Any] | None = None,
        begun: LineWanted | None = None,
        *,
        plan_id: int = 0,
    ) -> None:
        first = next((one for one in article.offers if one.plan_id == plan_id), article.offers[0])
        initial = {"plan": first.plan_id, "quantity": first.quantity_min} | (_as_typed(begun) if begun else {})
        super().__init__(data, auto_id=f"product{article.key}_%s", initial=initial)
        self.article = article
        self.fields["plan"].choices = [(offer.plan_id, offer.plan) for offer in article.offers]  # type: ignore[attr-defined]
        offer = self.offer
        limits = {"min": offer.quantity_min, "max": offer.quantity_max, "step": offer.quantity_step}
        self.fields["quantity"].widget.attrs |= limits
        if self.data.get(REDRAW) == ANOTHER_PLAN:
            self.data = {**dict(self.data.items()), "quantity": within(offer, _number(self.data.get("quantity")))}
        for option in article.options:
            self.fields[option.field] = field_of_option(option, self.initial.get(option.field, ""))
        for addon in self.addons:
            self.fields[f"addon_{addon.plan_id}"] = field_of_addon(addon, addon.plan)

    @property
    def chosen(self) -> int:
        """The plan that is ticked."""
        told = str(self["plan"].value())
        return int(told) if told.isascii() and told.isdigit() else 0

    @property
    def offer(self) -> Offer:
        """The plan that is ticked, or else the first."""
        return next((one for one in self.article.offers if one.plan_id == self.chosen), self.article.offers[0])

    @property
    def addons(self) -> list[Offer]:
        """The add-ons that go with the plan that is ticked."""
        return [addon for addon in self.article.addons if belongs(addon, self.offer)]

    @property
    def asked(self) -> list[forms.BoundField]:
        """The controls of what is filled in."""
        return [self[option.field] for option in self.article.options]

    @property
    def extras(self) -> list[tuple[Offer, forms.BoundField]]:
        """The add-ons with their controls."""
        return [(addon, self[f"addon_{addon.plan_id}"]) for addon in self.addons]

    @property
    def counted(self) -> list[tuple[Offer, int]]:
        """What is chosen as it stands, and how many of it; what is no number counts for nothing."""
        addons = [(addon, _number(field.value())) for addon, field in self.extras]
        return [(self.offer, _number(self["quantity"].value())), *addons]

    def wanted(self, typed: Mapping[str, Any]) -> LineWanted:
        """Return what was typed, to be checked by the domain."""
        options = {option.option_id: typed[option.field] for option in self.article.options}
        addons = {addon.plan_id: typed[f"addon_{addon.plan_id}"] or 0 for addon in self.addons}
        return LineWanted(typed["plan"], typed["quantity"], options, addons)


def _as_typed(begun: LineWanted) -> dict[str, Any]:
    told: dict[str, Any] = {"plan": begun.plan_id, "quantity": begun.quantity}
    told |= {f"option_{option_id}": value for option_id, value in begun.options.items()}
    return told | {f"addon_{plan_id}": quantity for plan_id, quantity in begun.addons.items()}


def _number(value: object) -> int:
    told = str(value)
    return min(int(told), MAX_QUANTITY) if told.isascii() and told.isdigit() and len(told) < len(str(10**9)) else 0


def within(offer: Offer, quantity: int) -> int:
    """Return the number nearest to `quantity` that can be ordered of `offer`; of two the lower."""
    low, high, step = offer.quantity_min, offer.quantity_max, offer.quantity_step
    steps = max(0, min(quantity, high) - low + (step - 1) // 2) // step
    return low + min(steps, (high - low) // step) * step


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
