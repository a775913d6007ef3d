"""Wall in what a seller and its buyers are to the tax office, and decide the tax of an edge (OPS-3, CAT-4)."""

from pathlib import Path

from django.db import migrations

from handsel.kernel.sql import Walls, own_accounts, run_sql, tenant_table

SQL = Path(__file__).parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [
        ("tax", "0001_initial"),
        ("accounts", "0003_walls"),
    ]
    operations = [
        tenant_table("tax_taxsetup", Walls(rights="SELECT, INSERT, UPDATE")),
        tenant_table("tax_taxrate", Walls(rights="SELECT, INSERT, UPDATE (withdrawn_at, withdrawn_by_name)")),
        tenant_table("tax_buyertax", Walls(rights="SELECT, INSERT, UPDATE"), {"account_id": "accounts_account"}),
        tenant_table("tax_producttax", Walls()),
        own_accounts("tax_buyertax", "account_id"),
        *run_sql(SQL, "deciding", "tax"),
    ]
