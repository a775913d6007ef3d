"""The reseller's own products as a workbook for Excel: one row for each plan, as the list has them (CAT-1)."""

from collections.abc import Sequence
from io import BytesIO
from typing import Any

from django.db.models import QuerySet
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from handsel.catalog.models import Plan, Product
from handsel.catalog.period_words import every
from handsel.kernel.money import Money
from handsel.reports.workbook import Batch, Column, write_workbook
from handsel.reports.workbook_cells import amounts, currencies, texts

BATCH = 1_000


def products_workbook(found: QuerySet[Product]) -> tuple[bytes, int]:
    """Return the workbook of the products that were `found`, in their order, and how many rows it has."""
    made = BytesIO()
    products = found.select_related("category__parent").prefetch_related("plans")
    plans = [(product, plan) for product in products for plan in sorted(product.plans.all(), key=_order)]
    batches = (_batch(plans[first : first + BATCH]) for first in range(0, len(plans), BATCH))
    rows = write_workbook(made, _("Products"), _columns(), batches, is_rtl=translation.get_language_bidi())
    return made.getvalue(), rows


def _order(plan: Plan) -> tuple[bool, int]:
    return plan.is_addon, plan.pk


def _columns() -> list[Column]:
    return [
        Column(_("Article number"), texts),
        Column(_("Product"), texts),
        Column(_("Category"), texts),
        Column(_("Kind"), texts),
        Column(_("Provisioning"), texts),
        Column(_("Plan"), texts),
        Column(_("Charged"), texts),
        Column(_("Add-on"), texts),
        Column(_("Cost"), amounts),
        Column(_("Currency"), currencies),
        Column(pgettext("how it stands", "State"), texts),
    ]


def _batch(rows: Sequence[tuple[Product, Plan]]) -> Batch:
    costs: list[Any] = [Money(plan.cost_minor, plan.currency) for _product, plan in rows]
    return [
        [product.sku for product, _plan in rows],
        [product.name for product, _plan in rows],
        [product.category.path for product, _plan in rows],
        [product.get_kind_display() for product, _plan in rows],
        [product.get_provisioning_display() for product, _plan in rows],
        [plan.name for _product, plan in rows],
        [every(plan.period) for _product, plan in rows],
        [_("yes") if plan.is_addon else "" for _product, plan in rows],
        costs,
        costs,
        [_("withdrawn") if plan.withdrawn_at or product.withdrawn_at else _("sold") for product, plan in rows],
    ]
