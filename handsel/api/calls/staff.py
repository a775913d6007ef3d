"""Those who work for the reseller: who they are, and how they are let in (USR-5)."""

from django.http import HttpResponse
from ninja import Query, Router

from handsel.api.keys import ApiRequest
from handsel.api.once import perform
from handsel.api.paging import PageWanted, paged
from handsel.api.refusals import may_refuse
from handsel.api.shapes.people import StaffIn, StaffOut, StaffPage
from handsel.identity.models import Seat, User
from handsel.identity.people import invite_staff, resend_activation_link
from handsel.kernel.clock import now

router = Router(tags=["Staff"])


@router.get("/staff", response=StaffPage, operation_id="staff_list")
def staff(request: ApiRequest, wanted: Query[PageWanted]) -> StaffPage:
    """List your people with their roles; each can be an account manager."""
    seats = request.auth.staff_seats.select_related("user").order_by("user__first_name", "user__last_name", "pk")
    return paged(StaffPage, request, wanted, seats, lambda page: [StaffOut.of(seat) for seat in page])


@router.post("/staff", response={201: StaffOut}, operation_id="staff_create", **may_refuse(invite_staff))
def new_staff(request: ApiRequest, body: StaffIn) -> HttpResponse:
    """Invite a person to your staff; the activation link goes out by mail. Nobody gives more than they have."""

    def act() -> User:
        return invite_staff(person=body.person, role=body.staff_role, by=request.auth.actor, at=now())

    return perform(request, act, lambda user: StaffOut.of(_seat(request, user.pk)), status=201)


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
