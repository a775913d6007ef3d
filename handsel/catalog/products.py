"""A seller's own products and plans: add them, change them, withdraw them (CAT-1)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from handsel.catalog.models import Plan, Product, ProductKind
from handsel.catalog.rules import may_offer_products
from handsel.identity.actor import Actor
from handsel.kernel.operation import operation
from handsel.kernel.refusal import Conflict, Invalid
from handsel.timeline.record import record


@dataclass(frozen=True)
class PlanDetails:
    """How a product is charged. `period_months` 0 is once; `cost_minor` is per unit, in minor units of `currency`."""

    name: str
    period_months: int
    currency: str
    cost_minor: int


@dataclass(frozen=True)
class ProductDetails:
    """What is told of a new product."""

    sku: str
    name: str
    category: str
    kind: ProductKind
    plans: Sequence[PlanDetails]
    description: str = ""


class SkuTaken(Conflict):
    """Another product of this seller has the same article number."""

    code = "sku_taken"


@operation
def add_product(*, product: ProductDetails, by: Actor, at: datetime) -> Product:
    """Offer a product of one's own, with its plans, to everybody below.

    Raises Forbidden, Invalid with the field that is wrong, SkuTaken.
    """
    may_offer_products(by).or_refuse()
    _check(product)
    if Product.objects.filter(seller_id=by.seller_id, sku=product.sku).exists():
        raise SkuTaken(fields={"sku": f"You have a product with the number {product.sku} already."})
    added = Product.objects.create(
        seller_id=by.seller_id,
        sku=product.sku,
        name=product.name,
        category=product.category,
        kind=product.kind,
        description=product.description,
    )
    Plan.objects.bulk_create(
        Plan(
            seller_id=by.seller_id,
            product=added,
            name=plan.name,
            period_months=plan.period_months,
            currency=plan.currency,
            cost_minor=plan.cost_minor,
        )
        for plan in product.plans
    )
    record("product.added", subject=added, account_id=by.seller_id, by=by, at=at, sku=added.sku, product=added.name)
    return added


def _check(product: ProductDetails) -> None:
    wrong = {
        field: f"Enter {what}."
        for field, what in (("sku", "an article number"), ("name", "a name"), ("category", "a category"))
        if not getattr(product, field).strip()
    }
    if not product.plans:
        wrong["plans"] = "Add at least one plan: how is it charged?"
    if any(plan.cost_minor < 0 or plan.period_months < 0 for plan in product.plans):
        wrong["plans"] = "A cost or a period is never below zero."
    if wrong:
        raise Invalid(fields=wrong)


@operation
def withdraw_product(*, product_id: int, by: Actor, at: datetime) -> Product:
    """Stop selling a product of one's own; what runs goes on. Withdrawing twice is withdrawing once.

    Raises Forbidden, Product.DoesNotExist when it is not the seller's own.
    """
    may_offer_products(by).or_refuse()
    product = Product.objects.select_for_update().get(pk=product_id, seller_id=by.seller_id)
    if product.withdrawn_at is None:
        product.withdrawn_at = at
        product.save(update_fields=["withdrawn_at"])
        record("product.withdrawn", subject=product, account_id=by.seller_id, by=by, at=at, product=product.name)
    return product
