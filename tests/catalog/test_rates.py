"""A seller's exchange rates: dated, never edited, and what happens without one (CAT-5)."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pycountry
import pytest
from django.db import ProgrammingError, connection, transaction

from handsel.accounts.details import AccountDetails
from handsel.accounts.portal_changes import change_settings
from handsel.accounts.tree import add_customer
from handsel.catalog.offers import offers_to, range_of
from handsel.catalog.rate_models import ExchangeRate, inverse_of, plain
from handsel.catalog.rate_refusals import (
    CurrencyUnknown,
    RateDayPast,
    RateDayTaken,
    RateDayTooFar,
    RateFarOff,
    RateInForce,
    RateNotPositive,
    RateOutOfRange,
    RateTooFine,
    SameCurrency,
)
from handsel.catalog.rates import NewRate, add_rate, set_rate_age, warned_after, withdraw_rate
from handsel.catalog.rates_needed import missing_for, pairs_of, worrying_pairs
from handsel.identity.actor import Actor
from handsel.kernel.database import call_scalar
from handsel.kernel.isolation import scoped
from handsel.kernel.money import Money, exponent
from handsel.kernel.refusal import Forbidden, Invalid
from handsel.timeline.models import Event
from tests.cast import NOON

pytestmark = [pytest.mark.django_db, pytest.mark.covers("CAT-5")]

TODAY = NOON.date()


def add(by: Actor, rate: str = "1.08", day: date = TODAY, *, at: datetime = NOON, **more: object) -> ExchangeRate:
    pair = more.pop("from_currency", "EUR"), more.pop("to_currency", "USD")
    return add_rate(new=NewRate(*pair, Decimal(rate), day), by=by, at=at, **more)


def dollar_customer(by: Actor, name: str = "Dollar Inc") -> int:
    details = AccountDetails(company_name=name, email="a@dollar.example")
    return add_customer(details=details, currency="USD", by=by, at=NOON).pk


def offered(by: Actor, buyer: int, at: datetime = NOON) -> dict[str, Money]:
    with transaction.atomic(), scoped(by.scope):
        return {f"{offer.sku} {offer.plan}": offer.unit for offer in offers_to(buyer, at=at)}


def test_the_database_knows_the_decimals_of_every_currency_as_the_program_does():
    codes = [currency.alpha_3 for currency in pycountry.currencies]
    with connection.cursor() as cursor:
        cursor.execute("SELECT code, catalog_decimals(code) FROM unnest(%s::text[]) AS code", [codes])
        told = dict(cursor.fetchall())
    assert told == {code: exponent(code) for code in codes}


@pytest.mark.parametrize(
    ("minor", "source", "target", "rate", "expected"),
    [
        (550, "USD", "EUR", "0.92", 506),
        (607, "EUR", "JPY", "163.25", 991),
        (1_189, "JPY", "KWD", "0.002", 2_378),
        (1, "EUR", "USD", "1.5", 2),  # half a cent, away from zero
        (1, "EUR", "USD", "1.499999999999", 1),
        (1, "JPY", "EUR", "0.00499", None),  # nothing is left
        (1, "KWD", "JPY", "500", 1),  # 0.5
        (10**12, "EUR", "USD", "1", 10**12),
        (10**12, "EUR", "USD", "1.000000000001", None),  # too dear to write down, by one cent
        (7, "EUR", "EUR", "9", 7),
    ],
)
def test_a_cost_is_converted_per_unit_with_halves_away_from_zero(minor, source, target, rate, expected):
    assert call_scalar("catalog_convert", minor, source, target, Decimal(rate)) == expected


def test_with_a_rate_the_buyer_is_offered_all_in_its_own_currency(cast):
    buyer = dollar_customer(cast.karl)
    assert offered(cast.karl, buyer) == {}
    add(cast.karl)
    # 2.38 EUR at 1.08 is 2.5704, so 2.57; with 20 % 3.084, so 3.08
    assert offered(cast.karl, buyer)["MAIL Monthly"] == Money(308, "USD")


def test_cost_rate_price_and_margin_stand_side_by_side(cast):
    add(cast.karl)
    with transaction.atomic(), scoped(cast.karl.scope):
        found = range_of(cast.kleinbach, None, "USD", at=NOON)
        line = next(line for line in found.lines if line.sku == "MAIL")
    assert (line.cost, line.rate, line.converted) == (Money(238, "EUR"), Decimal("1.08"), Money(257, "USD"))
    assert (line.unit, line.margin, line.margin_bought) == (Money(308, "USD"), Money(51, "USD"), Money(47, "EUR"))
    assert found.unpriced == []


def test_without_a_rate_the_seller_sees_what_is_not_offered_and_which_rate_is_missing(cast):
    buyer = dollar_customer(cast.karl)
    with transaction.atomic(), scoped(cast.karl.scope):
        found = range_of(cast.kleinbach, None, "USD", at=NOON)
        assert missing_for(cast.kleinbach, "USD", at=NOON) == ["EUR"]
        assert missing_for(cast.kleinbach, "EUR", at=NOON) == []
    assert found.lines == []
    assert {plan.cost_currency for plan in found.unpriced} == {"EUR"}
    add(cast.karl)
    with transaction.atomic(), scoped(cast.karl.scope):
        assert missing_for(cast.kleinbach, "USD", at=NOON) == []
        assert offers_to(buyer, at=NOON)


def test_a_rate_of_another_seller_or_the_other_way_round_counts_for_nothing(cast):
    buyer = dollar_customer(cast.karl)
    add(cast.nora)
    add(cast.sven)
    add(cast.karl, from_currency="USD", to_currency="EUR")
    assert offered(cast.karl, buyer) == {}


def test_a_rate_for_a_later_day_waits_and_then_takes_over_at_midnight_of_the_seller(cast):
    change_settings(changes={"time_zone": "Asia/Tokyo"}, version=1, by=cast.karl, at=NOON)
    buyer = dollar_customer(cast.karl)
    add(cast.karl, "1.08")
    later = add(cast.karl, "1.20", TODAY + timedelta(days=2))
    assert later.starts_at == datetime(2026, 11, 3, 15, tzinfo=UTC)
    for at, minor in ((later.starts_at - timedelta(seconds=1), 308), (later.starts_at, 343)):
        assert offered(cast.karl, buyer, at)["MAIL Monthly"].minor == minor


def test_a_rate_for_today_counts_from_now_on_and_not_before(cast):
    rate = add(cast.karl)
    assert rate.starts_at == NOON
    assert offered(cast.karl, dollar_customer(cast.karl), NOON - timedelta(seconds=1)) == {}


def test_today_is_the_day_of_the_seller(cast):
    change_settings(changes={"time_zone": "Asia/Tokyo"}, version=1, by=cast.karl, at=NOON)
    at_night = datetime(2026, 11, 2, 16, tzinfo=UTC)  # the third already in Tokyo
    with pytest.raises(RateDayPast):
        add(cast.karl, day=date(2026, 11, 2), at=at_night)
    assert add(cast.karl, day=date(2026, 11, 3), at=at_night).starts_at == at_night


def test_a_mistaken_future_rate_is_withdrawn_and_its_day_is_free_again(cast):
    day = TODAY + timedelta(days=1)
    mistaken = add(cast.karl, "10.8", day)
    withdraw_rate(rate_id=mistaken.pk, by=cast.karl, at=NOON)
    withdraw_rate(rate_id=mistaken.pk, by=cast.karl, at=NOON)
    right = add(cast.karl, "1.08", day)
    with transaction.atomic(), scoped(cast.karl.scope):
        told = list(
            Event.objects.filter(name__startswith="exchange_rate.").order_by("pk").values_list("name", flat=True)
        )
        (pair,) = pairs_of(cast.kleinbach, at=NOON)
    assert told == ["exchange_rate.added", "exchange_rate.withdrawn", "exchange_rate.added"]
    assert (pair.current, pair.coming) == (None, right)
    assert offered(cast.karl, dollar_customer(cast.karl), NOON + timedelta(days=2))["MAIL Monthly"].minor == 308


def test_a_rate_that_has_begun_stays_for_good(cast):
    rate = add(cast.karl)
    with pytest.raises(RateInForce):
        withdraw_rate(rate_id=rate.pk, by=cast.karl, at=NOON)
    with transaction.atomic(), scoped(cast.karl.scope):
        assert ExchangeRate.objects.get().withdrawn_at is None


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE catalog_exchangerate SET rate = 2",
        "UPDATE catalog_exchangerate SET valid_from = '2026-01-01', starts_at = '2026-01-01'",
        "DELETE FROM catalog_exchangerate",
    ],
)
def test_the_application_can_change_nothing_of_a_rate(cast, statement):
    add(cast.karl)
    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
        scoped(cast.karl.scope),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


@pytest.mark.parametrize(
    ("change", "refusal", "field"),
    [
        ({"rate": "0"}, RateNotPositive, "rate"),
        ({"rate": "-1.08"}, RateNotPositive, "rate"),
        ({"rate": "NaN"}, RateNotPositive, "rate"),
        ({"rate": "Infinity"}, RateNotPositive, "rate"),
        ({"rate": "1000000000.1"}, RateOutOfRange, "rate"),
        ({"rate": "0.0000000009"}, RateOutOfRange, "rate"),
        ({"rate": "1.0800000000001"}, RateTooFine, "rate"),
        ({"to_currency": "EUR"}, SameCurrency, "to_currency"),
        ({"to_currency": "XQX"}, CurrencyUnknown, "to_currency"),
        ({"from_currency": ""}, CurrencyUnknown, "from_currency"),
        ({"from_currency": "eur"}, CurrencyUnknown, "from_currency"),
        ({"day": TODAY - timedelta(days=1)}, RateDayPast, "valid_from"),
        ({"day": date(9999, 12, 31)}, RateDayTooFar, "valid_from"),
        ({"day": TODAY + timedelta(days=9)}, RateDayTaken, "valid_from"),
    ],
)
def test_a_rate_that_cannot_be_is_refused_by_its_own_code_and_field(cast, change, refusal, field):
    add(cast.karl, day=TODAY + timedelta(days=9))
    with pytest.raises(refusal) as refused:
        add(cast.karl, **change)
    assert set(refused.value.fields) == {field}
    assert refused.value.fields[field].endswith(".")
    with transaction.atomic(), scoped(cast.karl.scope):
        assert ExchangeRate.objects.count() == 1


@pytest.mark.parametrize(("rate", "is_far"), [("1.35", False), ("1.351", True), ("0.864", False), ("0.863", True)])
def test_a_rate_far_from_the_one_before_must_be_meant(cast, rate, is_far):
    add(cast.karl, "1.08")
    day = TODAY + timedelta(days=1)
    if is_far:
        with pytest.raises(RateFarOff, match=r"1\.08"):
            add(cast.karl, rate, day)
    assert add(cast.karl, rate, day, is_meant=is_far).pk


def test_only_who_sets_prices_sets_rates(cast):
    rate = add(cast.karl, day=TODAY + timedelta(days=1))
    for deed in (
        lambda: add(cast.ruth),
        lambda: withdraw_rate(rate_id=rate.pk, by=cast.ruth, at=NOON),
        lambda: set_rate_age(days=3, by=cast.ruth, at=NOON),
    ):
        with pytest.raises(Forbidden):
            deed()
    with pytest.raises(ExchangeRate.DoesNotExist):
        withdraw_rate(rate_id=rate.pk, by=cast.nora, at=NOON)


def test_missing_and_old_rates_are_warned_about_only_where_a_buyer_needs_them(cast):
    def worries(at: datetime) -> list[tuple[str, bool, bool]]:
        with transaction.atomic(), scoped(cast.karl.scope):
            found = worrying_pairs(cast.kleinbach, at=at)
            return [(pair.to_currency, pair.is_missing, pair.is_old) for pair in found]

    add(cast.karl, to_currency="CHF", rate="0.93")
    dollar_customer(cast.karl)
    assert worries(NOON) == [("USD", True, False)]
    add(cast.karl)
    week = NOON + timedelta(days=7)
    assert worries(week) == []
    assert worries(week + timedelta(seconds=1)) == [("USD", False, True)]
    set_rate_age(days=30, by=cast.karl, at=NOON)
    assert worries(week + timedelta(seconds=1)) == []
    set_rate_age(days=1, by=cast.karl, at=NOON)
    assert worries(NOON + timedelta(days=2)) == [("USD", False, True)]


@pytest.mark.parametrize("days", [0, -1, 367])
def test_the_age_of_a_rate_is_within_reason(cast, days):
    with pytest.raises(Invalid) as refused:
        set_rate_age(days=days, by=cast.karl, at=NOON)
    assert set(refused.value.fields) == {"days"}
    with transaction.atomic(), scoped(cast.karl.scope):
        assert warned_after(cast.kleinbach) == 7


def test_nobody_but_the_seller_sees_its_rates(cast):
    add(cast.karl)
    for who in (cast.nora, cast.berta, cast.sven, cast.olga):
        with transaction.atomic(), scoped(who.scope):
            assert list(ExchangeRate.objects.all()) == []
    with transaction.atomic(), scoped(cast.ruth.scope):
        assert ExchangeRate.objects.count() == 1


@pytest.mark.parametrize(
    ("rate", "text", "inverse"),
    [
        ("1.080000000000", "1.08", "0.92592593"),
        ("1000.000000000000", "1000", "0.001"),
        ("0.000000001000", "0.000000001", "1000000000"),
        ("163.25", "163.25", "0.0061255743"),
        ("3", "3", "0.33333333"),
    ],
)
def test_a_rate_is_written_plainly_with_its_inverse_beside_it(rate, text, inverse):
    assert plain(Decimal(rate)) == text
    assert plain(inverse_of(Decimal(rate))) == inverse


def test_the_pairs_come_in_as_many_queries_for_many_as_for_one(cast, django_assert_num_queries):
    for day in range(3):
        for code in ("USD", "CHF", "GBP"):
            add(cast.karl, to_currency=code, day=TODAY + timedelta(days=day))
    with transaction.atomic(), scoped(cast.karl.scope), django_assert_num_queries(5):
        assert len(pairs_of(cast.kleinbach, at=NOON)) == 3
