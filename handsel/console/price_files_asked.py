"""Prices of a file, or typed into a list, between rehearsal and saving: they travel in the page, signed (CAT-2)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core import signing
from django.utils.translation import gettext as _

from handsel.accounts.importing.uploads import shown_name
from handsel.catalog.models import PriceList
from handsel.catalog.price_file_rows import FileRow, PriceFile
from handsel.catalog.price_files import (
    Fate,
    PriceFileSeen,
    RowSeen,
    check_price_file,
    receive_price_file,
    try_prices,
)
from handsel.console.desk import Desk
from handsel.console.prices import currency_of
from handsel.kernel.clock import now
from handsel.kernel.refusal import Invalid
from handsel.web.templatetags.money import decimal_mark

SALT = "price file"
MOST_SHOWN = 200
TYPED = "price-"
"""How the field of a plan is called, before its id."""
MOST_TYPED = 500
LONGEST = 40


@dataclass(frozen=True)
class Asked:
    """A file that is asked to change prices of `price_list` in `currency`, with what came of looking at it now.

    One that was typed into the rows of the list has no name.
    `version` is that of the list when a person last saw what the file would do.
    """

    name: str
    price_list: PriceList
    currency: str | None
    file: PriceFile
    seen: PriceFileSeen
    version: int

    @property
    def packed(self) -> str:
        """The file as the page carries it that shows what it would do now."""
        kept = [self.name, self.currency, self.seen.version, self.file.is_workbook, self.file.rows]
        return signing.dumps(kept, salt=_salt(self.price_list), compress=True)

    @property
    def changed(self) -> Sequence[RowSeen]:
        return self.seen.with_fate(Fate.CHANGED)

    @property
    def refused(self) -> Sequence[RowSeen]:
        return self.seen.with_fate(Fate.REFUSED)

    @property
    def shown(self) -> Sequence[RowSeen]:
        """The rows that a person looks at: what is refused first."""
        return [*self.refused, *self.changed][:MOST_SHOWN]

    @property
    def has_more(self) -> bool:
        return len(self.refused) + len(self.changed) > MOST_SHOWN

    @property
    def idle(self) -> int:
        return len(self.seen.rows) - len(self.changed) - len(self.refused)


def uploaded(desk: Desk, price_list: PriceList, typed: dict[str, Any]) -> Asked:
    """Return what an uploaded file would do. Raises Forbidden, Unreadable."""
    file = receive_price_file(typed["file"])
    currency = currency_of(desk.seller_id, typed["currency"])
    seen = _looked_at(desk, price_list, currency, file)
    return Asked(shown_name(typed["file"].name), price_list, currency, file, seen, seen.version)


def typed_in(desk: Desk, price_list: PriceList, sent: Mapping[str, str]) -> Asked:
    """Return what prices would do that were typed into rows of the list. Raises Forbidden, Invalid beyond 500."""
    file, currency = _typed(sent), currency_of(desk.seller_id, sent.get("currency", ""))
    seen = _looked_at(desk, price_list, currency, file)
    return Asked("", price_list, currency, file, seen, seen.version)


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
    """Return what a file that the page carried would do now. Raises Forbidden, Invalid where the page was another's."""
    try:
        name, currency, version, is_workbook, rows = signing.loads(packed, salt=_salt(price_list))
    except signing.BadSignature:
        raise Invalid(fields={"file": "Choose the file again."}) from None
    file = PriceFile([FileRow(*row) for row in rows], is_workbook)
    return Asked(name, price_list, currency, file, _looked_at(desk, price_list, currency, file), version)


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
