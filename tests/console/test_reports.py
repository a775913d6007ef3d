"""New customers on the screen: a number, a chart, a table, and the way to those who joined (ACC-19)."""

import re
from datetime import UTC, datetime

import pytest
from django.db import transaction
from django.http import QueryDict

from handsel.accounts.details import AccountDetails
from handsel.accounts.models import Account
from handsel.accounts.tree import add_customer
from handsel.console.charts import FEW, chart_of, round_top
from handsel.console.views import reports
from handsel.kernel.isolation import scoped
from handsel.segments.search import Search
from tests.console.conftest import HTMX
from tests.console.counting import queries_of

pytestmark = [pytest.mark.django_db, pytest.mark.covers("ACC-19")]
SCREEN = "/console/reports/new-customers/"
TODAY = datetime(2030, 3, 20, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def today(monkeypatch):
    monkeypatch.setattr(reports, "now", lambda: TODAY)


def join(by, *days: str) -> None:
    for number, day in enumerate(days):
        details = AccountDetails(company_name=f"Shop {number}", email=f"shop{number}@shop.example")
        moment = datetime.fromisoformat(f"{day}T12:00+00:00")
        add_customer(details=details, manager_id=None, by=by, at=moment)


def page_of(client, **params: str) -> str:
    answer = client.get(SCREEN, params)
    assert answer.status_code == 200
    return answer.content.decode()


def tiles(page: str) -> list[str]:
    return re.findall(r'hs-tile-value">(?:<bdi dir="ltr">)?([^<]*)<', page)


def test_the_number_stands_beside_the_one_before_and_the_change(karl, cast):
    join(cast.karl, "2030-03-02", "2030-03-02", "2030-03-15", "2030-02-10", "2030-02-25")

    page = page_of(karl, period="this-month")

    assert tiles(page) == ["3", "1", "+2"]
    assert "+200 %" in page


def test_every_bar_and_every_line_leads_to_those_who_joined_then(karl, cast):
    join(cast.karl, "2030-03-02", "2030-03-02", "2030-03-15")

    page = page_of(karl, period="this-month")

    href = "/console/customers/?joined.after=2030-03-02&amp;joined.before=2030-03-03&amp;sort=-joined"
    assert page.count(f'href="{href}"') == 2
    assert f'<a href="{href}">2</a>' in page
    assert page.count('class="hs-chart-bar"') == 2
    assert page.count("<title>") == 1 + 20


def test_the_list_that_a_figure_opens_has_as_many_rows(karl, cast):
    join(cast.karl, "2030-03-01", "2030-03-20", "2030-02-28")
    page = page_of(karl, period="this-month")

    (href,) = re.findall(r'<a class="hs-tile" href="/console/customers/\?([^"]*)"', page)
    parsed = Search.from_params(QueryDict(href.replace("&amp;", "&")))
    with transaction.atomic(), scoped(cast.karl.scope):
        customers = Account.objects.sold_to_by(cast.kleinbach).customers()
        found = parsed.search.within(customers, by=cast.karl, at=TODAY).values_list("name", flat=True)
        assert sorted(found) == ["Shop 0", "Shop 1"]
    assert tiles(page)[0] == "2"
    assert not parsed.problems


def test_of_the_tiers_below_only_the_number_is_told(nora, cast):
    join(cast.karl, "2030-03-02", "2030-03-03")

    own, below = page_of(nora, period="this-month"), page_of(nora, period="this-month", whose="below")

    assert tiles(own)[0] == "0"
    assert tiles(below)[0] == "2"
    assert "Shop" not in below
    assert "joined.after" not in below


def test_who_has_no_sub_resellers_is_not_asked_whose(karl):
    assert 'name="whose"' not in page_of(karl)


def test_a_longer_period_is_shown_by_longer_steps(karl, cast):
    join(cast.karl, "2030-01-15", "2030-03-15")

    by_week, by_month = page_of(karl, period="this-year"), page_of(karl, period="this-year", step="month")

    assert re.findall(r'<th scope="row">([^<]*)</th><td class="is-amount">', by_month)[:2] == [
        "January 2030",
        "February 2030",
    ]
    assert by_week.count('<th scope="row">') == 12


def test_own_days_are_in_the_address(karl, cast):
    join(cast.karl, "2029-12-31", "2030-01-01", "2030-01-02")

    page = page_of(karl, **{"period": "days", "from": "2029-12-31", "until": "2030-01-01"})

    assert tiles(page)[0] == "2"
    assert 'name="from" value="2029-12-31"' in page


@pytest.mark.parametrize(
    ("params", "said"),
    [
        ({"period": "days", "from": "soon", "until": "2030-01-01"}, "Choose both days."),
        ({"period": "days", "from": "2030-01-02", "until": "2030-01-01"}, "The last day is before the first."),
        ({"period": "days", "from": "2000-01-01", "until": "2030-01-01", "step": "day"}, "choose a longer step"),
        ({"period": "days", "from": "0001-01-01", "until": "9999-12-31"}, "Enter days between"),
    ],
)
def test_days_that_cannot_be_shown_open_the_standard_period_and_say_so(karl, params, said):
    assert said in page_of(karl, **params)


@pytest.mark.parametrize("params", [{"period": "ever"}, {"step": "hour"}, {"whose": "everybody"}, {"period": "days"}])
def test_unknown_choices_open_the_screen_without_a_fault(karl, params):
    assert "Nobody joined" in page_of(karl, **params)


def test_a_choice_replaces_the_report_only(karl):
    answer = karl.get(SCREEN, {"period": "this-year"}, headers=HTMX).content.decode()

    assert answer.lstrip().startswith('<div id="report">')
    assert "<html" not in answer


def test_the_screen_takes_the_same_queries_however_many_joined(karl, cast):
    join(cast.karl, "2030-03-02")
    karl.get(SCREEN)
    one = queries_of(karl, SCREEN)
    join(cast.karl, *["2030-03-03"] * 4)

    assert queries_of(karl, SCREEN) == one


def test_readers_may_look(ruth):
    assert "New customers" in page_of(ruth)


@pytest.mark.parametrize(("most", "top"), [(0, 2), (1, 2), (3, 4), (5, 6), (7, 8), (11, 12), (17, 20), (999, 1000)])
def test_a_scale_ends_at_a_round_number_whose_half_is_whole(most, top):
    assert round_top(most) == top


def test_of_many_labels_five_stand_below_the_chart():
    many = chart_of((str(place), place, "", "") for place in range(31))
    few = chart_of((str(place), place, "", "") for place in range(FEW))

    assert many.labels == ["0", "7", "15", "22", "30"]
    assert few.labels == [str(place) for place in range(FEW)]
    assert (few.is_each, many.is_each) == (True, False)
