"""A search in plain words: a chip for each condition, with the search that is left without it (ACC-10)."""

from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from handsel.segments.conditions import Condition, Field, Operator
from handsel.segments.fields import FIELDS
from handsel.segments.search import Search
from handsel.segments.values import Input, amount_of
from handsel.segments.vocabulary import Vocabulary

__all__ = ["Chip", "Vocabulary", "chips", "told"]


@dataclass(frozen=True)
class Chip:
    """One condition as people read it; `without` is the search when it is taken away."""

    text: str
    without: Search
    condition: Condition


def chips(search: Search, vocabulary: Vocabulary) -> list[Chip]:
    """Return a chip for each condition of `search`, in its order."""
    return [Chip(told(asked, vocabulary), search.without(asked), asked) for asked in search.conditions]


def told(asked: Condition, vocabulary: Vocabulary) -> str:
    """Return `asked` in words: “Country is Canada or Norway”."""
    field = FIELDS[asked.field]
    operator = field.operators[asked.operator]
    words = [_worded(field, operator, value, vocabulary) for value in asked.values]
    value = _(" or ").join(words)
    if asked.days is None:
        return str(operator.phrase) % {"value": value}
    return str(operator.in_days) % {"value": value, "days": _days(asked.days)}


def _worded(field: Field, operator: Operator, value: str, vocabulary: Vocabulary) -> str:
    kind = operator.kind
    if value in operator.said:
        return str(operator.said[value])
    if kind == Input.MONEY:
        return _amount(value)
    if kind == Input.DATE:
        return date_format(date.fromisoformat(value), "j F Y")
    if kind == Input.DAYS:
        return _days(int(value))
    if kind == Input.CHOICE and field.choices and (field.known or field.is_numbered):  # others are their own word
        return dict(field.choices(vocabulary)).get(value, value)
    return value


def _amount(value: str) -> str:
    figure, currency = amount_of(value)
    return f"{number_format(figure, use_l10n=True, force_grouping=True)} {currency}".strip()


def _days(days: int) -> str:
    return ngettext("%d day", "%d days", days) % days
