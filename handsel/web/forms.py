"""Forms as the design system draws them: label, control, hint, and what is wrong beside the field (ACC-2)."""

from typing import ClassVar

from django import forms
from django.forms.renderers import DjangoTemplates

from handsel.kernel.refusal import Refusal


class HouseRenderer(DjangoTemplates):
    """Draws forms and fields with the templates of the house."""

    form_template_name = "web/forms/fields.html"
    field_template_name = "web/forms/field.html"


class HouseForm(forms.Form):
    """A form whose `widths` say how wide a field stands: half, third, quarter, two-thirds; else the whole row."""

    widths: ClassVar[dict[str, str]] = {}
    default_renderer = HouseRenderer
    use_required_attribute = False
    required_css_class = "is-required"

    def refuse(self, refusal: Refusal) -> None:
        """Show `refusal` where it belongs: beside the fields that it names, and its rest above the form."""
        known = {name: text for name, text in refusal.fields.items() if name in self.fields}
        for name, text in known.items():
            self.add_error(name, text)
        if len(known) < len(refusal.fields) or not refusal.fields:
            rest = [text for name, text in refusal.fields.items() if name not in known]
            self.add_error(None, " ".join(rest) or str(refusal))
