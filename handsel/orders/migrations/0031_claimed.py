"""Tell an order that waits for money what those before it leave of the funds (ORD-6, ORD-14).

Locks: the legs while two small indexes are built anew.
"""

from pathlib import Path

from django.db import migrations, models
from django.db.models import Q

from handsel.kernel.sql import run_sql

SQL = Path(__file__).parent.parent / "sql"
UNPAID = Q(fulfilment="none", payment__in=["unpaid", "partly_paid"], position=0)
WALLET = ["seller", "buyer"]


class Migration(migrations.Migration):
    dependencies = [("orders", "0030_hidden_lines")]
    operations = [
        migrations.RemoveIndex("leg", "leg_locked"),
        migrations.RemoveIndex("leg", "leg_unpaid"),
        migrations.AddIndex("leg", models.Index(fields=WALLET, name="leg_locked", condition=Q(fulfilment="locked"))),
        migrations.AddIndex("leg", models.Index(fields=WALLET, name="leg_unpaid", condition=UNPAID)),
        *run_sql(SQL, "preflight"),
    ]
