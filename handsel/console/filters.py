"""The filter builder: one condition of a search, put together in plain words (ACC-10)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from handsel.console.choices import currencies
from handsel.console.lists import ListScreen
from handsel.segments.conditions import Condition, Field, Operator
from handsel.segments.fields import FIELDS
from handsel.segments.search import PERIOD, Search
from handsel.segments.values import Input, amount_of

GROUPS: Sequence[tuple[str | Promise, tuple[str, ...]]] = (
    (gettext_lazy("Who they are"), ("name", "email", "phone", "number", "tax_number", "external_number", "tag")),
    (gettext_lazy("Where they are"), ("city", "state", "country", "postcode")),
    (
        gettext_lazy("How they stand with you"),
        ("status", "joined", "manager", "access", "payment_method", "price_list", "approval", "archived", "deleted"),
    ),
    (gettext_lazy("What they buy"), ()),
)
"""Headings of the builder, and the fields under each; the last takes all others."""


def field_groups() -> list[tuple[str, list[Field]]]:
    """Return the fields to choose from under their headings."""
    named = {name for _title, names in GROUPS for name in names}
    others = tuple(name for name in FIELDS if name not in named)
    found = [(title, [FIELDS[name] for name in names or others if name in FIELDS]) for title, names in GROUPS]
    return [(str(title), fields) for title, fields in found if fields]


@dataclass(frozen=True)
class Draft:
    """A condition while it is put together: its field, and what was typed so far."""

    screen: ListScreen
    field: Field
    typed: QueryDict

    @cached_property
    def was(self) -> Condition | None:
        """The condition that this one takes the place of."""
        name = self.typed.get("was", "")
        return next((asked for asked in self.screen.search.conditions if asked.name == name), None)

    @cached_property
    def operator(self) -> Operator:
        named = self.typed.get("operator") or (self.was.operator if self.was else "")
        return self.field.operators.get(named) or next(iter(self.field.operators.values()))

    @property
    def operators(self) -> list[Operator]:
        return list(self.field.operators.values())

    @property
    def kind(self) -> str:
        return self.operator.kind.value

    @property
    def values(self) -> Sequence[str]:
        """What stands in the controls: as typed, else as the condition had it."""
        if self._was_sent:
            return self.typed.getlist("value")
        is_of_this_kind = self.was and self.field.operators[self.was.operator].kind == self.operator.kind
        return self.was.values if self.was and is_of_this_kind else ()

    @property
    def _was_sent(self) -> bool:
        return "operator" in self.typed

    @property
    def value(self) -> str:
        """The one value; of an amount only its figure."""
        first = self.values[0] if self.values else ""
        return str(amount_of(first)[0]) if self._is_kept_amount else first

    @property
    def _is_kept_amount(self) -> bool:
        return self.operator.kind == Input.MONEY and not self._was_sent and bool(self.values)

    @property
    def currency(self) -> str:
        if self._is_kept_amount:
            return amount_of(self.values[0])[1]
        return self.typed.get("currency", "")

    @property
    def days(self) -> str:
        """The period that figures of business are taken over; empty for ever."""
        if "days" in self.typed:
            return str(self.typed["days"])
        return str(self.was.days) if self.was and self.was.days else ""

    @cached_property
    def choices(self) -> list[tuple[str, str, bool]]:
        """What can be chosen: value, words, and whether it is; the chosen ones first."""
        if self.field.choices is None:
            return []
        found = [(value, words, value in self.values) for value, words in self.field.choices(self.screen.vocabulary)]
        return sorted(found, key=lambda choice: not choice[2])

    @cached_property
    def currencies(self) -> list[str]:
        return currencies(self.screen.desk.seller_id)

    @property
    def href(self) -> str:
        """Where the form is sent: the search as it is, and which condition is meant."""
        more = {"field": self.field.name} | ({"was": self.was.name} if self.was else {})
        return f"{self.screen.filter_href}&{urlencode(more)}"

    def finished(self) -> tuple[Search | None, str]:
        """Return the search with this condition in it, or what is wrong with it."""
        name = f"{self.field.name}.{self.operator.name}"
        params: Mapping[str, list[str]] = {name: self._written()}
        if self.days and self.field.has_period:
            params = {**params, f"{self.field.name}.{PERIOD}": [self.days]}
        if not params[name]:
            return None, _("Choose or enter something.")
        parsed = Search.from_params(params)
        if parsed.problems:
            return None, parsed.problems[0]
        search = self.screen.search.without(self.was) if self.was else self.screen.search
        return search.with_(parsed.search.conditions[0]), ""

    def _written(self) -> list[str]:
        """Return the values as an address has them."""
        if self.operator.kind == Input.YES:
            return ["1"]
        if self.operator.kind == Input.MONEY:
            return [f"{self.value} {self.typed.get('currency', '')}".strip()]
        return [value for value in self.typed.getlist("value") if value.strip()]
