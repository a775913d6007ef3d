"""Prove the rule about the ways in, and let the database's own functions tell where their events come from (ACC-16).

Locks: none that a reader or a writer would notice. Undo: the functions tell of no origin any more.
"""

from pathlib import Path

from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations

from handsel.kernel.sql import run_sql

SQL = Path(__file__).parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("timeline", "0003_origin")]

    operations = [
        ValidateConstraint(model_name="event", name="event_way_is_known"),
        run_sql(SQL, "origin"),
    ]
