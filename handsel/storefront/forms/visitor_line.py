"""How many of a plan a visitor wants who is not logged in; 0 takes it out (ACC-3)."""

from collections.abc import Mapping
from typing import Any, Self

from django import forms
from django.utils.translation import gettext_lazy as _

from handsel.storefront.forms.cart import WHOLE_NUMBER_OR_ZERO
from handsel.web.forms import HouseForm


class VisitorLineForm(HouseForm):
    """The quantity of one plan."""

    quantity = forms.IntegerField(
        label=_("Quantity"),
        min_value=0,
        error_messages=dict.fromkeys(("required", "invalid", "min_value"), WHOLE_NUMBER_OR_ZERO),
        widget=forms.NumberInput({"inputmode": "numeric", "min": 0, "autocomplete": "off"}),
    )

    def __init__(self, plan_id: int, data: Mapping[str, Any] | None = None, quantity: int = 1) -> None:
        super().__init__(data, auto_id=f"visitor{plan_id}_%s", initial={"quantity": quantity})
        self.plan_id = plan_id

    @classmethod
    def of(cls, plan_id: int, quantity: int) -> Self:
        return cls(plan_id, quantity=quantity)
