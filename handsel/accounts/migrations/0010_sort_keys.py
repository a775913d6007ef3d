"""Sort names and cities as people look them up, and give each column of the standard list its index (ACC-11).

Locks: rewrites the table of accounts twice, for the stored keys. Undo: drops the keys and keeps all rows.
"""

from pathlib import Path

from django.conf import settings
from django.db import migrations, models

from handsel.kernel.sql import run_sql

SQL = Path(__file__).parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0009_standing"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        run_sql(SQL, "sorting"),
        migrations.RemoveIndex(
            model_name="account",
            name="account_listed_by_name",
        ),
        migrations.AddField(
            model_name="account",
            name="sort_city",
            field=models.GeneratedField(
                db_persist=True,
                expression=models.Func(models.F("city"), function="accounts_sort_key"),
                output_field=models.TextField(db_collation="C"),
            ),
        ),
        migrations.AddField(
            model_name="account",
            name="sort_name",
            field=models.GeneratedField(
                db_persist=True,
                expression=models.Func(
                    models.Case(
                        models.When(company_name="", then=models.F("contact_name")), default=models.F("company_name")
                    ),
                    function="accounts_sort_key",
                ),
                output_field=models.TextField(db_collation="C"),
            ),
        ),
        migrations.AddIndex(
            model_name="account",
            index=models.Index(
                condition=models.Q(("is_listed", True)),
                fields=["seller", "kind", "sort_name", "id"],
                name="account_listed_by_name",
            ),
        ),
        migrations.AddIndex(
            model_name="account",
            index=models.Index(
                condition=models.Q(("is_listed", True)),
                fields=["seller", "kind", "sort_city", "id"],
                name="account_listed_by_city",
            ),
        ),
        migrations.AddIndex(
            model_name="account",
            index=models.Index(
                condition=models.Q(("is_listed", True)),
                fields=["seller", "kind", "email", "id"],
                name="account_listed_by_email",
            ),
        ),
        migrations.AddIndex(
            model_name="account",
            index=models.Index(
                condition=models.Q(("is_listed", True)),
                fields=["seller", "kind", "phone", "id"],
                name="account_listed_by_phone",
            ),
        ),
    ]
