"""A seller's own products and plans: add them, change them, withdraw them (CAT-1)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from handsel.catalog.categories import category_named
from handsel.catalog.models import MOST_AT_ONCE, Plan, Product, ProductKind, Provisioning
from handsel.catalog.periods import Period
from handsel.catalog.rules import may_offer_products
from handsel.identity.actor import Actor
from handsel.kernel.money import is_currency
from handsel.kernel.operation import operation, step
from handsel.kernel.refusal import Conflict, Invalid
from handsel.timeline.record import record


@dataclass(frozen=True)
class PlanDetails:
    """How a product is charged. `cost_minor` is per unit, in minor units of `currency`; see `Plan` for the rest."""

    name: str
    period: Period
    currency: str
    cost_minor: int
    is_addon: bool = False
    unit: str = ""
    quantity_min: int = 1
    quantity_max: int = MOST_AT_ONCE
    quantity_step: int = 1

    @property
    def columns(self) -> dict[str, Any]:
        """What of it stands in which column of a plan."""
        same = ("currency", "cost_minor", "is_addon", "quantity_min", "quantity_max", "quantity_step")
        texts = {"name": self.name.strip(), "unit": self.unit.strip()}
        period = {"period_count": self.period.count, "period_unit": self.period.unit}
        return texts | period | {name: getattr(self, name) for name in same}


@dataclass(frozen=True)
class ProductDetails:
    """What is told of a new product. `category` is a name, or two with › between them; see `category_named`."""

    sku: str
    name: str
    category: str
    kind: ProductKind
    plans: Sequence[PlanDetails]
    description: str = ""
    provisioning: Provisioning = Provisioning.MANUAL


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
        provisioning=product.provisioning,
    )
    Plan.objects.bulk_create(Plan(seller_id=by.seller_id, product=added, **plan.columns) for plan in product.plans)
    record("product.added", subject=added, account_id=by.seller_id, by=by, at=at, sku=added.sku, product=added.name)
    return added


class ProductChanged(Conflict):
    """Somebody else changed the product meanwhile."""

    code = "product_changed"


@operation
def change_product(*, product_id: int, product: ProductDetails, version: int, by: Actor, at: datetime) -> Product:
    """Change what is told of a product of one's own; its plans are changed each by itself (`product.plans` is ignored).

    `version` is the one the person saw. What was ordered keeps what it was called then.
    Raises Forbidden, Product.DoesNotExist when it is not the seller's own, ProductChanged, Invalid with the field that
    is wrong, SkuTaken.
    """
    may_offer_products(by).or_refuse()
    found = own_product(product_id, by)
    if found.version != version:
        raise ProductChanged(f"{found.name} was changed meanwhile; look again.")
    if wrong := _faults_of_texts(product):
        raise Invalid(fields=wrong)
    others = Product.objects.filter(seller_id=by.seller_id, sku=product.sku).exclude(pk=product_id)
    if others.exists():
        raise SkuTaken(fields={"sku": f"You have a product with the number {product.sku} already."})
    found.category = category_named(product.category, by=by, at=at)
    for name in ("sku", "name", "kind", "description", "provisioning"):
        setattr(found, name, getattr(product, name))
    found.version = version + 1
    found.save(update_fields=["category", "sku", "name", "kind", "description", "provisioning", "version"])
    record("product.changed", subject=found, account_id=by.seller_id, by=by, at=at, product=found.name)
    return found


@step
def own_product(product_id: int, by: Actor) -> Product:
    """Return a product of the seller's own, locked. Raises Product.DoesNotExist."""
    return Product.objects.select_for_update(no_key=True).get(pk=product_id, seller_id=by.seller_id)


MAX_UNIT_MINOR = 10**12
"""The dearest unit: `catalog_price()` makes no price above it."""
_NEEDED = {"sku": ("an article number", 40), "name": ("a name", 120)}
_LONGEST_PLAN_NAME, _LONGEST_UNIT, _LONGEST_DESCRIPTION = 80, 30, 4_000


def _check(product: ProductDetails) -> None:
    wrong = _faults_of_texts(product)
    if all(plan.is_addon for plan in product.plans):
        wrong["plans"] = "Add at least one plan that is no add-on: how is it charged?"
    if len({plan.name.strip() for plan in product.plans}) < len(product.plans):
        wrong["plans"] = "Give each plan a name of its own."
    for plan in product.plans:
        if fault := fault_of_plan(plan):
            wrong["plans"] = fault
    if wrong:
        raise Invalid(fields=wrong)


def _faults_of_texts(product: ProductDetails) -> dict[str, str]:
    wrong = {}
    for field, (what, limit) in _NEEDED.items():
        if not 0 < len(getattr(product, field).strip()) <= limit:
            wrong[field] = f"Enter {what} of up to {limit} characters."
    if len(product.description) > _LONGEST_DESCRIPTION:
        wrong["description"] = f"Describe it in up to {_LONGEST_DESCRIPTION:,} characters."
    return wrong


def fault_of_plan(plan: PlanDetails) -> str:
    """Return what is wrong with a plan, in a sentence; empty when nothing is."""
    least, most = plan.quantity_min, plan.quantity_max
    rules = (
        (
            0 < len(plan.name.strip()) <= _LONGEST_PLAN_NAME,
            f"Enter a plan name of up to {_LONGEST_PLAN_NAME} characters.",
        ),
        (plan.period.is_sane, "Charge once, or every so many days, weeks, months or years, up to ten years."),
        (
            0 < plan.cost_minor <= MAX_UNIT_MINOR,
            "Enter a cost above zero, and below what no price list could turn into a price.",
        ),
        (is_currency(plan.currency), "Choose a currency from the list."),
        (len(plan.unit.strip()) <= _LONGEST_UNIT, f"Say what one unit is in up to {_LONGEST_UNIT} characters."),
        (
            1 <= least <= most <= MOST_AT_ONCE and 1 <= plan.quantity_step <= MOST_AT_ONCE,
            f"Sell between 1 and {MOST_AT_ONCE:,} at once, the least not above the most, in steps of 1 or more.",
        ),
    )
    return next((fault for holds, fault in rules if not holds), "")


@operation
def withdraw_product(*, product_id: int, by: Actor, at: datetime) -> Product:
    """Stop selling a product of one's own; what runs goes on. Withdrawing twice is withdrawing once.

    Raises Forbidden, Product.DoesNotExist when it is not the seller's own.
    """
    may_offer_products(by).or_refuse()
    product: Product = sell_product(product_id, is_withdrawn=True, by=by, at=at)
    return product


@operation
def put_back_product(*, product_id: int, by: Actor, at: datetime) -> Product:
    """Sell a withdrawn product again. Putting back twice is putting back once.

    Raises Forbidden, Product.DoesNotExist when it is not the seller's own.
    """
    may_offer_products(by).or_refuse()
    product: Product = sell_product(product_id, is_withdrawn=False, by=by, at=at)
    return product


@step
def sell_product(product_id: int, *, is_withdrawn: bool, by: Actor, at: datetime) -> Product:
    """Withdraw a product or sell it again, for whoever may. Raises Product.DoesNotExist."""
    product = own_product(product_id, by)
    if (product.withdrawn_at is not None) is is_withdrawn:
        return product
    product.withdrawn_at = at if is_withdrawn else None
    product.save(update_fields=["withdrawn_at"])
    if is_withdrawn:
        record("product.withdrawn", subject=product, account_id=by.seller_id, by=by, at=at, product=product.name)
    else:
        record("product.put_back", subject=product, account_id=by.seller_id, by=by, at=at, product=product.name)
    return product
