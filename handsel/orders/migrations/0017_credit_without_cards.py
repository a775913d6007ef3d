"""Let credit count where a card would pay and the seller has no gateway (ORD-4). Locks: none. Undo: nothing."""

from pathlib import Path

from django.db import migrations

from handsel.kernel.sql import run_functions

SQL = Path(__file__).parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("orders", "0016_left_carts")]
    operations = [run_functions(SQL, "card_state")]
