"""Storefront users of a customer: list, add, send the activation link again (USR-1, USR-2)."""

from django.http import HttpResponse
from ninja import Query, Router

from handsel.accounts.models import Account
from handsel.api.keys import ApiRequest
from handsel.api.once import perform
from handsel.api.paging import PageWanted, paged
from handsel.api.refusals import may_refuse
from handsel.api.shapes.people import UserIn, UserOut, UserPage
from handsel.identity.models import User
from handsel.identity.people import add_storefront_user, resend_activation_link
from handsel.kernel.clock import now

router = Router(tags=["Storefront users"])


@router.get("/customers/{int:number}/users", response=UserPage, operation_id="users_list")
def users(request: ApiRequest, number: int, wanted: Query[PageWanted]) -> UserPage:
    """List who can log in to your storefront for this customer."""
    seats = request.auth.storefront_seats.filter(buyer=_customer(request, number)).select_related("user")
    return paged(UserPage, request, wanted, seats.order_by("pk"), lambda page: [UserOut.of(seat.user) for seat in page])


@router.post(
    "/customers/{int:number}/users",
    response={201: UserOut},
    operation_id="users_create",
    **may_refuse(add_storefront_user),
)
def new_user(request: ApiRequest, number: int, body: UserIn) -> HttpResponse:
    """Give a person a log-in for this customer; a welcome mail with an activation link follows."""
    customer = _customer(request, number)

    def act() -> User:
        return add_storefront_user(buyer_id=customer.pk, person=body.person, by=request.auth.actor, at=now())

    return perform(request, act, UserOut.of, status=201)


@router.post(
    "/customers/{int:number}/users/{int:user_id}/activation-link",
    response=UserOut,
    operation_id="users_resend_activation_link",
    **may_refuse(resend_activation_link),
)
def resend(request: ApiRequest, number: int, user_id: int) -> HttpResponse:
    """Send the activation link once more; the older one stops working."""
    seat = request.auth.storefront_seats.get(buyer=_customer(request, number), user_id=user_id)

    def act() -> User:
        return resend_activation_link(user_id=seat.user_id, by=request.auth.actor, at=now())

    return perform(request, act, UserOut.of)


def _customer(request: ApiRequest, number: int) -> Account:
    return request.auth.accounts.customers().get(number=number)
