"""Products as staff find them: their own, and what the seller above offers them (CAT-1)."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from handsel.accounts.folding import fold
from handsel.catalog.models import Product, ProductKind
from handsel.catalog.offers import Offer, offers_to
from handsel.console.desk import Desk
from handsel.kernel.clock import now

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


def offered_from_above(desk: Desk, search: ProductSearch) -> list[FromAbove]:
    """Return what the seller above offers, narrowed by words and kind; nothing where nobody sells to the reseller."""
    if not desk.has_parent:
        return []
    words = fold(search.text).split()
    grouped: dict[int, list[Offer]] = {}
    for offer in offers_to(desk.seller_id, at=now()):
        text = fold(f"{offer.product} {offer.sku} {offer.category}")
        if all(word in text for word in words) and search.kind in {"", offer.kind}:
            grouped.setdefault(offer.product_id, []).append(offer)
    return [FromAbove(tuple(offers)) for offers in grouped.values()]
