"""What would come of whatever changes prices below, for everybody there (CAT-3)."""

from django.http import HttpResponse
from ninja import Router

from handsel.api.keys import ApiRequest
from handsel.api.once import perform
from handsel.api.refusals import may_refuse
from handsel.api.shapes.alterations import RehearsalIn
from handsel.api.shapes.price_rules import RehearsalOut
from handsel.catalog.assigning import set_price_list
from handsel.catalog.deciding import decide_prices
from handsel.catalog.plans import change_plan
from handsel.catalog.price_lists import make_default, set_markup
from handsel.catalog.price_rules import change_prices
from handsel.catalog.rates import add_rate
from handsel.catalog.rehearsing import Rehearsal, rehearse
from handsel.kernel.clock import now

router = Router(tags=["Price lists"])


@router.post(
    "/rehearsals", response=RehearsalOut, operation_id="rehearse",
    **may_refuse(
        rehearse, change_prices, set_markup, change_plan, make_default, set_price_list, decide_prices, add_rate,
    ),
)  # fmt: skip
def rehearsal(request: ApiRequest, body: RehearsalIn) -> HttpResponse:
    """Tell what a change would do to everybody below, and change nothing.

    A markup, a rounding, the default list, whose list is which, the cost or the period of a plan, a withdrawal,
    what becomes of prices when costs change and decisions about it, an exchange rate. What can be planned is
    rehearsed as of the day for which you plan it.
    """
    altered = body.among(request.auth.accounts)

    def act() -> Rehearsal:
        return rehearse(alteration=altered, starts_on=body.starts_on, by=request.auth.actor, at=now())

    return perform(request, act, RehearsalOut.of)
