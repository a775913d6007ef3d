"""How to pay, as the buyer reads it: in its language, with the amount and the order filled in (BIL-3)."""

from django.utils.translation import get_language

from handsel.accounts.how_to_pay import Due, HowToPay, how_to_pay
from handsel.storefront.cart_seen import Funding
from handsel.storefront.counter import CounterRequest
from handsel.web.templatetags.money import money_text


def paying(request: CounterRequest, *, order: str = "", funding: Funding | None = None) -> HowToPay:
    """Return how the buyer pays: for an order what its funds lack, or all of it for who sees no funds; else ahead."""
    counter, due = request.counter, Due()
    if funding and funding.missing:
        due = Due(order, money_text(funding.missing if counter.may_see_funds else funding.total))
    return how_to_pay(counter.account, request.portal, languages=[get_language() or ""], due=due)
