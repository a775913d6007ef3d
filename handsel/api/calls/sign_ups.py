"""Those who signed up by themselves: list, look, and say yes or no (ACC-3)."""

from django.http import HttpResponse
from ninja import Query, Router
from pydantic import Field

from handsel.api.keys import ApiRequest
from handsel.api.once import perform
from handsel.api.paging import PageWanted, paged
from handsel.api.refusals import may_refuse
from handsel.api.shapes.sign_ups import RejectionIn, SignUpOut, SignUpPage
from handsel.kernel.clock import now
from handsel.signups.deciding import accept_sign_ups, reject_sign_ups
from handsel.signups.models import SignUp

router = Router(tags=["Sign-ups"])


class SignUpsWanted(PageWanted):
    """Which page of which sign-ups."""

    stage: str = Field(
        "", pattern="^(unconfirmed|waiting|accepted|rejected)?$", description="Only those so far; empty is all."
    )


@router.get("/sign-ups", response=SignUpPage, operation_id="sign_ups_list")
def sign_ups(request: ApiRequest, wanted: Query[SignUpsWanted]) -> SignUpPage:
    """List who signed up in your shop; those who wait need your yes or no."""
    found = request.auth.sign_ups.select_related("account").order_by("-pk")
    found = found.filter(stage=wanted.stage) if wanted.stage else found
    return paged(SignUpPage, request, wanted, found, lambda rows: [SignUpOut.of(row) for row in rows])


@router.get("/sign-ups/{int:sign_up_id}", response=SignUpOut, operation_id="sign_ups_get")
def sign_up(request: ApiRequest, sign_up_id: int) -> SignUpOut:
    """Show one sign-up."""
    return SignUpOut.of(_found(request, sign_up_id))


@router.post(
    "/sign-ups/{int:sign_up_id}/acceptance",
    response=SignUpOut,
    operation_id="sign_ups_accept",
    **may_refuse(accept_sign_ups),
)
def accept(request: ApiRequest, sign_up_id: int) -> HttpResponse:
    """Make a customer of it: account, wallet and log-in; the person gets a mail."""
    found = _found(request, sign_up_id)

    def act() -> list[SignUp]:
        return accept_sign_ups(sign_up_ids=[found.pk], by=request.auth.actor, at=now())

    return perform(request, act, lambda _: SignUpOut.of(_found(request, sign_up_id)))


@router.post(
    "/sign-ups/{int:sign_up_id}/rejection",
    response=SignUpOut,
    operation_id="sign_ups_reject",
    **may_refuse(reject_sign_ups),
)
def reject(request: ApiRequest, sign_up_id: int, body: RejectionIn) -> HttpResponse:
    """Say no, with a reason that the person reads in a mail."""
    found = _found(request, sign_up_id)

    def act() -> list[SignUp]:
        return reject_sign_ups(sign_up_ids=[found.pk], reason=body.reason, by=request.auth.actor, at=now())

    return perform(request, act, lambda _: SignUpOut.of(_found(request, sign_up_id)))


def _found(request: ApiRequest, sign_up_id: int) -> SignUp:
    return request.auth.sign_ups.select_related("account").get(pk=sign_up_id)
