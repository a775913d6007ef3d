"""Price lists and their rules: change, rehearse, schedule; what becomes of prices when costs change (CAT-2, CAT-3)."""

from django.http import HttpResponse
from ninja import Query, Router
from pydantic import Field

from handsel.api.keys import ApiRequest
from handsel.api.once import perform
from handsel.api.paging import PageWanted, Search, told_page
from handsel.api.refusals import may_refuse
from handsel.api.shapes.alterations import PlannedIn
from handsel.api.shapes.catalog import PriceListOut
from handsel.api.shapes.parts import Text
from handsel.api.shapes.price_rules import (
    ChangesIn,
    DecisionIn,
    NameIn,
    OfferOut,
    OfferPage,
    PolicyIn,
    PolicyOut,
    RehearsalOut,
    RehearsedIn,
    RoundingIn,
    RuleOut,
    ScheduledIn,
    ScheduledOut,
    WaitingOut,
    WaitingPage,
)
from handsel.catalog.alterations import RulesAltered
from handsel.catalog.deciding import decide_prices, set_policy, waiting_for_decision
from handsel.catalog.holding import policy_of
from handsel.catalog.models import PriceList
from handsel.catalog.offers import offers_to
from handsel.catalog.plans import change_plan
from handsel.catalog.price_lists import make_default, rename_price_list, set_markup, set_rounding
from handsel.catalog.price_models import ScheduledChange
from handsel.catalog.price_rules import change_prices
from handsel.catalog.rehearsing import Rehearsal, rehearse
from handsel.catalog.scheduling import cancel_scheduled, planned_by, schedule
from handsel.catalog.shelf import Market, Sought, found_on_shelf
from handsel.kernel.clock import now

router = Router(tags=["Price lists"])


@router.put(
    "/price-lists/{int:list_id}/default", response=PriceListOut, operation_id="price_lists_make_default",
    **may_refuse(make_default),
)  # fmt: skip
def default(request: ApiRequest, list_id: int) -> HttpResponse:
    """Sell from this list to everybody who has none of their own."""
    found = request.auth.price_lists.get(pk=list_id)

    def act() -> PriceList:
        return make_default(price_list_id=found.pk, by=request.auth.actor, at=now())

    return perform(request, act, PriceListOut.of)


@router.put(
    "/price-lists/{int:list_id}/name", response=PriceListOut, operation_id="price_lists_rename",
    **may_refuse(rename_price_list),
)  # fmt: skip
def name(request: ApiRequest, list_id: int, body: NameIn) -> HttpResponse:
    """Give a list another name; its buyers never see it."""
    found = request.auth.price_lists.get(pk=list_id)

    def act() -> PriceList:
        return rename_price_list(price_list_id=found.pk, name=body.name, by=request.auth.actor, at=now())

    return perform(request, act, PriceListOut.of)


@router.put(
    "/price-lists/{int:list_id}/rounding", response=PriceListOut, operation_id="price_lists_round",
    **may_refuse(set_rounding),
)  # fmt: skip
def rounding(request: ApiRequest, list_id: int, body: RoundingIn) -> HttpResponse:
    """Say onto which prices a list rounds."""
    found = request.auth.price_lists.get(pk=list_id)

    def act() -> PriceList:
        return set_rounding(price_list_id=found.pk, **body.details, by=request.auth.actor, at=now())

    return perform(request, act, PriceListOut.of)


@router.get("/price-lists/{int:list_id}/rules", response=list[RuleOut], operation_id="price_rules_list")
def rules(request: ApiRequest, list_id: int) -> list[RuleOut]:
    """List the rules of a price list, the most specific first."""
    price_list = request.auth.price_lists.get(pk=list_id)
    return [RuleOut.of(rule) for rule in price_list.rules.order_by("-level", "target_id", "currency")]


@router.post(
    "/price-lists/{int:list_id}/changes", response=PriceListOut, operation_id="price_rules_change",
    **may_refuse(change_prices),
)  # fmt: skip
def change(request: ApiRequest, list_id: int, body: ChangesIn) -> HttpResponse:
    """Change rules, all or none; later orders follow them, orders that were placed keep their prices."""
    found = request.auth.price_lists.get(pk=list_id)

    def act() -> PriceList:
        return change_prices(price_list_id=found.pk, **body.details, by=request.auth.actor, at=now())

    return perform(request, act, PriceListOut.of)


@router.post(
    "/price-lists/{int:list_id}/rehearsal", response=RehearsalOut, operation_id="price_rules_rehearse",
    **may_refuse(rehearse, change_prices),
)  # fmt: skip
def rules_rehearsed(request: ApiRequest, list_id: int, body: RehearsedIn) -> HttpResponse:
    """Tell what the same changes would do to everybody below, and change nothing."""
    found = request.auth.price_lists.get(pk=list_id)

    def act() -> Rehearsal:
        altered = RulesAltered(found.pk, **body.details)
        return rehearse(alteration=altered, starts_on=body.starts_on, by=request.auth.actor, at=now())

    return perform(request, act, RehearsalOut.of)


@router.post(
    "/price-lists/{int:list_id}/scheduled-changes", response={201: ScheduledOut}, operation_id="price_changes_schedule",
    **may_refuse(schedule, change_prices),
)  # fmt: skip
def rules_planned(request: ApiRequest, list_id: int, body: ScheduledIn) -> HttpResponse:
    """Keep changes for a day to come; they are carried out at its beginning in your time zone."""
    found = request.auth.price_lists.get(pk=list_id)

    def act() -> ScheduledChange:
        altered = RulesAltered(found.pk, **body.details)
        return schedule(alteration=altered, appointment=body.appointment, by=request.auth.actor, at=now())

    return perform(request, act, ScheduledOut.of, status=201)


@router.post(
    "/scheduled-price-changes", response={201: ScheduledOut}, operation_id="alterations_schedule",
    **may_refuse(schedule, change_prices, set_markup, change_plan),
)  # fmt: skip
def planned(request: ApiRequest, body: PlannedIn) -> HttpResponse:
    """Keep a change for a day to come; it is made at its beginning in your time zone.

    Whose list is which, and which is the default, changes at once and waits for no day.
    """

    def act() -> ScheduledChange:
        altered = body.alteration.alteration
        return schedule(alteration=altered, appointment=body.appointment, by=request.auth.actor, at=now())

    return perform(request, act, ScheduledOut.of, status=201)


@router.get("/scheduled-price-changes", response=list[ScheduledOut], operation_id="price_changes_list")
def scheduled(request: ApiRequest) -> list[ScheduledOut]:
    """List the last hundred changes of prices for a day, the latest first."""
    return [ScheduledOut.of(kept) for kept in planned_by(request.auth.seller_id)[:100]]


@router.api_operation(
    ["DELETE"], "/scheduled-price-changes/{int:change_id}", response=ScheduledOut, operation_id="price_changes_cancel",
    **may_refuse(cancel_scheduled),
)  # fmt: skip
def cancel(request: ApiRequest, change_id: int) -> HttpResponse:
    """Cancel a change whose day has not come, and show it for the last time as such."""
    found = planned_by(request.auth.seller_id).get(pk=change_id)

    def act() -> ScheduledChange:
        return cancel_scheduled(change_id=found.pk, by=request.auth.actor, at=now())

    return perform(request, act, ScheduledOut.of)


@router.get("/cost-policy", response=PolicyOut, operation_id="cost_policy_get")
def policy(request: ApiRequest) -> PolicyOut:
    """Tell what becomes of your prices when your costs change."""
    return PolicyOut(policy=policy_of(request.auth.seller_id))


@router.put("/cost-policy", response=PolicyOut, operation_id="cost_policy_set", **may_refuse(set_policy))
def policy_set(request: ApiRequest, body: PolicyIn) -> HttpResponse:
    """Say what becomes of your prices when your costs change; all are made from the costs of today once more."""
    return perform(
        request,
        lambda: set_policy(policy=body.policy, by=request.auth.actor, at=now()),
        lambda chosen: PolicyOut(policy=chosen),
    )


@router.get("/cost-decisions", response=WaitingPage, operation_id="cost_decisions_list")
def waiting(request: ApiRequest, wanted: Query[PageWanted]) -> WaitingPage:
    """List the plans whose cost changed and whose price waits for your decision, by plan and price list."""
    found = waiting_for_decision(request.auth.seller_id, limit=wanted.size, offset=wanted.start, at=now())
    items = [WaitingOut.of(one) for one in found.rows]
    return told_page(WaitingPage, request, wanted, items, found.total, is_more=found.is_more)


@router.post(
    "/price-lists/{int:list_id}/cost-decisions", response=PriceListOut, operation_id="cost_decisions_decide",
    **may_refuse(decide_prices),
)  # fmt: skip
def decide(request: ApiRequest, list_id: int, body: DecisionIn) -> HttpResponse:
    """Let the prices of plans follow their new costs, or keep them as they are."""
    found = request.auth.price_lists.get(pk=list_id)

    def act() -> PriceList:
        return decide_prices(price_list_id=found.pk, **body.model_dump(), by=request.auth.actor, at=now())

    return perform(request, act, PriceListOut.of)


class OffersWanted(Search):
    """Which page of offers is wanted, and of which category."""

    category: Text = Field("", max_length=130, description="Its path, such as Mail › Archive; those below it too.")


@router.get("/accounts/{int:number}/offers", response=OfferPage, operation_id="offers_list")
def offers(request: ApiRequest, number: int, wanted: Query[OffersWanted]) -> OfferPage:
    """List what one of your buyers can buy from you and at which price, as it sees it.

    A page holds so many products, each with all its plans.
    """
    buyer_id, at = request.auth.accounts.get(number=number).pk, now()
    sought = Sought(wanted.q, wanted.category)
    found = found_on_shelf(Market(buyer_id=buyer_id), sought, limit=wanted.size, offset=wanted.start, at=at)
    items = [OfferOut.of(offer) for offer in offers_to(buyer_id, found.plan_ids, at=at)]
    return told_page(OfferPage, request, wanted, items, found.total, is_more=found.is_more)
