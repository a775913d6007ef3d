"""Glass walls: what your own provider sees of what is below you (ACC-25)."""

from django.http import HttpResponse
from ninja import Query, Router

from handsel.accounts.models import Account, Wall
from handsel.accounts.rules import may_view_as_provider
from handsel.accounts.walls import set_wall, wall_of
from handsel.api.calls.below import seen_below
from handsel.api.keys import ApiRequest
from handsel.api.once import perform
from handsel.api.refusals import may_refuse
from handsel.api.scoping import needs
from handsel.api.shapes.walls import BelowOut, BelowWanted, WallIn, WallOut
from handsel.identity.scopes import READ, Subject, scope
from handsel.kernel.clock import now

router = Router(tags=["Glass walls"])


@router.get("/settings/wall", response=WallOut, operation_id="settings_wall")
def wall(request: ApiRequest) -> WallOut:
    """Show what your provider sees of the accounts below you."""
    return _told(request)


@router.put("/settings/wall", response=WallOut, operation_id="settings_set_wall", **may_refuse(set_wall))
def change(request: ApiRequest, body: WallIn) -> HttpResponse:
    """Decide what your provider sees of the accounts below you, from this moment on."""

    def act() -> Wall:
        return set_wall(wall=body.wall, by=request.auth.actor, at=now())

    return perform(request, act, lambda _wall: _told(request))


@router.get("/settings/wall/view", response=BelowOut, operation_id="settings_wall_view")
@needs(scope(Subject.ACCOUNTS, READ))
def view(request: ApiRequest, wanted: Query[BelowWanted]) -> BelowOut:
    """Show what your provider gets of you under /resellers/{number}/below."""
    return seen_below(request, _self(request), "", wanted)


@router.get("/settings/wall/view/{reference}", response=BelowOut, operation_id="settings_wall_view_deeper")
@needs(scope(Subject.ACCOUNTS, READ))
def view_deeper(request: ApiRequest, reference: str, wanted: Query[BelowWanted]) -> BelowOut:
    """Show what your provider gets of a reseller below you."""
    return seen_below(request, _self(request), reference, wanted)


def _self(request: ApiRequest) -> Account:
    may_view_as_provider(request.auth.actor).or_refuse()
    if wall_of(request.auth.seller_id) is None:
        raise Account.DoesNotExist
    return request.auth.account


def _told(request: ApiRequest) -> WallOut:
    last = request.auth.events.filter(name="settings.wall_set").order_by("-pk").first()
    return WallOut.of(wall_of(request.auth.seller_id), last)
