"""A note on an account (ACC-16)."""

from django import forms
from django.utils.translation import gettext_lazy as _

from handsel.web.versioned_form import VersionedForm


class NoteForm(VersionedForm):
    """The words of a note."""

    ids = "note_%s"

    text = forms.CharField(
        label=_("Note"),
        widget=forms.Textarea({"rows": 6, "autofocus": True}),
        error_messages={"required": _("Write something.")},
        help_text=_("Your colleagues read it; the customer does not."),
    )


class NewNoteForm(NoteForm):
    """A new note, which can be pinned at once."""

    is_pinned = forms.BooleanField(label=_("Pin it above the others"), required=False)
