"""Where a seller is established and what it charges: dated rates that are never edited (CAT-4)."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import ProgrammingError, connection, transaction

from handsel.accounts.versions import ChangedMeanwhile
from handsel.cli.demo.story import Cast
from handsel.kernel.isolation import scoped
from handsel.kernel.refusal import Forbidden, Refusal
from handsel.tax.models import TaxRate, TaxSetup
from handsel.tax.products import ProductNotSold, product_of, products_of, products_on_page, set_tax_category
from handsel.tax.proposals import PROPOSED
from handsel.tax.rates import (
    NewTaxRate,
    add_tax_rate,
    adopt_proposed_rates,
    end_tax_rate,
    rates_in_force,
    withdraw_tax_rate,
)
from handsel.tax.setting_up import SetupDetails, set_up_tax, setup_of
from handsel.timeline.models import Event
from tests.cast import NOON
from tests.catalog.large import prices_made, supply_many
from tests.tax.story import GERMAN_NUMBER, charges, customer, owed, rate

pytestmark = [pytest.mark.django_db, pytest.mark.covers("CAT-4")]

TODAY = NOON.date()
GERMANY = SetupDetails("DE", is_registered=True)


def events(cast: Cast, name: str) -> list[dict]:
    with transaction.atomic(), scoped(cast.karl.scope):
        return list(Event.objects.filter(name=name).order_by("pk").values_list("data", flat=True))


def test_whoever_charges_tax_needs_the_standard_rate_of_home_first(cast: Cast):
    with pytest.raises(Refusal) as refused:
        set_up_tax(setup=GERMANY, version=0, by=cast.karl, at=NOON)
    assert (refused.value.code, set(refused.value.fields)) == ("home_rate_missing", {"country"})
    rate(cast.karl, "DE", "19")
    made = set_up_tax(
        setup=SetupDetails("de", is_registered=True, number="136695976"), version=0, by=cast.karl, at=NOON
    )
    assert (made.country, made.number, made.version) == ("DE", GERMAN_NUMBER, 1)
    assert events(cast, "tax.set_up")[0]["changes"]["country"] == [None, "DE"]


def test_two_people_do_not_overwrite_each_other_and_the_same_again_is_no_change(cast: Cast):
    charges(cast.karl)
    again = set_up_tax(setup=GERMANY, version=1, by=cast.karl, at=NOON)
    assert again.version == 1
    with pytest.raises(ChangedMeanwhile):
        set_up_tax(setup=GERMANY, version=0, by=cast.karl, at=NOON)
    changed = set_up_tax(setup=SetupDetails("DE", is_registered=False), version=1, by=cast.karl, at=NOON)
    assert (changed.version, changed.is_registered) == (2, False)


@pytest.mark.parametrize(
    ("change", "code", "field"),
    [
        ({"country": "XX"}, "tax_country_unknown", "country"),
        ({"country": ""}, "tax_country_unknown", "country"),
        ({"region": "Atlantis", "country": "US"}, "tax_region_unknown", "region"),
        ({"number": "DE1"}, "own_tax_number_wrong", "number"),
        ({"unregistered_words": " "}, "tax_words_missing", "unregistered_words"),
        ({"export_words": "x" * 301}, "tax_words_missing", "export_words"),
        ({"recheck_days": 0}, "recheck_days_out_of_range", "recheck_days"),
        ({"recheck_days": 367}, "recheck_days_out_of_range", "recheck_days"),
    ],
)
def test_what_is_wrong_with_the_setup_is_named_and_leaves_no_trace(cast: Cast, change, code, field):
    rate(cast.karl, "DE", "19")
    setup = SetupDetails(**({"country": "DE", "is_registered": True} | change))
    with pytest.raises(Refusal) as refused:
        set_up_tax(setup=setup, version=0, by=cast.karl, at=NOON)
    assert (refused.value.code, set(refused.value.fields)) == (code, {field})
    with transaction.atomic(), scoped(cast.karl.scope):
        assert setup_of(cast.kleinbach) is None


@pytest.mark.parametrize(
    ("change", "code", "field"),
    [
        ({"country": "XX"}, "tax_country_unknown", "country"),
        ({"region": "Paris"}, "tax_region_unknown", "region"),
        ({"category": "exempt"}, "tax_category_unknown", "category"),
        ({"category": "?"}, "tax_category_unknown", "category"),
        ({"percent": Decimal(-1)}, "tax_percent_out_of_range", "percent"),
        ({"percent": Decimal("100.001")}, "tax_percent_out_of_range", "percent"),
        ({"percent": Decimal("NaN")}, "tax_percent_out_of_range", "percent"),
        ({"percent": Decimal("19.0001")}, "tax_percent_too_fine", "percent"),
        ({"valid_from": TODAY - timedelta(days=1)}, "tax_day_past", "valid_from"),
        ({"valid_from": TODAY + timedelta(days=800)}, "tax_day_too_far", "valid_from"),
        ({"valid_from": TODAY + timedelta(days=3)}, "tax_day_taken", "valid_from"),
    ],
)
def test_what_is_wrong_with_a_rate_is_named_and_leaves_no_trace(cast: Cast, change, code, field):
    rate(cast.karl, "DE", "19", day=TODAY + timedelta(days=3))
    new = NewTaxRate(
        **({"country": "DE", "category": "standard", "percent": Decimal(20), "valid_from": TODAY} | change)
    )
    with pytest.raises(Refusal) as refused:
        add_tax_rate(new=new, by=cast.karl, at=NOON)
    assert (refused.value.code, set(refused.value.fields)) == (code, {field})
    with transaction.atomic(), scoped(cast.karl.scope):
        assert TaxRate.objects.count() == 1


def test_a_rate_counts_from_its_day_on_and_until_the_next(cast: Cast):
    charges(cast.karl)
    mill = customer(cast.karl, "DE")
    rate(cast.karl, "DE", "16", day=TODAY + timedelta(days=2))
    assert [owed(cast.karl, mill, at=NOON + timedelta(days=days)).percent for days in (0, 1, 2)] == [19, 19, 16]
    assert events(cast, "tax.rate_added")[-1] == {
        "country": "DE", "region": "", "tax_category": "standard", "percent": "16", "before": "19",
        "valid_from": "2026-11-04",
    }  # fmt: skip


def test_only_what_has_not_begun_is_withdrawn_and_twice_is_once(cast: Cast):
    begun, coming = rate(cast.karl, "DE", "19"), rate(cast.karl, "DE", "16", day=TODAY + timedelta(days=2))
    with pytest.raises(Refusal) as refused:
        withdraw_tax_rate(rate_id=begun.pk, by=cast.karl, at=NOON)
    assert refused.value.code == "tax_rate_in_force"
    withdraw_tax_rate(rate_id=coming.pk, by=cast.karl, at=NOON)
    assert withdraw_tax_rate(rate_id=coming.pk, by=cast.karl, at=NOON).withdrawn_by_name == cast.karl.name
    assert len(events(cast, "tax.rate_withdrawn")) == 1
    with pytest.raises(TaxRate.DoesNotExist):
        withdraw_tax_rate(rate_id=rate(cast.nora, "DE", "19").pk, by=cast.karl, at=NOON)


def test_a_rate_of_another_country_can_be_ended_and_that_of_home_only_without_tax(cast: Cast):
    charges(cast.karl)
    french = rate(cast.karl, "FR", "20")
    mill = customer(cast.karl, "FR")
    later = NOON + timedelta(days=1)
    ended = end_tax_rate(rate_id=french.pk, ends_on=later.date(), by=cast.karl, at=NOON)
    assert owed(cast.karl, mill).treatment == "destination"
    assert owed(cast.karl, mill, at=later).treatment == "domestic"
    with pytest.raises(Refusal) as refused:
        end_tax_rate(rate_id=ended.pk, ends_on=later.date(), by=cast.karl, at=NOON)
    assert refused.value.code == "tax_rate_not_charged"
    with transaction.atomic(), scoped(cast.karl.scope):
        (home,) = rates_in_force(cast.kleinbach, later)
    with pytest.raises(Refusal) as refused:
        end_tax_rate(rate_id=home.pk, ends_on=later.date(), by=cast.karl, at=NOON)
    assert refused.value.code == "home_rate_missing"


def test_what_has_begun_is_not_changed_by_anybody_even_past_the_program(cast: Cast):
    begun = rate(cast.karl, "DE", "19")
    with pytest.raises(ProgrammingError), transaction.atomic(), scoped(cast.karl.scope):
        TaxRate.objects.filter(pk=begun.pk).update(percent=1)


def test_proposed_rates_are_adopted_country_by_country_and_never_twice(cast: Cast):
    added = adopt_proposed_rates(country="DE", by=cast.karl, at=NOON)
    assert {(one.category, one.percent) for one in added} == {("standard", 19), ("reduced", 7)}
    assert adopt_proposed_rates(country="DE", by=cast.karl, at=NOON) == []
    with pytest.raises(Refusal) as refused:
        adopt_proposed_rates(country="US", by=cast.karl, at=NOON)
    assert refused.value.code == "nothing_proposed"


def test_what_is_proposed_is_of_the_union_its_neighbours_and_within_reason():
    assert len(PROPOSED) == 29
    for rates in PROPOSED.values():
        assert list(rates) == ["standard", "reduced", "lowest"][: len(rates)]
        assert max(rates.values()) == rates["standard"] <= 27


def test_categories_are_said_by_the_supplier_and_otherwise_by_each_seller(cast: Cast):
    with transaction.atomic(), scoped(cast.karl.scope):
        sold = {one.sku: one for one in products_of(cast.kleinbach, NOON)}
    mail = sold["MAIL"].product_id
    assert (sold["MAIL"].category, sold["MAIL"].said, sold["MAIL"].is_own) == ("standard", None, False)
    set_tax_category(product_id=mail, category="reduced", by=cast.olga, at=NOON)
    set_tax_category(product_id=mail, category="reduced", by=cast.olga, at=NOON)
    set_tax_category(product_id=mail, category="zero", by=cast.karl, at=NOON)
    with transaction.atomic(), scoped(cast.karl.scope):
        seen = next(one for one in products_of(cast.kleinbach, NOON) if one.sku == "MAIL")
    assert (seen.supplied, seen.said, seen.category) == ("reduced", "zero", "zero")
    set_tax_category(product_id=mail, category="", by=cast.karl, at=NOON)
    assert [told["tax_category"] for told in events(cast, "tax.category_set")] == ["zero", ""]
    for wrong, code in (({"product_id": 10**9}, "product_not_sold"), ({"category": "much"}, "tax_category_unknown")):
        with pytest.raises(Refusal) as refused:
            set_tax_category(**({"product_id": mail, "category": "zero"} | wrong), by=cast.karl, at=NOON)
        assert refused.value.code == code


def test_readers_set_no_taxes(cast: Cast):
    with pytest.raises(Forbidden, match="Only owners, managers and finance staff set taxes"):
        set_up_tax(setup=GERMANY, version=0, by=cast.ruth, at=NOON)


@pytest.mark.covers("OPS-3")
def test_nobody_sees_the_taxes_of_another_seller(cast: Cast):
    charges(cast.nora)
    with transaction.atomic(), scoped(cast.nora.scope):
        assert TaxSetup.objects.count() == 1
    with transaction.atomic(), scoped(cast.karl.scope):
        assert (TaxSetup.objects.count(), TaxRate.objects.count()) == (0, 0)
    with pytest.raises(ProgrammingError), transaction.atomic(), scoped(cast.karl.scope), connection.cursor() as cursor:
        cursor.execute("SELECT * FROM tax_of(%s, %s, 'standard', now())", [cast.nordlicht, cast.kleinbach])


def test_a_page_of_products_prices_no_more_than_it_shows_and_finds_the_same(cast: Cast):
    supply_many(cast.olga, 1, 420)
    with transaction.atomic(), scoped(cast.karl.scope):
        before = prices_made()
        page = products_on_page(cast.kleinbach, NOON, limit=50, offset=0)
        few = prices_made() - before
        whole = products_of(cast.kleinbach, NOON)
        third = products_on_page(cast.kleinbach, NOON, limit=50, offset=100)
        one = product_of(cast.kleinbach, whole[-1].product_id, NOON)
        beyond = products_on_page(cast.kleinbach, NOON, limit=50, offset=1_000)

    assert [*page.products] == whole[:50]
    assert [*third.products] == whole[100:150]
    assert one == whole[-1]
    assert (page.total, page.is_more, third.total) == (200, True, 200)
    assert (list(beyond.products), beyond.total) == ([], 0)
    assert 0 < few < 420 * 3
    with transaction.atomic(), scoped(cast.karl.scope), pytest.raises(ProductNotSold):
        product_of(cast.kleinbach, 10**9, NOON)
