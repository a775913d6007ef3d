"""What a buyer would pay now, with tax, before anything is ordered (CAT-4)."""

from collections.abc import Mapping, Sequence

from ninja import Query, Router, Schema
from pydantic import Field

from handsel.api.keys import ApiRequest
from handsel.api.refusals import may_refuse
from handsel.api.shapes.parts import Id
from handsel.api.shapes.tax import QuoteOut
from handsel.catalog.offers import Offer, offers_to
from handsel.kernel.clock import now
from handsel.kernel.refusal import Invalid, Refusal
from handsel.orders.wanted import (
    AddonOfAnother,
    LineWanted,
    Shelf,
    belongs,
    check_quantity,
    check_wanted,
    wrong_by_field,
)
from handsel.tax.quoting import tax_on

router = Router(tags=["Orders"])


class QuoteWanted(Schema):
    """Which plans, and how many of each."""

    plan_id: list[Id] = Field(min_length=1, max_length=200, description="Once for each line.", examples=[[1]])
    quantity: list[int] = Field(min_length=1, max_length=200, description="In the same order.", examples=[[2]])


def quoted(lines: Sequence[tuple[int, int]], offers: Mapping[int, Offer]) -> list[tuple[Offer, int]]:
    """Return what is asked for, plan by plan, as it could be ordered; what a product asks for is filled in only then.

    An add-on goes with a plan of its product beside it. Raises NotOffered, Invalid, QuantityOutsideLimits, AddonAlone,
    AddonOfAnother, for the first line that is wrong, naming quantity/<place> or plan_id/<place>.
    """
    shelf = Shelf(offers, {})
    plans = [offers[plan_id] for plan_id, _many in lines if plan_id in offers and not offers[plan_id].is_addon]
    for place, (plan_id, many) in enumerate(lines):
        try:
            check_quantity(many)
            check_wanted(_wanted(plan_id, many, offers.get(plan_id), plans), shelf)
        except Refusal as refusal:
            told = wrong_by_field(refusal).items()
            refusal.fields = {f"{_parameter(name, refusal)}/{place}": said for name, said in told}
            raise
    return [(offers[plan_id], many) for plan_id, many in lines]


def _wanted(plan_id: int, many: int, offer: Offer | None, plans: Sequence[Offer]) -> LineWanted:
    """Return one line; an add-on below the fewest of a plan that it can stand under, else of one of its product."""
    beside = [plan for plan in plans if offer and offer.is_addon and plan.product_id == offer.product_id]
    if offer is None or not beside:
        return LineWanted(plan_id, many)
    above = next((plan for plan in beside if belongs(offer, plan)), beside[0])
    return LineWanted(above.plan_id, above.quantity_min, {}, {plan_id: many})


def _parameter(name: str, refusal: Refusal) -> str:
    is_plan = name == "plan_id" or isinstance(refusal, AddonOfAnother)
    return "plan_id" if is_plan else "quantity"


@router.get("/accounts/{int:number}/quote", response=QuoteOut, operation_id="accounts_quote", **may_refuse(quoted))
def quote(request: ApiRequest, number: int, wanted: Query[QuoteWanted]) -> QuoteOut:
    """Show what a customer or sub-reseller would pay: net, tax and total, and why no tax is charged.

    Only what could be ordered so is quoted; an add-on together with a plan of its product.
    """
    buyer = request.auth.accounts.get(number=number)
    if len(wanted.plan_id) != len(wanted.quantity):
        raise Invalid(fields={"quantity": "Send one quantity for each plan."})
    at = now()
    offers = {offer.plan_id: offer for offer in offers_to(buyer.pk, wanted.plan_id, at=at)}
    lines = quoted(list(zip(wanted.plan_id, wanted.quantity, strict=True)), offers)
    owed = tax_on(buyer.pk, [(offer.plan_id, offer.unit_minor * many) for offer, many in lines], at=at)
    return QuoteOut.of(lines, owed, lines[0][0].currency)
