"""Remove sites and what was said about carts with an account that never traded (ACC-7). Locks: none. Undo: keeps them."""

from pathlib import Path

from django.db import migrations

from handsel.kernel.sql import run_functions, run_sql

SQL = Path(__file__).parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("accounts", "0026_price_tax"), ("orders", "0017_credit_without_cards")]
    operations = [run_sql(SQL, "purging"), run_functions(SQL, "purge")]
