"""Write on the receipt of a card the day where the seller is (FUN-1, ORD-4).

Locks: none.
"""

from pathlib import Path

from django.db import migrations

from handsel.kernel.sql import run_sql

SQL = Path(__file__).parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("orders", "0008_open_cart"), ("accounts", "0005_today")]
    operations = run_sql(SQL, "take_cards")
