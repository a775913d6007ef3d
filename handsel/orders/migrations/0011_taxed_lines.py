"""Keep on legs and lines what decided on their tax, and decide it when an order is placed (CAT-4).

Locks: new columns have constant defaults and rewrite nothing; more decimals of the rate rewrite the table of lines, and
the new constraints read it, so that orders wait meanwhile. Undo: drops what decided, and keeps net, tax and gross.
"""

from pathlib import Path

from django.db import migrations, models

from handsel.kernel.sql import run_functions

SQL = Path(__file__).parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [
        ("tax", "0002_walls"),
        ("orders", "0010_functions"),
    ]

    operations = [
        migrations.AddField(
            model_name="leg",
            name="buyer_country",
            field=models.CharField(blank=True, db_default="", default="", max_length=2),
        ),
        migrations.AddField(
            model_name="leg",
            name="buyer_tax_number",
            field=models.CharField(blank=True, db_default="", default="", max_length=40),
        ),
        migrations.AddField(
            model_name="leg",
            name="seller_tax_number",
            field=models.CharField(blank=True, db_default="", default="", max_length=40),
        ),
        migrations.AddField(
            model_name="leg",
            name="tax_proof",
            field=models.CharField(blank=True, db_default="", default="", max_length=120),
        ),
        migrations.AddField(
            model_name="leg",
            name="tax_words",
            field=models.TextField(blank=True, db_default="", default=""),
        ),
        migrations.AddField(
            model_name="legline",
            name="tax_category",
            field=models.CharField(
                choices=[
                    ("standard", "Standard"),
                    ("reduced", "Reduced"),
                    ("lowest", "Reduced further"),
                    ("zero", "Zero rate"),
                    ("exempt", "Exempt"),
                ],
                db_default="standard",
                default="standard",
                max_length=10,
            ),
        ),
        migrations.AddField(
            model_name="legline",
            name="tax_country",
            field=models.CharField(blank=True, db_default="", default="", max_length=2),
        ),
        migrations.AddField(
            model_name="legline",
            name="tax_region",
            field=models.CharField(blank=True, db_default="", default="", max_length=100),
        ),
        migrations.AddField(
            model_name="legline",
            name="tax_treatment",
            field=models.CharField(
                choices=[
                    ("none", "Tax is not set up"),
                    ("unregistered", "Seller not registered for tax"),
                    ("exempt_buyer", "Buyer exempt"),
                    ("domestic", "Taxed in the seller's country"),
                    ("destination", "Taxed in the buyer's country"),
                    ("reverse_charge", "Reverse charge"),
                    ("export", "Export"),
                    ("zero", "Zero rate"),
                    ("exempt", "Exempt"),
                ],
                db_default="none",
                default="none",
                max_length=20,
            ),
        ),
        migrations.AlterField(
            model_name="legline",
            name="tax_percent",
            field=models.DecimalField(decimal_places=3, default=0, max_digits=6),
        ),
        migrations.AddConstraint(
            model_name="legline",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "tax_minor",
                        models.Func(
                            models.F("net_minor"),
                            models.F("tax_percent"),
                            function="tax_amount",
                            output_field=models.BigIntegerField(),
                        ),
                    )
                ),
                name="leg_line_tax_is_the_rate_of_its_net",
            ),
        ),
        migrations.AddConstraint(
            model_name="legline",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("tax_treatment__in", ["domestic", "destination"]), ("tax_percent", 0), _connector="OR"
                ),
                name="leg_line_is_taxed_where_somebody_charges",
            ),
        ),
        run_functions(SQL, "place"),
        run_functions(SQL, "taxes"),
    ]
