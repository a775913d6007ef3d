"""Keep that a visitor asked to be reminded of a cart, when and in which words (ORD-9).

Locks: the table of visitors' carts for a moment.
"""

from pathlib import Path

from django.db import migrations, models

from handsel.kernel.sql import run_sql

SQL = Path(__file__).parent.parent / "sql"
ASKED = models.Q(("reminders_asked_at__isnull", False))


class Migration(migrations.Migration):
    dependencies = [("orders", "0002_legs"), ("signups", "0002_visitor_carts")]

    operations = [
        migrations.AddField("visitorcart", "reminders_asked_at", models.DateTimeField(null=True)),
        migrations.AddField("visitorcart", "reminders_text", models.TextField(blank=True, default="")),
        migrations.AddField("visitorcart", "language", models.CharField(blank=True, default="", max_length=10)),
        migrations.AddField("visitorcart", "reminded_at", models.DateTimeField(null=True)),
        migrations.AddField("visitorcart", "reminders_sent", models.SmallIntegerField(default=0)),
        migrations.AddField("visitorcart", "stop_digest", models.CharField(max_length=64, null=True, unique=True)),
        migrations.AddIndex(
            "visitorcart", models.Index(condition=ASKED, fields=["changed_at"], name="visitor_cart_to_remind")
        ),
        migrations.AddConstraint(
            "visitorcart",
            models.CheckConstraint(
                condition=models.Q(("reminders_asked_at__isnull", True), ("reminders_text", ""))
                | ASKED & ~models.Q(("reminders_text", "")) & ~models.Q(("email", "")),
                name="visitor_cart_reminded_where_that_was_asked",
            ),
        ),
        *run_sql(SQL, "reminding"),
    ]
