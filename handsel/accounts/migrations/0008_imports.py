"""Keep imports with what became of each row, and let an account in the bin give up its external number (ACC-22).

Locks: the table of accounts while the index of external numbers is built anew. Undo: drops imports with their rows; it
fails while an account in the bin and another have the same external number.
"""

from pathlib import Path

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from handsel.kernel.sql import Walls, run_sql, tenant_table

SQL = Path(__file__).parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0007_portal_settings"),
        ("tasks", "0003_targets"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Import",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("user_name", models.CharField(max_length=200)),
                ("kind", models.CharField(max_length=10)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("uploaded", "Uploaded"),
                            ("checking", "Being checked"),
                            ("checked", "Checked"),
                            ("running", "Running"),
                            ("done", "Imported"),
                            ("undoing", "Being undone"),
                            ("undone", "Undone"),
                        ],
                        default="uploaded",
                        max_length=10,
                    ),
                ),
                ("file", models.CharField(blank=True, default="", max_length=200)),
                ("file_name", models.CharField(max_length=200)),
                ("given", models.JSONField(default=dict)),
                ("heading", models.JSONField(default=dict)),
                ("samples", models.JSONField(default=list)),
                ("choices", models.JSONField(default=list)),
                ("without_email", models.BooleanField(default=False)),
                ("position", models.IntegerField(default=0)),
                ("counts", models.JSONField(default=dict)),
                ("fault", models.TextField(blank=True, default="")),
                ("uploaded_at", models.DateTimeField()),
                ("done_at", models.DateTimeField(null=True)),
                ("expires_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="ImportedRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("line", models.IntegerField()),
                ("fate", models.CharField(max_length=10)),
                ("name", models.CharField(blank=True, default="", max_length=200)),
                ("told", models.JSONField(default=dict)),
                ("faults", models.JSONField(default=list)),
                ("changes", models.JSONField(default=dict)),
                ("same_as", models.IntegerField(default=0)),
                ("cells", models.JSONField(null=True)),
                ("account_id", models.BigIntegerField(null=True)),
                ("version_before", models.IntegerField(null=True)),
                ("version_after", models.IntegerField(null=True)),
                ("kept", models.TextField(blank=True, default="")),
            ],
        ),
        migrations.RemoveConstraint(
            model_name="account",
            name="account_external_number_once_per_seller",
        ),
        migrations.AddConstraint(
            model_name="account",
            constraint=models.UniqueConstraint(
                condition=models.Q(models.Q(("external_number", ""), _negated=True), ("deleted_at__isnull", True)),
                fields=("seller", "external_number"),
                name="account_external_number_once_per_seller",
            ),
        ),
        migrations.AddField(
            model_name="import",
            name="seller",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.account"
            ),
        ),
        migrations.AddField(
            model_name="import",
            name="task",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="tasks.task",
            ),
        ),
        migrations.AddField(
            model_name="import",
            name="user",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="importedrow",
            name="seller",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.account",
            ),
        ),
        migrations.AddField(
            model_name="importedrow",
            name="source",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="rows",
                to="accounts.import",
            ),
        ),
        migrations.AddIndex(
            model_name="import",
            index=models.Index(fields=["seller", "-id"], name="import_list"),
        ),
        migrations.AddIndex(
            model_name="import",
            index=models.Index(
                condition=models.Q(("expires_at__isnull", False)), fields=["expires_at"], name="import_expires"
            ),
        ),
        migrations.AddConstraint(
            model_name="import",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ["uploaded", "checking", "checked", "running", "done", "undoing", "undone"])
                ),
                name="import_state_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="import",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["customer", "reseller"])), name="import_is_of_buyers"
            ),
        ),
        migrations.AddIndex(
            model_name="importedrow",
            index=models.Index(fields=["seller", "source", "fate", "line"], name="imported_row_by_fate"),
        ),
        migrations.AddConstraint(
            model_name="importedrow",
            constraint=models.UniqueConstraint(fields=("seller", "source", "line"), name="imported_row_once"),
        ),
        tenant_table("accounts_import", Walls(), {"user_id": "identity_user", "task_id": "tasks_task"}),
        tenant_table("accounts_importedrow", Walls(), {"source_id": "accounts_import"}),
        run_sql(SQL, "imports"),
    ]
