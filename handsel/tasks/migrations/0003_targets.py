"""Fix whom long work is for when it is asked for, keep what it changed in groups, and from where it was asked (ACC-8).

Locks: three short ones on tables that no release has filled yet. Undo: drops what was kept of changes and targets.
"""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

from handsel.kernel.sql import Walls, tenant_table

SELLER = models.ForeignKey(
    db_constraint=False,
    db_index=False,
    on_delete=django.db.models.deletion.PROTECT,
    related_name="+",
    to="accounts.account",
)
SKIP = "ALTER TABLE tasks_skip DROP CONSTRAINT tasks_skip_account_of_same_seller"
GONE = f"""
{SKIP}, ADD CONSTRAINT tasks_skip_account_of_same_seller FOREIGN KEY (seller_id, account_id)
    REFERENCES accounts_account (seller_id, id) ON DELETE CASCADE DEFERRABLE INITIALLY IMMEDIATE
"""
STAYING = f"""
{SKIP}, ADD CONSTRAINT tasks_skip_account_of_same_seller FOREIGN KEY (seller_id, account_id)
    REFERENCES accounts_account (seller_id, id) DEFERRABLE INITIALLY IMMEDIATE
"""


def task_key(name: str) -> models.ForeignKey:
    """Return the reference to the task, whose rows are called `name`."""
    return models.ForeignKey(
        db_constraint=False,
        db_index=False,
        on_delete=django.db.models.deletion.CASCADE,
        related_name=name,
        to="tasks.task",
    )


def key() -> models.BigAutoField:
    """Return the primary key that every table has."""
    return models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")


class Migration(migrations.Migration):
    dependencies = [("tasks", "0002_walls"), ("accounts", "0006_status_and_tags")]
    operations = [
        migrations.AddField("task", "way", models.CharField(blank=True, default="", max_length=10)),
        migrations.AddField("task", "address", models.GenericIPAddressField(null=True)),
        migrations.DeleteModel("Change"),
        migrations.CreateModel(
            name="Change",
            fields=[
                ("id", key()),
                (
                    "account_ids",
                    django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), size=None),
                ),
                ("before", models.JSONField(default=dict)),
                ("seller", SELLER.clone()),
                ("task", task_key("changes")),
            ],
            options={"indexes": [models.Index(fields=["seller", "task", "id"], name="change_of_task")]},
        ),
        migrations.CreateModel(
            name="Target",
            fields=[
                ("id", key()),
                ("batch", models.IntegerField()),
                (
                    "account_ids",
                    django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), size=None),
                ),
                ("seller", SELLER.clone()),
                ("task", task_key("targets")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("seller", "task", "batch"), name="target_once_per_batch")
                ]
            },
        ),
        tenant_table("tasks_change", Walls(rights="SELECT, INSERT"), {"task_id": "tasks_task"}),
        tenant_table("tasks_target", Walls(rights="SELECT, INSERT"), {"task_id": "tasks_task"}),
        # An account that is removed for good takes with it why it was skipped.
        migrations.RunSQL(GONE, STAYING),
    ]
