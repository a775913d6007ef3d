"""Controls that are written without templates say what Django's templates say (ACC-2)."""

from html.parser import HTMLParser

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates

from handsel.web.controls import HouseRenderer

ODD = '<b> & "quoted"'
CHOICES = [("", "Choose"), (ODD, ODD), ("Grouped", [(1, "One"), (2, "Two")])]
WIDGETS = [
    (forms.Select({"data-redraws": "", "disabled": True, "class": "form-select"}, CHOICES), ODD),
    (forms.Select(choices=CHOICES), 2),
    (forms.Select(choices=CHOICES), None),
    (forms.TextInput({"placeholder": ODD, "readonly": False}), ODD),
    (forms.TextInput(), None),
    (forms.NumberInput({"min": 1, "required": True}), 7),
    (forms.HiddenInput(), ""),
]


class Told(HTMLParser):
    """What a reader of HTML finds in it: tags with their attributes, and texts."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[object] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, sorted(attrs, key=str)))

    def handle_endtag(self, tag: str) -> None:
        self.found.append(f"/{tag}")

    def handle_data(self, data: str) -> None:
        if data.strip():
            self.found.append(data)


@pytest.mark.covers("ACC-2")
@pytest.mark.parametrize(("widget", "value"), WIDGETS)
def test_a_control_is_what_the_template_makes_of_it(widget: forms.Widget, value: object):
    ours, djangos = (
        widget.render("field", value, {"id": "id_field"}, one()) for one in (HouseRenderer, DjangoTemplates)
    )

    assert Told(ours).found == Told(djangos).found
    assert len(Told(ours).found) > 0
