"""Storefront users of a customer: list, add, change, send links, let in and out (USR-1 to USR-4)."""

from collections.abc import Callable

from django.http import HttpResponse
from ninja import Query, Router

from handsel.accounts.models import Account
from handsel.api.keys import ApiRequest
from handsel.api.once import perform
from handsel.api.paging import Search, paged
from handsel.api.refusals import may_refuse
from handsel.api.shapes.people import UserChanges, UserIn, UserOut, UserPage
from handsel.identity.deactivation import activate_user, deactivate_user
from handsel.identity.forgotten import send_reset_link
from handsel.identity.models import Seat, User
from handsel.identity.people import add_storefront_user, resend_activation_link
from handsel.identity.profiles import change_storefront_user, remove_storefront_user
from handsel.kernel.clock import now
from handsel.web.searches import people_named, searched

router = Router(tags=["Storefront users"])


@router.get("/customers/{int:number}/users", response=UserPage, operation_id="users_list")
def users(request: ApiRequest, number: int, wanted: Query[Search]) -> UserPage:
    """List who can log in to your storefront for this customer; `q` narrows by name and e-mail address."""
    seats = request.auth.storefront_seats.filter(buyer=_customer(request, number)).select_related("user")
    found = people_named(seats, searched({"q": wanted.q})).order_by("pk")
    return paged(UserPage, request, wanted, found, lambda page: [UserOut.of(seat) for seat in page])


@router.post(
    "/customers/{int:number}/users",
    response={201: UserOut},
    operation_id="users_create",
    **may_refuse(add_storefront_user),
)
def new_user(request: ApiRequest, number: int, body: UserIn) -> HttpResponse:
    """Give a person a log-in for this customer; a welcome mail follows, with an activation link for who is new.

    Who has a log-in at your portal already keeps name and password, and gets one more place.
    """
    customer = _customer(request, number)

    def act() -> User:
        return add_storefront_user(
            buyer_id=customer.pk, person=body.person, role=body.seat_role, by=request.auth.actor, at=now()
        )

    return perform(request, act, lambda user: UserOut.of(_seat(request, number, user.pk)), status=201)


@router.get("/customers/{int:number}/users/{int:user_id}", response=UserOut, operation_id="users_get")
def user(request: ApiRequest, number: int, user_id: int) -> UserOut:
    """Show one storefront user."""
    return UserOut.of(_seat(request, number, user_id))


@router.patch(
    "/customers/{int:number}/users/{int:user_id}",
    response=UserOut,
    operation_id="users_change",
    **may_refuse(change_storefront_user),
)
def change(request: ApiRequest, number: int, user_id: int, body: UserChanges) -> HttpResponse:
    """Change name, language, date format or role; what is left out stays, as does the e-mail address."""
    seat = _seat(request, number, user_id)

    def act() -> Seat:
        return change_storefront_user(
            seat_id=seat.pk, profile=body.profile_of(seat), role=body.role_of(seat), by=request.auth.actor, at=now()
        )

    return perform(request, act, lambda _: UserOut.of(_seat(request, number, user_id)))


@router.api_operation(
    ["DELETE"],
    "/customers/{int:number}/users/{int:user_id}",
    response=UserOut,
    operation_id="users_remove",
    **may_refuse(remove_storefront_user),
)
def remove(request: ApiRequest, number: int, user_id: int) -> HttpResponse:
    """Take a user out of this customer; the log-in goes on at the other places, of which there must be one.

    The answer shows the user for the last time.
    """
    seat = _seat(request, number, user_id)

    def act() -> User:
        return remove_storefront_user(seat_id=seat.pk, by=request.auth.actor, at=now())

    return perform(request, act, lambda _: UserOut.of(seat))


@router.post(
    "/customers/{int:number}/users/{int:user_id}/activation-link",
    response=UserOut,
    operation_id="users_resend_activation_link",
    **may_refuse(resend_activation_link),
)
def resend(request: ApiRequest, number: int, user_id: int) -> HttpResponse:
    """Send the activation link once more; the older one stops working."""
    return _do(request, number, user_id, resend_activation_link)


@router.post(
    "/customers/{int:number}/users/{int:user_id}/password-reset",
    response=UserOut,
    operation_id="users_reset_password",
    **may_refuse(send_reset_link),
)
def reset(request: ApiRequest, number: int, user_id: int) -> HttpResponse:
    """Send the user a link to choose a new password: once, for two hours. Nobody else ever sees a password."""
    return _do(request, number, user_id, send_reset_link)


@router.post(
    "/customers/{int:number}/users/{int:user_id}/deactivation",
    response=UserOut,
    operation_id="users_deactivate",
    **may_refuse(deactivate_user),
)
def deactivate(request: ApiRequest, number: int, user_id: int) -> HttpResponse:
    """Log the user out on every device at once and let them in no more; it concerns all their places at your portal."""
    return _do(request, number, user_id, deactivate_user)


@router.post(
    "/customers/{int:number}/users/{int:user_id}/activation",
    response=UserOut,
    operation_id="users_activate",
    **may_refuse(activate_user),
)
def activate(request: ApiRequest, number: int, user_id: int) -> HttpResponse:
    """Let a deactivated user log in again."""
    return _do(request, number, user_id, activate_user)


def _do(request: ApiRequest, number: int, user_id: int, operation: Callable[..., User]) -> HttpResponse:
    seat = _seat(request, number, user_id)

    def act() -> User:
        return operation(user_id=seat.user_id, by=request.auth.actor, at=now())

    return perform(request, act, lambda _: UserOut.of(_seat(request, number, user_id)))


def _seat(request: ApiRequest, number: int, user_id: int) -> Seat:
    seats = request.auth.storefront_seats.select_related("user")
    return seats.get(buyer=_customer(request, number), user_id=user_id)


def _customer(request: ApiRequest, number: int) -> Account:
    return request.auth.accounts.customers().get(number=number)
