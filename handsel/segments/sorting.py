"""What lists of accounts can be sorted by (ACC-11, safety P6)."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import F
from django.db.models.expressions import Combinable

STANDARD = "name"


@dataclass(frozen=True)
class Sort:
    """An order of accounts: by `value`, which is never null, then by id."""

    value: Combinable
    is_date: bool = False


SORTS: Mapping[str, Sort] = {
    "name": Sort(F("sort_name")),
    "number": Sort(F("number")),
    "phone": Sort(F("phone")),
    "city": Sort(F("sort_city")),
    "email": Sort(F("email")),
    "country": Sort(F("country")),
    "joined": Sort(F("joined_at"), is_date=True),
    "status": Sort(F("status")),
}
