"""Delete accounts that never traded, look into the bin, and restore (ACC-7)."""

from django.http import HttpResponse
from ninja import Query, Router

from handsel.accounts.bin import delete_account, restore_account
from handsel.accounts.models import Account
from handsel.api.keys import ApiRequest
from handsel.api.once import perform
from handsel.api.paging import PageWanted, paged
from handsel.api.refusals import may_refuse
from handsel.api.shapes.standing import DeletedIn, DeletedOut, DeletedPage, StandingOut
from handsel.kernel.clock import now

router = Router(tags=["Bin"])


@router.post("/bin", response={201: DeletedOut}, operation_id="accounts_delete", **may_refuse(delete_account))
def delete(request: ApiRequest, body: DeletedIn) -> HttpResponse:
    """Put an account that never traded into the bin; after 30 days it is removed for good."""
    found = request.auth.accounts.get(number=body.account)

    def act() -> Account:
        return delete_account(account_id=found.pk, reason=body.reason, by=request.auth.actor, at=now())

    return perform(request, act, DeletedOut.of, status=201)


@router.get("/bin", response=DeletedPage, operation_id="bin_list")
def deleted(request: ApiRequest, wanted: Query[PageWanted]) -> DeletedPage:
    """List what was deleted and can be restored, the last first."""
    rows = request.auth.accounts.in_bin().order_by("-deleted_at", "-pk")
    return paged(DeletedPage, request, wanted, rows, lambda page: [DeletedOut.of(account) for account in page])


@router.post(
    "/bin/{int:number}/restoration", response=StandingOut, operation_id="bin_restore", **may_refuse(restore_account)
)
def restore(request: ApiRequest, number: int) -> HttpResponse:
    """Take an account out of the bin with all it had."""
    found = request.auth.accounts.get(number=number)

    def act() -> Account:
        return restore_account(account_id=found.pk, by=request.auth.actor, at=now())

    return perform(request, act, StandingOut.of)
