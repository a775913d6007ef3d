"""Those who work for the reseller: who they are, and how they are let in and out (USR-5)."""

from django.http import HttpResponse
from ninja import Query, Router

from handsel.accounts.leaving import deactivate_colleague, remove_colleague
from handsel.api.keys import ApiRequest
from handsel.api.once import perform
from handsel.api.paging import PageWanted, paged
from handsel.api.refusals import may_refuse
from handsel.api.shapes.staff import LeavingIn, StaffIn, StaffOut, StaffPage, StaffRoleIn
from handsel.identity.deactivation import activate_user
from handsel.identity.models import Seat, User
from handsel.identity.people import invite_staff, resend_activation_link
from handsel.identity.roles import Role
from handsel.identity.staff import change_role
from handsel.kernel.clock import now

router = Router(tags=["Staff"])


@router.get("/staff", response=StaffPage, operation_id="staff_list")
def staff(request: ApiRequest, wanted: Query[PageWanted]) -> StaffPage:
    """List your people with their roles; each can be an account manager."""
    seats = request.auth.staff_seats.select_related("user").order_by("user__first_name", "user__last_name", "pk")
    return paged(StaffPage, request, wanted, seats, lambda page: [StaffOut.of(seat) for seat in page])


@router.get("/staff/{int:user_id}", response=StaffOut, operation_id="staff_get")
def colleague(request: ApiRequest, user_id: int) -> StaffOut:
    """Show one of your people."""
    return StaffOut.of(_seat(request, user_id))


@router.post("/staff", response={201: StaffOut}, operation_id="staff_create", **may_refuse(invite_staff))
def new_staff(request: ApiRequest, body: StaffIn) -> HttpResponse:
    """Invite a person to your staff; the activation link goes out by mail. Nobody gives more than they have."""

    def act() -> User:
        return invite_staff(
            person=body.person,
            role=body.staff_role,
            own_accounts_only=body.own_accounts_only,
            by=request.auth.actor,
            at=now(),
        )

    return perform(request, act, lambda user: StaffOut.of(_seat(request, user.pk)), status=201)


@router.patch("/staff/{int:user_id}", response=StaffOut, operation_id="staff_update", **may_refuse(change_role))
def new_role(request: ApiRequest, user_id: int, body: StaffRoleIn) -> HttpResponse:
    """Give one of your people another role; it counts at once. The last owner stays one."""
    seat = _seat(request, user_id)

    def act() -> Seat:
        return change_role(
            user_id=seat.user_id,
            role=Role(body.role),
            own_accounts_only=body.own_accounts_only,
            by=request.auth.actor,
            at=now(),
        )

    return perform(request, act, lambda _: StaffOut.of(_seat(request, user_id)))


@router.api_operation(
    ["DELETE"], "/staff/{int:user_id}", response=StaffOut, operation_id="staff_delete", **may_refuse(remove_colleague)
)
def remove(request: ApiRequest, user_id: int, leaving: Query[LeavingIn]) -> HttpResponse:
    """Take a person off your staff, and show them a last time; their accounts go to `successor_id` or to nobody."""
    seat = _seat(request, user_id)

    def act() -> User:
        return remove_colleague(
            user_id=seat.user_id, successor_id=leaving.successor_id, by=request.auth.actor, at=now()
        )

    return perform(request, act, lambda _: StaffOut.of(seat))


@router.post(
    "/staff/{int:user_id}/deactivation",
    response=StaffOut,
    operation_id="staff_deactivate",
    **may_refuse(deactivate_colleague),
)
def deactivate(request: ApiRequest, user_id: int, body: LeavingIn) -> HttpResponse:
    """Log one of your people out everywhere and keep them out; their accounts go to `successor_id`, if any."""
    seat = _seat(request, user_id)

    def act() -> User:
        return deactivate_colleague(
            user_id=seat.user_id, successor_id=body.successor_id, by=request.auth.actor, at=now()
        )

    return perform(request, act, lambda _: StaffOut.of(_seat(request, user_id)))


@router.api_operation(
    ["DELETE"],
    "/staff/{int:user_id}/deactivation",
    response=StaffOut,
    operation_id="staff_activate",
    **may_refuse(activate_user),
)
def activate(request: ApiRequest, user_id: int) -> HttpResponse:
    """Let somebody who was deactivated log in again."""
    seat = _seat(request, user_id)

    def act() -> User:
        return activate_user(user_id=seat.user_id, by=request.auth.actor, at=now())

    return perform(request, act, lambda _: StaffOut.of(_seat(request, user_id)))


@router.post(
    "/staff/{int:user_id}/activation-link",
    response=StaffOut,
    operation_id="staff_resend_activation_link",
    **may_refuse(resend_activation_link),
)
def resend(request: ApiRequest, user_id: int) -> HttpResponse:
    """Send the activation link once more; the older one stops working."""
    seat = _seat(request, user_id)

    def act() -> User:
        return resend_activation_link(user_id=seat.user_id, by=request.auth.actor, at=now())

    return perform(request, act, lambda _: StaffOut.of(seat))


def _seat(request: ApiRequest, user_id: int) -> Seat:
    return request.auth.staff_seats.select_related("user").get(user_id=user_id)
