"""How a form's fields get the classes of the design system."""

from django import forms, template
from django.forms import BoundField
from django.utils.safestring import SafeString

register = template.Library()


@register.filter
def control(field: BoundField) -> SafeString:
    """Render the control of `field`, marked where its value was refused."""
    css = _css(field.field.widget)
    own = str(field.field.widget.attrs.get("class", ""))
    html = field.as_widget(attrs={"class": " ".join(filter(None, [css, own, "is-invalid" if field.errors else ""]))})
    # What the person saw, carried along so that it is known what they changed.
    return html + field.as_hidden(only_initial=True) if field.field.show_hidden_initial else html


@register.filter
def width(field: BoundField) -> str:
    """Return the class for the width that the form gives this field."""
    chosen = getattr(field.form, "widths", {}).get(field.name)
    return f"is-{chosen}" if chosen else ""


@register.filter
def heading(field: BoundField) -> object:
    """Return the heading that stands above this field, or nothing."""
    return getattr(field.form, "headings", {}).get(field.name, "")


@register.filter
def is_tick(field: BoundField) -> bool:
    """Whether the control is a single box to tick, whose label stands behind it."""
    return isinstance(field.field.widget, forms.CheckboxInput)


@register.filter
def is_choice(field: BoundField) -> bool:
    """Whether the control is a group of radio buttons or boxes, which needs a fieldset."""
    return isinstance(field.field.widget, forms.RadioSelect | forms.CheckboxSelectMultiple)


def _css(widget: forms.Widget) -> str:
    if isinstance(widget, forms.CheckboxInput | forms.RadioSelect | forms.CheckboxSelectMultiple):
        return "form-check-input"
    return "form-select" if isinstance(widget, forms.Select) else "form-control"
