"""The demo out of a data warehouse trades as its tables say, and leaves books that add up (OPS-1, ORD-11)."""

import csv
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pytest

from tests import database
from tests.cli.test_demo import handsel, rows
from tests.database import Clone

pytestmark = [pytest.mark.covers("OPS-1")]

GEOGRAPHY = [
    {
        "GeographyKey": "1",
        "City": "Seattle",
        "StateProvinceName": "Washington",
        "CountryRegionCode": "US",
        "PostalCode": "98104",
        "SalesTerritoryKey": "1",
    },
    {
        "GeographyKey": "2",
        "City": "Lyon",
        "StateProvinceName": "Rhône",
        "CountryRegionCode": "FR",
        "PostalCode": "69001",
        "SalesTerritoryKey": "7",
    },
]
DEALERS = [
    ("1", "1", "Wheels of Joy"),
    ("2", "1", "Wheels of Joy"),
    ("3", "2", "Vélo Dupont"),
    ("4", "2", "Sans Commande"),
]
SOLD = [
    ("SO1", "1", "2011-01-31", "11", [("100", 2, "200.0000"), ("200", 1, "9.9960")]),
    ("SO2", "3", "2011-01-31", "12", [("100", 1, "90.0000")]),
    ("SO3", "1", "2012-01-31", "11", [("101", 3, "330.0000")]),
    ("SO4", "2", "2012-01-31", "11", [("101", 1, "110.0000")]),
]
"""Number, dealer, day, seller, and per line the product, how many, and what they came to."""


def write(folder: Path, table: str, found: Sequence[Mapping[str, object]]) -> None:
    with (folder / f"{table}.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, found[0].keys())
        writer.writeheader()
        writer.writerows(found)


def product(key: str, sku: str, cost: str, dealer: str) -> dict[str, object]:
    return {
        "ProductKey": key,
        "ProductAlternateKey": sku,
        "ProductSubcategoryKey": "1",
        "EnglishProductName": f"Bike {sku}",
        "EnglishDescription": "For the road.",
        "StandardCost": cost,
        "DealerPrice": dealer,
        "StartDate": "2011-07-01",
    }


def write_tables(folder: Path) -> None:
    write(
        folder,
        "DimSalesTerritory",
        [
            {"SalesTerritoryKey": key, "SalesTerritoryRegion": name}
            for key, name in (("1", "Northwest"), ("7", "France"), ("11", "NA"))
        ],
    )
    write(folder, "DimGeography", GEOGRAPHY)
    write(
        folder,
        "DimReseller",
        [
            {
                "ResellerKey": key,
                "GeographyKey": place,
                "ResellerAlternateKey": f"AW{key}",
                "Phone": "245-555-0173",
                "ResellerName": name,
                "AddressLine1": "Road 1",
            }
            for key, place, name in DEALERS
        ],
    )
    write(
        folder,
        "DimEmployee",
        [
            {"EmployeeKey": key, "FirstName": first, "LastName": "Seller"}
            for key, first in (("11", "Ann"), ("12", "Bob"), ("13", "Idle"))
        ],
    )
    write(folder, "DimProductCategory", [{"ProductCategoryKey": "1", "EnglishProductCategoryName": "Bikes"}])
    write(
        folder,
        "DimProductSubcategory",
        [{"ProductSubcategoryKey": "1", "EnglishProductSubcategoryName": "Road Bikes", "ProductCategoryKey": "1"}],
    )
    products = [
        ("100", "BK", "80.0000", "100.0000"),
        ("101", "BK", "120.0000", "110.0000"),
        ("200", "LK", "4.5", "9.996"),
        ("300", "NO", "", ""),
    ]
    write(folder, "DimProduct", [product(*one) for one in products])
    write(
        folder,
        "FactResellerSales",
        [
            {
                "SalesOrderNumber": number,
                "SalesOrderLineNumber": place,
                "ProductKey": key,
                "ResellerKey": dealer,
                "EmployeeKey": seller,
                "OrderQuantity": quantity,
                "SalesAmount": amount,
                "CustomerPONumber": f"PO-{number}",
                "OrderDate": f"{day} 00:00:00",
            }
            for number, dealer, day, seller, lines in SOLD
            for place, (key, quantity, amount) in enumerate(lines, 1)
        ],
    )


@pytest.fixture(scope="module")
def played(django_db_setup: None, worker_id: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Clone]:
    folder, name = tmp_path_factory.mktemp("tables"), f"warehouse_{worker_id}"
    write_tables(folder)
    fresh = database.clone(name, database.EMPTY)
    done = handsel(fresh, "demo", "--from", str(folder))
    assert (done.returncode, done.stderr) == (0, "")
    assert "2 territories, 4 resellers and 4 orders" in done.stdout
    assert "chosen by Handsel" in done.stdout
    named = handsel(fresh, "demo", "--logins", "--from", str(folder)).stdout
    assert {"tess@northwest.example", "tess@france.example"} <= set(named.split())
    yield fresh
    database.drop(name)


def test_its_books_are_right(played):
    done = handsel(played, "prove")

    assert (done.returncode, done.stderr) == (0, "")
    assert rows(played, "SELECT * FROM timeline_deadletter") == []


def test_every_order_was_bought_on_its_day_at_its_price_and_delivered(played):
    found = rows(
        played,
        """
        SELECT l.asked_at::date::text, l.net_minor, l.fulfilment, b.company_name FROM orders_leg l
          JOIN accounts_account b ON b.id = l.buyer_id WHERE l.position = 0 ORDER BY l.asked_at
    """,
    )

    assert found == [
        ("2011-01-31", 20_000 + 1_000, "executed", "Wheels of Joy"),
        ("2011-01-31", 9_000, "executed", "Vélo Dupont"),
        ("2012-01-31", 33_000, "executed", "Wheels of Joy"),
        ("2012-01-31", 11_000, "executed", "Wheels of Joy"),
    ]


def test_territories_buy_at_the_cost_of_the_day_even_above_what_dealers_pay(played):
    found = rows(played, "SELECT l.net_minor FROM orders_leg l WHERE l.position = 1 ORDER BY l.asked_at, l.id")

    assert [minor for (minor,) in found] == [2 * 8_000 + 450, 8_000, 3 * 12_000, 12_000]


def test_employees_look_after_whom_they_sold_to(played):
    found = rows(
        played,
        """
        SELECT a.external_number, u.first_name FROM accounts_account a LEFT JOIN identity_user u ON u.id = a.manager_id
         WHERE a.external_number <> '' ORDER BY 1
    """,
    )

    assert found == [("AW1", "Ann"), ("AW2", "Ann"), ("AW3", "Bob"), ("AW4", None)]


def test_nobody_can_be_written_to(played):
    found = rows(played, "SELECT email FROM accounts_account WHERE email NOT LIKE '%.example' AND email <> ''")

    assert found == []


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (lambda folder: (folder / "DimProduct.csv").unlink(), "There is no DimProduct.csv"),
        (lambda folder: (folder / "DimEmployee.csv").write_text("EmployeeKey\n1\n"), "A column or a row is missing"),
        (lambda folder: write(folder, "DimReseller", [{"ResellerKey": "1", "GeographyKey": "99"}]), "missing: '99'"),
        (
            lambda folder: (folder / "FactResellerSales.csv").write_text(
                (folder / "FactResellerSales.csv").read_text().replace("2011-01-31", "yesterday")
            ),
            "Cannot read a value",
        ),
    ],
)
def test_a_folder_that_is_no_warehouse_says_what_is_missing(tmp_path, spoil, told, played):
    write_tables(tmp_path)
    spoil(tmp_path)

    done = handsel(played, "demo", "--from", str(tmp_path))

    assert done.returncode == 1
    assert told in done.stderr
    assert "Traceback" not in done.stderr


def test_a_database_with_accounts_is_left_alone(played, tmp_path):
    write_tables(tmp_path)

    done = handsel(played, "demo", "--from", str(tmp_path))

    assert done.returncode == 1
    assert "needs an empty installation" in done.stderr
