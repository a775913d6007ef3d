"""Tell a customer's own people who logs in for it (USR-1). Locks: none. Undo: nothing."""

from pathlib import Path

from django.db import migrations

from handsel.kernel.sql import run_functions

SQL = Path(__file__).parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("identity", "0013_session_proofs"), ("catalog", "0004_chain")]
    operations = [run_functions(SQL, "own_users")]
