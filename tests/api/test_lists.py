"""A list costs as many queries for five rows as for one (speed.md)."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.api.calling import Program
from tests.api.test_funds import PAYMENT
from tests.api.test_orders import plan_of

pytestmark = [pytest.mark.django_db, pytest.mark.covers("API-1")]


def queries(kleinbach: Program, path: str) -> tuple[int, int]:
    """Return how many rows a list has and how many queries it took."""
    kleinbach.get("/me")  # so that the use of the key is noted
    with CaptureQueriesContext(connection) as asked:
        rows = kleinbach.get(path).json()
    return len(rows["items"] if isinstance(rows, dict) else rows), len(asked)


def customer(kleinbach: Program, bakery: int, n: int) -> None:
    kleinbach.post("/customers", {"contact_name": f"Customer {n}", "email": f"c{n}@example.com"})


def reseller(kleinbach: Program, bakery: int, n: int) -> None:
    body = {
        "company_name": f"Reseller {n}",
        "email": f"r{n}@example.com",
        "currency": "EUR",
        "portal": {"name": f"reseller{n}", "title": "Reseller"},
        "owner": {"first_name": "O", "last_name": "W", "email": f"r{n}@example.com"},
    }
    assert kleinbach.post("/resellers", body).status_code == 201


def user(kleinbach: Program, bakery: int, n: int) -> None:
    person = {"first_name": "U", "last_name": str(n), "email": f"u{n}@example.com"}
    assert kleinbach.post(f"/customers/{bakery}/users", person).status_code == 201


def receipt(kleinbach: Program, bakery: int, n: int) -> None:
    assert kleinbach.post(f"/accounts/{bakery}/receipts", PAYMENT, key=f"receipt-{n}").status_code == 201


def order(kleinbach: Program, bakery: int, n: int) -> None:
    lines = [{"plan_id": plan_of(kleinbach, "MAIL")}]
    assert kleinbach.post("/orders", {"buyer": bakery, "lines": lines}, key=f"order-{n}").status_code == 201


def product(kleinbach: Program, bakery: int, n: int) -> None:
    plans = [
        {"name": "Once", "currency": "EUR", "cost_minor": n},
        {"name": "Twice", "currency": "EUR", "cost_minor": n},
    ]
    assert (
        kleinbach.post("/products", {"sku": f"P{n}", "name": "P", "category": "P", "plans": plans}).status_code == 201
    )


@pytest.mark.parametrize(
    ("path", "add"),
    [
        ("/customers", customer),
        ("/customers?q=c", customer),
        ("/resellers", reseller),
        ("/customers/{bakery}/users", user),
        ("/accounts/{bakery}/receipts", receipt),
        ("/accounts/{bakery}/wallets/EUR/statement", receipt),
        ("/accounts/{bakery}/timeline", receipt),
        ("/receipts", receipt),
        ("/orders", order),
        ("/purchases", order),
        ("/products", product),
    ],
)
def test_a_list_takes_as_many_queries_for_five_rows_as_for_one(
    kleinbach: Program, bakery: int, path: str, add: Callable[[Program, int, int], None]
):
    path = path.replace("{bakery}", str(bakery))
    add(kleinbach, bakery, 1)
    few, before = queries(kleinbach, path)

    for n in range(2, 6):
        add(kleinbach, bakery, n)
    many, after = queries(kleinbach, path)

    assert many >= few + 4
    assert after == before
