"""Let a visitor's cart hold what a buyer's holds: answers, add-ons, the same plan twice (ACC-3, CAT-1).

Locks: the table of visitors' lines for a moment. Undo: leaves the columns.
"""

from pathlib import Path

import django.db.models.deletion
from django.db import migrations, models

from handsel.kernel.sql import reference, run_sql

SQL = Path(__file__).parent.parent / "sql"
UNDER = models.Q(("under__isnull", False))


class Migration(migrations.Migration):
    dependencies = [("catalog", "0002_walls"), ("signups", "0003_reminders")]

    operations = [
        migrations.RemoveConstraint("visitorline", "visitor_line_once_per_plan"),
        migrations.RenameField("visitorline", "plan_ref", "plan"),
        migrations.AlterField(
            "visitorline",
            "plan",
            models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="catalog.plan"),
        ),
        migrations.AddField("visitorline", "options", models.JSONField(default=list)),
        migrations.AddField(
            "visitorline",
            "under",
            models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="addons",
                to="signups.visitorline",
            ),
        ),
        migrations.AddIndex("visitorline", models.Index(fields=["seller", "cart"], name="visitor_line_of_cart")),
        migrations.AddConstraint(
            "visitorline",
            models.CheckConstraint(
                condition=models.Q(("under", models.F("id")), _negated=True), name="visitor_line_is_not_under_itself"
            ),
        ),
        migrations.AddConstraint(
            "visitorline",
            models.UniqueConstraint(condition=UNDER, fields=("under", "plan"), name="visitor_line_addon_once_per_line"),
        ),
        reference("signups_visitorline", "under_id", "signups_visitorline"),
        *run_sql(SQL, "window"),
    ]
