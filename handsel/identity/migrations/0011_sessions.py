"""Keep a row for each log-in of a person, so that it can be seen and ended (USR-7).

Locks: a new table, and a column that is no longer asked is taken away. Undo: forgets the log-ins; everybody logs in
again.
"""

from pathlib import Path

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from handsel.kernel.sql import Walls, run_sql, tenant_table

SQL = Path(__file__).parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0014_by_country"),
        ("identity", "0010_taken_seats"),
    ]

    operations = [
        migrations.CreateModel(
            name="Session",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("digest", models.CharField(max_length=64, unique=True)),
                (
                    "way",
                    models.CharField(
                        choices=[
                            ("console", "Console"),
                            ("storefront", "Storefront"),
                            ("api", "API"),
                            ("command", "Command line"),
                            ("system", "System"),
                        ],
                        max_length=10,
                    ),
                ),
                ("device", models.CharField(max_length=60)),
                ("address", models.GenericIPAddressField(null=True)),
                ("created_at", models.DateTimeField()),
                ("seen_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "proof",
                    models.CharField(
                        choices=[
                            ("password", "Password"),
                            ("link", "Link in a mail"),
                            ("app_code", "Password and app code"),
                            ("recovery_code", "Password and recovery code"),
                            ("passkey", "Passkey"),
                            ("provider", "Sign-in provider"),
                            ("hand_off", "From another portal"),
                        ],
                        max_length=20,
                    ),
                ),
                ("proved_at", models.DateTimeField()),
                (
                    "seller",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.account"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sessions",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["seller", "user", "ended_at"], name="session_of_user"),
                    models.Index(fields=["expires_at"], name="session_to_remove"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("expires_at__gt", models.F("created_at"))),
                        name="session_expires_after_it_began",
                    )
                ],
            },
        ),
        tenant_table("identity_session", Walls(), {"user_id": "identity_user"}),
        run_sql(SQL, "sessions"),
        migrations.RemoveField(model_name="user", name="session_round"),
    ]
