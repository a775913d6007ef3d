"""A price list as a workbook: cost, rule, price, margin of each plan, and two columns to fill in (CAT-2)."""

from collections.abc import Sequence
from datetime import datetime
from io import BytesIO

from django.utils import translation
from django.utils.translation import gettext as _

from handsel.catalog.models import PriceList
from handsel.catalog.offers import Line
from handsel.catalog.pages import Narrowed, lines_on
from handsel.catalog.price_columns import LABELS
from handsel.identity.actor import Actor
from handsel.kernel.money import Money, share_percent
from handsel.reports.workbook import Batch, Column, write_workbook
from handsel.reports.workbook_cells import amounts, currencies, decimals, texts, wholes
from handsel.timeline.exports import note_export

FILE_NAME = "Price list.xlsx"
BATCH = 1_000


def price_list_file(
    price_list: PriceList, currency: str | None, narrowed: Narrowed, *, by: Actor, at: datetime
) -> bytes:
    """Return the workbook of the lines that `narrowed` leaves, and note that it was taken.

    The columns for new prices are empty: filled in, the file can be imported again. Raises ValueError for a narrowing
    that there is not.
    """
    lines = lines_on(price_list, currency, narrowed, at=at).lines
    made = BytesIO()
    batches = (_batch(price_list, lines[start : start + BATCH]) for start in range(0, len(lines), BATCH))
    rows = write_workbook(made, price_list.name, _columns(), batches, is_rtl=translation.get_language_bidi())
    asked = {"list": price_list.name, "q": narrowed.text, "category": narrowed.category_id, "only": narrowed.only}
    note_export(what="price list", narrowed={k: v for k, v in asked.items() if v}, rows=rows, by=by, at=at)
    return made.getvalue()


def _columns() -> list[Column]:
    return [
        Column(str(LABELS["sku"]), texts),
        Column(_("Product"), texts),
        Column(str(LABELS["plan"]), texts),
        Column(_("Category"), texts),
        Column(_("Cost"), amounts),
        Column(_("Cost in"), currencies),
        Column(_("Rule for"), texts),
        Column(str(LABELS["percent"]), decimals),
        Column(_("Amount on top"), amounts),
        Column(_("Fixed price"), amounts),
        Column(str(LABELS["price"]), amounts),
        Column(_("Margin"), amounts),
        Column(_("Margin in percent"), decimals),
        Column(str(LABELS["currency"]), currencies),
        Column(_("State"), texts),
        Column(str(LABELS["new_price"]), amounts, 14),
        Column(str(LABELS["new_percent"]), decimals, 14),
        Column(str(LABELS["plan_id"]), wholes),
    ]


def _batch(price_list: PriceList, lines: Sequence[Line]) -> Batch:
    nothing = [None] * len(lines)
    return [
        [line.sku for line in lines],
        [line.product for line in lines],
        [line.plan for line in lines],
        [line.category for line in lines],
        [line.cost for line in lines],
        [line.cost for line in lines],
        [_source(price_list, line) for line in lines],
        [None if line.fixed_minor is not None else line.markup_percent for line in lines],
        [Money(line.amount_minor, line.currency) if line.amount_minor else None for line in lines],
        [None if line.fixed_minor is None else Money(line.fixed_minor, line.currency) for line in lines],
        [line.unit for line in lines],
        [line.margin for line in lines],
        [share_percent(line.margin, line.unit) for line in lines],
        [line.unit for line in lines],
        [_state(line) for line in lines],
        nothing,
        nothing,
        [line.plan_id for line in lines],
    ]


def _source(price_list: PriceList, line: Line) -> str:
    """Return what the rule is for, and whether it stands on the default list."""
    source = (_("everything"), _("everything"), _("category"), _("product"), _("plan"))[line.level]
    return source if line.list_id == price_list.pk else f"{source} · {_('default list')}"


def _state(line: Line) -> str:
    if line.is_hidden:
        return _("Hidden")
    if line.is_loss:
        return _("Below cost") if line.is_sold else _("Below cost: not sold")
    return _("Sold")
