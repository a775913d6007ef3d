"""Currencies and rates on the console, and prices and orders across currencies (CAT-5)."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client

from handsel.accounts.details import AccountDetails
from handsel.accounts.portal_changes import change_settings
from handsel.accounts.tree import add_customer
from handsel.catalog.offers import offers_to
from handsel.catalog.rate_models import ExchangeRate
from handsel.catalog.rates import NewRate, add_rate
from handsel.cli.demo.story import Cast
from handsel.kernel.clock import now
from handsel.kernel.isolation import scoped
from handsel.kernel.money import Money
from handsel.ledger.documents import PaidBy
from handsel.ledger.funds import add_funds
from handsel.ledger.receiving import Received
from handsel.orders.models import Leg
from handsel.orders.placement import order_for
from handsel.orders.wanted import LineWanted
from tests.console.conftest import HTMX
from tests.console.counting import queries_of

pytestmark = [pytest.mark.django_db, pytest.mark.covers("CAT-5")]

RATES = "/console/settings/rates/"
NEW = f"{RATES}new/"
TODAY = now().date()


def typed(**change: str) -> dict[str, str]:
    return {"from_currency": "EUR", "to_currency": "USD", "rate": "1.08", "valid_from": f"{TODAY}"} | change


def give(cast: Cast, rate: str = "1.08", days: int = 0, to: str = "USD", ago: int = 0) -> ExchangeRate:
    at = now() - timedelta(days=ago)
    new = NewRate("EUR", to, Decimal(rate), (at + timedelta(days=days)).date())
    return add_rate(new=new, by=cast.karl, at=at, is_meant=True)


def page_of(client: Client, path: str, **params: str) -> str:
    answer = client.get(path, params)
    assert answer.status_code == 200, answer.content.decode()
    return answer.content.decode()


def rates_of(cast: Cast) -> list[ExchangeRate]:
    with scoped(cast.karl.scope):
        return list(ExchangeRate.objects.order_by("pk"))


@pytest.fixture
def dollars(cast):
    """A customer of Kleinbach that pays in dollars."""
    details = AccountDetails(company_name="Dollar Inc", email="a@dollar.example")
    return add_customer(details=details, currency="USD", by=cast.karl, at=now())


def test_who_sells_as_it_buys_needs_no_rate(karl):
    page = page_of(karl, RATES)
    assert "No rate is needed" in page
    assert "Add a rate" in page


def test_a_missing_rate_is_told_at_the_start_on_the_prices_on_the_record_and_among_the_rates(karl, dollars):
    assert "Exchange rates are missing" in page_of(karl, "/console/")
    assert "What you buy in EUR is not offered to those who pay in USD." in page_of(karl, RATES)
    assert "you have no exchange rate from EUR for today" in page_of(karl, f"/console/accounts/{dollars.number}/")
    prices = page_of(karl, "/console/price-lists/", currency="USD")
    assert "plans that you buy in EUR are not offered in USD: you have no exchange rate for today." in prices
    assert "Nothing is offered in this currency" in prices
    assert "settings/rates/new/?from=EUR&amp;to=USD" in prices


def test_a_rate_is_added_in_a_dialog_that_begins_with_the_pair_asked_for(karl, cast, dollars):
    dialog = page_of(karl, NEW, **{"from": "EUR", "to": "USD"})
    assert '<option value="EUR" selected>' in dialog
    assert '<option value="USD" selected>' in dialog
    assert f'value="{TODAY}"' in dialog

    answer = karl.post(NEW, typed())

    assert (answer.status_code, answer["Location"]) == (302, RATES)
    page = page_of(karl, RATES)
    assert "1.08" in page
    assert "1 USD = 0.92592593 EUR" in page
    assert "less than a day old" in page
    assert "Missing" not in page
    assert "Exchange rates" not in page_of(karl, "/console/")
    (rate,) = rates_of(cast)
    assert (rate.added_by_name, rate.valid_from) == (cast.karl.name, TODAY)


def test_a_rate_is_typed_as_numbers_are_written_here(karl, cast):
    change_settings(changes={"number_format": ".,"}, version=1, by=cast.karl, at=now())
    assert karl.post(NEW, typed(to_currency="JPY", rate="1.163,25")).status_code == 302
    assert karl.post(NEW, typed(to_currency="JPY", rate="1.16")).status_code == 422
    assert rates_of(cast)[0].rate == Decimal("1163.25")
    assert "1.163,25" in page_of(karl, RATES)


@pytest.mark.parametrize(
    ("change", "status", "said"),
    [
        ({"rate": "much"}, 422, "Enter a rate such as 1.08."),
        ({"rate": "1,08"}, 422, "Enter a rate such as 1.08."),
        ({"rate": "9" * 50}, 422, "Enter a rate such as 1.08."),
        ({"rate": "0"}, 422, "Enter a rate above zero."),
        ({"rate": "-2"}, 422, "Enter a rate above zero."),
        ({"rate": "1000000001"}, 422, "Enter a rate between 0.000000001 and 1,000,000,000."),
        ({"to_currency": "EUR"}, 422, "Choose another currency"),
        ({"to_currency": "XQX"}, 422, "Choose a currency from the list."),
        ({"valid_from": "2026-01-01"}, 422, "or a later day"),
        ({"valid_from": "soon"}, 422, "Enter a valid date."),
        ({"valid_from": f"{TODAY + timedelta(days=3)}"}, 409, "Choose another day"),
    ],
)
def test_what_is_wrong_with_a_rate_stands_beside_its_field(karl, cast, change, status, said):
    give(cast, days=3)
    answer = karl.post(NEW, typed(**change))
    assert answer.status_code == status
    assert said in answer.content.decode()
    assert len(rates_of(cast)) == 1


def test_a_rate_far_from_the_last_is_asked_about_and_then_taken(karl, cast):
    give(cast, ago=1)
    asked = karl.post(NEW, typed(rate="10.8"))
    assert asked.status_code == 409
    assert "far from it" in asked.content.decode()
    assert 'type="checkbox" name="is_meant"' in asked.content.decode()
    assert karl.post(NEW, typed(rate="10.8", is_meant="on")).status_code == 302


def test_the_other_way_round_is_shown_while_one_types(karl, cast):
    give(cast)
    said = karl.get(f"{RATES}inverse/", typed(rate="1.10"), headers=HTMX).content.decode()
    assert "1 USD = 0.90909091 EUR" in said
    assert "the change is 1.9 %" in said
    give(cast, "1.20", days=5)
    assert "the change is 1.9 %" in karl.get(f"{RATES}inverse/", typed(rate="1.10")).content.decode()
    later = typed(rate="1.10", valid_from=f"{TODAY + timedelta(days=6)}")
    assert "the change is -8.3 %" in karl.get(f"{RATES}inverse/", later).content.decode()
    assert "the change is" in karl.get(f"{RATES}inverse/", typed(valid_from="soon")).content.decode()
    for nothing in ({"rate": "x"}, {"rate": "0"}, {"to_currency": "EUR"}, {"rate": "1" * 20}):
        assert "is shown here" in karl.get(f"{RATES}inverse/", typed(**nothing)).content.decode()


def test_a_rate_to_come_is_withdrawn_and_one_in_force_is_not(karl, cast):
    now_rate, later = give(cast), give(cast, "1.10", days=3)
    assert "Withdraw the next" in page_of(karl, RATES)
    assert "1.1 from" in page_of(karl, f"{RATES}{later.pk}/withdraw/")
    assert karl.post(f"{RATES}{later.pk}/withdraw/", {"sure": "on"}).status_code == 302
    refused = karl.post(f"{RATES}{now_rate.pk}/withdraw/", {"sure": "on"})
    assert refused.status_code == 409
    assert "it stays in the history" in refused.content.decode()
    history = page_of(karl, f"{RATES}history/", **{"from": "EUR", "to": "USD"})
    assert "In force" in history
    assert "Withdrawn" in history
    assert karl.get(f"{RATES}history/", {"from": "EUR", "to": "CHF"}).status_code == 404
    assert karl.get(f"{RATES}{later.pk + 99}/withdraw/").status_code == 404


def test_an_old_rate_is_warned_about_after_so_many_days_as_one_wants(karl, cast, dollars):
    give(cast, ago=10)
    assert "Exchange rates are old" in page_of(karl, "/console/")
    assert "10 days old" in page_of(karl, RATES)
    assert "7" in page_of(karl, f"{RATES}age/")
    assert karl.post(f"{RATES}age/", {"days": "0"}).status_code == 422
    assert karl.post(f"{RATES}age/", {"days": "14"}).status_code == 302
    assert "Exchange rates are old" not in page_of(karl, "/console/")
    assert "older than 14 days" in page_of(karl, RATES)


def test_who_only_reads_sees_the_rates_and_why_nothing_can_be_changed(ruth, karl, cast, dollars):
    rate = give(cast, days=2)
    page = page_of(ruth, RATES)
    assert "1.08" in page
    assert "set exchange rates" in page
    for path in (NEW, f"{RATES}{rate.pk}/withdraw/", f"{RATES}age/"):
        assert ruth.get(path).status_code == 403
        assert ruth.post(path, typed()).status_code == 403


def test_prices_show_cost_rate_price_and_margin_both_ways(karl, cast, dollars):
    give(cast)
    page = page_of(karl, "/console/price-lists/", currency="USD", q="mailbox")
    for figure in ("€2.38", "1.08", "$2.57", "$3.08", "$0.51", "€0.47"):
        assert figure in page, figure
    assert "€2.86" in page_of(karl, "/console/price-lists/", q="mailbox")
    tried = karl.get(
        "/console/price-lists/", {"currency": "USD", "markup_percent": "50"}, headers=HTMX
    ).content.decode()
    assert "$3.86" in tried  # 2.57 and 50 %


def test_an_order_across_currencies_shows_what_was_paid_at_which_rate_to_its_seller_alone(karl, nora, cast, dollars):
    give(cast)
    with scoped(cast.karl.scope):
        plan = next(offer.plan_id for offer in offers_to(dollars.pk, at=now()) if offer.sku == "MAIL")
    received = Received(Money(10_000, "USD"), PaidBy.CASH, TODAY, "dollars")
    add_funds(buyer_id=dollars.pk, received=received, by=cast.karl, at=now())
    leg: Leg = order_for(buyer_id=dollars.pk, lines=[LineWanted(plan, 2)], by=cast.karl, at=now())
    page = page_of(karl, f"/console/orders/{leg.number}/")
    for figure in ("$6.16", "$5.14", "$1.02", "€2.38", "1.08", "€4.76"):
        assert figure in page, figure
    assert "$5.14" in page_of(karl, "/console/orders/")
    above = page_of(nora, f"/console/orders/{leg.number}/")
    assert "€4.76" in above
    assert "$" not in above
    assert "1.08" not in above


def test_a_new_customer_can_be_given_a_currency_that_there_is_a_rate_for(karl, cast):
    assert "Currency of the wallet" not in page_of(karl, "/console/customers/new/")
    give(cast)
    page = page_of(karl, "/console/customers/new/")
    assert "Currency of the wallet" in page
    assert '<option value="USD">' in page


def test_the_pages_need_as_many_queries_for_many_rates_as_for_one(karl, cast, dollars):
    give(cast)
    history = f"{RATES}history/?from=EUR&to=USD"
    karl.get(RATES)
    counts = [queries_of(karl, path) for path in (RATES, history)]
    for days in range(1, 6):
        give(cast, days=days)
        give(cast, "0.93", days=days, to="CHF")
    assert [queries_of(karl, path) for path in (RATES, history)] == counts


def test_what_was_done_to_rates_stands_in_the_audit_log_in_words(cast, nora):
    new = NewRate("EUR", "USD", Decimal("1.08"), TODAY + timedelta(days=2))
    rate = add_rate(new=new, by=cast.nora, at=now())
    nora.post(f"{RATES}{rate.pk}/withdraw/", {"sure": "on"})
    nora.post(f"{RATES}age/", {"days": "9"})

    log = page_of(nora, "/console/audit/", group="money")

    assert f"A rate was added: 1 EUR is 1.08 USD from {new.valid_from}." in log
    assert f"The rate of {new.valid_from} from EUR to USD was withdrawn." in log
    assert "Rates are old after 9 days; before it were 7." in log
