"""What a buyer fills in to have its money back (ORD-12)."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from handsel.deliveries.refund_models import Back
from handsel.kernel.reasons import LONGEST_REASON
from handsel.orders.models import LegLine
from handsel.web.forms import HouseForm
from handsel.web.refunds_told import WAYS


class WishForm(HouseForm):
    """Which lines, how the money is to come back, and why."""

    ids = "refund_%s"

    lines = forms.TypedMultipleChoiceField(
        label=_("What is refunded"),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one."), "invalid_choice": _("Choose from the list.")},
    )
    back = forms.TypedChoiceField(label=_("How you get it"), coerce=Back)
    reason = forms.CharField(
        label=_("Reason"),
        max_length=LONGEST_REASON,
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": _("Tell why.")},
    )

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, lines: Sequence[LegLine], ways: Sequence[Back]
    ) -> None:
        super().__init__(data, initial={"back": Back.WALLET})
        named = [(line.line_id, f"{line.quantity} × {line.product}") for line in lines]
        self.fields["lines"].choices = named  # type: ignore[attr-defined]
        offered = [way for way in ways if way in {Back.WALLET, Back.CARD, Back.BANK_TRANSFER}]
        self.fields["back"].choices = [(way.value, WAYS[way]) for way in offered]  # type: ignore[attr-defined]
