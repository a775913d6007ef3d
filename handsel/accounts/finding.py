"""Find accounts that one might do without: those without activity, and those that look like another (ACC-7, ACC-17)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from dateutil.relativedelta import relativedelta

from handsel.accounts.archiving import Dealings, dealings_of
from handsel.accounts.models import Account
from handsel.accounts.notes import write_note
from handsel.accounts.rules import may_tag_accounts, may_write_notes
from handsel.accounts.tags import add_tags, tags_of
from handsel.identity.actor import Actor
from handsel.kernel.database import call_function
from handsel.kernel.operation import operation
from handsel.kernel.refusal import Conflict, Invalid

MONTHS = (3, 6, 12, 24, 36)
"""After how many months without activity an account can be asked for."""

TO_MERGE = "To merge"
"""The tag on accounts that are noted to be merged."""

_REASONS = {
    "email": "the same e-mail address",
    "phone": "the same phone number",
    "tax_number": "the same tax number",
    "name": "nearly the same name and address",
}


@dataclass(frozen=True)
class Inactive:
    """A listed account without activity, with the last of each kind that there was, and what it has."""

    account: Account
    joined_at: datetime
    ordered_at: datetime | None
    paid_on: date | None
    logged_in_at: datetime | None
    dealings: Dealings

    @property
    def can_be_deleted(self) -> bool:
        return not (self.dealings.has_traded or self.dealings.has_children or self.account.is_reseller)


@dataclass(frozen=True)
class Pair:
    """Two accounts that look like one, the older first; `reasons` is some of email, phone, tax_number, name."""

    first: Account
    second: Account
    reasons: tuple[str, ...]
    is_noted: bool


def find_inactive(
    seller_id: int, *, months: int, at: datetime, size: int, start: int = 0
) -> tuple[list[Inactive], int]:
    """Return some accounts where for `months` nobody ordered, paid or logged in, and how many there are in all.

    Those quiet for longest come first. Whether mails were opened is not known yet, and does not count.
    """
    rows, total = _rows("accounts_inactive", seller_id, at - relativedelta(months=months), size=size, start=start)
    ids = [row["account_id"] for row in rows]
    accounts, dealings = _by_id(ids), dealings_of(ids) if ids else {}
    found = [
        Inactive(accounts[pk], row["joined_at"], row["ordered_at"], row["paid_on"], row["logged_in_at"], dealings[pk])
        for row in rows
        if (pk := row["account_id"]) in accounts
    ]
    return found, total


def find_duplicates(seller_id: int, *, size: int, start: int = 0) -> tuple[list[Pair], int]:
    """Return some pairs of accounts that look like one, those with most reasons first, and how many there are."""
    rows, total = _rows("accounts_duplicates", seller_id, size=size, start=start)
    ids = {pk for row in rows for pk in (row["first_id"], row["second_id"])}
    accounts, tags = _by_id(ids), tags_of(seller_id, ids) if ids else {}
    return [_pair(row, accounts, tags) for row in rows], total


def _rows(function: str, *asked: Any, size: int, start: int) -> tuple[list[dict[str, Any]], int]:
    """Return a page of what `function` finds, and how many there are; they stand on each row."""
    rows = call_function(function, *asked, size, start)
    some = rows or (call_function(function, *asked, 1, 0) if start else [])
    return rows, some[0]["total"] if some else 0


def _pair(row: Mapping[str, Any], accounts: Mapping[int, Account], tags: Mapping[int, list[str]]) -> Pair:
    first, second = row["first_id"], row["second_id"]
    is_noted = all(TO_MERGE in tags.get(pk, ()) for pk in (first, second))
    return Pair(accounts[first], accounts[second], tuple(row["reasons"]), is_noted)


def _by_id(ids: Iterable[int]) -> dict[int, Account]:
    return {account.pk: account for account in Account.objects.filter(pk__in=list(ids))}


@operation
def note_for_merging(
    *, account_ids: tuple[int, int], reasons: tuple[str, ...], by: Actor, at: datetime
) -> list[Account]:
    """Note on two accounts that they look like one: a note on each that names the other, and a tag on both.

    Raises Forbidden, Account.DoesNotExist, Invalid when both are the same, Conflict when both are noted already.
    """
    may_write_notes(by).or_refuse()
    may_tag_accounts(by).or_refuse()
    if account_ids[0] == account_ids[1]:
        raise Invalid(fields={"accounts": "Choose two accounts."})
    if not add_tags(account_ids, [TO_MERGE], by=by, at=at).done:
        raise Conflict("Both are noted for merging already.")
    accounts = _by_id(account_ids)
    first, second = (accounts[pk] for pk in account_ids)
    why = ", ".join(_REASONS[reason] for reason in reasons if reason in _REASONS)
    for one, other in ((first, second), (second, first)):
        text = f"Looks like {other.name} ({other.number})" + (f": {why}." if why else ".") + " To be merged."
        write_note(account=one, text=text, by=by, at=at)
    return [first, second]
