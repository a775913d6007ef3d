"""Tell buyers before a planned change of prices (CAT-3).

Locks: a short ACCESS EXCLUSIVE lock on a small table. Undo: forgets who was to be told, and was.
"""

from pathlib import Path

from django.db import migrations, models

from handsel.kernel.sql import run_functions

SQL = Path(__file__).parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("catalog", "0013_shelf")]

    operations = [
        migrations.AddField("scheduledchange", "notice_at", models.DateTimeField(null=True)),
        migrations.AddField("scheduledchange", "told_at", models.DateTimeField(null=True)),
        migrations.AddField("scheduledchange", "told", models.JSONField(default=list)),
        migrations.AddConstraint(
            "scheduledchange",
            models.CheckConstraint(
                condition=models.Q(
                    ("notice_at__isnull", True), ("notice_at__lt", models.F("starts_at")), _connector="OR"
                ),
                name="scheduled_change_is_told_before_it_begins",
            ),
        ),
        run_functions(SQL, "notices"),
    ]
