"""Support access: whether your provider may come into your console (USR-6)."""

from django.http import HttpResponse
from ninja import Router

from handsel.api.keys import ApiRequest
from handsel.api.once import perform
from handsel.api.refusals import may_refuse
from handsel.api.shapes.support import MOST_VISITS, SupportAccessIn, SupportAccessOut
from handsel.kernel.clock import now
from handsel.visits.support import access_of, end_support_access, give_support_access

router = Router(tags=["Support access"])


@router.get("/support-access", response=SupportAccessOut, operation_id="support_access_get")
def support_access(request: ApiRequest) -> SupportAccessOut:
    """Show the support access that you give your provider, and who used it."""
    return _told(request)


@router.post(
    "/support-access", response=SupportAccessOut, operation_id="support_access_give", **may_refuse(give_support_access)
)
def give(request: ApiRequest, body: SupportAccessIn) -> HttpResponse:
    """Let people of your provider into your console for a while. What you gave before ends."""

    def act() -> object:
        return give_support_access(
            role=body.role, hours=body.hours, reason=body.reason, by=request.auth.actor, at=now()
        )

    return perform(request, act, lambda _given: _told(request))


@router.api_operation(
    ["DELETE"],
    "/support-access",
    response=SupportAccessOut,
    operation_id="support_access_end",
    **may_refuse(end_support_access),
)
def end(request: ApiRequest) -> HttpResponse:
    """Let nobody of your provider in any more; whoever is in is out with the next click."""
    return perform(request, lambda: end_support_access(by=request.auth.actor, at=now()), lambda _ended: _told(request))


def _told(request: ApiRequest) -> SupportAccessOut:
    visits = request.auth.support_visits.select_related("consent").order_by("-pk")[:MOST_VISITS]
    return SupportAccessOut.of(access_of(at=now()), list(visits))
