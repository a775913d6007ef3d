"""What an action on many accounts asks for (ACC-6 to ACC-9, MGR-1, CAT-2, ORD-4)."""

from collections.abc import Callable, Iterable
from datetime import datetime, time
from typing import Any, ClassVar

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from handsel.accounts.chosen import MAX_REASON
from handsel.accounts.tag_models import MAX_NAME
from handsel.console.choices import staff_choices
from handsel.console.desk import Desk
from handsel.console.forms.accounts import ApprovalForm
from handsel.web.forms import HouseForm


class BulkForm(HouseForm):
    """An action that needs no more than its accounts."""

    def wanted(self, typed: dict[str, Any]) -> dict[str, Any]:
        """Return the parameters of the action as the domain takes them."""
        return typed


class NoteForm(BulkForm):
    """A reason that may be left out."""

    reason = forms.CharField(
        label=_("Reason"), required=False, max_length=MAX_REASON, help_text=_("It stands on the timeline of each.")
    )


class ReasonForm(BulkForm):
    """A reason that the accounts read."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=MAX_REASON,
        widget=forms.Textarea({"rows": 2}),
        help_text=_("They read it in the mail and when they log in."),
        error_messages={"required": _("Enter a reason; the account reads it.")},
    )


class SuspensionForm(ReasonForm):
    """A reason, and the day on which the suspension ends by itself."""

    until = forms.DateField(
        label=_("Until"),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        help_text=_("It ends by itself when this day begins. Without a day it lasts until it is lifted."),
    )

    def wanted(self, typed: dict[str, Any]) -> dict[str, Any]:
        until = typed.get("until")
        begins = until and timezone.make_aware(datetime.combine(until, time()))
        return {"reason": typed["reason"], "until": begins and begins.isoformat()}


class TagsForm(BulkForm):
    """Tags that there are, to tick, and names of others."""

    widths: ClassVar[dict[str, str]] = {"known": "picks"}

    known = forms.MultipleChoiceField(label=_("Tags"), required=False, widget=forms.CheckboxSelectMultiple)
    names = forms.CharField(
        label=_("Other tags"),
        required=False,
        max_length=20 * MAX_NAME,
        widget=forms.TextInput({"autocomplete": "off"}),
        help_text=_("Several with commas between them; those that are new come into being."),
    )

    def __init__(self, *args: Any, tags: Iterable[str], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["known"].choices = [(tag, tag) for tag in tags]  # type: ignore[attr-defined]
        if not self.fields["known"].choices:  # type: ignore[attr-defined]
            del self.fields["known"]

    def wanted(self, typed: dict[str, Any]) -> dict[str, Any]:
        others = [name.strip() for name in typed.get("names", "").split(",")]
        return {"names": [*typed.get("known", ()), *filter(None, others)]}


class UntagForm(TagsForm):
    """Tags that one of the accounts has."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if "known" in self.fields:
            del self.fields["names"]


class ManagerForm(BulkForm):
    """One of the staff, or nobody."""

    manager = forms.TypedChoiceField(label=_("Account manager"), coerce=int, empty_value=None, required=False)

    def __init__(self, *args: Any, staff: Iterable[tuple[int, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["manager"].choices = [("", _("Nobody")), *staff]  # type: ignore[attr-defined]


class PriceListForm(BulkForm):
    """One of the seller's price lists, or its default."""

    price_list = forms.TypedChoiceField(label=_("Price list"), coerce=int, empty_value=None, required=False)

    def __init__(self, *args: Any, lists: Iterable[tuple[int, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["price_list"].choices = [("", _("The default list")), *lists]  # type: ignore[attr-defined]


class SwitchForm(BulkForm, ApprovalForm):
    """Whether orders wait for approval."""

    def wanted(self, typed: dict[str, Any]) -> dict[str, Any]:
        return {"required": typed["required"] == "on"}


Maker = Callable[[Any, Desk, Iterable[str]], BulkForm]

FORMS: dict[str, Maker] = {
    "tag": lambda data, _desk, tags: TagsForm(data, tags=tags),
    "untag": lambda data, _desk, tags: UntagForm(data, tags=tags),
    "manager": lambda data, desk, _tags: ManagerForm(data, staff=staff_choices(desk.seller_id)),
    "price_list": lambda data, desk, _tags: PriceListForm(data, lists=desk.price_lists.values_list("pk", "name")),
    "approval": lambda data, _desk, _tags: SwitchForm(data),
    "suspend": lambda data, _desk, _tags: SuspensionForm(data),
    "lift": lambda data, _desk, _tags: ReasonForm(data),
    "deactivate": lambda data, _desk, _tags: ReasonForm(data),
    "activate": lambda data, _desk, _tags: ReasonForm(data),
    "archive": lambda data, _desk, _tags: NoteForm(data),
    "unarchive": lambda data, _desk, _tags: NoteForm(data),
    "delete": lambda data, _desk, _tags: NoteForm(data),
    "restore": lambda data, _desk, _tags: BulkForm(data),
}
"""Action -> its form, from what was typed, the desk, and the tags to choose from."""
