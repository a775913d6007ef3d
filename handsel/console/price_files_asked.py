"""A price file between its rehearsal and its saving: it travels in the page, signed, and is kept nowhere (CAT-2)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core import signing

from handsel.accounts.importing.uploads import shown_name
from handsel.catalog.models import PriceList
from handsel.catalog.price_file_rows import FileRow
from handsel.catalog.price_files import Fate, PriceFile, PriceFileSeen, RowSeen, check_price_file, receive_price_file
from handsel.console.desk import Desk
from handsel.console.prices import currency_of
from handsel.kernel.clock import now
from handsel.kernel.refusal import Invalid
from handsel.web.templatetags.money import decimal_mark

SALT = "price file"
MOST_SHOWN = 200


@dataclass(frozen=True)
class Asked:
    """A file that is asked to change prices of `price_list` in `currency`, with what came of looking at it now.

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
