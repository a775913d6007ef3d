"""What lists of accounts can be sorted by (ACC-11, safety P6)."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db.models import F, Q, TextField, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce, Concat, Lower

from handsel.segments.operators import OF_FIGURES, folded

STANDARD = "name"


@dataclass(frozen=True)
class Sort:
    """An order of accounts: by `value`, which is never null, then by id.

    `among` is what leads to it and keeps every account: the index of a figure, or the one live edge.
    """

    value: Combinable
    is_date: bool = False
    among: Q = field(default_factory=Q)

    @property
    def key(self) -> str:
        """The column with the id of the account that stands beside the value in an index."""
        return "figures__account_id" if self.among is OF_FIGURES else "pk"


_EDGE = Q(edges__ended_at__isnull=True)
_MANAGER = Lower(Concat("manager__first_name", Value(" "), "manager__last_name", output_field=TextField()))

SORTS: Mapping[str, Sort] = {
    "name": Sort(F("sort_name")),
    "number": Sort(F("number")),
    "contact": Sort(folded("contact_name")),
    "phone": Sort(F("phone")),
    "city": Sort(F("sort_city")),
    "email": Sort(F("email")),
    "country": Sort(F("country")),
    "state": Sort(folded("state")),
    "postcode": Sort(F("postcode")),
    "tax_number": Sort(F("tax_number")),
    "external_number": Sort(F("external_number")),
    "joined": Sort(F("joined_at"), is_date=True),
    "status": Sort(F("status")),
    "manager": Sort(_MANAGER),
    "run_rate": Sort(F("figures__run_rate_minor"), among=OF_FIGURES),
    "last_order": Sort(F("figures__last_order_rank"), is_date=True, among=OF_FIGURES),
    "orders_count": Sort(F("figures__orders_count"), among=OF_FIGURES),
    "orders_total": Sort(F("figures__orders_minor"), among=OF_FIGURES),
    "access": Sort(F("figures__users_count"), among=OF_FIGURES),
    "balance": Sort(Coalesce(F("edges__wallet__balance_minor"), Value(0)), among=_EDGE),
    "payment_method": Sort(F("edges__payment_method"), among=_EDGE),
    "price_list": Sort(Coalesce(F("edges__price_list__name"), Value("")), among=_EDGE),
}


def sort_of(name: str) -> Sort:
    """Return the order called `name`, with or without “-”; the standard one where there is none."""
    return SORTS.get(name.removeprefix("-"), SORTS[STANDARD])
