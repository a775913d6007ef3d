"""Sort by every figure by an index (ACC-11).

Locks: figures against writing while the indexes are built. Undo: puts the former ones back.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0014_by_country"),
        ("segments", "0002_walls"),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="figures",
            name="figures_by_run_rate",
        ),
        migrations.RemoveIndex(
            model_name="figures",
            name="figures_by_last_order",
        ),
        migrations.AddIndex(
            model_name="figures",
            index=models.Index(fields=["seller", "kind", "run_rate_minor", "account"], name="figures_run_rate"),
        ),
        migrations.AddIndex(
            model_name="figures",
            index=models.Index(fields=["seller", "kind", "last_order_rank", "account"], name="figures_last_order"),
        ),
        migrations.AddIndex(
            model_name="figures",
            index=models.Index(fields=["seller", "kind", "orders_count", "account"], name="figures_orders_count"),
        ),
        migrations.AddIndex(
            model_name="figures",
            index=models.Index(fields=["seller", "kind", "orders_minor", "account"], name="figures_orders_total"),
        ),
        migrations.AddIndex(
            model_name="figures",
            index=models.Index(fields=["seller", "kind", "users_count", "account"], name="figures_users"),
        ),
    ]
