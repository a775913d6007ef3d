"""Keep second factors, and providers that vouch for people (USR-7).

Locks: new tables only. Undo: forgets them; people log in with their passwords alone.
"""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from handsel.kernel.sql import Walls, tenant_table


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0015_walls"),
        ("identity", "0011_sessions"),
    ]

    operations = [
        migrations.CreateModel(
            name="SignInProvider",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=60)),
                ("issuer", models.CharField(max_length=300)),
                ("client_id", models.CharField(max_length=300)),
                ("sealed_secret", models.TextField()),
                ("for_console", models.BooleanField()),
                ("for_storefront", models.BooleanField()),
                (
                    "domains",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=253), default=list, size=None
                    ),
                ),
                ("links_by_email", models.BooleanField(default=True)),
                ("created_at", models.DateTimeField()),
                (
                    "seller",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.account"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ProviderLink",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("subject", models.CharField(max_length=255)),
                ("created_at", models.DateTimeField()),
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
                        related_name="provider_links",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "provider",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="links", to="identity.signinprovider"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Authenticator",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sealed_secret", models.TextField()),
                ("last_step", models.BigIntegerField()),
                ("created_at", models.DateTimeField()),
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
                        related_name="authenticators",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("seller", "user"), name="authenticator_once_per_user")],
            },
        ),
        migrations.CreateModel(
            name="Passkey",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=60)),
                ("host", models.CharField(max_length=253)),
                ("credential", models.CharField(max_length=1400)),
                ("public_key", models.TextField()),
                ("sign_count", models.BigIntegerField()),
                ("created_at", models.DateTimeField()),
                ("used_at", models.DateTimeField(null=True)),
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
                        related_name="passkeys",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["seller", "user"], name="passkey_of_user")],
                "constraints": [models.UniqueConstraint(fields=("seller", "credential"), name="passkey_once")],
            },
        ),
        migrations.CreateModel(
            name="RecoveryCode",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("digest", models.CharField(max_length=64)),
                ("used_at", models.DateTimeField(null=True)),
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
                        related_name="recovery_codes",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("seller", "user", "digest"), name="recovery_code_once_per_user")
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="signinprovider",
            constraint=models.UniqueConstraint(fields=("seller", "name"), name="sign_in_provider_name_once"),
        ),
        migrations.AddConstraint(
            model_name="signinprovider",
            constraint=models.CheckConstraint(
                condition=models.Q(("for_console", True), ("for_storefront", True), _connector="OR"),
                name="sign_in_provider_is_for_a_face",
            ),
        ),
        migrations.AddConstraint(
            model_name="providerlink",
            constraint=models.UniqueConstraint(
                fields=("seller", "provider", "subject"), name="provider_link_subject_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="providerlink",
            constraint=models.UniqueConstraint(fields=("seller", "provider", "user"), name="provider_link_user_once"),
        ),
        tenant_table("identity_authenticator", Walls(), {"user_id": "identity_user"}),
        tenant_table("identity_passkey", Walls(), {"user_id": "identity_user"}),
        tenant_table("identity_recoverycode", Walls(), {"user_id": "identity_user"}),
        tenant_table("identity_signinprovider", Walls()),
        tenant_table(
            "identity_providerlink",
            Walls(),
            {"user_id": "identity_user", "provider_id": "identity_signinprovider"},
        ),
    ]
