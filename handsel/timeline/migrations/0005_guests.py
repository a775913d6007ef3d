"""Keep with every event where a guest came from, and who let them in (USR-6).

Locks: columns with constant defaults are added without a rewrite. Undo: forgets both; the events stay.
"""

from pathlib import Path

from django.db import migrations, models

from handsel.kernel.sql import run_sql

SQL = Path(__file__).parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("timeline", "0004_origin_told")]

    operations = [
        *(
            migrations.AddField(
                model_name="event",
                name=name,
                field=models.CharField(blank=True, db_default="", default="", max_length=200),
            )
            for name in ("actor_home", "let_in_by")
        ),
        run_sql(SQL, "guests"),
    ]
