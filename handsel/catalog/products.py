"""A seller's own products and plans: add them, change them, withdraw them (CAT-1)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from handsel.catalog.categories import category_named
from handsel.catalog.models import Plan, Product, ProductKind
from handsel.catalog.rules import may_offer_products
from handsel.identity.actor import Actor
from handsel.kernel.money import is_currency
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
    """What is told of a new product. `category` is a name, or two with › between them; see `category_named`."""

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
        category=category_named(product.category, by=by, at=at),
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


MAX_UNIT_MINOR = 10**12
"""The dearest unit: `catalog_price()` makes no price above it."""
_NEEDED = {"sku": ("an article number", 40), "name": ("a name", 120)}
_LONGEST_PLAN_NAME, _LONGEST_PERIOD = 80, 120


def _check(product: ProductDetails) -> None:
    wrong = {}
    for field, (what, limit) in _NEEDED.items():
        if not 0 < len(getattr(product, field).strip()) <= limit:
            wrong[field] = f"Enter {what} of up to {limit} characters."
    if not product.plans:
        wrong["plans"] = "Add at least one plan: how is it charged?"
    for plan in product.plans:
        if fault := _fault_of_plan(plan):
            wrong["plans"] = fault
    if wrong:
        raise Invalid(fields=wrong)


def _fault_of_plan(plan: PlanDetails) -> str:
    if not 0 < len(plan.name.strip()) <= _LONGEST_PLAN_NAME:
        return f"Enter a plan name of up to {_LONGEST_PLAN_NAME} characters."
    if not 0 <= plan.period_months <= _LONGEST_PERIOD:
        return "Charge once, or every 1 to 120 months."
    if not 0 < plan.cost_minor <= MAX_UNIT_MINOR:
        return "Enter a cost above zero, and below what no price list could turn into a price."
    if not is_currency(plan.currency):
        return "Choose a currency from the list."
    return ""


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
