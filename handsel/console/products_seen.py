"""Products as staff find them: their own, and what the seller above offers them (CAT-1)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter

from django.db.models import Q, QuerySet

from handsel.catalog.models import Product, ProductKind
from handsel.catalog.offers import Offer, offers_to
from handsel.catalog.shelf import Market, Sought
from handsel.console.desk import Desk
from handsel.kernel.clock import now
from handsel.web.sold_pages import page_of_sold
from handsel.web.tables import PAGE_SIZE, Page, page_of_list

SORTS: Mapping[str, tuple[str, ...]] = {
    "category": ("category__position", "category__name", "name", "pk"),
    "name": ("name", "pk"),
    "sku": ("sku",),
    "newest": ("-pk",),
}


@dataclass(frozen=True)
class ProductSearch:
    """What is looked for; what is unknown narrows nothing."""

    text: str = ""
    category: int = 0
    kind: str = ""
    state: str = ""
    sort: str = "category"

    @classmethod
    def of(cls, params: Mapping[str, str], text: str) -> "ProductSearch":
        category = params.get("category", "")
        return cls(
            text,
            int(category) if category.isascii() and category.isdigit() and len(category) < len(str(2**63)) else 0,
            params.get("kind", "") if params.get("kind") in ProductKind.values else "",
            params.get("state", "") if params.get("state") in {"sold", "withdrawn"} else "",
            params.get("sort", "") if params.get("sort") in SORTS else "category",
        )

    @property
    def is_narrowed(self) -> bool:
        return bool(self.text or self.category or self.kind or self.state)

    def within(self, found: QuerySet[Product]) -> QuerySet[Product]:
        """Return those of `found` that are looked for, in the order asked for."""
        for word in self.text.split():
            found = found.filter(Q(name__icontains=word) | Q(sku__icontains=word) | Q(category__name__icontains=word))
        if self.category:
            found = found.filter(Q(category_id=self.category) | Q(category__parent_id=self.category))
        if self.kind:
            found = found.filter(kind=self.kind)
        if self.state:
            found = found.filter(withdrawn_at__isnull=self.state == "sold")
        return found.order_by(*SORTS[self.sort])


@dataclass(frozen=True)
class FromAbove:
    """A product that the seller above offers, with its plans at what they cost here."""

    offers: tuple[Offer, ...]

    @property
    def first(self) -> Offer:
        return self.offers[0]


def offered_from_above(desk: Desk, search: ProductSearch, params: Mapping[str, str]) -> Page[FromAbove]:
    """Return a page of what the seller above offers, by words and kind; nothing where nobody sells to the reseller."""
    if not desk.has_parent:
        return page_of_list([], params)
    at = now()

    def shown(plan_ids: Sequence[int]) -> list[FromAbove]:
        offers = offers_to(desk.seller_id, plan_ids, at=at)
        return [FromAbove(tuple(plans)) for _product, plans in groupby(offers, key=attrgetter("product_id"))]

    market, sought = Market(buyer_id=desk.seller_id), Sought(search.text, kind=search.kind)
    return page_of_sold(market, sought, params, PAGE_SIZE, shown, at=at)
