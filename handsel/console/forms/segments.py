"""The name of a saved search, and who sees it (ACC-10)."""

from django import forms
from django.utils.translation import gettext_lazy as _

from handsel.segments.models import MAX_NAME
from handsel.web.forms import HouseForm


class NameForm(HouseForm):
    """What a segment is called."""

    ids = "segment_%s"

    name = forms.CharField(
        label=_("Name"),
        max_length=MAX_NAME,
        widget=forms.TextInput({"autofocus": True, "autocomplete": "off"}),
        error_messages={"required": _("Enter a name for the segment.")},
    )


class NewSegmentForm(NameForm):
    """A new segment, which can be shared at once by those who may."""

    is_shared = forms.BooleanField(label=_("Share with colleagues"), required=False)

    def __init__(self, *args: object, may_share: bool) -> None:
        super().__init__(*args)
        if not may_share:
            del self.fields["is_shared"]
