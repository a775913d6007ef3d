"""Find orders among millions: text search, and an index for each queue of few (ORD-5, ORD-8).

Locks: the legs while the indexes are built; with millions of orders, some minutes. There is no way back.
"""

from pathlib import Path

import django.db.models.deletion
from django.db import migrations, models

from handsel.kernel.sql import run_sql

SQL = Path(__file__).parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_references"),
        ("orders", "0002_legs"),
    ]

    operations = [
        migrations.CreateModel(
            name="LegMatch",
            fields=[
                (
                    "leg",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        primary_key=True,
                        related_name="match",
                        serialize=False,
                        to="orders.leg",
                    ),
                ),
                ("text", models.TextField()),
            ],
            options={
                "db_table": "orders_match",
                "managed": False,
            },
        ),
        migrations.RemoveIndex(
            model_name="leg",
            name="leg_sold",
        ),
        migrations.RemoveIndex(
            model_name="leg",
            name="leg_queue",
        ),
        migrations.AddIndex(
            model_name="leg",
            index=models.Index(
                fields=["seller", "-asked_at", "-id", "payment_method", "placed_by"], include=["buyer"], name="leg_sold"
            ),
        ),
        migrations.AddIndex(
            model_name="leg",
            index=models.Index(
                condition=models.Q(
                    models.Q(("fulfilment", "none"), ("payment__in", ["partly_paid", "unpaid"])),
                    models.Q(("fulfilment", "executed"), ("payment__in", ["on_card", "partly_paid", "unpaid"])),
                    _connector="OR",
                ),
                fields=["seller", "-asked_at", "-id"],
                name="leg_awaiting",
            ),
        ),
        migrations.AddIndex(
            model_name="leg",
            index=models.Index(
                models.F("seller"),
                models.OrderBy(
                    models.Case(
                        models.When(approval="pending", fulfilment="none", then=models.Value(1)),
                        default=models.Value(0),
                    ),
                    descending=True,
                ),
                models.OrderBy(models.F("asked_at"), descending=True),
                models.OrderBy(models.F("id"), descending=True),
                condition=models.Q(
                    ("fulfilment__in", ["failed", "in_progress", "locked"]),
                    models.Q(("fulfilment", "none"), ("payment__in", ["on_card", "paid", "refunded"])),
                    _connector="OR",
                ),
                name="leg_under_way",
            ),
        ),
        migrations.AddIndex(
            model_name="leg",
            index=models.Index(
                condition=models.Q(
                    ("fulfilment", "canceled"),
                    models.Q(("fulfilment", "executed"), ("payment", "refunded")),
                    _connector="OR",
                ),
                fields=["seller", "-asked_at", "-id"],
                name="leg_called_off",
            ),
        ),
        migrations.AddIndex(
            model_name="order",
            index=models.Index(condition=models.Q(("placed_at", None)), fields=["seller"], name="order_open"),
        ),
        *run_sql(SQL, "searchtext", "match"),
    ]
