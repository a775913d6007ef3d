"""Let portals inherit their settings, answer at host names of their own, and publish terms (SHO-4).

Locks: short ones on the small table of portals; what is set stays set, so nothing looks different after it.
Undo: drops the new settings, domains and terms; what was inherited gets the standard.
"""

from pathlib import Path

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

from handsel.kernel.sql import Walls, run_sql, tenant_table

SQL = Path(__file__).parent.parent / "sql"
FILLED = """
    UPDATE accounts_portal SET colour = coalesce(colour, '#4263eb'), language = coalesce(language, 'en'),
                               time_zone = coalesce(time_zone, 'UTC')
"""


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0006_status_and_tags"),
    ]

    operations = [
        migrations.CreateModel(
            name="Domain",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("host", models.CharField(max_length=253, unique=True)),
                ("is_main", models.BooleanField(default=False)),
                ("added_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="PortalTerms",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.IntegerField()),
                ("text", models.TextField(blank=True, default="")),
                ("url", models.CharField(blank=True, default="", max_length=500)),
                ("published_at", models.DateTimeField()),
                ("author_name", models.CharField(max_length=200)),
            ],
        ),
        migrations.AddField(
            model_name="portal",
            name="currencies",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=3), null=True, size=None
            ),
        ),
        migrations.AddField(
            model_name="portal",
            name="date_format",
            field=models.CharField(max_length=10, null=True),
        ),
        migrations.AddField(
            model_name="portal",
            name="languages",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=10), null=True, size=None
            ),
        ),
        migrations.AddField(
            model_name="portal",
            name="locked",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=20), default=list, size=None
            ),
        ),
        migrations.AddField(
            model_name="portal",
            name="logo",
            field=models.CharField(blank=True, default="", max_length=64),
        ),
        migrations.AddField(
            model_name="portal",
            name="logo_ground",
            field=models.CharField(blank=True, default="", max_length=5),
        ),
        migrations.AddField(
            model_name="portal",
            name="logo_height",
            field=models.IntegerField(default=0),
        ),
        migrations.AddField(
            model_name="portal",
            name="logo_width",
            field=models.IntegerField(default=0),
        ),
        migrations.AddField(
            model_name="portal",
            name="mandatory_fields",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=20), null=True, size=None
            ),
        ),
        migrations.AddField(
            model_name="portal",
            name="number_format",
            field=models.CharField(max_length=2, null=True),
        ),
        migrations.AddField(
            model_name="portal",
            name="version",
            field=models.IntegerField(default=1),
        ),
        migrations.AlterField(
            model_name="portal",
            name="colour",
            field=models.CharField(max_length=7, null=True),
        ),
        migrations.AlterField(
            model_name="portal",
            name="language",
            field=models.CharField(max_length=10, null=True),
        ),
        migrations.AlterField(
            model_name="portal",
            name="time_zone",
            field=models.CharField(max_length=40, null=True),
        ),
        migrations.AddConstraint(
            model_name="portal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("number_format__isnull", True),
                    ("number_format__in", ["", ",.", ".,", " ,", "’."]),
                    _connector="OR",
                ),
                name="portal_number_format_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="portal",
            constraint=models.CheckConstraint(
                condition=models.Q(("logo_ground__in", ["", "light", "dark"])),
                name="portal_logo_stands_on_a_known_ground",
            ),
        ),
        migrations.AddField(
            model_name="domain",
            name="seller",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.account"
            ),
        ),
        migrations.AddField(
            model_name="portalterms",
            name="seller",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.account"
            ),
        ),
        migrations.AddConstraint(
            model_name="domain",
            constraint=models.CheckConstraint(
                condition=models.Q(("host__regex", "^[a-z0-9-]+(\\.[a-z0-9-]+)+$")), name="domain_host_is_a_host"
            ),
        ),
        migrations.AddConstraint(
            model_name="domain",
            constraint=models.UniqueConstraint(
                condition=models.Q(("is_main", True)), fields=("seller",), name="domain_one_main_per_portal"
            ),
        ),
        migrations.AddConstraint(
            model_name="portalterms",
            constraint=models.UniqueConstraint(fields=("seller", "version"), name="terms_version_once_per_portal"),
        ),
        migrations.AddConstraint(
            model_name="portalterms",
            constraint=models.CheckConstraint(
                condition=models.Q(("text", ""), ("url", ""), _connector="OR"), name="terms_are_a_text_or_an_address"
            ),
        ),
        migrations.RunSQL("", FILLED),
        tenant_table("accounts_domain", Walls(rights="SELECT, INSERT, UPDATE (is_main), DELETE")),
        tenant_table("accounts_portalterms", Walls(storefront=True, rights="SELECT, INSERT")),
        run_sql(SQL, "settings"),
    ]
