"""Show narrowed account managers the adjustments of their own accounts only (USR-5).

Locks: policies of two small tables. Undo: everybody on the staff sees all again.
"""

from django.db import migrations

from handsel.kernel.sql import own_accounts


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0017_own_accounts"),
        ("ledger", "0004_adjusting"),
    ]

    operations = [
        own_accounts("ledger_adjustment"),
        own_accounts("ledger_confirmation"),
    ]
