"""A search over accounts: a value that segments hold, and that lists, exports and bulk actions apply (ACC-10)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Self

from django.http import QueryDict
from django.utils.translation import gettext as _

from handsel.accounts.models import AccountQuerySet
from handsel.kernel.operation import Asker
from handsel.segments.conditions import Condition, Context
from handsel.segments.fields import FIELDS
from handsel.segments.sorting import SORTS, STANDARD
from handsel.segments.values import LONGEST, Input, WrongValue, tidied

MOST = 30
"""How many conditions, and how many values of one, a search may have."""

PERIOD = "in_days"


@dataclass(frozen=True)
class Search:
    """Accounts with every word of `text` that meet all `conditions`; `sort` is a column, with “-” the other way."""

    text: str = ""
    conditions: tuple[Condition, ...] = ()
    sort: str = STANDARD

    @classmethod
    def from_params(cls, params: QueryDict | Mapping[str, list[str]]) -> "Parsed":
        """Read a search from an address; what cannot be read is left out and told."""
        lists = dict(params.lists()) if isinstance(params, QueryDict) else params
        faults: dict[str, str] = {}
        search = cls(
            text=_text(lists.get("q", [])),
            conditions=tuple(_conditions(lists, faults)),
            sort=_sort(lists.get("sort", []), faults),
        )
        return Parsed(search, faults)

    def to_params(self) -> list[tuple[str, str]]:
        """Return what from_params() reads back as the same search."""
        params = [("q", self.text)] if self.text else []
        params += [(asked.name, value) for asked in self.conditions for value in asked.values]
        periods = {f"{asked.field}.{PERIOD}": str(asked.days) for asked in self.conditions if asked.days}
        params += list(periods.items())
        return [*params, ("sort", self.sort)] if self.sort != STANDARD else params

    def within(self, accounts: AccountQuerySet, *, by: Asker, at: datetime) -> AccountQuerySet:
        """Return those of `accounts` that are searched for, in no order; listed ones unless others are asked for."""
        context = Context.of(by, at)
        found = self._on_shelves(accounts)
        if self.text:
            found = context.matching(found, self.text)
        for asked in self.conditions:
            found = found.filter(FIELDS[asked.field].operators[asked.operator].apply(asked, context))
        return found

    def _on_shelves(self, accounts: AccountQuerySet) -> AccountQuerySet:
        """Leave out what was deleted, and what was archived, unless it is asked for."""
        asked = {asked.field: asked.values for asked in self.conditions}
        if "yes" in asked.get("deleted", ()):
            return accounts
        if "archived" in asked:
            return accounts.filter(deleted_at__isnull=True)
        return accounts.listed()

    def with_(self, condition: Condition) -> Self:
        """Return the same search with `condition` in the place of any by the same name, or else added."""
        others = [asked for asked in self.conditions if asked.name != condition.name]
        same_field = [
            replace(asked, days=condition.days) if asked.field == condition.field else asked for asked in others
        ]
        return replace(self, conditions=_in_order([*same_field, condition]))

    def without(self, condition: Condition) -> Self:
        return replace(self, conditions=tuple(asked for asked in self.conditions if asked != condition))

    @property
    def is_empty(self) -> bool:
        """Whether it finds all that is listed."""
        return not self.text and not self.conditions


@dataclass(frozen=True)
class Parsed:
    """A search as it could be read, and by parameter what was wrong with the rest, in words."""

    search: Search
    faults: Mapping[str, str]

    @property
    def problems(self) -> tuple[str, ...]:
        return tuple(self.faults.values())


def _text(values: list[str]) -> str:
    return " ".join(" ".join(values).replace("\x00", "").split())[:LONGEST].strip()


def _sort(values: list[str], faults: dict[str, str]) -> str:
    wanted = values[-1] if values else ""
    if wanted.removeprefix("-") in SORTS:
        return wanted
    if wanted:
        faults["sort"] = _("The list cannot be sorted by “%s”.") % wanted[:LONGEST]
    return STANDARD


def _conditions(params: Mapping[str, list[str]], faults: dict[str, str]) -> Iterable[Condition]:
    asked = [(name, values) for name, values in params.items() if "." in name]
    if len(asked) > MOST:
        faults[asked[MOST][0]] = _("A search has at most %d conditions; the others were left out.") % MOST
    found = []
    for name, values in asked[:MOST]:
        try:
            condition = _condition(name, values, params)
        except WrongValue as wrong:
            faults[name] = str(wrong)
            continue
        if condition:
            found.append(condition)
    return _in_order(found)


def _condition(name: str, values: list[str], params: Mapping[str, list[str]]) -> Condition | None:
    field_name, _point, operator_name = name.partition(".")
    field = FIELDS.get(field_name)
    if field is None:
        raise WrongValue(_("There is no field “%s” to search by.") % field_name[:LONGEST])
    has_others = any(f"{field_name}.{other}" in params for other in field.operators)
    if operator_name == PERIOD and field.has_period and has_others:
        _days(field_name, params)
        return None
    operator = field.operators.get(operator_name)
    if operator is None:
        raise WrongValue(_("%(field)s cannot be asked for with “%(operator)s”.") % {
            "field": field.label, "operator": operator_name[:LONGEST]})  # fmt: skip
    if not values:
        raise WrongValue(_("%(field)s: %(fault)s.") % {"field": field.label, "fault": _("it is empty")})
    if len(values) > (MOST if operator.takes_many else 1):
        raise WrongValue(_("%(field)s: %(operator)s takes fewer values.") % {
            "field": field.label, "operator": operator.label})  # fmt: skip
    try:
        kept = tuple(dict.fromkeys(field.tidied(operator, value) for value in values))
    except WrongValue as wrong:
        raise WrongValue(_("%(field)s: %(fault)s.") % {"field": field.label, "fault": wrong}) from None
    return Condition(field_name, operator_name, kept, _days(field_name, params) if field.has_period else None)


def _days(field_name: str, params: Mapping[str, list[str]]) -> int | None:
    values = params.get(f"{field_name}.{PERIOD}")
    if not values:
        return None
    try:
        return int(tidied(Input.DAYS, values[-1]))
    except WrongValue as wrong:
        raise WrongValue(_("%(field)s: %(fault)s.") % {"field": FIELDS[field_name].label, "fault": wrong}) from None


def _in_order(conditions: Iterable[Condition]) -> tuple[Condition, ...]:
    """Put conditions into the order of the fields, so that the same search is written the same way."""
    places = {name: place for place, name in enumerate(FIELDS)}
    return tuple(
        sorted(
            conditions, key=lambda asked: (places[asked.field], [*FIELDS[asked.field].operators].index(asked.operator))
        )
    )
