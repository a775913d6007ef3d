"""Whose a payment of a bank's list is: by account number, payment reference, or what was announced (FUN-1, FUN-7)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple, Self

from django.db.models import F, Func, Value

from handsel.accounts.models import Account, Kind
from handsel.accounts.references import read_reference
from handsel.identity.actor import Actor
from handsel.ledger.announcement_models import Announcement
from handsel.ledger.payment_rows import Paid, plain_text

_FITS = 10
"""So many digits has no number of an account."""


class How(StrEnum):
    """By what a payment was found to be an account's."""

    NUMBER = "number"
    REFERENCE = "reference"
    ANNOUNCED = "announced"
    NAME_AND_NUMBER = "name_and_number"


class Match(NamedTuple):
    """Whose a payment is, and how that was found; or a sentence that says why nobody knows."""

    account: Account | None
    how: How | None = None
    reason: str = ""


@dataclass(frozen=True)
class Known:
    """The accounts that the payments of a file may mean, by number and by name, and what was announced, by amount."""

    by_number: Mapping[str, Sequence[Account]]
    by_name: Mapping[str, Sequence[Account]]
    announced: Mapping[tuple[int, str], Sequence[Announcement]]

    @classmethod
    def of(cls, paid: Sequence[Paid], by: Actor, at: datetime) -> Self:
        """Find them all, in as many statements for thousands of payments as for one."""
        told = {number for one in paid for number in (one.account, *one.numbers, *map(str, one.accounts_meant))}
        waiting = list(_announced(paid, by, at))
        accounts = Account.objects.sold_to_by(by.seller_id)
        by_number: dict[str, list[Account]] = defaultdict(list)
        digits = [int(number) for number in told if number.isascii() and number.isdigit() and len(number) < _FITS]
        for account in accounts.filter(number__in=digits):
            by_number[str(account.number)].append(account)
        for account in accounts.filter(external_number__in=told - {""}):
            if account not in by_number[account.external_number]:
                by_number[account.external_number].append(account)
        by_name: dict[str, list[Account]] = defaultdict(list)
        keys = [Func(Value(name), function="accounts_sort_key") for name in {one.payer for one in paid} - {""}]
        for account in (
            accounts.listed().filter(kind__in=(Kind.CUSTOMER, Kind.RESELLER), sort_name__in=keys) if keys else ()
        ):
            by_name[plain_text(account.name)].append(account)
        announced: dict[tuple[int, str], list[Announcement]] = defaultdict(list)
        for one in waiting:
            announced[one.amount_minor, one.currency].append(one)
        return cls(by_number, by_name, announced)

    def whose(self, paid: Paid) -> Match:
        """Return whose `paid` is, by the surest of what it says."""
        if paid.account:
            return self._numbered(paid.account)
        meant = [account for number in paid.accounts_meant for account in self.by_number.get(str(number), ())]
        meant = [account for account in meant if account.number in paid.accounts_meant]
        if len(meant) == 1:
            return Match(meant[0], How.REFERENCE)
        senders = list({one.buyer_id: one.buyer for one in self._announced_with(paid)}.values())
        if len(senders) == 1:
            return Match(senders[0], How.ANNOUNCED)
        numbered = {account.pk: account for number in paid.numbers for account in self.by_number.get(number, ())}
        payer = plain_text(paid.payer)
        named = [account for account in numbered.values() if payer and payer in _names(account)]
        if len(named) == 1:
            return Match(named[0], How.NAME_AND_NUMBER)
        return Match(None, reason=self._perhaps(paid))

    def announcement_of(self, account: Account, paid: Paid, taken: Iterable[int]) -> Announcement | None:
        """Return the announcement that `paid` answers: of that account, over that amount, not `taken` already."""
        found = self.announced.get((paid.amount.minor, paid.amount.currency), ())
        return next((one for one in found if one.buyer_id == account.pk and one.pk not in set(taken)), None)

    def _numbered(self, number: str) -> Match:
        found = self.by_number.get(number, ())
        if len(found) == 1:
            return Match(found[0], How.NUMBER)
        if found:
            return Match(None, reason=f"Several accounts have the number {number}; enter the one that you gave.")
        return Match(None, reason=f"You have no account with the number {number}.")

    def _announced_with(self, paid: Paid) -> list[Announcement]:
        text = plain_text(paid.reference)
        alike = self.announced.get((paid.amount.minor, paid.amount.currency), ())
        return [one for one in alike if (told := plain_text(one.reference)) and told in text]

    def _perhaps(self, paid: Paid) -> str:
        found = self.by_name.get(plain_text(paid.payer), ())
        if not found:
            return "Nothing in it says whose it is; enter the number of the account."
        listed = ", ".join(f"{account.name} ({account.number})" for account in found[:3])
        return f"Perhaps {listed}: the payer is called the same. Enter the number of the account."


def _announced(paid: Sequence[Paid], by: Actor, at: datetime) -> Iterable[Announcement]:
    amounts = {one.amount.minor for one in paid}
    waiting = Announcement.objects.waiting(at).filter(seller_id=by.seller_id, amount_minor__in=amounts)
    return waiting.filter(buyer__seller=F("seller")).select_related("buyer").order_by("pk")


def _names(account: Account) -> set[str]:
    return {plain_text(name) for name in (account.company_name, account.contact_name) if name}


def alike(one: str, other: str) -> bool:
    """Whether two references may be the same: one stands in the other, or one says nothing."""
    first, second = sorted((_core(one), _core(other)), key=len)
    return first in second


def _core(reference: str) -> str:
    known = read_reference(reference)
    return plain_text(reference) if known is None else plain_text("".join(reference.split()))
