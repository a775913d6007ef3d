"""What forms let staff choose from: account managers and currencies (ACC-2, ACC-4)."""

from collections.abc import Sequence

from handsel.accounts.tree import managers_of, own_currency
from handsel.catalog.models import Plan
from handsel.catalog.rate_models import ExchangeRate
from handsel.console.desk import DeskRequest


def staff_choices(seller_id: int) -> list[tuple[int, str]]:
    """Return who can be an account manager, as choices of a form."""
    return [(user.pk, user.name) for user in managers_of(seller_id)]


def currencies(seller_id: int, chosen: Sequence[str] = ()) -> list[str]:
    """Return the currencies in which `seller_id` trades: its own first, then the `chosen` ones of its portal.

    Where it has chosen none, those that it has priced plans in, and those that it has exchange rates to.
    """
    own = own_currency(seller_id)
    if chosen:
        return [own, *(code for code in chosen if code != own)]
    priced = Plan.objects.filter(seller_id=seller_id).values_list("currency", flat=True).distinct()
    converted = ExchangeRate.objects.filter(seller_id=seller_id).standing().values_list("to_currency", flat=True)
    return [own, *sorted({*priced, *converted.distinct()} - {own})]


COMMON_CURRENCIES = ("EUR", "USD", "GBP", "CHF")


def codes_for(request: DeskRequest) -> list[str]:
    """Return the currencies in which a cost can be typed: those the portal chose, or else used and common ones."""
    chosen = request.portal.currencies
    used = currencies(request.desk.seller_id, chosen)
    return list(dict.fromkeys([*used, *(() if chosen else COMMON_CURRENCIES)]))
