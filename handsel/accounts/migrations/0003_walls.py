"""Wall in what the package keeps, place each account in the tree, keep its search text, and let tiers ask (OPS-3, ACC-1)."""

from pathlib import Path

from django.db import migrations

from handsel.kernel.sql import Walls, own_accounts, run_sql, tenant_table

SQL = Path(__file__).parent.parent / "sql"
DETAILS = (
    "company_name, contact_name, email, phone, address, city, country, state, postcode, tax_number, external_number, "
    "manager_id, version"
)
TERMS = "price_list_id, payment_method, approval_required, ended_at"
OWN = Walls(buyer="account_id", storefront_writes=True)
SUBJECTS = (
    "tree",
    "searchtext",
    "own_accounts",
    "portals",
    "settings",
    "inheritance",
    "status",
    "standing",
    "dealings",
    "purging",
    "purge",
    "imports",
    "finding",
    "walls",
    "end_customers",
    "naming",
    "elsewhere",
)


class Migration(migrations.Migration):
    dependencies = [
        ("timeline", "0002_walls"),
        ("accounts", "0002_relations"),
        ("catalog", "0001_initial"),
        ("identity", "0001_initial"),
        ("ledger", "0001_initial"),
        ("mail", "0001_initial"),
        ("orders", "0001_initial"),
        ("segments", "0001_initial"),
        ("signups", "0001_initial"),
        ("subscriptions", "0001_initial"),
        ("tasks", "0001_initial"),
        ("tax", "0001_initial"),
        ("visits", "0001_initial"),
        ("gateways", "0001_initial"),
    ]
    operations = [
        tenant_table("accounts_account", Walls(buyer="id", rights=f"SELECT, INSERT, UPDATE ({DETAILS})")),
        tenant_table(
            "accounts_edge",
            Walls(buyer="buyer_id", both_ends=True, rights=f"SELECT, INSERT, UPDATE ({TERMS})"),
            {"buyer_id": "accounts_account"},
        ),
        tenant_table("accounts_portal", Walls(storefront=True, rights="SELECT, UPDATE")),
        tenant_table("accounts_series", Walls(rights="SELECT, INSERT, UPDATE")),
        tenant_table("accounts_address", OWN, {"account_id": "accounts_account"}),
        tenant_table("accounts_tag", Walls()),
        tenant_table(
            "accounts_tagging",
            Walls(rights="SELECT, INSERT, DELETE"),
            {"tag_id": "accounts_tag", "account_id": "accounts_account"},
        ),
        tenant_table("accounts_domain", Walls(rights="SELECT, INSERT, UPDATE (is_main), DELETE")),
        tenant_table("accounts_portalterms", Walls(storefront=True, rights="SELECT, INSERT")),
        tenant_table(
            "accounts_endcustomer",
            Walls(buyer="buyer_id", both_ends=True, rights="SELECT"),
            {"buyer_id": "accounts_account"},
        ),
        tenant_table("accounts_waystopay", Walls(storefront=True, rights="SELECT, INSERT, UPDATE")),
        tenant_table("accounts_site", OWN, {"account_id": "accounts_account", "address_id": "accounts_address"}),
        own_accounts("accounts_address", "account_id"),
        own_accounts("accounts_edge", besides="buyer_id = ANY (SCOPE)"),
        own_accounts("accounts_endcustomer"),
        own_accounts("accounts_site", "account_id"),
        own_accounts("accounts_tagging", "account_id"),
        own_accounts("timeline_event", "account_id", besides="account_id = ANY (SCOPE)"),
        *run_sql(SQL, *SUBJECTS),
    ]
