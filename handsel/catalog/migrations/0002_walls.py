"""Wall in products, plans, price lists and rates; prices and offers through the tiers (OPS-3, CAT-2)."""

from pathlib import Path

from django.db import migrations

from handsel.kernel.sql import Walls, reference, run_sql, tenant_table

SQL = Path(__file__).parent.parent / "sql"
SUBJECTS = (
    "prices",
    "default_list",
    "converting",
    "rates",
    "categories",
    "options",
    "price_rules",
    "planned",
    "rules",
    "chain",
    "offers",
    "lines",
    "page",
    "shelf",
    "branch",
    "notices",
)


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0001_initial"),
        ("accounts", "0003_walls"),
        ("tax", "0002_walls"),
    ]
    operations = [
        tenant_table("catalog_product", Walls()),
        tenant_table("catalog_plan", Walls(), {"product_id": "catalog_product"}),
        tenant_table("catalog_pricelist", Walls()),
        tenant_table("catalog_exchangerate", Walls(rights="SELECT, INSERT, UPDATE (withdrawn_at, withdrawn_by_name)")),
        tenant_table("catalog_rateage", Walls(rights="SELECT, INSERT, UPDATE")),
        tenant_table("catalog_category", Walls(), {"parent_id": "catalog_category"}),
        reference("catalog_product", "category_id", "catalog_category"),
        tenant_table("catalog_pricerule", Walls(), {"price_list_id": "catalog_pricelist"}),
        tenant_table("catalog_costpolicy", Walls()),
        tenant_table("catalog_pricebasis", Walls(), {"price_list_id": "catalog_pricelist"}),
        tenant_table("catalog_productoption", Walls(), {"product_id": "catalog_product"}),
        tenant_table("catalog_productpicture", Walls(), {"product_id": "catalog_product"}),
        tenant_table("catalog_scheduledchange", Walls(), {"price_list_id": "catalog_pricelist"}),
        *run_sql(SQL, *SUBJECTS),
    ]
