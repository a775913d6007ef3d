"""What a change of prices does below, changes for a day to come, and prices that are held (CAT-3)."""

from datetime import timedelta
from decimal import Decimal

import pytest

from handsel.catalog.alterations import RulesAltered
from handsel.catalog.appointments import Appointment
from handsel.catalog.assigning import set_price_list
from handsel.catalog.deciding import NothingToDecide, decide_prices, set_policy, waiting_for_decision
from handsel.catalog.models import PriceList
from handsel.catalog.price_changes import EVERYTHING, Change, Way
from handsel.catalog.price_lists import PlannedChangeWaits, PriceListChanged, add_price_list, remove_price_list
from handsel.catalog.price_models import PlannedState, Policy, PriceBasis, PriceRule, ScheduledChange
from handsel.catalog.price_rules import PriceBelowCost
from handsel.catalog.rehearsing import Rehearsal, rehearse
from handsel.catalog.scheduling import ChangeOver, cancel_scheduled, carry_out_due, schedule
from handsel.kernel.isolation import scoped
from handsel.kernel.refusal import Forbidden, Invalid
from handsel.orders.placement import order_for
from handsel.orders.proof import order_faults
from handsel.orders.wanted import LineWanted
from tests.cast import NOON
from tests.catalog import listed
from tests.catalog.listed import change, default_of, line_of, offered

pytestmark = [pytest.mark.django_db, pytest.mark.covers("CAT-3")]

DEARER = Change(Way.MARKUP, [EVERYTHING], percent=Decimal(60))


def rehearsed(by, *changes) -> Rehearsal:
    found = default_of(by)
    return rehearse(alteration=RulesAltered(found.pk, "EUR", changes, found.version), by=by, at=NOON)


def planned(by, *changes, days=3) -> ScheduledChange:
    return listed.planned(by, *changes, day=NOON.date() + timedelta(days=days))


def test_a_rehearsal_counts_the_branch_below_names_own_buyers_only_and_changes_nothing(cast):
    before = offered(cast.berta, cast.bakery)
    found = rehearsed(cast.olga, DEARER)
    assert (found.plans, found.risen, found.fallen, found.ended) == (8, 8, 0, 0)
    assert (found.own_customers, found.own_resellers, sorted(found.names)) == (0, 2, ["Nordlicht", "Südwind"])
    # below: Kleinbach under Nordlicht, the bakery under Kleinbach, the harbour under Südwind
    assert (found.buyers, found.resellers) == (2, 1)
    assert offered(cast.berta, cast.bakery) == before
    with scoped(cast.olga.scope):
        assert not PriceRule.objects.exists()
        assert PriceList.objects.get(seller_id=cast.operator).version == default_of(cast.olga).version


def test_a_rehearsal_tells_the_seller_its_own_prices_and_where_it_would_lose(cast):
    mail, day = line_of(cast.nora, "MAIL Monthly"), NOON.date() + timedelta(days=9)
    dearer = Change(Way.MARKUP, [EVERYTHING], percent=Decimal(60))
    loss = Change(Way.FIXED, [(4, mail.plan_id)], fixed_minor=1_00, loss_until=day)

    found = rehearsed(cast.nora, dearer, loss)

    assert (found.plans, found.losses, len(found.firsts), found.unpriced) == (8, 1, 8, 0)
    (first, *others) = found.firsts
    told = (first.product, first.plan, first.before_minor, first.after_minor, first.cost_minor, first.is_loss)
    assert told == ("Mailbox", "Monthly", mail.unit_minor, 1_00, mail.unit_converted_minor, True)
    assert not any(price.is_loss for price in others)
    assert all(price.before and price.after and price.before < price.after for price in others)


def test_a_rehearsal_says_of_what_is_given_away_or_hidden_what_becomes_of_its_price(cast):
    mail, day = line_of(cast.nora, "MAIL Monthly"), NOON.date() + timedelta(days=9)
    given = Change(Way.FIXED, [(4, mail.plan_id)], fixed_minor=0, loss_until=day)
    assert [price.is_loss for price in rehearsed(cast.nora, given).firsts] == [True]
    hidden = rehearsed(cast.nora, Change(Way.HIDE, [(4, mail.plan_id)]))
    assert (hidden.losses, [price.after for price in hidden.firsts]) == (0, [None])


def test_a_rehearsal_of_what_is_so_already_touches_nobody(cast):
    nothing = rehearsed(cast.nora, Change(Way.MARKUP, [EVERYTHING], percent=Decimal(20)))
    assert (nothing.plans, nothing.names, nothing.buyers) == (0, [], 0)


def test_a_rehearsal_refuses_what_could_not_be_saved(cast):
    mail = line_of(cast.karl, "MAIL Monthly")
    with pytest.raises(PriceBelowCost):
        rehearsed(cast.karl, Change(Way.FIXED, [(4, mail.plan_id)], fixed_minor=1))
    with pytest.raises(Forbidden):
        rehearsed(cast.ruth, DEARER)


def test_a_change_for_a_day_is_carried_out_once_on_that_day(cast):
    kept = planned(cast.karl, DEARER)
    assert carry_out_due(at=NOON + timedelta(days=2)) == 0
    assert offered(cast.berta, cast.bakery)["MAIL Monthly"] == 286
    later = NOON + timedelta(days=3)
    assert (carry_out_due(at=later), carry_out_due(at=later)) == (1, 0)
    assert offered(cast.berta, cast.bakery)["MAIL Monthly"] == 381
    with pytest.raises(ChangeOver):
        cancel_scheduled(change_id=kept.pk, by=cast.karl, at=later)


def test_a_change_that_was_canceled_is_never_carried_out(cast):
    kept = planned(cast.karl, DEARER)
    with pytest.raises(ScheduledChange.DoesNotExist):
        cancel_scheduled(change_id=kept.pk, by=cast.sven, at=NOON)
    cancel_scheduled(change_id=kept.pk, by=cast.karl, at=NOON)
    cancel_scheduled(change_id=kept.pk, by=cast.karl, at=NOON)
    assert carry_out_due(at=NOON + timedelta(days=4)) == 0
    assert offered(cast.berta, cast.bakery)["MAIL Monthly"] == 286


def test_a_change_that_became_impossible_fails_and_says_why(cast):
    mail = line_of(cast.karl, "MAIL Monthly")
    kept = planned(cast.karl, Change(Way.FIXED, [(4, mail.plan_id)], fixed_minor=300))
    change(cast.nora, DEARER)
    assert carry_out_due(at=NOON + timedelta(days=4)) == 1
    with scoped(cast.karl.scope):
        kept.refresh_from_db()
        assert (kept.state, PriceRule.objects.count()) == (PlannedState.FAILED, 0)
    assert "Mailbox" in kept.error


def test_a_list_whose_change_waits_is_not_deleted_and_what_is_over_outlives_it(cast):
    gold = add_price_list(name="Gold", markup_percent=Decimal(50), by=cast.karl, at=NOON)

    def kept(days: int) -> ScheduledChange:
        appointment = Appointment(NOON.date() + timedelta(days=days))
        altered = RulesAltered(gold.pk, "EUR", [DEARER])
        return schedule(alteration=altered, appointment=appointment, by=cast.karl, at=NOON)

    done, waiting, later = kept(3), kept(6), NOON + timedelta(days=4)
    assert carry_out_due(at=later) == 1
    with pytest.raises(PlannedChangeWaits, match="call off the planned change first"):
        remove_price_list(price_list_id=gold.pk, by=cast.karl, at=later)
    cancel_scheduled(change_id=waiting.pk, by=cast.karl, at=later)
    assert remove_price_list(price_list_id=gold.pk, by=cast.karl, at=later) == "Gold"
    with scoped(cast.karl.scope):
        over = {one.pk: (one.state, one.price_list_id, one.about) for one in ScheduledChange.objects.all()}
    assert over == {
        done.pk: (PlannedState.DONE, None, "Gold"),
        waiting.pk: (PlannedState.CANCELED, None, "Gold"),
    }


@pytest.mark.parametrize("days", [-1, 0, 367])
def test_a_change_waits_for_a_day_to_come_within_a_year(cast, days):
    with pytest.raises(Invalid) as refused:
        planned(cast.karl, DEARER, days=days)
    assert set(refused.value.fields) == {"starts_on"}


def test_what_is_planned_on_an_old_version_is_refused(cast):
    before = default_of(cast.karl)
    change(cast.karl, DEARER)
    altered = RulesAltered(before.pk, "EUR", [DEARER], before.version)
    appointment = Appointment(NOON.date() + timedelta(days=1))
    with pytest.raises(PriceListChanged):
        schedule(alteration=altered, appointment=appointment, by=cast.karl, at=NOON)


@pytest.mark.parametrize(
    ("policy", "price"),
    [
        # the mailbox cost Kleinbach 2.38 and was sold at 2.86; at 30 % of Nordlicht it costs 2.57
        (Policy.PERCENT, 308),
        (Policy.AMOUNT, 305),
        (Policy.RETAIL, 286),
        (Policy.ASK, 286),
    ],
)
def test_prices_follow_a_new_cost_as_the_seller_said(cast, policy, price):
    set_policy(policy=policy, by=cast.karl, at=NOON)
    assert offered(cast.berta, cast.bakery)["MAIL Monthly"] == 286
    change(cast.nora, Change(Way.MARKUP, [EVERYTHING], percent=Decimal(30)))
    assert offered(cast.berta, cast.bakery)["MAIL Monthly"] == price
    mail = line_of(cast.karl, "MAIL Monthly")
    order_for(buyer_id=cast.bakery, lines=[LineWanted(mail.plan_id, 1)], by=cast.karl, at=NOON)
    assert order_faults() == []


def test_a_held_price_below_its_new_cost_is_not_sold_until_somebody_decides(cast):
    set_policy(policy=Policy.ASK, by=cast.karl, at=NOON)
    change(cast.nora, Change(Way.MARKUP, [EVERYTHING], percent=Decimal(100)))
    assert "MAIL Monthly" not in offered(cast.berta, cast.bakery)
    with scoped(cast.karl.scope):
        waiting = waiting_for_decision(cast.kleinbach, limit=50, at=NOON).rows
    mail = next(found for found in waiting if found.line.sku == "MAIL")
    assert (mail.before.minor, mail.line.unit_cost_minor, mail.line.is_sold) == (238, 396, False)
    own = default_of(cast.karl).pk
    decide_prices(price_list_id=own, plan_ids=[mail.line.plan_id], follows=True, by=cast.karl, at=NOON)
    assert offered(cast.berta, cast.bakery)["MAIL Monthly"] == 475


def test_a_list_from_which_nobody_buys_waits_once_somebody_does(cast):
    gold = add_price_list(name="Gold", markup_percent=Decimal(50), by=cast.karl, at=NOON)
    set_policy(policy=Policy.ASK, by=cast.karl, at=NOON)
    change(cast.nora, Change(Way.MARKUP, [EVERYTHING], percent=Decimal(15)))

    def lists_waiting() -> set[str]:
        with scoped(cast.karl.scope):
            return {one.price_list.name for one in waiting_for_decision(cast.kleinbach, limit=50, at=NOON).rows}

    assert lists_waiting() == {"Standard"}

    set_price_list(account_id=cast.bakery, price_list_id=gold.pk, by=cast.karl, at=NOON)

    assert lists_waiting() == {"Standard", "Gold"}


def test_a_price_whose_cost_came_in_another_currency_is_kept_and_not_asked_about_again(cast):
    set_policy(policy=Policy.ASK, by=cast.karl, at=NOON)
    mail, own = line_of(cast.karl, "MAIL Monthly"), default_of(cast.karl).pk
    with scoped(cast.karl.scope):
        # as it was noted while the cost was one in dollars
        PriceBasis.objects.filter(price_list=own, plan_id=mail.plan_id).update(currency="USD")
    price = offered(cast.berta, cast.bakery)["MAIL Monthly"]

    decide_prices(price_list_id=own, plan_ids=[mail.plan_id], follows=False, by=cast.karl, at=NOON)

    with pytest.raises(NothingToDecide):
        decide_prices(price_list_id=own, plan_ids=[mail.plan_id], follows=False, by=cast.karl, at=NOON)
    change(cast.nora, Change(Way.MARKUP, [EVERYTHING], percent=Decimal(15)))
    assert offered(cast.berta, cast.bakery)["MAIL Monthly"] == price


def test_a_price_that_is_kept_is_not_asked_about_again(cast):
    set_policy(policy=Policy.ASK, by=cast.karl, at=NOON)
    change(cast.nora, Change(Way.MARKUP, [EVERYTHING], percent=Decimal(30)))
    mail, own = line_of(cast.karl, "MAIL Monthly"), default_of(cast.karl).pk
    decide_prices(price_list_id=own, plan_ids=[mail.plan_id], follows=False, by=cast.karl, at=NOON)
    with pytest.raises(NothingToDecide):
        decide_prices(price_list_id=own, plan_ids=[mail.plan_id], follows=True, by=cast.karl, at=NOON)
    assert offered(cast.berta, cast.bakery)["MAIL Monthly"] == 286
    with pytest.raises(Forbidden):
        decide_prices(price_list_id=own, plan_ids=[mail.plan_id], follows=True, by=cast.ruth, at=NOON)
