"""Let a portal say whether its prices stand with tax or without (CAT-4).

Locks: a column without a default, which is added without a rewrite. Undo: forgets the setting.
"""

from pathlib import Path

from django.db import migrations, models

from handsel.kernel.sql import run_functions

SQL = Path(__file__).parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("accounts", "0025_sign_up_settings")]

    operations = [
        migrations.AddField(
            model_name="portal",
            name="price_tax",
            field=models.CharField(
                choices=[
                    ("by_buyer", "With tax for persons, without for companies"),
                    ("without", "Without tax"),
                    ("with", "With tax"),
                ],
                max_length=10,
                null=True,
            ),
        ),
        migrations.AddConstraint(
            model_name="portal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("price_tax__isnull", True), ("price_tax__in", ["by_buyer", "without", "with"]), _connector="OR"
                ),
                name="portal_price_tax_is_known",
            ),
        ),
        run_functions(SQL, "inheritance"),
    ]
