"""How a product of one's own is charged, plan by plan: add, change, withdraw, put back (CAT-1)."""

from collections.abc import Collection
from datetime import datetime

from handsel.catalog.models import Plan
from handsel.catalog.products import PlanDetails, fault_of_plan, own_product
from handsel.catalog.rules import may_offer_products
from handsel.identity.actor import Actor
from handsel.kernel.operation import operation, step
from handsel.kernel.refusal import Conflict, Invalid
from handsel.timeline.record import record

MOST_PLANS = 100
"""How many plans a product can have, withdrawn ones counted."""


class PlanChanged(Conflict):
    """Somebody else changed the plan meanwhile."""

    code = "plan_changed"


class PlanNameTaken(Conflict):
    """Another plan of this product has the same name."""

    code = "plan_name_taken"


def fitting_none(plans: Collection[Plan]) -> set[int]:
    """Return those of a product's `plans` that nobody can order: add-ons charged as often as no plan on sale."""
    on_sale = [plan for plan in plans if plan.withdrawn_at is None]
    alone = [plan for plan in on_sale if not plan.is_addon]
    return {one.pk for one in on_sale if one.is_addon and not any(one.goes_with(plan) for plan in alone)}


@operation
def add_plan(*, product_id: int, plan: PlanDetails, by: Actor, at: datetime) -> Plan:
    """Charge a product of one's own in one more way, or sell one more add-on with it.

    Raises Forbidden, Product.DoesNotExist when it is not the seller's own, Invalid naming `plan`, PlanNameTaken.
    """
    may_offer_products(by).or_refuse()
    product = own_product(product_id, by)
    _check(plan)
    plans = Plan.objects.filter(seller_id=by.seller_id, product=product)
    if plans.count() >= MOST_PLANS:
        raise Invalid(fields={"plan": f"A product has at most {MOST_PLANS} plans; add another product."})
    _refuse_taken(plan, product_id, by)
    added = Plan.objects.create(seller_id=by.seller_id, product=product, **plan.columns)
    record("plan.added", subject=added, account_id=by.seller_id, by=by, at=at, product=product.name, plan=added.name)
    return added


@operation
def change_plan(*, plan_id: int, plan: PlanDetails, version: int, by: Actor, at: datetime) -> Plan:
    """Change how a product is charged; every later order follows, what was ordered keeps its price and its period.

    `version` is the one the person saw. Raises Forbidden, Plan.DoesNotExist when it is not the seller's own,
    PlanChanged, Invalid naming `plan`, PlanNameTaken.
    """
    may_offer_products(by).or_refuse()
    found: Plan = charge_otherwise(plan_id, plan, version, by=by, at=at)
    return found


@step
def charge_otherwise(plan_id: int, plan: PlanDetails, version: int, *, by: Actor, at: datetime) -> Plan:
    """Do what `change_plan` does, for whoever may. Raises what it raises but Forbidden."""
    found = _own(plan_id, by)
    if found.version != version:
        raise PlanChanged(f"{found.name} was changed meanwhile; look again.")
    _check(plan)
    _refuse_taken(plan, found.product_id, by, but=plan_id)
    before_minor, before_currency = found.cost_minor, found.currency
    for name, value in plan.columns.items():
        setattr(found, name, value)
    found.version = version + 1
    found.save(update_fields=[*plan.columns, "version"])
    record(
        "plan.changed", subject=found, account_id=by.seller_id, by=by, at=at,
        product=found.product.name, plan=found.name,
        before_minor=before_minor, before_currency=before_currency, minor=found.cost_minor, currency=found.currency,
    )  # fmt: skip
    return found


@operation
def withdraw_plan(*, plan_id: int, is_withdrawn: bool, by: Actor, at: datetime) -> Plan:
    """Stop selling a plan, or sell it again; what runs goes on. Doing it twice is doing it once.

    Raises Forbidden, Plan.DoesNotExist when it is not the seller's own.
    """
    may_offer_products(by).or_refuse()
    plan: Plan = sell_plan(plan_id, is_withdrawn=is_withdrawn, by=by, at=at)
    return plan


@step
def sell_plan(plan_id: int, *, is_withdrawn: bool, by: Actor, at: datetime) -> Plan:
    """Do what `withdraw_plan` does, for whoever may. Raises Plan.DoesNotExist."""
    plan = _own(plan_id, by)
    if (plan.withdrawn_at is not None) is not is_withdrawn:
        plan.withdrawn_at = at if is_withdrawn else None
        plan.save(update_fields=["withdrawn_at"])
        name = "plan.withdrawn" if is_withdrawn else "plan.put_back"
        product = plan.product.name
        record(name, subject=plan, account_id=by.seller_id, by=by, at=at, product=product, plan=plan.name)
    return plan


@step
def _own(plan_id: int, by: Actor) -> Plan:
    plans = Plan.objects.select_related("product").select_for_update(of=("self",), no_key=True)
    return plans.get(pk=plan_id, seller_id=by.seller_id)


def _check(plan: PlanDetails) -> None:
    if fault := fault_of_plan(plan):
        raise Invalid(fields={"plan": fault})


@step
def _refuse_taken(plan: PlanDetails, product_id: int, by: Actor, but: int | None = None) -> None:
    same = Plan.objects.filter(seller_id=by.seller_id, product_id=product_id, name=plan.name.strip())
    if same.exclude(pk=but or 0).exists():
        raise PlanNameTaken(fields={"name": f"This product has a plan {plan.name.strip()} already; name it otherwise."})
