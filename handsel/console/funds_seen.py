"""Wallets and receipts as lists: whom we owe what, and what came in (FUN-1)."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q, QuerySet, Sum

from handsel.console.desk import Desk
from handsel.kernel.money import Money, share_percent
from handsel.ledger.models import Receipt, Wallet


@dataclass(frozen=True)
class Standing:
    """Where a reseller stands: its own wallet with its seller, and what its buyers have with it, by currency."""

    own: Wallet | None
    owed: list[Money]

    @property
    def available(self) -> Money | None:
        return Money(self.own.available_minor, self.own.currency) if self.own else None

    @property
    def coverage_percent(self) -> Decimal | None:
        """The own available funds as a share of the buyers' balances in the same currency."""
        if self.available is None:
            return None
        owed = next((owed for owed in self.owed if owed.currency == self.available.currency), None)
        return share_percent(self.available, owed) if owed else None


def standing(desk: Desk) -> Standing:
    """Return where the desk's reseller stands now."""
    sums = desk.wallets.values("currency").annotate(minor=Sum("balance_minor")).order_by("currency")
    return Standing(desk.own_wallet, [Money(int(row["minor"]), row["currency"]) for row in sums])


def wallets_matching(desk: Desk, text: str) -> QuerySet[Wallet]:
    """Return the buyers' wallets, by name; `text` narrows as in the lists of accounts."""
    wallets = desk.wallets.select_related("buyer").order_by("buyer__name", "pk")
    return wallets.filter(buyer__in=desk.accounts.matching(text).values("pk")) if text else wallets


def receipts_matching(desk: Desk, text: str) -> QuerySet[Receipt]:
    """Return the receipts, the latest first; `text` stands in the buyer's name or the reference, or is the number."""
    receipts = desk.receipts.select_related("buyer", "transfer__reversed_by").order_by("-pk")
    if not text:
        return receipts
    found = Q(buyer__name__icontains=text) | Q(reference__icontains=text)
    if text.isascii() and text.isdigit() and len(text) < 10:  # noqa: PLR2004 - fits the column
        found |= Q(number=int(text))
    return receipts.filter(found)
