"""Give keys scopes, networks, a second secret while they are rotated, and their maker's name (USR-8; decision 0014).

Locks: columns without a default or with a constant one are added without a rewrite; keys are few. Keys that are there
may be used for all that they could be used for. Undo: forgets what is new; keys then reach as far as their role.
"""

from pathlib import Path

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from handsel.kernel.sql import reference, run_sql

SQL = Path(__file__).parent.parent / "sql"
SCOPES = (
    "accounts:read,accounts:write,users:read,users:write,orders:read,orders:write,funds:read,funds:write,"
    "catalog:read,catalog:write,mail:read,reports:read,tasks:read,tasks:write,imports:read,imports:write,"
    "settings:read,settings:write,staff:read,staff:write"
)


class Migration(migrations.Migration):
    dependencies = [("identity", "0005_session_round")]

    operations = [
        migrations.AddField("apikey", "last_used_from", models.GenericIPAddressField(null=True)),
        migrations.AddField(
            "apikey",
            "made_by",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            "apikey", "made_by_name", models.CharField(blank=True, db_default="", default="", max_length=200)
        ),
        migrations.AddField(
            "apikey",
            "networks",
            django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=50), db_default=[], default=list, size=None
            ),
        ),
        migrations.AddField("apikey", "previous_digest", models.CharField(max_length=64, null=True, unique=True)),
        migrations.AddField("apikey", "previous_until", models.DateTimeField(null=True)),
        migrations.AddField(
            "apikey",
            "scopes",
            django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=30), db_default=[], default=list, size=None
            ),
        ),
        migrations.AddField("apikey", "sender", models.CharField(db_default="", max_length=60)),
        migrations.AddField("apikey", "warned_at", models.DateTimeField(null=True)),
        migrations.AddConstraint(
            "apikey",
            models.CheckConstraint(
                condition=models.Q(
                    models.Q(("previous_digest__isnull", True), ("previous_until__isnull", True)),
                    models.Q(("previous_digest__isnull", False), ("previous_until__isnull", False)),
                    _connector="OR",
                ),
                name="api_key_secret_before_has_an_end",
            ),
        ),
        migrations.RunSQL(
            f"UPDATE identity_apikey SET scopes = string_to_array('{SCOPES}', ','), "  # noqa: S608 - no input
            "sender = 'key:' || left(digest, 40)",
            migrations.RunSQL.noop,
        ),
        reference("identity_apikey", "made_by_id", "identity_user"),
        run_sql(SQL, "keys"),
    ]
