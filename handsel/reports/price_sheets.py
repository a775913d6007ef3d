"""A price list as a workbook: cost, rule, price, margin of each plan, and two columns to fill in (CAT-2)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import partial
from io import BytesIO
from typing import IO, Any, Self

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from handsel.catalog.models import PriceList
from handsel.catalog.offers import Line
from handsel.catalog.pages import Narrowed, lines_on
from handsel.catalog.price_columns import LABELS
from handsel.identity.actor import Actor
from handsel.kernel.money import Money, share_percent
from handsel.reports.files import Export, Told, made_at_once
from handsel.reports.lists import SHORT, ListTooLong
from handsel.reports.one_moment import opened
from handsel.reports.workbook import Batch, Column, write_workbook
from handsel.reports.workbook_cells import amounts, currencies, decimals, texts, wholes

FILE_NAME = "Price list.xlsx"
BATCH = 1_000


@dataclass(frozen=True)
class PricesWanted:
    """Which lines of a price list, in which currency; None is each in that of its cost."""

    price_list: PriceList
    currency: str | None
    narrowed: Narrowed

    @classmethod
    def from_kept(cls, kept: Mapping[str, Any], seller_id: int) -> Self:
        """Read what to_kept() wrote. Raises PriceList.DoesNotExist."""
        price_list = PriceList.objects.get(pk=kept["price_list"], seller_id=seller_id)
        return cls(price_list, kept["currency"], Narrowed(**kept["narrowed"]))

    def to_kept(self) -> dict[str, Any]:
        return {"price_list": self.price_list.pk, "currency": self.currency, "narrowed": asdict(self.narrowed)}

    @property
    def export(self) -> Export:
        """The file that it becomes."""
        narrowed = self.narrowed
        of = {"list": self.price_list.name, "q": narrowed.text, "category": narrowed.category_id, "only": narrowed.only}
        return Export(FILE_NAME, "price list", {name: value for name, value in of.items() if value})

    def is_short(self, at: datetime) -> bool:
        """Whether the file can be written while somebody waits. Raises ValueError for a narrowing that there is not."""
        return not lines_on(self.price_list, self.currency, self.narrowed, limit=1, offset=SHORT, at=at).lines


def short_price_file(wanted: PricesWanted, *, by: Actor, at: datetime) -> BytesIO:
    """Return the workbook of a short list, at its beginning, and record it. Needs a transaction in the asker's scope.

    Raises ListTooLong, ValueError for a narrowing that there is not.
    """
    if not wanted.is_short(at):
        raise ListTooLong(f"These are more than {SHORT:,} prices.")
    write = partial(write_prices, wanted=wanted, by=by, at=at, is_reading=True)
    return made_at_once(wanted.export, write, by=by, at=at)


def write_prices(
    target: IO[bytes],
    wanted: PricesWanted,
    *,
    by: Actor,
    at: datetime,
    is_reading: bool = False,
    told: Told | None = None,
) -> int:
    """Write all lines into `target`, as write_list() does with accounts; return how many.

    The columns for new prices are empty: filled in, the file can be imported again.
    """
    price_list = wanted.price_list
    with opened(by, is_reading=is_reading)():
        lines = lines_on(price_list, wanted.currency, wanted.narrowed, at=at).lines
    batches = _batches(price_list, lines, told)
    return write_workbook(target, price_list.name, _columns(), batches, is_rtl=translation.get_language_bidi())


def _batches(price_list: PriceList, lines: Sequence[Line], told: Told | None) -> Iterator[Batch]:
    for start in range(0, len(lines), BATCH):
        yield _batch(price_list, lines[start : start + BATCH])
        if told:
            told(min(start + BATCH, len(lines)), len(lines))


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
        Column(pgettext("how it stands", "State"), texts),
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
