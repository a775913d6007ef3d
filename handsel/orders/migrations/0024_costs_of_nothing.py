"""Let a line cost its seller nothing, where it was given away above (CAT-2).

Locks: orders_conversion, while its rows are checked.
"""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("orders", "0023_method_in_the_draft")]
    operations = [
        migrations.RemoveConstraint("conversion", "conversion_is_above_zero"),
        migrations.AddConstraint(
            "conversion",
            models.CheckConstraint(
                condition=Q(unit_cost_minor__gte=0, unit_converted_minor__gte=0), name="conversion_is_not_negative"
            ),
        ),
    ]
