"""Narrow account managers who see their own accounts only in visits, hand-offs and end customers too (USR-5, USR-6).

Locks: each table shortly, for a policy more. Undo: drops them, so that such people see all.
"""

from django.db import migrations

from handsel.kernel.sql import own_accounts


class Migration(migrations.Migration):
    dependencies = [
        ("visits", "0002_walls"),
        ("accounts", "0018_end_customers"),
    ]

    operations = [
        own_accounts("accounts_endcustomer"),
        own_accounts("visits_handoff", "account_id"),
        own_accounts("visits_visit", besides="buyer_id IS NULL"),
    ]
