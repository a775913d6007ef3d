"""Let a portal ask its staff for a second factor, inherited like its other settings (USR-7).

Locks: a column without a default is added without a rewrite; portals are few. Undo: forgets the setting.
"""

from pathlib import Path

from django.db import migrations, models

from handsel.kernel.sql import run_sql

SQL = Path(__file__).parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0019_own_view"),
    ]

    operations = [
        migrations.AddField(
            model_name="portal",
            name="staff_second_factor",
            field=models.CharField(
                choices=[("optional", "Optional"), ("required", "Required")], max_length=10, null=True
            ),
        ),
        migrations.AddConstraint(
            model_name="portal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("staff_second_factor__isnull", True),
                    ("staff_second_factor__in", ["optional", "required"]),
                    _connector="OR",
                ),
                name="portal_staff_second_factor_is_known",
            ),
        ),
        run_sql(SQL, "inheritance"),
    ]
