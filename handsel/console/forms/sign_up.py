"""Who looks after customers that come by themselves, as owners and managers choose it (ACC-3)."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, ClassVar

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from handsel.accounts.manager_models import HowChosen
from handsel.accounts.manager_rules import GivenTo
from handsel.web.countries import country_choices
from handsel.web.forms import HouseForm
from handsel.web.versioned_form import VersionField

MORE = 3
"""So many empty rows for countries stand below those that are filled in."""
MOST = 250

Choices = Sequence[tuple[int, str]]


class ManagerRuleForm(HouseForm):
    """The rule, the one who is always it or takes the rest, who takes turns, and who can be chosen."""

    ids = "managers_%s"
    widths: ClassVar[dict[str, str]] = {"in_turn": "half", "on_offer": "half"}

    how = forms.ChoiceField(label=gettext_lazy("Rule"), choices=HowChosen, widget=forms.RadioSelect)
    first_manager = forms.TypedChoiceField(
        label=gettext_lazy("Always the same, or for all other countries"), coerce=int, empty_value=None, required=False
    )
    in_turn = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Take turns"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )
    lets_choose = forms.BooleanField(
        label=gettext_lazy("Visitors may choose their account manager; who chooses nobody gets one by the rule"),
        required=False,
    )
    on_offer = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Can be chosen"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )
    version = VersionField(required=False)

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, rule: GivenTo, version: int, staff: Choices, may_change: bool
    ) -> None:
        names = ("how", "first_manager", "lets_choose", "in_turn", "on_offer")
        known: dict[str, Any] = {name: getattr(rule, name) for name in names} | {"version": version}
        pairs = list(rule.of_countries.items())
        self.rows = range(min(_rows_in(data) or len(pairs) + MORE, MOST))
        for row, (country, user) in enumerate(pairs):
            known |= {f"country_{row}": country, f"manager_{row}": user}
        super().__init__(data, initial=known)
        self.fields["how"].choices = [(one.value, _(one.label)) for one in HowChosen]  # type: ignore[attr-defined]
        self.fields["first_manager"].choices = [("", _("Nobody")), *staff]  # type: ignore[attr-defined]
        for name in ("in_turn", "on_offer"):
            self.fields[name].choices = staff  # type: ignore[attr-defined]
        for row in self.rows:
            self._add_row(row, staff)
        for field in self.fields.values():
            field.disabled = not may_change

    def _add_row(self, row: int, staff: Choices) -> None:
        told = {"aria-label": _("Country")}, {"aria-label": _("Account manager")}
        self.fields[f"country_{row}"] = forms.ChoiceField(
            choices=country_choices(), required=False, widget=forms.Select(told[0])
        )
        self.fields[f"manager_{row}"] = forms.TypedChoiceField(
            choices=[("", _("Nobody")), *staff], coerce=int, empty_value=None, required=False,
            widget=forms.Select(told[1]),
        )  # fmt: skip

    @property
    def countries(self) -> Iterator[tuple[BoundField, BoundField]]:
        """Yield the rows of countries, each with who looks after it."""
        for row in self.rows:
            yield self[f"country_{row}"], self[f"manager_{row}"]

    def clean(self) -> dict[str, Any]:
        """Ask for the other half of a row that is half filled in, and refuse a country that stands twice."""
        typed = dict(super().clean() or self.cleaned_data)
        seen: dict[str, int] = {}
        for row in self.rows:
            country, user = typed.get(f"country_{row}"), typed.get(f"manager_{row}")
            if bool(country) != bool(user):
                self.add_error(None, _("Name a country and an account manager in each row, or neither."))
            elif country in seen:
                self.add_error(None, _("A country stands twice; leave one of the two."))
            elif country and user:
                seen[country] = user
        return typed | {"of_countries": seen}

    @staticmethod
    def rule(typed: Mapping[str, Any]) -> GivenTo:
        """Return what was typed as the domain takes it."""
        return GivenTo(
            typed["how"],
            typed["first_manager"],
            typed["lets_choose"],
            tuple(sorted(typed["in_turn"])),
            tuple(sorted(typed["on_offer"])),
            dict(sorted(typed["of_countries"].items())),
        )


def _rows_in(data: Mapping[str, Any] | None) -> int:
    return sum(name.startswith("country_") for name in data) if data else 0
