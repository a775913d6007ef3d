"""What is asked when the standing of an account is changed, or its price list (ACC-6 to ACC-8, CAT-2)."""

from collections.abc import Iterable
from datetime import datetime, time
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from handsel.accounts.chosen import MAX_REASON
from handsel.web.forms import HouseForm


class ToldReasonForm(HouseForm):
    """Why; the account's people read it in a mail."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=MAX_REASON,
        widget=forms.Textarea({"rows": 3, "autofocus": True}),
        error_messages={"required": _("Enter a reason; the account reads it.")},
        help_text=_("The account’s people read it in a mail, and your colleagues on the record."),
    )


class SuspensionForm(ToldReasonForm):
    """Why, and until when."""

    until = forms.DateField(
        label=_("Until"),
        required=False,
        widget=forms.DateInput({"type": "date"}),
        help_text=_("When this day begins, the suspension ends by itself. Empty: until you lift it."),
    )

    def clean_until(self) -> datetime | None:
        day = self.cleaned_data["until"]
        return timezone.make_aware(datetime.combine(day, time.min)) if day else None


class KeptReasonForm(HouseForm):
    """Why, for those who ask later; nobody needs to say."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=MAX_REASON,
        required=False,
        widget=forms.Textarea({"rows": 2, "autofocus": True}),
        help_text=_("Your colleagues read it on the timeline."),
    )


class PriceListForm(HouseForm):
    """Which price list an account buys from."""

    price_list = forms.TypedChoiceField(label=_("Price list"), coerce=int, empty_value=None, required=False)

    def __init__(self, *args: Any, price_lists: Iterable[tuple[int, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["price_list"].choices = [("", _("The default list")), *price_lists]  # type: ignore[attr-defined]
