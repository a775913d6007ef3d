"""A range of many products, and how many prices are made of it (CAT-1, CAT-2)."""

from django.db import connection, transaction

from handsel.catalog.models import Category, Plan, Product
from handsel.identity.actor import Actor
from handsel.kernel.isolation import scoped


def supply_many(by: Actor, first: int, count: int) -> list[int]:
    """Let the account of `by` supply `count` more products called Bulk with a plan each, and return the plans."""
    with transaction.atomic(), scoped(by.scope, author=by.signature):
        same = {"seller_id": by.seller_id}
        category, _made = Category.objects.get_or_create(**same, parent=None, name="Bulk", position=-1)
        numbers = range(first, first + count)
        products = Product.objects.bulk_create(
            Product(**same, sku=f"BULK-{number}", name=f"Bulk {number:04}", category=category) for number in numbers
        )
        plans = Plan.objects.bulk_create(
            Plan(**same, product=product, name="Once", currency="EUR", cost_minor=100) for product in products
        )
        return [plan.pk for plan in plans]


def prices_made() -> int:
    """Return how many prices were made in this transaction so far, one for each plan and tier."""
    return calls_of("catalog_price")


def calls_of(function: str) -> int:
    """Return how often a function of the database was called in this transaction so far."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT sum(calls) FROM pg_stat_xact_user_functions WHERE funcname = %s", [function])
        (calls,) = cursor.fetchone()
    return int(calls or 0)


def rules_read() -> int:
    """Return how many rows of price rules were looked at in this transaction so far."""
    with connection.cursor() as cursor:
        cursor.execute("""
            SELECT t.seq_tup_read + coalesce(sum(pg_stat_get_xact_tuples_returned(i.indexrelid)), 0)
              FROM pg_stat_xact_user_tables t JOIN pg_index i ON i.indrelid = t.relid
             WHERE t.relname = 'catalog_pricerule' GROUP BY t.seq_tup_read
        """)
        (rows,) = cursor.fetchone()
    return int(rows)
