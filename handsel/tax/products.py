"""Into which tax category a product falls: its supplier says it, and each seller may say it otherwise (CAT-4)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from handsel.identity.actor import Actor
from handsel.identity.guests import closed_to_guests
from handsel.kernel.database import call_function
from handsel.kernel.operation import operation
from handsel.kernel.refusal import NotFound
from handsel.tax.models import ProductTax, TaxCategory
from handsel.tax.refusals import TaxCategoryUnknown
from handsel.tax.rules import may_set_taxes
from handsel.timeline.record import record

COUNTED = 200
"""Up to so many products are counted; beyond that it is told that there are more."""


class ProductNotSold(NotFound):
    """The seller does not sell this product."""

    code = "product_not_sold"


@dataclass(frozen=True)
class TaxedProduct:
    """A product that a seller sells: `supplied` is what its supplier says, `said` what the seller says, or None."""

    product_id: int
    sku: str
    product: str
    is_own: bool
    supplied: str
    said: str | None

    @property
    def category(self) -> str:
        return self.said or self.supplied


@dataclass(frozen=True)
class Listed:
    """A page of products. `total` were found; `is_more`: there are more than that."""

    products: Sequence[TaxedProduct]
    total: int
    is_more: bool


@operation
@closed_to_guests
def set_tax_category(*, product_id: int, category: str, by: Actor, at: datetime) -> None:
    """Say into which category a product falls when the reseller of `by` sells it; empty goes by its supplier again.

    What a supplier says of its own product counts for all below it that say nothing. Orders that were placed stay.

    Raises Forbidden, NotForGuests, ProductNotSold, TaxCategoryUnknown.
    """
    may_set_taxes(by).or_refuse()
    if category and category not in TaxCategory.values:
        raise TaxCategoryUnknown(fields={"category": "Choose a tax category from the list."})
    found = product_of(by.seller_id, product_id, at)
    if category == (found.said or ""):
        return
    rows = ProductTax.objects.filter(seller_id=by.seller_id, product_id=product_id)
    if not category:
        subject = rows.get()
        pk = subject.pk
        subject.delete()
        subject.pk = pk  # so that the timeline can name it
    else:
        subject, _is_new = ProductTax.objects.update_or_create(
            seller_id=by.seller_id, product_id=product_id, defaults={"category": category}
        )
    facts: dict[str, Any] = {"product": found.product, "before": found.said or "", "tax_category": category}
    record("tax.category_set", subject=subject, account_id=by.seller_id, by=by, at=at, **facts)


def products_of(seller_id: int, at: datetime) -> list[TaxedProduct]:
    """Return what a seller sells, its own and what it buys, by name, with the category of each."""
    return [_taxed(row) for row in call_function("tax_products", seller_id, at, None, None, 0, COUNTED)]


def product_of(seller_id: int, product_id: int, at: datetime) -> TaxedProduct:
    """Return one product that a seller sells. Raises ProductNotSold."""
    rows = call_function("tax_products", seller_id, at, product_id, None, 0, COUNTED)
    if not rows:
        raise ProductNotSold("There is no such product among those that you sell.")
    return _taxed(rows[0])


def products_on_page(seller_id: int, at: datetime, *, limit: int, offset: int) -> Listed:
    """Return a page of `products_of`; no more is priced than is looked at."""
    rows = call_function("tax_products", seller_id, at, None, limit, offset, COUNTED)
    if not rows:
        return Listed([], 0, is_more=False)
    return Listed([_taxed(row) for row in rows], rows[0]["total"], rows[0]["is_more"])


def _taxed(row: Mapping[str, Any]) -> TaxedProduct:
    return TaxedProduct(**{name: row[name] for name in TaxedProduct.__dataclass_fields__})
