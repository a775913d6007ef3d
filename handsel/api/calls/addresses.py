"""The address book of an account: list, add, change, choose defaults, remove (ACC-15)."""

from django.http import HttpResponse
from ninja import Query, Router

from handsel.accounts.addresses import add_address, change_address, remove_address, set_default_address
from handsel.accounts.record_models import Address
from handsel.api.keys import ApiRequest
from handsel.api.once import perform
from handsel.api.paging import PageWanted, paged
from handsel.api.refusals import may_refuse
from handsel.api.shapes.addresses import AddressChange, AddressIn, AddressOut, AddressPage, DefaultIn
from handsel.kernel.clock import now

router = Router(tags=["Addresses"])


@router.get("/accounts/{int:number}/addresses", response=AddressPage, operation_id="addresses_list")
def addresses(request: ApiRequest, number: int, wanted: Query[PageWanted]) -> AddressPage:
    """List the address book of an account, oldest first."""
    account = request.auth.accounts.get(number=number)
    rows = request.auth.addresses.filter(account=account).select_related("account").order_by("pk")
    return paged(AddressPage, request, wanted, rows, lambda page: [AddressOut.of(address) for address in page])


@router.post(
    "/accounts/{int:number}/addresses",
    response={201: AddressOut},
    operation_id="addresses_create",
    **may_refuse(add_address),
)
def new_address(request: ApiRequest, number: int, body: AddressIn) -> HttpResponse:
    """Add an address; the first with a role is the default for it."""
    account = request.auth.accounts.get(number=number)

    def act() -> Address:
        return add_address(account_id=account.pk, details=body.details, by=request.auth.actor, at=now())

    return perform(request, act, AddressOut.of, status=201)


@router.get("/addresses/{int:address_id}", response=AddressOut, operation_id="addresses_get")
def address(request: ApiRequest, address_id: int) -> AddressOut:
    """Show one address."""
    return AddressOut.of(_of(request, address_id))


@router.patch(
    "/addresses/{int:address_id}", response=AddressOut, operation_id="addresses_update", **may_refuse(change_address)
)
def change(request: ApiRequest, address_id: int, body: AddressChange) -> HttpResponse:
    """Change some fields. When somebody changed it meanwhile, nothing is changed and the answer has both values."""
    found = _of(request, address_id)

    def act() -> Address:
        return change_address(
            address_id=address_id,
            details=body.applied_to(found),
            version=body.version,
            by=request.auth.actor,
            at=now(),
        )

    return perform(request, act, AddressOut.of)


@router.put(
    "/addresses/{int:address_id}/default",
    response=AddressOut,
    operation_id="addresses_set_default",
    **may_refuse(set_default_address),
)
def default(request: ApiRequest, address_id: int, body: DefaultIn) -> HttpResponse:
    """Make an address the default for one of its roles, in place of the one that was."""

    def act() -> Address:
        return set_default_address(address_id=address_id, role=body.role, by=request.auth.actor, at=now())

    return perform(request, act, AddressOut.of)


@router.post(
    "/addresses/{int:address_id}/removal",
    response=AddressOut,
    operation_id="addresses_remove",
    **may_refuse(remove_address),
)
def removal(request: ApiRequest, address_id: int) -> HttpResponse:
    """Take an address out of the book, and show it for the last time."""

    def act() -> Address:
        return remove_address(address_id=address_id, by=request.auth.actor, at=now())

    return perform(request, act, AddressOut.of)


def _of(request: ApiRequest, address_id: int) -> Address:
    return request.auth.addresses.select_related("account").get(pk=address_id)
