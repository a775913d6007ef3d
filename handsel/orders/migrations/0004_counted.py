"""Sum up the orders of a period, and find who bought a product, by an index (ACC-10).

Locks: legs and their lines against writing while the indexes are built. Undo: drops them.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0011_search_text_at_once"),
        ("orders", "0003_stopping"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="leg",
            index=models.Index(
                condition=models.Q(("asked_at__isnull", False), models.Q(("fulfilment", "canceled"), _negated=True)),
                fields=["seller", "asked_at"],
                include=("buyer", "currency", "gross_minor"),
                name="leg_counted",
            ),
        ),
        migrations.AddIndex(
            model_name="legline",
            index=models.Index(fields=["seller", "product", "buyer"], name="leg_line_of_product"),
        ),
    ]
