"""How to pay, as the buyer reads it: in its language, with the amount and the order filled in (BIL-3)."""

from django.utils.translation import get_language

from handsel.accounts.how_to_pay import Due, HowToPay, how_to_pay
from handsel.kernel.money import Money
from handsel.storefront.counter import CounterRequest
from handsel.web.templatetags.money import money_text


def paying(
    request: CounterRequest,
    *,
    order: str = "",
    missing: Money | None = None,
    total: Money | None = None,
    method: str = "",
) -> HowToPay:
    """Return how the buyer pays: for an order what is missing, or `total` for who sees no funds; else ahead.

    `method` is the one that the order was placed with.
    """
    counter, due = request.counter, Due()
    if missing and total:
        due = Due(order, money_text(missing if counter.may_see_funds else total), method)
    return how_to_pay(counter.account, request.portal, languages=[get_language() or ""], due=due)
