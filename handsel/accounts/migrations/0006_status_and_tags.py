"""Give accounts a status, an archive and a bin, and staff their tags (ACC-6 to ACC-9).

Locks: rewrites the table of accounts once, for the generated column. Undo: drops all of it with its rows.
"""

from pathlib import Path

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from handsel.kernel.sql import Walls, run_sql, tenant_table

SQL = Path(__file__).parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0005_notes_and_addresses"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Tag",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=50)),
                ("key", models.CharField(max_length=150)),
            ],
        ),
        migrations.CreateModel(
            name="Tagging",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            ],
        ),
        migrations.RemoveIndex(
            model_name="account",
            name="account_list_by_name",
        ),
        migrations.RemoveIndex(
            model_name="account",
            name="account_list_by_age",
        ),
        migrations.AddField(
            model_name="account",
            name="archived_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="account",
            name="deleted_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="account",
            name="status",
            field=models.CharField(
                choices=[("active", "Active"), ("inactive", "Inactive"), ("suspended", "Suspended")],
                db_default="active",
                default="active",
                max_length=10,
            ),
        ),
        migrations.AddField(
            model_name="account",
            name="status_reason",
            field=models.TextField(blank=True, db_default="", default=""),
        ),
        migrations.AddField(
            model_name="account",
            name="status_since",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="account",
            name="status_until",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="account",
            name="is_listed",
            field=models.GeneratedField(
                db_persist=True,
                expression=models.Q(("archived_at__isnull", True), ("deleted_at__isnull", True)),
                output_field=models.BooleanField(),
            ),
        ),
        migrations.AddIndex(
            model_name="account",
            index=models.Index(
                condition=models.Q(("is_listed", True)),
                fields=["seller", "kind", "name", "id"],
                name="account_listed_by_name",
            ),
        ),
        migrations.AddIndex(
            model_name="account",
            index=models.Index(
                condition=models.Q(("is_listed", True)),
                fields=["seller", "kind", "-joined_at", "-id"],
                name="account_listed_by_age",
            ),
        ),
        migrations.AddIndex(
            model_name="account",
            index=models.Index(
                condition=models.Q(("archived_at__isnull", False)),
                fields=["seller", "archived_at"],
                name="account_archived",
            ),
        ),
        migrations.AddIndex(
            model_name="account",
            index=models.Index(
                condition=models.Q(("deleted_at__isnull", False)),
                fields=["seller", "deleted_at"],
                name="account_in_bin",
            ),
        ),
        migrations.AddIndex(
            model_name="account",
            index=models.Index(
                condition=models.Q(("status", "active"), _negated=True),
                fields=["seller", "status"],
                name="account_not_active",
            ),
        ),
        migrations.AddConstraint(
            model_name="account",
            constraint=models.CheckConstraint(
                condition=models.Q(("status__in", ["active", "inactive", "suspended"])), name="account_status_is_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="account",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "active"), ("status_reason", ""), ("status_until__isnull", True)),
                    models.Q(
                        models.Q(("status", "active"), _negated=True),
                        models.Q(("status_reason", ""), _negated=True),
                        ("status_since__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="account_not_active_for_a_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="account",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("status_until__isnull", True), ("status_until__gt", models.F("status_since")), _connector="OR"
                ),
                name="account_suspended_until_later",
            ),
        ),
        migrations.AddField(
            model_name="tag",
            name="seller",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.account"
            ),
        ),
        migrations.AddField(
            model_name="tagging",
            name="account",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="taggings",
                to="accounts.account",
            ),
        ),
        migrations.AddField(
            model_name="tagging",
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
            model_name="tagging",
            name="tag",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="taggings",
                to="accounts.tag",
            ),
        ),
        migrations.AddConstraint(
            model_name="tag",
            constraint=models.UniqueConstraint(fields=("seller", "key"), name="tag_once_per_seller"),
        ),
        migrations.AddConstraint(
            model_name="tag",
            constraint=models.CheckConstraint(condition=models.Q(("name", ""), _negated=True), name="tag_has_a_name"),
        ),
        migrations.AddIndex(
            model_name="tagging",
            index=models.Index(fields=["seller", "account"], name="tagging_of_account"),
        ),
        migrations.AddConstraint(
            model_name="tagging",
            constraint=models.UniqueConstraint(fields=("seller", "tag", "account"), name="tagging_once"),
        ),
        tenant_table("accounts_tag", Walls()),
        tenant_table(
            "accounts_tagging",
            Walls(rights="SELECT, INSERT, DELETE"),
            {"tag_id": "accounts_tag", "account_id": "accounts_account"},
        ),
        run_sql(SQL, "status"),
    ]
