"""What lists of accounts can be sorted by (ACC-11, safety P6)."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import F, OuterRef, Q, Subquery, TextField, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce, Concat, Lower

from handsel.accounts.models import Edge
from handsel.ledger.models import Wallet
from handsel.segments.operators import SortKey

STANDARD = "name"


@dataclass(frozen=True)
class Sort:
    """An order of accounts: by `value`, which is never null, then by id.

    Figures that are sorted by have the `among` of their index: seller, kind, and that they are listed.
    """

    value: Combinable
    is_date: bool = False
    is_figure: bool = False

    @property
    def among(self) -> Q:
        """The condition under which the index of a figure is found; it keeps every account."""
        return Q(figures__seller=F("seller"), figures__kind=F("kind")) if self.is_figure else Q()


_LIVE = {"seller": OuterRef("seller"), "buyer": OuterRef("pk")}
_BALANCE = Wallet.objects.filter(**_LIVE, edge__ended_at__isnull=True).values("balance_minor")[:1]
_EDGE = Edge.objects.filter(**_LIVE, ended_at__isnull=True)
_MANAGER = Lower(Concat("manager__first_name", Value(" "), "manager__last_name", output_field=TextField()))

SORTS: Mapping[str, Sort] = {
    "name": Sort(F("sort_name")),
    "number": Sort(F("number")),
    "contact": Sort(SortKey("contact_name")),
    "phone": Sort(F("phone")),
    "city": Sort(F("sort_city")),
    "email": Sort(F("email")),
    "country": Sort(F("country")),
    "state": Sort(SortKey("state")),
    "postcode": Sort(F("postcode")),
    "tax_number": Sort(F("tax_number")),
    "external_number": Sort(F("external_number")),
    "joined": Sort(F("joined_at"), is_date=True),
    "status": Sort(F("status")),
    "manager": Sort(_MANAGER),
    "run_rate": Sort(F("figures__run_rate_minor"), is_figure=True),
    "last_order": Sort(F("figures__last_order_rank"), is_date=True, is_figure=True),
    "orders_count": Sort(F("figures__orders_count")),
    "orders_total": Sort(F("figures__orders_minor")),
    "access": Sort(F("figures__users_count")),
    "balance": Sort(Coalesce(Subquery(_BALANCE), Value(0))),
    "payment_method": Sort(Coalesce(Subquery(_EDGE.values("payment_method")[:1]), Value(""))),
    "price_list": Sort(Coalesce(Subquery(_EDGE.values("price_list__name")[:1]), Value(""))),
}


def sort_of(name: str) -> Sort:
    """Return the order called `name`, with or without “-”; the standard one where there is none."""
    return SORTS.get(name.removeprefix("-"), SORTS[STANDARD])
