"""What the lists of accounts show beside the account itself: run rate and storefront access (ACC-11)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from handsel.accounts.models import Account, AccountQuerySet
from handsel.accounts.tree import managers_of, own_currency
from handsel.catalog.models import Plan
from handsel.identity.models import Seat
from handsel.subscriptions.run_rate import run_rates_of_buyers
from handsel.web.searches import searched
from handsel.web.tables import Page, page_of

COLUMNS = ("id", "number", "kind", "name", "company_name", "contact_name", "phone", "city", "email")


@dataclass(frozen=True)
class AccountSearch:
    """A search as typed over a list; an empty text matches everybody."""

    text: str = ""

    @classmethod
    def from_params(cls, params: Mapping[str, str]) -> Self:
        return cls(text=searched(params))

    def within(self, accounts: AccountQuerySet) -> AccountQuerySet:
        found = accounts.matching(self.text) if self.text else accounts
        return found.order_by("name", "id")


def account_page(accounts: AccountQuerySet, params: Mapping[str, str], seller_id: int) -> Page[dict[str, Any]]:
    """Return the page of `accounts` that `params` ask for, as dicts with `users_count` and `run_rate`."""
    page = page_of(_with_users(accounts).values(*COLUMNS, "users_count"), params)
    rates = run_rates_of_buyers(seller_id, [row["id"] for row in page.rows])
    return page.shown_as(lambda row: row | {"run_rate": rates.get(row["id"])})


def _with_users(accounts: AccountQuerySet) -> QuerySet[Account]:
    seats = Seat.objects.filter(buyer=OuterRef("pk")).order_by().values("buyer").annotate(n=Count("pk")).values("n")
    return accounts.annotate(users_count=Coalesce(Subquery(seats), 0))


def staff_choices(seller_id: int) -> list[tuple[int, str]]:
    """Return who can be an account manager, as choices of a form."""
    return [(user.pk, user.name) for user in managers_of(seller_id)]


def currencies(seller_id: int, chosen: Sequence[str] = ()) -> list[str]:
    """Return the currencies in which `seller_id` trades: its own first, then the `chosen` ones of its portal.

    Where it has chosen none, those that it has priced plans in.
    """
    own = own_currency(seller_id)
    if chosen:
        return [own, *(code for code in chosen if code != own)]
    priced = Plan.objects.filter(seller_id=seller_id).values_list("currency", flat=True).distinct()
    return [own, *sorted(set(priced) - {own})]
