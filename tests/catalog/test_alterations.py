"""Whatever changes prices below is shown before it is saved, and counts tell no price of another tier (CAT-3)."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import transaction

from handsel.accounts.models import Edge, Wall
from handsel.accounts.walls import set_wall
from handsel.catalog.alterations import (
    CostsDecided,
    DefaultAltered,
    ListAssigned,
    MarkupAltered,
    PlanAltered,
    PlanWithdrawn,
    PolicyAltered,
    ProductWithdrawn,
    RateAdded,
    RoundingAltered,
    RulesAltered,
)
from handsel.catalog.appointments import Appointment
from handsel.catalog.assigning import set_price_list
from handsel.catalog.deciding import set_policy
from handsel.catalog.models import Plan, PriceList, Product
from handsel.catalog.periods import MONTHLY, YEARLY
from handsel.catalog.plans import PlanChanged, change_plan
from handsel.catalog.price_changes import EVERYTHING, Change, Way
from handsel.catalog.price_lists import add_price_list
from handsel.catalog.price_models import PlannedState, Policy, Rounding, RoundingWay
from handsel.catalog.products import PlanDetails
from handsel.catalog.rate_refusals import RateFarOff
from handsel.catalog.rates import NewRate
from handsel.catalog.rehearsing import Rehearsal, rehearse
from handsel.catalog.scheduling import carry_out_due, schedule
from handsel.kernel.isolation import scoped
from handsel.kernel.refusal import Forbidden, Invalid
from tests.cast import NOON
from tests.catalog.listed import change, default_of, line_of, offered
from tests.orders.branches import customer, give_rate, owner_of, tier

pytestmark = [pytest.mark.django_db, pytest.mark.covers("CAT-3")]

MAIL = PlanDetails("Monthly", MONTHLY, "EUR", 180)


def mail_of(cast) -> Plan:
    with transaction.atomic(), scoped(cast.olga.scope):
        return Plan.objects.select_related("product").get(product__sku="MAIL")


def tried(by, alteration) -> Rehearsal:
    return rehearse(alteration=alteration, by=by, at=NOON)


def told(found: Rehearsal):
    return found.plans, found.risen, found.fallen, found.ended, found.own_customers, found.own_resellers, found.buyers


def test_a_markup_a_rounding_and_a_default_list_are_rehearsed_and_change_nothing(cast):
    own, before = default_of(cast.nora), offered(cast.berta, cast.bakery)
    dear = add_price_list(name="Dear", markup_percent=Decimal(50), by=cast.nora, at=NOON).pk

    assert told(tried(cast.nora, MarkupAltered(own.pk, Decimal(30), own.version))) == (8, 8, 0, 0, 0, 1, 1)
    rounded = tried(cast.nora, RoundingAltered(own.pk, Rounding.TO_100, RoundingWay.DOWN, own.version))
    assert (rounded.fallen, rounded.own_resellers, rounded.buyers) == (rounded.plans, 1, 1)
    assert rounded.plans
    assert told(tried(cast.nora, DefaultAltered(dear))) == (8, 8, 0, 0, 0, 1, 1)
    assert told(tried(cast.nora, DefaultAltered(own.pk))) == (0, 0, 0, 0, 0, 0, 0)

    assert offered(cast.berta, cast.bakery) == before
    assert default_of(cast.nora) == own


def test_whose_list_is_which_is_rehearsed_for_those_who_get_another(cast):
    dear = add_price_list(name="Dear", markup_percent=Decimal(50), by=cast.nora, at=NOON).pk
    second = customer(cast.nordlicht, "EUR")

    found = tried(cast.nora, ListAssigned([cast.kleinbach], dear))

    assert told(found) == (8, 8, 0, 0, 0, 1, 1)
    assert list(found.names) == ["Kleinbach"]
    assert told(tried(cast.nora, ListAssigned([cast.kleinbach, second], dear))) == (8, 8, 0, 0, 1, 1, 1)
    same = tried(cast.nora, ListAssigned([cast.kleinbach], default_of(cast.nora).pk))
    assert told(same) == (0, 0, 0, 0, 0, 0, 0)
    with scoped(cast.nora.scope):
        assert Edge.objects.get(buyer_id=cast.kleinbach, ended_at=None).price_list_id is None


def test_the_cost_the_period_and_the_end_of_a_plan_are_rehearsed(cast):
    plan = mail_of(cast)

    assert told(tried(cast.olga, PlanAltered(plan.pk, replace(MAIL, cost_minor=250), 1))) == (1, 1, 0, 0, 0, 2, 2)
    yearly = tried(cast.olga, PlanAltered(plan.pk, replace(MAIL, period=YEARLY), 1))
    assert (told(yearly), yearly.rephased) == ((1, 0, 0, 0, 0, 2, 2), 1)
    named = tried(cast.olga, PlanAltered(plan.pk, replace(MAIL, unit="mailbox"), 1))
    assert (told(named), named.rephased) == ((0, 0, 0, 0, 0, 0, 0), 0)
    assert told(tried(cast.olga, PlanWithdrawn(plan.pk))) == (1, 0, 0, 1, 0, 2, 2)
    assert told(tried(cast.olga, ProductWithdrawn(plan.product_id))) == (1, 0, 0, 1, 0, 2, 2)

    assert "MAIL Monthly" in offered(cast.berta, cast.bakery)
    assert mail_of(cast).version == 1


def fix_mail(by, minor: int) -> None:
    change(by, Change(Way.FIXED, [(4, line_of(by, "MAIL Monthly").plan_id)], fixed_minor=minor))


def dearer(cast, cost: int) -> Rehearsal:
    return tried(cast.olga, PlanAltered(mail_of(cast).pk, replace(MAIL, cost_minor=cost), 1))


def test_no_cost_that_is_tried_shows_at_which_price_one_below_sells(cast):
    """The price of Nordlicht breaks between 218 and 219: nothing may differ but the price of the operator."""
    fix_mail(cast.nora, 240)
    assert replace(dearer(cast, 218), firsts=[]) == replace(dearer(cast, 219), firsts=[])
    assert [(one.product, one.cost_minor) for one in dearer(cast, 219).firsts] == [("Mailbox", 219)]


def test_no_number_of_sub_resellers_of_ones_own_shows_the_price_of_another(cast):
    """Eleven with known prices share a list with Kleinbach, which breaks between 300 and 301: nothing may differ."""
    puppets = [tier(cast.nordlicht, "EUR") for _ in range(11)]
    for puppet in puppets:
        customer(puppet, "EUR")
        fix_mail(owner_of(puppet), 290)
    fix_mail(cast.karl, 300)
    mail = line_of(cast.nora, "MAIL Monthly").plan_id
    trap = add_price_list(name="Trap", markup_percent=Decimal(20), by=cast.nora, at=NOON)
    for buyer in (*puppets, cast.kleinbach):
        set_price_list(account_id=buyer, price_list_id=trap.pk, by=cast.nora, at=NOON)

    def asked(minor: int) -> Rehearsal:
        changes = [Change(Way.FIXED, [(4, mail)], fixed_minor=minor)]
        return tried(cast.nora, RulesAltered(trap.pk, "EUR", changes))

    assert replace(asked(300), firsts=[]) == replace(asked(301), firsts=[])
    assert [one.after_minor for one in asked(301).firsts] == [301]
    assert (asked(301).risen, asked(301).own_resellers) == (1, 12)


def test_those_below_one_that_shows_nothing_are_not_counted(cast):
    set_wall(wall=Wall.NOTHING, by=cast.karl, at=NOON)
    assert (dearer(cast, 250).buyers, dearer(cast, 250).resellers) == (1, 1)  # the harbour; Kleinbach itself
    set_wall(wall=Wall.NOTHING, by=cast.nora, at=NOON)
    assert (dearer(cast, 250).buyers, dearer(cast, 250).resellers) == (1, 0)


DAY = NOON.date() + timedelta(days=3)
LATER = NOON + timedelta(days=4)


def planned(by, alteration):
    return schedule(alteration=alteration, appointment=Appointment(DAY), by=by, at=NOON)


def test_a_markup_a_rounding_a_cost_and_a_withdrawal_wait_for_their_day(cast):
    own, plan = default_of(cast.karl), mail_of(cast)
    with transaction.atomic(), scoped(cast.olga.scope):
        cloud = Product.objects.get(sku="BACKUP")
        office = Plan.objects.get(product__sku="TLS")
    kept = [
        planned(cast.karl, MarkupAltered(own.pk, Decimal(50), own.version)),
        planned(cast.karl, RoundingAltered(own.pk, Rounding.TO_10, RoundingWay.UP, own.version)),
        planned(cast.olga, PlanAltered(plan.pk, replace(MAIL, cost_minor=200), 1)),
        planned(cast.olga, ProductWithdrawn(cloud.pk)),
        planned(cast.olga, PlanWithdrawn(office.pk)),
    ]
    assert [one.about for one in kept] == ["", "", "Mailbox, Monthly", "Cloud backup 1 TB", "TLS certificate, One year"]
    before = offered(cast.berta, cast.bakery)

    assert carry_out_due(at=LATER) == 5

    after = offered(cast.berta, cast.bakery)
    assert before.keys() - after.keys() == {"BACKUP Monthly", "TLS One year"}
    # 2.00 at 10, 20 and 50 percent is 2.20, 2.64, 3.96, rounded up to 0.10
    assert (before["MAIL Monthly"], after["MAIL Monthly"]) == (286, 400)


def test_a_list_that_follows_the_default_on_a_day(cast):
    gold = add_price_list(name="Gold", markup_percent=Decimal(5), by=cast.karl, at=NOON)
    planned(cast.karl, MarkupAltered(gold.pk, None, gold.version))
    assert carry_out_due(at=LATER) == 1
    with scoped(cast.karl.scope):
        assert PriceList.objects.get(pk=gold.pk).markup_percent is None


def test_a_plan_that_was_changed_meanwhile_fails_on_its_day_and_says_so(cast):
    plan = mail_of(cast)
    kept = planned(cast.olga, PlanAltered(plan.pk, replace(MAIL, cost_minor=200), 1))
    change_plan(plan_id=plan.pk, plan=replace(MAIL, cost_minor=190), version=1, by=cast.olga, at=NOON)
    assert carry_out_due(at=LATER) == 1
    with scoped(cast.olga.scope):
        kept.refresh_from_db()
    assert (kept.state, mail_of(cast).cost_minor) == (PlannedState.FAILED, 190)
    assert "changed meanwhile" in kept.error


def test_what_cannot_be_made_is_neither_rehearsed_nor_planned(cast):
    plan = mail_of(cast)
    with pytest.raises(Forbidden):
        tried(cast.ruth, DefaultAltered(default_of(cast.karl).pk))
    with pytest.raises(Plan.DoesNotExist):
        tried(cast.nora, PlanWithdrawn(plan.pk))
    with pytest.raises(PriceList.DoesNotExist):
        tried(cast.sven, DefaultAltered(default_of(cast.karl).pk))
    with pytest.raises(PlanChanged):
        planned(cast.olga, PlanAltered(plan.pk, MAIL, 7))
    with pytest.raises(Invalid) as refused:
        planned(cast.olga, PlanAltered(plan.pk, replace(MAIL, period=YEARLY), 1))
    assert set(refused.value.fields) == {"starts_on"}
    assert RulesAltered(1, None, ()).buyer_ids == ()


def test_what_becomes_of_prices_when_costs_change_is_rehearsed(cast):
    set_policy(policy=Policy.ASK, by=cast.karl, at=NOON)
    change(cast.nora, Change(Way.MARKUP, [EVERYTHING], percent=Decimal(25)))
    own, before = default_of(cast.karl).pk, offered(cast.berta, cast.bakery)
    mail = line_of(cast.karl, "MAIL Monthly").plan_id

    assert told(tried(cast.karl, PolicyAltered(Policy.PERCENT))) == (8, 8, 0, 0, 1, 0, 0)
    assert told(tried(cast.karl, CostsDecided(own, None, follows=True))) == (8, 8, 0, 0, 1, 0, 0)
    assert told(tried(cast.karl, CostsDecided(own, [mail], follows=True))) == (1, 1, 0, 0, 1, 0, 0)
    assert told(tried(cast.karl, CostsDecided(own, None, follows=False))) == (0, 0, 0, 0, 0, 0, 0)
    assert offered(cast.berta, cast.bakery) == before
    with pytest.raises(Forbidden):
        tried(cast.ruth, PolicyAltered(Policy.PERCENT))


def test_an_exchange_rate_is_rehearsed_as_of_the_day_on_which_it_begins(cast):
    buyer = customer(cast.kleinbach, "USD")
    give_rate(cast.kleinbach, "EUR", "USD", "1.10")
    later = replace(NewRate("EUR", "USD", Decimal("1.20"), NOON.date()), valid_from=NOON.date() + timedelta(days=9))
    before = offered(cast.karl, buyer)

    assert told(tried(cast.karl, RateAdded(later))) == (8, 8, 0, 0, 1, 0, 0)
    assert told(tried(cast.karl, RateAdded(replace(later, rate=Decimal("1.10"))))) == (0, 0, 0, 0, 0, 0, 0)
    with pytest.raises(RateFarOff):
        tried(cast.karl, RateAdded(replace(later, rate=Decimal(5))))
    assert tried(cast.karl, RateAdded(replace(later, rate=Decimal(5)), is_meant=True)).risen == 8
    assert offered(cast.karl, buyer) == before
