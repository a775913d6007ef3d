"""Wall accounts, edges and portals in, let the database place each account in the tree, keep its search text (OPS-3).

Locks: new tables only. Undo: takes the rights away and keeps all rows.
"""

from pathlib import Path

from django.db import migrations

from handsel.kernel.sql import Walls, run_sql, tenant_table

SQL = Path(__file__).parent.parent / "sql"
DETAILS = (
    "company_name, contact_name, email, phone, address, city, country, state, postcode, tax_number, external_number, "
    "manager_id, version"
)
TERMS = "price_list_id, payment_method, approval_required, ended_at"


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_relations"),
        ("timeline", "0002_walls"),
    ]
    operations = [
        # What an account is, where it stands and who trades with whom is settled when the row is made.
        tenant_table("accounts_account", Walls(buyer="id", rights=f"SELECT, INSERT, UPDATE ({DETAILS})")),
        tenant_table(
            "accounts_edge",
            Walls(buyer="buyer_id", both_ends=True, rights=f"SELECT, INSERT, UPDATE ({TERMS})"),
            {"buyer_id": "accounts_account"},
        ),
        tenant_table("accounts_portal", Walls(storefront=True, rights="SELECT, UPDATE")),
        tenant_table("accounts_series", Walls(rights="SELECT, INSERT, UPDATE")),
        run_sql(SQL, "tree"),
    ]
