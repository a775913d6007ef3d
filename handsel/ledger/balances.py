"""What each of a seller's books comes to, in debit or in credit, and the turn that rolls entries up (FUN-8)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from handsel.identity.actor import Actor
from handsel.kernel.database import call_function, call_scalar
from handsel.kernel.money import Money
from handsel.ledger.models import LedgerAccount
from handsel.ledger.rules import may_see_books

MOST = 100_000
"""So many entries are rolled up in one turn."""
ORDER = [role.value for role in LedgerAccount.Role]


@dataclass(frozen=True)
class Book:
    """One book, or all wallets of a currency together: `wallets` says of how many buyers. Positive is in credit."""

    role: str
    method: str
    balance: Money
    wallets: int

    @property
    def debit(self) -> Money | None:
        return -self.balance if self.balance.minor < 0 else None

    @property
    def credit(self) -> Money | None:
        return self.balance if self.balance.minor > 0 else None


@dataclass(frozen=True)
class Sheet:
    """All books of a seller in one currency. Debits and credits come to the same `total`."""

    currency: str
    books: Sequence[Book]

    @property
    def total(self) -> Money:
        return sum((book.credit for book in self.books if book.credit), Money(0, self.currency))


def balance_sheets(*, by: Actor) -> list[Sheet]:
    """Return the books of the seller of `by` as they stand now, by currency; empty ones are left out.

    Raises Forbidden.
    """
    may_see_books(by).or_refuse()
    books = [
        Book(row["role"], row["method"], Money(row["minor"], row["currency"]), row["wallets"])
        for row in call_function("ledger_balances", by.seller_id)
        if row["minor"]
    ]
    books.sort(key=lambda book: (book.balance.currency, ORDER.index(book.role), book.method))
    return [Sheet(currency, list(those)) for currency, those in groupby(books, lambda book: book.balance.currency)]


def roll_up(*, at: datetime) -> int:  # noqa: ARG001 - every piece of the worker's work is told when it is
    """Add up entries that are certain not to become more, in a transaction of its own; return 0 when there are none."""
    return int(call_scalar("ledger_roll_up", MOST))
