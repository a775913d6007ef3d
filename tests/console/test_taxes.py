"""The tax of a period on the screen and as a file (CAT-4)."""

import pytest

from handsel.console.views import taxes
from handsel.orders.approval import approve_order
from tests.cast import NOON
from tests.console.conftest import HTMX
from tests.orders.buying import buy
from tests.tax.story import charges

pytestmark = [pytest.mark.django_db, pytest.mark.covers("CAT-4")]
SCREEN = "/console/reports/taxes/"


@pytest.fixture(autouse=True)
def today(monkeypatch):
    monkeypatch.setattr(taxes, "now", lambda: NOON)


def page_of(client, **params: str) -> str:
    answer = client.get(SCREEN, params)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_the_screen_shows_country_rate_net_tax_and_gross_as_in_the_books(karl, cast):
    charges(cast.karl, "DE", "19")
    approve_order(leg_id=buy(cast).pk, by=cast.karl, at=NOON)

    page = page_of(karl)

    for said in (
        "Germany",
        "Taxed in the seller&#x27;s country",
        "19 %</bdi>",
        "€7.92",
        "€1.50",
        "€9.42",
        "As in the books",
    ):
        assert said in page
    file = karl.get(f"{SCREEN}excel/", {"period": "this-month"})
    assert file.content.startswith(b"PK")
    assert "Tax 20" in file["Content-Disposition"]


@pytest.mark.parametrize("period", ["last-month", "this-quarter", "last-quarter", "this-year", "last-year", "nonsense"])
def test_each_period_has_its_days(karl, period):
    assert "Nothing was settled in these days" in page_of(karl, period=period)


def test_own_days_are_chosen_and_wrong_ones_told(karl):
    assert "Choose both days." in page_of(karl, period="days", **{"from": "x", "until": "2030-01-01"})
    wrong = {"period": "days", "from": "2030-02-01", "until": "2030-01-01"}
    assert "The last day is before the first." in page_of(karl, **wrong)
    right = {"period": "days", "from": "2030-01-01", "until": "2030-02-01"}
    assert 'value="2030-02-01"' in karl.get(SCREEN, right, headers=HTMX).content.decode()
