"""What is said when a refund is asked for, confirmed or declined, and by which rule that happens by itself (ORD-12)."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from handsel.deliveries.refund_models import Back
from handsel.kernel.reasons import LONGEST_REASON
from handsel.orders.models import LegLine
from handsel.web.forms import HouseForm
from handsel.web.refunds_told import WAYS
from handsel.web.versioned_form import VersionedForm


class BackField(forms.ChoiceField):
    """How the buyer gets its money."""

    def __init__(self, ways: Sequence[Back] = (), **details: Any) -> None:
        super().__init__(
            label=_("How the buyer gets it"),
            choices=[(way.value, WAYS[way]) for way in ways],
            help_text=_("A card is paid by its gateway; what leaves otherwise you pay yourself, and it is noted."),
            **details,
        )

    def clean(self, value: Any) -> Back:
        return Back(super().clean(value))


class AskRefundForm(HouseForm):
    """Which lines, how the buyer gets its money, and why."""

    ids = "refund_%s"

    lines = forms.TypedMultipleChoiceField(
        label=_("What is refunded"),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one."), "invalid_choice": _("Choose from the list.")},
    )
    back = BackField()
    reason = forms.CharField(
        label=_("Reason"),
        max_length=LONGEST_REASON,
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": _("Enter a reason; your seller reads it.")},
        help_text=_("Your buyer and your own seller read it."),
    )

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, lines: Sequence[LegLine], ways: Sequence[Back]
    ) -> None:
        super().__init__(data, initial={"lines": [line.line_id for line in lines], "back": Back.WALLET})
        named = [(line.line_id, f"{line.quantity} × {line.product}") for line in lines]
        self.fields["lines"].choices = named  # type: ignore[attr-defined]
        self.fields["back"].choices = [(way.value, WAYS[way]) for way in ways]  # type: ignore[attr-defined]


class ConfirmRefundForm(HouseForm):
    """A yes to a refund: how the own buyer gets it, and a word to the tier above, where there is one."""

    ids = "refund_%s"

    back = BackField()
    reason = forms.CharField(
        label=_("Message to your seller"),
        required=False,
        max_length=LONGEST_REASON,
        widget=forms.Textarea({"rows": 2}),
        help_text=_("What your buyer wrote goes no further."),
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        ways: Sequence[Back],
        back: str = Back.WALLET,
        has_parent: bool = True,
    ) -> None:
        super().__init__(data, initial={"back": back})
        self.fields["back"].choices = [(way.value, WAYS[way]) for way in ways]  # type: ignore[attr-defined]
        if not has_parent:
            del self.fields["reason"]


class DeclineRefundForm(HouseForm):
    """Why not."""

    ids = "refund_%s"

    answer = forms.CharField(
        label=_("Reason"),
        max_length=LONGEST_REASON,
        widget=forms.Textarea({"rows": 3, "autofocus": True}),
        error_messages={"required": _("Say why; your buyer reads it.")},
        help_text=_("Your own buyer reads it, nobody further down."),
    )


class RefundRuleForm(VersionedForm):
    """When refunds are confirmed by themselves."""

    ids = "refund_rule_%s"

    days = forms.IntegerField(
        label=_("Confirm by itself after days"),
        required=False,
        widget=forms.NumberInput({"inputmode": "numeric"}),
        help_text=_("Empty: somebody confirms each one. 0: at once. At most 90."),
    )
