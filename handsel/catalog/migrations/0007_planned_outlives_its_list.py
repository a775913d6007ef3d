"""Keep what was planned for a price list when the list is deleted (CAT-3).

Locks: none; only how the application deletes a price list changes.
"""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("catalog", "0006_no_price_told")]
    operations = [
        migrations.AlterField(
            "scheduledchange",
            "price_list",
            models.ForeignKey(
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="catalog.pricelist",
            ),
        ),
    ]
