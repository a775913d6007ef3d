"""What accounts may do, their price list and their manager (ACC-6, ACC-8, CAT-2, MGR-1)."""

from collections.abc import Callable

from django.http import HttpResponse
from ninja import Query, Router

from handsel.accounts.archiving import archive_account, unarchive_account
from handsel.accounts.managers import set_manager
from handsel.accounts.models import Account, Edge
from handsel.accounts.suspending import activate_account, deactivate_account, lift_suspension, suspend_account
from handsel.api.keys import ApiRequest
from handsel.api.once import perform
from handsel.api.refusals import may_refuse
from handsel.api.shapes.accounts import AccountOut
from handsel.api.shapes.standing import (
    KeptReasonIn,
    KeptWhy,
    ManagerSet,
    PriceListOfAccount,
    PriceListSet,
    ReasonIn,
    StandingOut,
    SuspensionIn,
    Why,
)
from handsel.catalog.assigning import set_price_list
from handsel.kernel.clock import now

router = Router(tags=["Standing"])


@router.get("/accounts/{int:number}/standing", response=StandingOut, operation_id="standing_get")
def standing(request: ApiRequest, number: int) -> StandingOut:
    """Tell what an account may do now, and whose decision that is."""
    return StandingOut.of(request.auth.accounts.get(number=number))


@router.post(
    "/accounts/{int:number}/suspension",
    response=StandingOut,
    operation_id="suspension_create",
    **may_refuse(suspend_account),
)
def suspend(request: ApiRequest, number: int, body: SuspensionIn) -> HttpResponse:
    """Suspend an account: nothing is ordered, here and below; its people reach their own data and the funds page."""
    return _done(request, number, suspend_account, reason=body.reason, until=body.until)


@router.api_operation(
    ["DELETE"],
    "/accounts/{int:number}/suspension",
    response=StandingOut,
    operation_id="suspension_lift",
    **may_refuse(lift_suspension),
)
def lift(request: ApiRequest, number: int, why: Query[Why]) -> HttpResponse:
    """Lift a suspension; orders that waited go on by themselves."""
    return _done(request, number, lift_suspension, reason=why.reason)


@router.post(
    "/accounts/{int:number}/deactivation",
    response=StandingOut,
    operation_id="deactivation_create",
    **may_refuse(deactivate_account),
)
def deactivate(request: ApiRequest, number: int, body: ReasonIn) -> HttpResponse:
    """Deactivate an account: nobody of it logs in, and nothing is ordered, here and below."""
    return _done(request, number, deactivate_account, reason=body.reason)


@router.api_operation(
    ["DELETE"],
    "/accounts/{int:number}/deactivation",
    response=StandingOut,
    operation_id="deactivation_end",
    **may_refuse(activate_account),
)
def activate(request: ApiRequest, number: int, why: Query[Why]) -> HttpResponse:
    """Make an inactive account active again."""
    return _done(request, number, activate_account, reason=why.reason)


@router.post(
    "/accounts/{int:number}/archive", response=StandingOut, operation_id="archive_create", **may_refuse(archive_account)
)
def archive(request: ApiRequest, number: int, body: KeptReasonIn) -> HttpResponse:
    """Archive an account where nothing runs: it leaves the lists and keeps all its data."""
    return _done(request, number, archive_account, reason=body.reason)


@router.api_operation(
    ["DELETE"],
    "/accounts/{int:number}/archive",
    response=StandingOut,
    operation_id="archive_end",
    **may_refuse(unarchive_account),
)
def unarchive(request: ApiRequest, number: int, why: Query[KeptWhy]) -> HttpResponse:
    """Put an archived account back into the lists."""
    return _done(request, number, unarchive_account, reason=why.reason)


def _done(request: ApiRequest, number: int, operation: Callable[..., Account], **asked: object) -> HttpResponse:
    found = request.auth.accounts.get(number=number)

    def act() -> Account:
        return operation(account_id=found.pk, by=request.auth.actor, at=now(), **asked)

    return perform(request, act, StandingOut.of)


@router.put(
    "/accounts/{int:number}/price-list",
    response=PriceListOfAccount,
    operation_id="accounts_set_price_list",
    **may_refuse(set_price_list),
)
def price_list(request: ApiRequest, number: int, body: PriceListSet) -> HttpResponse:
    """Let an account buy from another of your price lists; what was ordered keeps its prices."""
    found = request.auth.accounts.get(number=number)

    def act() -> Edge:
        return set_price_list(account_id=found.pk, price_list_id=body.price_list_id, by=request.auth.actor, at=now())

    return perform(request, act, lambda edge: PriceListOfAccount(price_list_id=edge.price_list_id))


@router.put(
    "/accounts/{int:number}/manager",
    response=AccountOut,
    operation_id="accounts_set_manager",
    **may_refuse(set_manager),
)
def manager(request: ApiRequest, number: int, body: ManagerSet) -> HttpResponse:
    """Let one of your staff look after an account, or nobody."""
    found = request.auth.accounts.get(number=number)

    def act() -> Account:
        return set_manager(account_id=found.pk, manager_id=body.manager_id, by=request.auth.actor, at=now())

    return perform(request, act, lambda account: AccountOut.one_of(request.auth, account))
