"""Settings › Tax, the taxes on a record, and tax on an order's sheet (CAT-4)."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import transaction
from django.test import Client

from handsel.cli.demo.story import Cast
from handsel.kernel.clock import now
from handsel.kernel.isolation import scoped
from handsel.tax.models import BuyerTax, TaxRate
from handsel.tax.products import products_of
from handsel.tax.rates import NewTaxRate, add_tax_rate
from handsel.tax.setting_up import SetupDetails, set_up_tax, setup_of
from tests.console.counting import queries_of
from tests.tax.story import FRENCH_NUMBER, customer, order

pytestmark = [pytest.mark.django_db, pytest.mark.covers("CAT-4")]

TAX, RATES = "/console/settings/tax/", "/console/settings/tax-rates/"
TODAY = now().date()


def page_of(client: Client, path: str, **params: str) -> str:
    answer = client.get(path, params)
    assert answer.status_code == 200, answer.content.decode()
    return answer.content.decode()


def rate_typed(**change: str) -> dict[str, str]:
    return {"country": "DE", "category": "standard", "percent": "19", "valid_from": f"{TODAY}"} | change


def setup_typed(**change: str) -> dict[str, str]:
    words = dict.fromkeys(("unregistered_words", "reverse_charge_words", "export_words"), "No tax.")
    return {"country": "DE", "is_registered": "on", "recheck_days": "90", "version": "0"} | words | change


@pytest.fixture
def taxed(cast: Cast) -> Cast:
    """Kleinbach, registered in Germany from this moment on."""
    at = now()
    add_tax_rate(new=NewTaxRate("DE", "standard", Decimal(19), at.date()), by=cast.karl, at=at)
    set_up_tax(setup=SetupDetails("DE", is_registered=True), version=0, by=cast.karl, at=at)
    return cast


@pytest.fixture
def mill(taxed: Cast) -> int:
    """The number of a company in France with a VAT number."""
    pk = customer(taxed.karl, "FR", number=FRENCH_NUMBER)
    with transaction.atomic(), scoped(taxed.karl.scope):
        return BuyerTax.objects.select_related("account").get(account_id=pk).account.number


def test_a_seller_begins_with_proposed_rates_and_then_says_where_it_is(karl: Client, cast: Cast):
    assert "No tax is charged" in page_of(karl, TAX)
    dialog = page_of(karl, f"{RATES}proposed/", country="DE")
    assert "19 %" in dialog
    assert karl.post(f"{RATES}proposed/", {"sure": "True", "country": "DE"}).status_code == 302
    assert "Registered for tax" in page_of(karl, f"{TAX}setup/")
    answer = karl.post(f"{TAX}setup/", setup_typed(number="DE136695976"))
    assert (answer.status_code, answer["Location"]) == (302, TAX)
    page = page_of(karl, TAX)
    assert "Germany" in page
    assert "DE136695976" in page
    assert "7 %" in page
    assert karl.get(f"{RATES}proposed/", {"country": "US"}).status_code == 404


def test_without_a_standard_rate_of_home_the_form_says_what_is_missing(karl: Client, cast: Cast):
    answer = karl.post(f"{TAX}setup/", setup_typed())
    assert answer.status_code == 409
    assert "Add the standard rate of this country first" in answer.content.decode()
    with transaction.atomic(), scoped(cast.karl.scope):
        assert setup_of(cast.kleinbach) is None


def test_two_who_change_the_setup_at_once_are_asked_whose_stays(karl: Client, taxed: Cast):
    answer = karl.post(f"{TAX}setup/", setup_typed(recheck_days="30"))
    assert answer.status_code == 409
    assert "Somebody else" in answer.content.decode()
    assert karl.post(f"{TAX}setup/", setup_typed(recheck_days="30", version="1")).status_code == 302


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"percent": "much"}, "Enter a percentage such as 8.1."),
        ({"percent": "101"}, "Enter a rate between 0 and 100 percent."),
        ({"percent": "19.12345"}, "Enter at most 3 decimals."),
        ({"region": "Paris"}, "Leave the state empty"),
        ({"valid_from": "2026-01-01"}, "or a later day"),
        ({"category": "exempt"}, "Choose one of those that are offered"),
    ],
)
def test_what_is_wrong_with_a_rate_stands_beside_its_field(karl: Client, cast: Cast, change: dict[str, str], said: str):
    answer = karl.post(f"{RATES}new/", rate_typed(**change))
    assert answer.status_code == 422
    assert said in answer.content.decode()
    with transaction.atomic(), scoped(cast.karl.scope):
        assert not TaxRate.objects.exists()


def test_rates_are_added_withdrawn_and_ended_and_all_of_them_stay_to_be_read(karl: Client, cast: Cast):
    dialog = page_of(karl, f"{RATES}new/", country="US", region="New York", category="standard")
    assert 'value="US" selected' in dialog
    assert karl.post(f"{RATES}new/", rate_typed(country="US", region="NY", percent="8.875 %")).status_code == 302
    later = f"{TODAY + timedelta(days=9)}"
    assert karl.post(f"{RATES}new/", rate_typed(country="US", region="NY", valid_from=later)).status_code == 302
    page = page_of(karl, TAX)
    assert "New York" in page
    assert "8.875 %" in page
    with transaction.atomic(), scoped(cast.karl.scope):
        begun, coming = TaxRate.objects.order_by("pk")
    assert "never comes into force" in page_of(karl, f"{RATES}{coming.pk}/withdraw/")
    assert karl.post(f"{RATES}{coming.pk}/withdraw/", {"sure": "True"}).status_code == 302
    assert karl.post(f"{RATES}{begun.pk}/withdraw/", {"sure": "True"}).status_code == 409
    assert "From this day on" in page_of(karl, f"{RATES}{begun.pk}/end/")
    assert karl.post(f"{RATES}{begun.pk}/end/", {"ends_on": later}).status_code == 302
    history = page_of(karl, f"{RATES}")
    assert "Withdrawn" in history
    assert "ends" in history


def test_a_product_is_put_into_a_category(karl: Client, cast: Cast):
    with transaction.atomic(), scoped(cast.karl.scope):
        product = products_of(cast.kleinbach, now())[0]
    address = f"{TAX}products/{product.product_id}/"
    assert "its supplier" in page_of(karl, f"{TAX}products/")
    assert "As its supplier says: Standard" in page_of(karl, address)
    assert karl.post(address, {"category": "reduced"}).status_code == 302
    assert "Reduced" in page_of(karl, f"{TAX}products/")
    assert karl.post(address, {"category": "odd"}).status_code == 422
    assert karl.get(f"{TAX}products/999999/").status_code == 404


def test_the_number_of_a_buyer_is_checked_from_its_record(karl: Client, taxed: Cast, mill: int):
    record = f"/console/accounts/{mill}/tax/"
    page = page_of(karl, record)
    assert "Not checked" in page
    assert "It is asked about soon." in page
    assert karl.post(f"{record}check/").status_code == 302
    assert FRENCH_NUMBER in page_of(karl, f"{record}by-hand/")
    assert karl.post(f"{record}by-hand/", {"number": FRENCH_NUMBER, "found": "yes"}).status_code == 422
    noted = {"number": FRENCH_NUMBER, "found": "yes", "reference": "Letter of 2 May"}
    assert karl.post(f"{record}by-hand/", noted).status_code == 302
    page = page_of(karl, record)
    assert "Letter of 2 May" in page
    assert taxed.karl.name in page


def test_a_buyer_is_exempted_and_charged_again(karl: Client, taxed: Cast, mill: int):
    record = f"/console/accounts/{mill}/tax/"
    assert karl.post(f"{record}exempt/", {"reason": "School", "certificate": ""}).status_code == 422
    typed = {"reason": "School", "certificate": "S-1", "until": f"{TODAY + timedelta(days=30)}"}
    assert karl.post(f"{record}exempt/", typed).status_code == 302
    assert "S-1" in page_of(karl, record)
    assert "School" in page_of(karl, f"{record}exempt/")
    assert "The exemption ends now" in page_of(karl, f"{record}charge/")
    assert karl.post(f"{record}charge/", {"sure": "True"}).status_code == 302
    assert "This buyer is charged tax as your rates say." in page_of(karl, record)
    past = typed | {"until": "2020-01-01"}
    assert karl.post(f"{record}exempt/", past).status_code == 422


def test_readers_see_it_all_and_change_nothing(ruth: Client, taxed: Cast, mill: int):
    assert "Only owners, managers and finance staff set taxes" in page_of(ruth, TAX)
    assert "decide on the taxes of buyers" in page_of(ruth, f"/console/accounts/{mill}/tax/")
    assert ruth.get(f"{TAX}setup/").status_code == 403
    assert ruth.post(f"/console/accounts/{mill}/tax/check/").status_code == 403


def test_the_sheet_of_an_order_shows_net_tax_and_total(karl: Client, taxed: Cast):
    leg = order(taxed.karl, taxed.bakery, at=now())
    page = page_of(karl, f"/console/orders/{leg.number}/")
    assert "Tax 19 % (DE)" in page
    assert "7.92" in page
    assert "1.50" in page
    assert "9.42" in page


def test_the_number_of_queries_does_not_depend_on_the_number_of_rates(karl: Client, cast: Cast):
    def give(country: str) -> None:
        add_tax_rate(new=NewTaxRate(country, "standard", Decimal(20), TODAY), by=cast.karl, at=now())

    give("DE")
    few = {path: queries_of(karl, path) for path in (TAX, f"{RATES}", f"{TAX}products/")}
    for country in ("FR", "AT", "IT", "ES"):
        give(country)
    assert {path: queries_of(karl, path) for path in few} == few
