"""Carts of visitors, who are nobody's yet: list, let one become a customer's, discard (ACC-3, ORD-9)."""

from django.http import HttpResponse
from ninja import Query, Router

from handsel.accounts.models import Account
from handsel.api.keys import ApiRequest
from handsel.api.once import perform
from handsel.api.paging import PageWanted, paged
from handsel.api.refusals import may_refuse
from handsel.api.shapes.carts import (
    CartGoneOut,
    CompletionIn,
    CompletionOut,
    DiscardIn,
    VisitorCartOut,
    VisitorCartPage,
)
from handsel.kernel.clock import now
from handsel.kernel.refusal import Invalid
from handsel.orders.models import Order
from handsel.signups.cart_models import VisitorCart
from handsel.signups.carts import Claimed, complete_visitor_cart, discard_visitor_cart

router = Router(tags=["Carts"])


@router.get("/visitor-carts", response=VisitorCartPage, operation_id="visitor_carts_list")
def visitor_carts(request: ApiRequest, wanted: Query[PageWanted]) -> VisitorCartPage:
    """List what visitors of your shop have chosen who are not your customers yet; those that changed last first."""
    found = request.auth.visitor_carts.open(now()).filled().prefetch_related("lines").order_by("-changed_at", "-pk")
    return paged(VisitorCartPage, request, wanted, found, VisitorCartOut.all_of)


@router.get("/visitor-carts/{int:visitor_cart_id}", response=VisitorCartOut, operation_id="visitor_carts_get")
def visitor_cart(request: ApiRequest, visitor_cart_id: int) -> VisitorCartOut:
    """Show one cart of a visitor."""
    return VisitorCartOut.all_of([_cart(request, visitor_cart_id)])[0]


@router.post(
    "/visitor-carts/{int:visitor_cart_id}/completion", response=CompletionOut, operation_id="visitor_carts_complete",
    **may_refuse(complete_visitor_cart),
)  # fmt: skip
def completion(request: ApiRequest, visitor_cart_id: int, body: CompletionIn) -> HttpResponse:
    """Let a visitor's cart become that of a customer, known or new, to be placed with /carts/{number}/placement."""
    by, details, account_id = request.auth.actor, body.details, _known(request, body.customer)

    def act() -> tuple[Account, Claimed]:
        return complete_visitor_cart(cart_id=visitor_cart_id, account_id=account_id, details=details, by=by, at=now())

    def shown(done: tuple[Account, Claimed]) -> CompletionOut:
        account, claimed = done
        return CompletionOut.of(account, claimed, _own_cart(request, account))

    return perform(request, act, shown)


@router.post(
    "/visitor-carts/{int:visitor_cart_id}/discard", response=CartGoneOut, operation_id="visitor_carts_discard",
    **may_refuse(discard_visitor_cart),
)  # fmt: skip
def discard(request: ApiRequest, visitor_cart_id: int, body: DiscardIn) -> HttpResponse:
    """Throw a visitor's cart away with all that is known of the person."""

    def act() -> str:
        return discard_visitor_cart(cart_id=visitor_cart_id, reason=body.reason, by=request.auth.actor, at=now())

    return perform(request, act, CartGoneOut.of)


def _known(request: ApiRequest, number: int | None) -> int | None:
    """Return the id of a buyer by its number. Raises Invalid naming `customer`."""
    if number is None:
        return None
    account = request.auth.accounts.filter(number=number).first()
    if account is None:
        raise Invalid(fields={"customer": "There is no customer with this number."})
    return account.pk


def _own_cart(request: ApiRequest, account: Account) -> Order | None:
    return request.auth.carts.filter(buyer=account, end_customer__isnull=True).first()


def _cart(request: ApiRequest, visitor_cart_id: int) -> VisitorCart:
    return request.auth.visitor_carts.open(now()).prefetch_related("lines").get(pk=visitor_cart_id)
