"""Tags as staff type them: names with commas between them, or ticked off a list (ACC-9)."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from handsel.accounts.tag_models import MAX_NAME
from handsel.web.forms import HouseForm


class NamesField(forms.CharField):
    """Names with commas between them, as a list; names are suggested while one types (console/tags.js)."""

    widget = forms.TextInput({"data-tags": "tag-names", "list": "tag-names", "autocomplete": "off"})

    def to_python(self, value: Any) -> Any:
        return [name for part in (super().to_python(value) or "").split(",") if (name := part.strip())]


class AccountTagsForm(HouseForm):
    """The tags of one account: those it has, ticked, and more to come."""

    ids: ClassVar[str] = "tags_%s"

    kept = forms.MultipleChoiceField(label=_("Tags"), required=False, widget=forms.CheckboxSelectMultiple)
    names = NamesField(
        label=_("Add tags"),
        max_length=500,
        required=False,
        help_text=_("Existing or new ones, with commas between them; at most 50 characters each."),
    )

    def __init__(self, *args: Any, has: Iterable[str], **options: Any) -> None:
        has = list(has)
        super().__init__(*args, initial={"kept": has}, **options)
        self.fields["kept"].choices = [(name, name) for name in has]  # type: ignore[attr-defined]
        self.fields["names"].widget.attrs["autofocus"] = True
        if not has:
            del self.fields["kept"]

    def removed(self) -> list[str]:
        """Return those that the account had and that were unticked."""
        return [name for name in self.initial["kept"] if name not in self.cleaned_data.get("kept", ())]


class TagForm(HouseForm):
    """The name of a tag."""

    ids: ClassVar[str] = "tag_%s"

    name = forms.CharField(
        label=_("Name"),
        max_length=MAX_NAME,
        widget=forms.TextInput({"autofocus": True, "autocomplete": "off"}),
        error_messages={"required": _("Enter a tag.")},
    )


class MergeForm(HouseForm):
    """Which tag another goes into."""

    into = forms.TypedChoiceField(label=_("Merge into"), coerce=int)

    def __init__(self, *args: Any, others: Iterable[tuple[int, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["into"].choices = list(others)  # type: ignore[attr-defined]
