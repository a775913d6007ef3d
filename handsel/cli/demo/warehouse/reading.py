"""Read the tables of the AdventureWorks data warehouse, as comma-separated files, into what the demo needs of them.

The files are those of Microsoft's sample database AdventureWorksDW, one for each table, with the names of the columns
in the first line. Amounts have four decimals there and are rounded half up to cents here.
"""

import csv
import gzip
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from django.utils.text import slugify

from handsel.accounts.details import AccountDetails, find_faults
from handsel.kernel.money import round_half_up

Row = Mapping[str, str]


class NotAWarehouse(ValueError):
    """A file or a column of the data warehouse is missing, or what stands in it cannot be read."""


@dataclass(frozen=True)
class Costing:
    """What a product costs, and what dealers pay for it, from a day on; in US cents."""

    since: date
    cost_minor: int
    dealer_minor: int


@dataclass(frozen=True)
class Article:
    """A product by its number, under which it has one or more costings, the oldest first."""

    sku: str
    name: str
    category: str
    description: str
    costings: Sequence[Costing]

    def costing_on(self, day: date) -> Costing:
        return next((one for one in reversed(self.costings) if one.since <= day), self.costings[0])


@dataclass(frozen=True)
class Seller:
    """Somebody who sells for a territory."""

    key: str
    first_name: str
    last_name: str

    @property
    def mailbox(self) -> str:
        return slugify(f"{self.first_name} {self.last_name}")


@dataclass(frozen=True)
class Dealer:
    """A reseller of the data, with its territory."""

    key: str
    territory: str
    portal: str
    details: AccountDetails


@dataclass(frozen=True)
class Sale:
    """A line of an order: how many, and what each cost after all discounts, in US cents."""

    sku: str
    quantity: int
    unit_minor: int


@dataclass(frozen=True)
class Bought:
    """An order of a reseller."""

    number: str
    day: date
    dealer: str
    seller: str
    po_number: str
    sales: Sequence[Sale]

    @property
    def total_minor(self) -> int:
        return sum(sale.unit_minor * sale.quantity for sale in self.sales)


@dataclass(frozen=True)
class Warehouse:
    """All of it; `territories` are names by key, `orders` stand in the order of their dates."""

    territories: Mapping[str, str]
    dealers: Mapping[str, Dealer]
    sellers: Mapping[str, Seller]
    articles: Mapping[str, Article]
    orders: Sequence[Bought]

    def selling_in(self, territory: str) -> list[Seller]:
        """Return who sold something in a territory."""
        keys = {order.seller for order in self.orders if self.dealers[order.dealer].territory == territory}
        return [seller for key, seller in self.sellers.items() if key in keys]


def read_warehouse(folder: Path) -> Warehouse:
    """Read the files of `folder`. Raises NotAWarehouse."""
    try:
        products = {row["ProductKey"]: row for row in _rows(folder, "DimProduct")}
        facts = list(_rows(folder, "FactResellerSales"))
        dealers, territories = _dealers(folder), _territories(folder)
        return Warehouse(
            {key: name for key, name in territories.items() if any(key == one.territory for one in dealers.values())},
            dealers,
            {row["EmployeeKey"]: _seller(row) for row in _rows(folder, "DimEmployee")},
            _articles(folder, products, facts),
            _orders(facts, products),
        )
    except KeyError as error:
        raise NotAWarehouse(f"A column or a row is missing: {error}.") from error
    except (ValueError, ArithmeticError) as error:
        raise error if isinstance(error, NotAWarehouse) else NotAWarehouse(f"Cannot read a value: {error}.") from error


def _rows(folder: Path, table: str) -> Iterator[Row]:
    for path, opened in ((folder / f"{table}.csv", open), (folder / f"{table}.csv.gz", gzip.open)):
        if path.is_file():
            with opened(path, "rt", encoding="utf-8", newline="") as file:
                yield from csv.DictReader(file)
            return
    raise NotAWarehouse(f"There is no {table}.csv or {table}.csv.gz in {folder}.")


def _territories(folder: Path) -> dict[str, str]:
    return {row["SalesTerritoryKey"]: row["SalesTerritoryRegion"] for row in _rows(folder, "DimSalesTerritory")}


def _seller(row: Row) -> Seller:
    return Seller(row["EmployeeKey"], row["FirstName"], row["LastName"])


def _dealers(folder: Path) -> dict[str, Dealer]:
    places = {row["GeographyKey"]: row for row in _rows(folder, "DimGeography")}
    dealers: dict[str, Dealer] = {}
    taken: set[str] = set()
    for row in _rows(folder, "DimReseller"):
        place, plain = places[row["GeographyKey"]], slugify(row["ResellerName"])[:30].strip("-")
        portal = plain if plain not in taken else f"{plain}-{row['ResellerKey']}"
        taken.add(portal)
        details = _details(row, place, portal)
        dealers[row["ResellerKey"]] = Dealer(row["ResellerKey"], place["SalesTerritoryKey"], portal, details)
    return dealers


def _details(row: Row, place: Row, portal: str) -> AccountDetails:
    """Return what is told of a reseller; what is no number, state or postcode of its country is left out."""
    told = {
        "company_name": row["ResellerName"],
        "contact_name": "Purchasing",
        "email": f"purchasing@{portal}.example",
        "phone": row["Phone"],
        "address": row["AddressLine1"],
        "city": place["City"],
        "country": place["CountryRegionCode"],
        "state": place["StateProvinceName"],
        "postcode": place["PostalCode"],
        "external_number": row["ResellerAlternateKey"],
    }
    faults = find_faults(AccountDetails(**told).tidied())
    return AccountDetails(**{field: value for field, value in told.items() if field not in faults}).tidied()


def _articles(folder: Path, products: Mapping[str, Row], facts: Sequence[Row]) -> dict[str, Article]:
    """Return what was sold; each costing counts from the day on which something was first sold at it.

    The tables have days of their own for that, which lie half a year after those of the sales they belong to.
    """
    above = {
        row["ProductCategoryKey"]: row["EnglishProductCategoryName"] for row in _rows(folder, "DimProductCategory")
    }
    below = {
        row["ProductSubcategoryKey"]: f"{above[row['ProductCategoryKey']]} › {row['EnglishProductSubcategoryName']}"
        for row in _rows(folder, "DimProductSubcategory")
    }
    since: dict[str, date] = {}
    for fact in facts:
        key, day = fact["ProductKey"], _day(fact)
        since[key] = min(day, since.get(key, day))
    periods = defaultdict(list)
    for key in sorted(since, key=since.__getitem__):
        periods[products[key]["ProductAlternateKey"]].append(products[key])
    articles = {}
    for sku, found in periods.items():
        last = found[-1]
        costings = [
            Costing(since[row["ProductKey"]], _cents(row["StandardCost"]), _cents(row["DealerPrice"])) for row in found
        ]
        name, category = last["EnglishProductName"], below[last["ProductSubcategoryKey"]]
        articles[sku] = Article(sku, name, category, last["EnglishDescription"], costings)
    return articles


def _orders(facts: Sequence[Row], products: Mapping[str, Row]) -> list[Bought]:
    lines = defaultdict(list)
    for row in facts:
        lines[row["SalesOrderNumber"]].append(row)
    orders = []
    for number, rows in lines.items():
        first = rows[0]
        sales = [
            Sale(
                products[row["ProductKey"]]["ProductAlternateKey"],
                int(row["OrderQuantity"]),
                _cents(Decimal(row["SalesAmount"]) / int(row["OrderQuantity"])),
            )
            for row in sorted(rows, key=lambda row: int(row["SalesOrderLineNumber"]))
        ]
        orders.append(
            Bought(number, _day(first), first["ResellerKey"], first["EmployeeKey"],
                   first["CustomerPONumber"], sales)
        )  # fmt: skip
    return sorted(orders, key=lambda order: (order.day, order.number))


def _day(fact: Row) -> date:
    return date.fromisoformat(fact["OrderDate"][:10])


def _cents(amount: str | Decimal) -> int:
    return round_half_up(Decimal(amount) * 100)
