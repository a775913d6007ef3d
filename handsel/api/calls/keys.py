"""The keys of the reseller's programs: which there are, and making one stop; they are made in the console (USR-8)."""

from django.http import HttpResponse
from ninja import Query, Router

from handsel.api.keys import ApiRequest
from handsel.api.once import perform
from handsel.api.paging import PageWanted, paged
from handsel.api.refusals import may_refuse
from handsel.api.shapes.keys import KeyOut, KeyPage
from handsel.identity.keys import revoke_api_key
from handsel.identity.models import ApiKey
from handsel.kernel.clock import now

router = Router(tags=["Keys"])


@router.get("/keys", response=KeyPage, operation_id="keys_list")
def keys(request: ApiRequest, wanted: Query[PageWanted]) -> KeyPage:
    """List your keys, the latest first, with what they open and when they were used; never their secrets."""
    rows = request.auth.api_keys.order_by("-pk")
    return paged(KeyPage, request, wanted, rows, lambda page: [KeyOut.of(key) for key in page])


@router.get("/keys/{int:key_id}", response=KeyOut, operation_id="keys_get")
def key(request: ApiRequest, key_id: int) -> KeyOut:
    """Show one key."""
    return KeyOut.of(request.auth.api_keys.get(pk=key_id))


@router.post("/keys/{int:key_id}/revocation", response=KeyOut, operation_id="keys_revoke", **may_refuse(revoke_api_key))
def revocation(request: ApiRequest, key_id: int) -> HttpResponse:
    """Make a key stop working at once; it may be the very one that asks. Twice is once."""
    found = request.auth.api_keys.get(pk=key_id)

    def act() -> ApiKey:
        return revoke_api_key(key_id=found.pk, by=request.auth.actor, at=now())

    return perform(request, act, KeyOut.of)
