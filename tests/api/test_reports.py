"""Reports over the API: new customers of a period (ACC-19), and lists as Excel files (ACC-13)."""

import io
from datetime import UTC, datetime

import pytest
from python_calamine import CalamineWorkbook

from handsel.accounts.details import AccountDetails
from handsel.accounts.tree import add_customer
from handsel.orders.approval import approve_order
from handsel.reports import lists, order_sheets
from tests.api.calling import Program
from tests.cast import NOON
from tests.orders.buying import buy
from tests.tax.story import charges

pytestmark = pytest.mark.django_db
REPORT = "/reports/new-customers"


def join(by, *days: str) -> None:
    for number, day in enumerate(days):
        details = AccountDetails(company_name=f"Shop {number}", email=f"shop{number}@shop.example")
        moment = datetime.fromisoformat(f"{day}T12:00").replace(tzinfo=UTC)
        add_customer(details=details, manager_id=None, by=by, at=moment)


@pytest.mark.covers("ACC-19", "API-1")
def test_new_customers_are_counted_span_by_span(kleinbach: Program, cast):
    join(cast.karl, "2030-03-02", "2030-03-02", "2030-03-15", "2030-02-10")

    answer = kleinbach.get(REPORT, **{"from": "2030-03-01", "until": "2030-03-15", "step": "week"})

    assert answer.json() == {
        "from": "2030-03-01",
        "until": "2030-03-15",
        "count": 3,
        "step": "week",
        "before": {"from": "2030-02-01", "until": "2030-02-15", "count": 1},
        "spans": [
            {"from": "2030-03-01", "until": "2030-03-03", "count": 2},
            {"from": "2030-03-04", "until": "2030-03-10", "count": 0},
            {"from": "2030-03-11", "until": "2030-03-15", "count": 1},
        ],
        "left_out": 0,
    }


@pytest.mark.covers("ACC-19", "API-1")
def test_without_days_the_last_thirty_are_told(kleinbach: Program):
    assert len(kleinbach.get(REPORT, whose="below").json()["spans"]) == 30


@pytest.mark.covers("ACC-19", "API-1")
@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ({"from": "2030-03-01"}, "until"),
        ({"until": "2030-03-01"}, "from"),
        ({"from": "soon", "until": "2030-03-01"}, "from"),
        ({"from": "2030-03-02", "until": "2030-03-01"}, "until"),
        ({"from": "2000-03-02", "until": "2030-03-01", "step": "day"}, "step"),
        ({"step": "hour"}, "step"),
        ({"whose": "everybody"}, "whose"),
    ],
)
def test_a_period_that_cannot_be_is_refused_at_its_parameter(kleinbach: Program, query, parameter):
    answer = kleinbach.get(REPORT, **query)

    assert answer.status_code == 422
    assert parameter in str(answer.json()["errors"])


def rows(answer) -> list[list[object]]:
    assert answer.status_code == 200, answer.content
    file = io.BytesIO(b"".join(answer.streaming_content))
    return CalamineWorkbook.from_filelike(file).get_sheet_by_index(0).to_python()


@pytest.mark.covers("ACC-13", "API-1")
def test_a_short_list_is_downloaded_with_the_same_conditions_as_the_list(kleinbach: Program, cast):
    join(cast.karl, "2030-03-02", "2030-03-03")
    query = {"joined.after": "2030-03-03", "columns": "email,number"}

    answer = kleinbach.get("/customers/export", **query)

    assert answer["Content-Disposition"] == 'attachment; filename="Customers.xlsx"'
    assert [row[0] for row in rows(answer)] == ["Name", "Shop 1"]
    listed = kleinbach.get("/customers", **{"joined.after": "2030-03-03"}).json()["items"]
    assert [account["name"] for account in listed] == ["Shop 1"]


@pytest.mark.covers("ACC-13", "API-1")
def test_sub_resellers_are_downloaded_under_their_own_name(kleinbach: Program):
    answer = kleinbach.get("/resellers/export")

    assert answer["Content-Disposition"] == 'attachment; filename="Resellers.xlsx"'
    assert len(rows(answer)) == 1


@pytest.mark.covers("ACC-13", "API-1")
def test_a_long_list_is_made_by_a_task(kleinbach: Program, monkeypatch):
    monkeypatch.setattr(lists, "SHORT", 0)

    refused = kleinbach.get("/customers/export")
    started = kleinbach.post("/customers/export?columns=city", key="one")
    again = kleinbach.post("/customers/export?columns=city", key="one")

    assert (refused.status_code, refused.json()["code"]) == (409, "list_too_long")
    assert (started.status_code, started.json()["kind"]) == (202, "list_file")
    assert again.json() == started.json()
    assert kleinbach.post("/resellers/export").status_code == 202


@pytest.mark.covers("ORD-1", "API-1")
def test_orders_are_downloaded_and_where_they_are_many_made_by_a_task(kleinbach: Program, cast, monkeypatch):
    leg, other = buy(cast), buy(cast, "MAIL")
    approve_order(leg_id=other.pk, by=cast.karl, at=NOON)

    assert [row[0] for row in rows(kleinbach.get("/orders/export", situation="awaiting_approval"))[1:]] == [leg.number]
    monkeypatch.setattr(order_sheets, "SHORT", 0)
    refused = kleinbach.get("/orders/export")
    started = kleinbach.post("/orders/export?queue=handled", key="one")

    assert (refused.status_code, refused.json()["code"]) == (409, "list_too_long")
    assert (started.status_code, started.json()["kind"]) == (202, "order_file")
    assert kleinbach.post("/orders/export?queue=handled", key="one").json() == started.json()
    assert kleinbach.get("/orders/export", queue="nowhere").status_code == 422


@pytest.mark.covers("ACC-13", "API-1")
@pytest.mark.parametrize("query", [{"columns": "shoe_size"}, {"country.is": "Narnia"}, {"shoe_size.is": "42"}])
def test_what_cannot_be_asked_for_is_refused(kleinbach: Program, query):
    assert kleinbach.get("/customers/export", **query).status_code == 422


@pytest.mark.covers("CAT-4", "API-1")
def test_the_tax_of_a_period_is_summed_and_downloaded(kleinbach: Program, cast):
    charges(cast.karl, "DE", "19")
    approve_order(leg_id=buy(cast).pk, by=cast.karl, at=NOON)
    days = {"from": NOON.date().isoformat(), "until": NOON.date().isoformat()}

    found = kleinbach.get("/reports/taxes", **days).json()

    (row,) = found["rows"]
    assert (row["country"], row["percent"], row["net_minor"], row["tax_minor"]) == ("DE", "19", 792, 150)
    assert found["totals"][0]["agrees"] is True
    assert kleinbach.get("/reports/taxes/export", **days).content.startswith(b"PK")
    assert kleinbach.get("/reports/taxes", **{"from": "2030-01-01"}).status_code == 422
    assert kleinbach.get("/reports/taxes", **{"from": "2030-02-01", "until": "2030-01-01"}).status_code == 422
    assert kleinbach.get("/reports/taxes").status_code == 200
