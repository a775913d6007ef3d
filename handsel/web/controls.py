"""The controls of forms: the templates of the house, and what is written without one, since every page has many."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.forms.renderers import DjangoTemplates
from django.forms.utils import flatatt
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

_INPUTS = frozenset(
    widget.template_name
    for widget in (forms.TextInput, forms.EmailInput, forms.NumberInput, forms.URLInput, forms.HiddenInput)
)


class HouseRenderer(DjangoTemplates):
    """Draws forms and fields with the templates of the house.

    A template for each country of a list costs more than all the rest of its page.
    """

    form_template_name = "web/forms/fields.html"
    field_template_name = "web/forms/field.html"

    def render(self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None) -> str:
        if template_name == forms.Select.template_name:
            return _select(context["widget"])
        if template_name in _INPUTS:
            return _input(context["widget"])
        return super().render(template_name, context, request)


def _select(told: dict[str, Any]) -> SafeString:
    groups = ((label, _options(options)) for label, options, _place in told["optgroups"])
    parts = (format_html('<optgroup label="{}">\n{}</optgroup>\n', *one) if one[0] else one[1] for one in groups)
    inner = format_html_join("", "{}", ((part,) for part in parts))
    return format_html('<select name="{}"{}>\n{}</select>', told["name"], flatatt(told["attrs"]), inner)


def _options(options: Iterable[dict[str, Any]]) -> SafeString:
    told = ((one["value"], flatatt(one["attrs"]) if one["attrs"] else "", one["label"]) for one in options)
    return format_html_join("", '<option value="{}"{}>{}</option>\n', told)


def _input(told: dict[str, Any]) -> SafeString:
    value = "" if told["value"] is None else format_html(' value="{}"', told["value"])
    return format_html('<input type="{}" name="{}"{}{}>', told["type"], told["name"], value, flatatt(told["attrs"]))
