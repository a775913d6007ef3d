"""Find accounts without activity, and likely duplicates (ACC-7)."""

from ninja import Query, Router

from handsel.accounts.finding import find_duplicates, find_inactive
from handsel.api.keys import ApiRequest
from handsel.api.paging import PageWanted, told_page
from handsel.api.shapes.finding import InactiveOut, InactivePage, InactiveWanted, PairOut, PairPage
from handsel.kernel.clock import now

router = Router(tags=["Accounts"])


@router.get("/accounts/inactive", response=InactivePage, operation_id="accounts_inactive")
def inactive(request: ApiRequest, wanted: Query[InactiveWanted]) -> InactivePage:
    """List accounts where nobody ordered, paid or logged in for some months, those quiet for longest first."""
    rows, total = find_inactive(
        request.auth.seller_id, months=wanted.months, at=now(), size=wanted.size, start=wanted.start
    )
    return told_page(InactivePage, request, wanted, [InactiveOut.of(row) for row in rows], total)


@router.get("/accounts/duplicates", response=PairPage, operation_id="accounts_duplicates")
def duplicates(request: ApiRequest, wanted: Query[PageWanted]) -> PairPage:
    """List pairs of accounts that look like one, those with most in common first."""
    pairs, total = find_duplicates(request.auth.seller_id, size=wanted.size, start=wanted.start)
    return told_page(PairPage, request, wanted, [PairOut.of(pair) for pair in pairs], total)
