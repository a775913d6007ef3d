"""Customers and sub-resellers: list, read, add, change (ACC-1, ACC-2, ACC-4, ACC-5, ORD-4)."""

from collections.abc import Callable

from django.http import HttpResponse
from ninja import Query, Router

from handsel.accounts.models import Account, Edge, Kind
from handsel.accounts.tree import Terms, add_customer, add_reseller, update_account
from handsel.api import searching
from handsel.api.keys import ApiRequest
from handsel.api.once import perform
from handsel.api.refusals import may_refuse
from handsel.api.scoping import ANY_KEY, needs
from handsel.api.shapes.accounts import (
    AccountChange,
    AccountOut,
    AccountPage,
    ApprovalChanged,
    ApprovalIn,
    ApprovalOut,
    CustomerIn,
    Me,
    ResellerIn,
)
from handsel.kernel.clock import now
from handsel.kernel.refusal import Invalid
from handsel.orders.approval import set_approval, set_approval_for_all

router = Router(tags=["Accounts"])


@router.get("/me", response=Me, operation_id="me")
@needs(ANY_KEY)
def me(request: ApiRequest) -> Me:
    """Tell whose key this is, what it may do and until when: a good first call."""
    return Me.of(request.auth.key, request.auth.account.name, request.portal.name)


@router.get("/customers", response=AccountPage, operation_id="customers_list", openapi_extra=searching.parameters())
def customers(request: ApiRequest, wanted: Query[searching.AccountsWanted]) -> AccountPage:
    """List your direct customers that meet all conditions, by name or as `sort` says."""
    return searching.account_page(request, wanted, Kind.CUSTOMER)


@router.get("/resellers", response=AccountPage, operation_id="resellers_list", openapi_extra=searching.parameters())
def resellers(request: ApiRequest, wanted: Query[searching.AccountsWanted]) -> AccountPage:
    """List your direct sub-resellers that meet all conditions, by name or as `sort` says."""
    return searching.account_page(request, wanted, Kind.RESELLER)


@router.post("/customers", response={201: AccountOut}, operation_id="customers_create", **may_refuse(add_customer))
def new_customer(request: ApiRequest, body: CustomerIn) -> HttpResponse:
    """Add a customer with an empty wallet."""

    def act() -> Account:
        return add_customer(
            details=body.details,
            manager_id=body.manager_id,
            currency=body.currency or "",
            by=request.auth.actor,
            at=now(),
        )

    return perform(request, act, _shown(request), status=201)


@router.post("/resellers", response={201: AccountOut}, operation_id="resellers_create", **may_refuse(add_reseller))
def new_reseller(request: ApiRequest, body: ResellerIn) -> HttpResponse:
    """Add a sub-reseller with a portal of its own; its owner is invited by mail."""
    list_id = body.price_list_id
    if list_id is not None and not request.auth.price_lists.filter(pk=list_id).exists():
        raise Invalid(fields={"price_list_id": "Choose one of your price lists."})

    def act() -> Account:
        return add_reseller(
            details=body.details,
            terms=Terms(body.currency, body.payment_method, list_id, body.approval_required),
            portal=body.portal_details,
            owner=body.owner_details,
            manager_id=body.manager_id,
            by=request.auth.actor,
            at=now(),
        )

    return perform(request, act, _shown(request), status=201)


@router.get("/accounts/{int:number}", response=AccountOut, operation_id="accounts_get")
def account(request: ApiRequest, number: int) -> AccountOut:
    """Show one customer or sub-reseller; they share one series of numbers."""
    return AccountOut.one_of(request.auth, _of(request, number))


@router.patch(
    "/accounts/{int:number}", response=AccountOut, operation_id="accounts_update", **may_refuse(update_account)
)
def change(request: ApiRequest, number: int, body: AccountChange) -> HttpResponse:
    """Change some fields. When somebody saved it meanwhile nothing is changed, and the answer has both values."""
    found = _of(request, number)

    def act() -> Account:
        return update_account(
            account_id=found.pk,
            details=body.applied_to(found),
            version=body.version,
            manager_id=body.manager_of(found),
            by=request.auth.actor,
            at=now(),
        )

    return perform(request, act, _shown(request))


@router.put(
    "/accounts/{int:number}/approval",
    response=ApprovalOut,
    operation_id="accounts_set_approval",
    **may_refuse(set_approval),
)
def approval(request: ApiRequest, number: int, body: ApprovalIn) -> HttpResponse:
    """Decide whether orders of this account need your approval."""
    found = _of(request, number)

    def act() -> Edge:
        return set_approval(account_id=found.pk, required=body.required, by=request.auth.actor, at=now())

    return perform(request, act, lambda edge: ApprovalOut(required=edge.approval_required))


@router.put(
    "/customers/approval",
    response=ApprovalChanged,
    operation_id="customers_set_approval",
    **may_refuse(set_approval_for_all),
)
def approval_for_all(request: ApiRequest, body: ApprovalIn) -> HttpResponse:
    """Decide for all your customers at once whether their orders need your approval."""

    def act() -> int:
        return set_approval_for_all(required=body.required, by=request.auth.actor, at=now())

    return perform(request, act, lambda changed: ApprovalChanged(changed=changed))


def _of(request: ApiRequest, number: int) -> Account:
    return request.auth.accounts.select_related("manager").get(number=number)


def _shown(request: ApiRequest) -> Callable[[Account], AccountOut]:
    return lambda account: AccountOut.one_of(request.auth, account)
