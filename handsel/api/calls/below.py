"""What is below a sub-reseller, as far as glass walls let through (ACC-25)."""

from django.utils import timezone
from ninja import Query, Router

from handsel.accounts.models import Account, Kind
from handsel.accounts.walls import accounts_at, look_below
from handsel.api.keys import ApiRequest
from handsel.api.paging import page_address
from handsel.api.shapes.walls import BelowOut, BelowWanted
from handsel.kernel.clock import now
from handsel.reports.below import figures_at
from handsel.reports.periods import Period, borders

router = Router(tags=["Glass walls"])


@router.get("/resellers/{int:number}/below", response=BelowOut, operation_id="resellers_below")
def below(request: ApiRequest, number: int, wanted: Query[BelowWanted]) -> BelowOut:
    """Show what is below a sub-reseller: figures and accounts, as far as it lets you see them."""
    return seen_below(request, request.auth.accounts.resellers().get(number=number), "", wanted)


@router.get("/resellers/{int:number}/below/{reference}", response=BelowOut, operation_id="resellers_below_deeper")
def below_deeper(request: ApiRequest, number: int, reference: str, wanted: Query[BelowWanted]) -> BelowOut:
    """Show what is below a reseller further down, as far as everybody on the way lets you see it."""
    return seen_below(request, request.auth.accounts.resellers().get(number=number), reference, wanted)


def seen_below(request: ApiRequest, child: Account, reference: str, wanted: BelowWanted) -> BelowOut:
    """Return what the seller of `child` may see at the place below it that `reference` stands for."""
    at, zone = now(), timezone.get_current_timezone()
    place = look_below(child, reference)
    since = wanted.since or at.astimezone(zone).date().replace(day=1)
    (begins, _ends) = borders([Period(since, since).whole], zone)
    asked = {"after": wanted.after, "before": wanted.before}
    page = accounts_at(place, Kind(wanted.kind), at=at, text=wanted.q, params=asked, size=wanted.size)
    around = page_address(request, "before", page.before), page_address(request, "after", page.after)
    return BelowOut.of(place, since, figures_at(place, since=begins), page, around)
