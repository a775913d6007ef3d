"""What a buyer would pay now, with tax, before anything is ordered (CAT-4)."""

from ninja import Query, Router, Schema
from pydantic import Field

from handsel.api.keys import ApiRequest
from handsel.api.shapes.parts import Id
from handsel.api.shapes.tax import QuoteOut
from handsel.catalog.offers import offers_to
from handsel.kernel.clock import now
from handsel.kernel.refusal import Invalid
from handsel.orders.wanted import MAX_QUANTITY, NotOffered
from handsel.tax.quoting import tax_on

router = Router(tags=["Orders"])


class QuoteWanted(Schema):
    """Which plans, and how many of each."""

    plan_id: list[Id] = Field(min_length=1, max_length=200, description="Once for each line.", examples=[[1]])
    quantity: list[int] = Field(min_length=1, max_length=200, description="In the same order.", examples=[[2]])


@router.get("/accounts/{int:number}/quote", response=QuoteOut, operation_id="accounts_quote")
def quote(request: ApiRequest, number: int, wanted: Query[QuoteWanted]) -> QuoteOut:
    """Show what a customer or sub-reseller would pay: net, tax and total, and why no tax is charged."""
    buyer = request.auth.accounts.get(number=number)
    if len(wanted.plan_id) != len(wanted.quantity):
        raise Invalid(fields={"quantity": "Send one quantity for each plan."})
    said = "Enter a quantity between 1 and 100,000."
    if wrong := [place for place, many in enumerate(wanted.quantity) if not 1 <= many <= MAX_QUANTITY]:
        raise Invalid(fields={f"quantity/{place}": said for place in wrong})
    at = now()
    offers = {offer.plan_id: offer for offer in offers_to(buyer.pk, wanted.plan_id, at=at)}
    if missing := [(place, plan_id) for place, plan_id in enumerate(wanted.plan_id) if plan_id not in offers]:
        said = "Plan %s is not offered to this buyer."
        raise NotOffered(fields={f"plan_id/{place}": said % plan_id for place, plan_id in missing})
    lines = [(offers[plan_id], many) for plan_id, many in zip(wanted.plan_id, wanted.quantity, strict=True)]
    owed = tax_on(buyer.pk, [(offer.plan_id, offer.unit_minor * many) for offer, many in lines], at=at)
    return QuoteOut.of(lines, owed, lines[0][0].currency)
