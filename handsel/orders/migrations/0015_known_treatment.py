"""Let a line be taxed for a known reason only (CAT-4).

Locks: lines of legs, while they are looked through.
"""

from django.db import migrations, models

KNOWN = [
    "none",
    "unregistered",
    "exempt_buyer",
    "domestic",
    "destination",
    "reverse_charge",
    "export",
    "zero",
    "exempt",
]


class Migration(migrations.Migration):
    dependencies = [("orders", "0014_faults_at")]
    operations = [
        migrations.AddConstraint(
            "legline",
            models.CheckConstraint(
                name="leg_line_tax_treatment_is_known", condition=models.Q(("tax_treatment__in", KNOWN))
            ),
        ),
    ]
