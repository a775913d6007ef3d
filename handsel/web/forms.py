"""Forms as the design system draws them: label, control, hint, and what is wrong beside the field (ACC-2)."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any, ClassVar, TypeVar

from django import forms
from django.forms.utils import ErrorDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from handsel.identity.proof import ProofNeeded
from handsel.kernel.refusal import Refusal
from handsel.web.controls import HouseRenderer

T = TypeVar("T")

REDRAW = "redraw"
"""Sent along when a form is only to be drawn anew, since something that was chosen asks for other fields."""


CHOOSE = _("Choose one of those that are offered.")
WORDS = {
    "required": _("Fill this in."),
    "invalid_choice": CHOOSE,
    "max_length": _("Enter at most %(limit_value)d characters."),
    "null_characters_not_allowed": _("This text holds a character that cannot be kept."),
}
"""What the checks of fields say where a form says nothing of its own, by their codes."""
TICK = _("Tick this to go on.")


class HouseForm(forms.Form):
    """A form whose `widths` say how wide a field stands: half, third, quarter, two-thirds; else the whole row.

    `headings` names the field above which a heading stands, for forms in several parts. `ids` is how the controls are
    called in the page; a dialog over a form with the same fields calls them otherwise.
    """

    ids: ClassVar[str] = "id_%s"

    widths: ClassVar[dict[str, str]] = {}
    headings: ClassVar[dict[str, str | Promise]] = {}
    default_renderer = HouseRenderer()
    use_required_attribute = False
    required_css_class = "is-required"

    status: int = HTTPStatus.OK
    """The HTTP status of the page that shows this form."""

    def __init__(self, *args: Any, **details: Any) -> None:
        super().__init__(*args, **{"auto_id": self.ids} | details)

    def full_clean(self) -> None:
        """Check what was typed, and say what is wrong in our words."""
        for field in self.fields.values():
            usual = _usual_words(field)
            for code, words in _our_words(field).items():
                if field.error_messages.get(code) == usual.get(code):
                    field.error_messages[code] = words
        super().full_clean()

    def submit(self, work: Callable[[dict[str, Any]], T], passing: tuple[type[Refusal], ...] = ()) -> T | None:
        """Return what `work` makes of the values typed; None where the form or the domain refused them.

        The reasons then stand in the form, and `status` says the same. Refusals in `passing` are raised instead, and
        so is the one that asks for a fresh proof: the form stays as it is meanwhile.
        A form that is only to be drawn anew is neither checked nor sent on.
        """
        if not self.is_bound:
            return None
        if REDRAW in self.data:
            self.leave_unchecked()
            return None
        self.status = HTTPStatus.UNPROCESSABLE_ENTITY
        if not self.is_valid():
            return None
        try:
            return work(self.cleaned_data)
        except Refusal as refusal:
            if isinstance(refusal, (ProofNeeded, *passing)):
                raise
            self.refuse(refusal)
            self.status = refusal.status
            return None

    def leave_unchecked(self) -> None:
        """Show what was typed as it is, without a word on what is wrong: the person is still at it."""
        self._errors = ErrorDict()

    def refuse(self, refusal: Refusal) -> None:
        """Show `refusal` where it belongs: beside the fields that it names, and its rest above the form."""
        known = {name: text for name, text in refusal.fields.items() if name in self.fields}
        for name, text in known.items():
            self.add_error(name, text)
        if len(known) < len(refusal.fields) or not refusal.fields:
            rest = [text for name, text in refusal.fields.items() if name not in known]
            self.add_error(None, " ".join(rest) or str(refusal))


def _usual_words(field: forms.Field) -> dict[str, Any]:
    """Return the words that a field of this kind has by itself."""
    kinds = reversed(type(field).__mro__)
    return {code: words for kind in kinds for code, words in getattr(kind, "default_error_messages", {}).items()}


def _our_words(field: forms.Field) -> dict[str, Any]:
    if isinstance(field, forms.ChoiceField):
        return WORDS | {"required": CHOOSE}
    return WORDS | {"required": TICK} if isinstance(field, forms.BooleanField) else WORDS


class SureForm(HouseForm):
    """Nothing to fill in: the person only says yes."""

    sure = forms.BooleanField(widget=forms.HiddenInput, initial=True)
