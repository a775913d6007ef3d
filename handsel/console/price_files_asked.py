"""Prices typed into rows, between rehearsal and saving: they travel in the page, signed. And files (CAT-2)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core import signing
from django.utils.translation import gettext as _

from handsel.catalog.models import PriceList
from handsel.catalog.price_file_rows import FileRow, PriceFile
from handsel.catalog.price_file_tasks import Told, look_through
from handsel.catalog.price_files import PriceFileSeen, RowSeen, check_price_file, try_prices
from handsel.console.desk import Desk
from handsel.console.prices import currency_of
from handsel.kernel.clock import now
from handsel.kernel.refusal import Invalid
from handsel.tasks.models import Task
from handsel.web.templatetags.money import decimal_mark

SALT = "typed prices"
TYPED = "price-"
"""How the field of a plan is called, before its id."""
MOST_TYPED = 500
LONGEST = 40


@dataclass(frozen=True)
class Asked:
    """Prices typed into rows of `price_list` in `currency`, with what came of looking at them now.

    `version` is that of the list when a person last saw what they would do.
    """

    price_list: PriceList
    currency: str | None
    file: PriceFile
    seen: PriceFileSeen
    version: int

    @property
    def packed(self) -> str:
        """What was typed, as the page carries it that shows what it would do now."""
        kept = [self.currency, self.seen.version, self.file.rows]
        return signing.dumps(kept, salt=_salt(self.price_list), compress=True)

    @property
    def told(self) -> Told:
        return Told.of(self.seen)


def uploaded(desk: Desk, price_list: PriceList, typed: dict[str, Any]) -> Task:
    """Have a worker look through an uploaded file. Raises Forbidden, TooManyTasks, Unreadable."""
    return look_through(
        file=typed["file"],
        price_list_id=price_list.pk,
        currency=currency_of(desk.seller_id, typed["currency"]),
        decimal_mark=decimal_mark(),
        by=desk.actor,
        at=now(),
    )


def typed_in(desk: Desk, price_list: PriceList, sent: Mapping[str, str]) -> Asked:
    """Return what prices would do that were typed into rows of the list. Raises Forbidden, Invalid beyond 500."""
    file, currency = _typed(sent), currency_of(desk.seller_id, sent.get("currency", ""))
    seen = _looked_at(desk, price_list, currency, file)
    return Asked(price_list, currency, file, seen, seen.version)


def tried(desk: Desk, price_list: PriceList, sent: Mapping[str, str]) -> RowSeen | None:
    """Return what the price in one row would do; None where none is typed. Raises Forbidden."""
    file, currency = _typed(sent), currency_of(desk.seller_id, sent.get("currency", ""))
    if not file.rows:
        return None
    (seen, *_others) = try_prices(
        price_list_id=price_list.pk,
        currency=currency,
        file=file,
        decimal_mark=decimal_mark(),
        by=desk.actor,
        at=now(),
    )
    return seen


def _typed(sent: Mapping[str, str]) -> PriceFile:
    typed = [(name.removeprefix(TYPED), text) for name, text in sent.items() if name.startswith(TYPED) and text.strip()]
    if len(typed) > MOST_TYPED:
        raise Invalid(fields={"file": _("At most %d prices are typed at once. Save these first.") % MOST_TYPED})
    rows = [FileRow.typed(line, plan, text[:LONGEST]) for line, (plan, text) in enumerate(typed, 1)]
    return PriceFile(rows, is_workbook=False)


def unpacked(desk: Desk, price_list: PriceList, packed: str) -> Asked:
    """Return what prices would do now that the page carried. Raises Forbidden, Invalid where the page was another's."""
    try:
        currency, version, rows = signing.loads(packed, salt=_salt(price_list))
    except signing.BadSignature:
        raise Invalid(fields={"file": "Type the prices again."}) from None
    file = PriceFile([FileRow(*row) for row in rows], is_workbook=False)
    return Asked(price_list, currency, file, _looked_at(desk, price_list, currency, file), version)


def _looked_at(desk: Desk, price_list: PriceList, currency: str | None, file: PriceFile) -> PriceFileSeen:
    return check_price_file(
        price_list_id=price_list.pk,
        currency=currency,
        file=file,
        decimal_mark=decimal_mark(),
        by=desk.actor,
        at=now(),
    )


def _salt(price_list: PriceList) -> str:
    return f"{SALT} {price_list.pk}"
