"""Rules of price lists: which one counts, what it asks, what is hidden, what may go below cost (CAT-2)."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import transaction

from handsel.catalog.assigning import set_price_list
from handsel.catalog.models import PriceList, Product
from handsel.catalog.offers import Line, range_of
from handsel.catalog.price_changes import EVERYTHING, Change, Way
from handsel.catalog.price_lists import (
    PriceListChanged,
    PriceListInUse,
    PriceListNameTaken,
    add_price_list,
    make_default,
    remove_price_list,
    rename_price_list,
    set_markup,
    set_rounding,
)
from handsel.catalog.price_models import Level, PriceRule, Rounding, RoundingWay
from handsel.catalog.price_rules import NotOnTheList, PriceBelowCost
from handsel.catalog.scheduling import carry_out_due
from handsel.kernel.database import call_scalar
from handsel.kernel.isolation import scoped
from handsel.kernel.money import Money
from handsel.kernel.refusal import Forbidden, Invalid
from handsel.orders.proof import order_faults
from tests.cast import NOON
from tests.catalog.listed import change, default_of, line_of, offered, planned, rehearsed
from tests.orders.branches import owner_of, supply

pytestmark = [pytest.mark.django_db, pytest.mark.covers("CAT-2")]


@pytest.fixture
def mail(cast) -> Line:
    """The mailbox as Kleinbach sells it: it costs 2.38."""
    return line_of(cast.karl, "MAIL Monthly")


def test_the_most_specific_rule_of_a_list_counts_and_the_line_says_which(cast, mail):
    steps = [
        (EVERYTHING, "50", 357),
        ((Level.CATEGORY, mail.category_id), "60", 381),
        ((Level.PRODUCT, mail.product_id), "70", 405),
        ((Level.PLAN, mail.plan_id), "80", 428),
    ]
    for target, percent, price in steps:
        change(cast.karl, Change(Way.MARKUP, [target], percent=Decimal(percent)))
        line = line_of(cast.karl, "MAIL Monthly")
        assert (line.level, line.unit_minor) == (target[0], price)
        assert offered(cast.berta, cast.bakery)["MAIL Monthly"] == price
    for target, _percent, _price in reversed(steps):
        change(cast.karl, Change(Way.CLEAR, [target]))
    assert (line_of(cast.karl, "MAIL Monthly").level, offered(cast.berta, cast.bakery)["MAIL Monthly"]) == (0, 286)
    assert order_faults() == []


@pytest.mark.parametrize("way", [Way.SHOW, Way.HIDE])
def test_without_a_rule_of_its_own_a_plan_is_hidden_and_shown_as_its_category_again(cast, mail, way):
    plan, category = (Level.PLAN, mail.plan_id), (Level.CATEGORY, mail.category_id)
    change(cast.karl, Change(Way.FIXED, [plan], fixed_minor=499))
    change(cast.karl, Change(way, [plan]))

    change(cast.karl, Change(Way.CLEAR, [plan]))

    with scoped(cast.karl.scope):
        assert not PriceRule.objects.exists()
    assert offered(cast.berta, cast.bakery)["MAIL Monthly"] == 286
    change(cast.karl, Change(Way.HIDE, [category]))
    assert "MAIL Monthly" not in offered(cast.berta, cast.bakery)


def test_a_buyers_own_list_counts_before_the_default_list_and_falls_back_to_it(cast, mail):
    change(cast.karl, Change(Way.FIXED, [(Level.PLAN, mail.plan_id)], fixed_minor=499))
    gold = add_price_list(name="Gold", markup_percent=None, by=cast.karl, at=NOON)
    set_price_list(account_id=cast.bakery, price_list_id=gold.pk, by=cast.karl, at=NOON)
    # it has no rule, so the default list says all
    assert offered(cast.berta, cast.bakery)["MAIL Monthly"] == 499
    # its category comes before the plan of the default list
    change(
        cast.karl,
        Change(Way.MARKUP, [(Level.CATEGORY, mail.category_id)], percent=Decimal(10), amount_minor=5),
        price_list=gold,
    )
    assert offered(cast.berta, cast.bakery)["MAIL Monthly"] == 267  # 261.8 and 5
    assert offered(cast.berta, cast.bakery)["WEB-S Monthly"] == 792
    assert line_of(cast.karl, "MAIL Monthly", gold).list_id == gold.pk


def test_a_hidden_product_is_bought_by_nobody_of_that_list_and_by_nobody_below(cast):
    web = line_of(cast.nora, "WEB-S Monthly")
    change(cast.nora, Change(Way.HIDE, [(Level.PRODUCT, web.product_id)]))
    assert not any(name.startswith("WEB-S") for name in offered(cast.nora, cast.kleinbach))
    assert not any(name.startswith("WEB-S") for name in offered(cast.berta, cast.bakery))
    assert line_of(cast.nora, "WEB-S Monthly").is_hidden
    # one of its plans is shown all the same, and its price is not touched by that
    change(cast.nora, Change(Way.SHOW, [(Level.PLAN, web.plan_id)]))
    assert offered(cast.berta, cast.bakery)["WEB-S Monthly"] == 792
    assert "WEB-S Yearly" not in offered(cast.berta, cast.bakery)
    assert "WEB-S Yearly" in offered(cast.sven, cast.harbour)


def test_a_price_below_cost_is_refused_until_an_owner_means_it_until_a_day(cast, mail):
    below = Change(Way.FIXED, [(Level.PLAN, mail.plan_id)], fixed_minor=100)
    with pytest.raises(PriceBelowCost, match="Mailbox"):
        change(cast.karl, below)
    meant = replace(below, loss_until=NOON.date() + timedelta(days=7))
    with pytest.raises(Forbidden):
        change(cast.karl, meant)
    klara = owner_of(cast.kleinbach)
    change(klara, meant)
    assert offered(cast.berta, cast.bakery)["MAIL Monthly"] == 100
    # the day after, nobody buys it, and the seller sees why
    later = NOON + timedelta(days=9)
    assert "MAIL Monthly" not in offered(cast.berta, cast.bakery, later)
    with transaction.atomic(), scoped(cast.karl.scope):
        (line,) = range_of(cast.kleinbach, None, "EUR", plan_ids=[mail.plan_id], at=later).lines
    assert (line.is_sold, line.is_loss) == (False, True)


@pytest.mark.parametrize("days", [-1, 367])
def test_below_cost_ends_on_a_day_within_a_year(cast, mail, days):
    until = NOON.date() + timedelta(days=days)
    with pytest.raises(Invalid) as refused:
        change(
            owner_of(cast.kleinbach),
            Change(Way.FIXED, [(Level.PLAN, mail.plan_id)], fixed_minor=1, loss_until=until),
        )
    assert set(refused.value.fields) == {"loss_until"}


@pytest.mark.covers("CAT-3")
def test_a_price_that_is_to_come_may_lie_below_cost_from_its_own_day_on(cast, mail):
    klara, begins = owner_of(cast.kleinbach), NOON.date() + timedelta(days=10)
    meant = Change(Way.FIXED, [(Level.PLAN, mail.plan_id)], fixed_minor=100)
    for days in (9, 10 + 367):
        with pytest.raises(Invalid) as refused:
            planned(klara, replace(meant, loss_until=NOON.date() + timedelta(days=days)), day=begins)
        assert set(refused.value.fields) == {"loss_until"}
        with pytest.raises(Invalid) as refused:
            rehearsed(klara, replace(meant, loss_until=NOON.date() + timedelta(days=days)), day=begins)
        assert set(refused.value.fields) == {"loss_until"}
    assert rehearsed(klara, replace(meant, loss_until=begins), day=begins).fallen == 1
    with pytest.raises(Invalid) as refused:
        rehearsed(klara, replace(meant, loss_until=begins), day=NOON.date())
    assert set(refused.value.fields) == {"starts_on"}

    planned(klara, replace(meant, loss_until=begins), day=begins)
    assert carry_out_due(at=NOON + timedelta(days=10)) == 1

    assert offered(cast.berta, cast.bakery, NOON + timedelta(days=10))["MAIL Monthly"] == 100


def test_a_cost_that_rose_above_a_fixed_price_ends_the_offer_instead_of_making_a_loss(cast, mail):
    change(cast.karl, Change(Way.FIXED, [(Level.PLAN, mail.plan_id)], fixed_minor=300))
    assert offered(cast.berta, cast.bakery)["MAIL Monthly"] == 300
    change(cast.nora, Change(Way.MARKUP, [EVERYTHING], percent=Decimal(100)))
    assert "MAIL Monthly" not in offered(cast.berta, cast.bakery)


def test_many_are_raised_lowered_and_added_to_at_once_each_from_its_own_rule(cast, mail):
    web = line_of(cast.karl, "WEB-S Monthly")
    change(cast.karl, Change(Way.FIXED, [(Level.PLAN, mail.plan_id)], fixed_minor=300))
    both = [(Level.PLAN, mail.plan_id), (Level.PLAN, web.plan_id)]
    change(cast.karl, Change(Way.RAISE, both, percent=Decimal(10)))
    prices = offered(cast.berta, cast.bakery)
    assert (prices["MAIL Monthly"], prices["WEB-S Monthly"]) == (330, 871)  # 6.60 and 32 %
    change(cast.karl, Change(Way.ADD, both, amount_minor=-20))
    prices = offered(cast.berta, cast.bakery)
    assert (prices["MAIL Monthly"], prices["WEB-S Monthly"]) == (310, 851)
    with pytest.raises(Invalid):
        change(cast.karl, Change(Way.RAISE, [(Level.CATEGORY, mail.category_id)], percent=Decimal(10)))


@pytest.mark.parametrize(
    ("figures", "field"),
    [
        ({"way": Way.MARKUP, "percent": Decimal("-100.01")}, "percent"),
        ({"way": Way.MARKUP, "percent": Decimal(10_001)}, "percent"),
        ({"way": Way.MARKUP, "percent": Decimal("NaN")}, "percent"),
        ({"way": Way.MARKUP, "percent": Decimal("1.001")}, "percent"),
        ({"way": Way.MARKUP, "amount_minor": 10**12 + 1}, "amount"),
        ({"way": Way.FIXED, "fixed_minor": 0}, "fixed"),
        ({"way": Way.FIXED, "fixed_minor": -1}, "fixed"),
        ({"way": Way.FIXED, "fixed_minor": 10**12 + 1}, "fixed"),
    ],
)
def test_a_figure_out_of_reason_is_refused_by_its_field_and_nothing_changes(cast, mail, figures, field):
    with pytest.raises(Invalid) as refused:
        change(cast.karl, Change(targets=[(Level.PLAN, mail.plan_id)], **figures))
    assert set(refused.value.fields) == {field}
    with scoped(cast.karl.scope):
        assert not PriceRule.objects.exists()


def test_what_is_not_offered_to_one_gets_no_rule(cast, mail):
    with scoped(cast.sven.scope):
        theirs = Product.objects.count()
    assert theirs == 0
    plan = supply(cast.suedwind, Money(100, "EUR"))
    for target in ((Level.PLAN, plan), (Level.PLAN, 10**9), (Level.CATEGORY, 10**9), (Level.PRODUCT, 10**9)):
        with pytest.raises(NotOnTheList):
            change(cast.karl, Change(Way.MARKUP, [(Level.PLAN, mail.plan_id), target]))


def test_two_people_do_not_change_rules_over_each_other_and_readers_change_none(cast, mail):
    before = default_of(cast.karl)
    dearer = Change(Way.MARKUP, [(Level.PLAN, mail.plan_id)], percent=Decimal(30))
    change(cast.karl, dearer)
    with pytest.raises(PriceListChanged):
        change(cast.karl, dearer, price_list=before)
    with pytest.raises(Forbidden):
        change(cast.ruth, dearer)
    with pytest.raises(PriceList.DoesNotExist):
        change(cast.sven, dearer, price_list=before)


@pytest.mark.parametrize(
    ("exact", "rounding", "way", "price"),
    [
        (1_234, "to_5", "nearest", 1_235),
        (1_232, "to_5", "nearest", 1_230),
        (1_232, "to_5", "up", 1_235),
        (1_235, "to_10", "nearest", 1_240),
        (1_249, "to_100", "down", 1_200),
        (1_249, "ends_99", "nearest", 1_299),
        (1_248, "ends_99", "nearest", 1_199),
        (1_248, "ends_95", "up", 1_295),
        (1_295, "ends_95", "up", 1_295),
        (50, "ends_99", "down", 99),
    ],
)
def test_a_list_rounds_onto_the_prices_it_says(exact, rounding, way, price):
    # the cost is one, so that rounding down is free to go
    asked = call_scalar("catalog_price", 1, Decimal(0), exact - 1, None, rounding, way)
    assert asked == price


def test_rounding_alone_never_takes_a_price_below_its_cost():
    assert call_scalar("catalog_price", 1_240, Decimal(0), 0, None, "ends_99", "down") == 1_299
    assert call_scalar("catalog_price", 1_240, Decimal(0), 0, 700, "ends_99", "down") == 700


def test_lists_are_made_copied_renamed_made_default_and_deleted(cast, mail):
    standard = default_of(cast.karl)
    change(cast.karl, Change(Way.FIXED, [(Level.PLAN, mail.plan_id)], fixed_minor=499))
    set_rounding(
        price_list_id=standard.pk, rounding=Rounding.ENDS_99, way=RoundingWay.UP, version=2, by=cast.karl, at=NOON
    )
    gold = add_price_list(name=" Gold ", markup_percent=Decimal(10), copied_from=standard.pk, by=cast.karl, at=NOON)
    assert (gold.name, gold.rounding, line_of(cast.karl, "MAIL Monthly", gold).unit_minor) == ("Gold", "ends_99", 499)
    with pytest.raises(PriceListNameTaken):
        add_price_list(name="Gold", markup_percent=None, by=cast.karl, at=NOON)
    with pytest.raises(Invalid):
        rename_price_list(price_list_id=gold.pk, name=" ", by=cast.karl, at=NOON)
    rename_price_list(price_list_id=gold.pk, name="Silver", by=cast.karl, at=NOON)
    with pytest.raises(PriceListInUse):
        remove_price_list(price_list_id=standard.pk, by=cast.karl, at=NOON)
    make_default(price_list_id=gold.pk, by=cast.karl, at=NOON)
    assert default_of(cast.karl).name == "Silver"
    set_price_list(account_id=cast.bakery, price_list_id=standard.pk, by=cast.karl, at=NOON)
    with pytest.raises(PriceListInUse, match="1 of your buyers"):
        remove_price_list(price_list_id=standard.pk, by=cast.karl, at=NOON)
    set_price_list(account_id=cast.bakery, price_list_id=None, by=cast.karl, at=NOON)
    remove_price_list(price_list_id=standard.pk, by=cast.karl, at=NOON)
    with scoped(cast.karl.scope):
        assert list(PriceList.objects.values_list("name", flat=True)) == ["Silver"]


def test_the_default_list_has_a_markup_on_everything(cast):
    empty = add_price_list(name="Empty", markup_percent=None, by=cast.karl, at=NOON)
    with pytest.raises(Invalid):
        make_default(price_list_id=empty.pk, by=cast.karl, at=NOON)
    with pytest.raises(Invalid):
        set_markup(price_list_id=default_of(cast.karl).pk, markup_percent=None, version=1, by=cast.karl, at=NOON)
