"""Who logs in, and how they prove it (USR-7)."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="User",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                ("login_key", models.CharField(max_length=290, unique=True)),
                ("email", models.CharField(max_length=254)),
                ("first_name", models.CharField(max_length=100)),
                ("last_name", models.CharField(max_length=100)),
                ("language", models.CharField(default="en", max_length=10)),
                (
                    "date_format",
                    models.CharField(
                        choices=[
                            ("d.m.Y", "31.12.2026"),
                            ("d/m/Y", "31/12/2026"),
                            ("m/d/Y", "12/31/2026"),
                            ("Y-m-d", "2026-12-31"),
                        ],
                        default="Y-m-d",
                        max_length=10,
                    ),
                ),
                ("created_at", models.DateTimeField()),
                ("activated_at", models.DateTimeField(null=True)),
                ("deactivated_at", models.DateTimeField(null=True)),
                (
                    "seller",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.account"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("seller", "email"), name="user_email_once_per_portal"),
                    models.CheckConstraint(
                        condition=models.Q(("email", django.db.models.functions.text.Lower("email"))),
                        name="user_email_is_normalised",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ApiKey",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=100)),
                ("prefix", models.CharField(max_length=12)),
                ("digest", models.CharField(max_length=64, unique=True)),
                ("previous_digest", models.CharField(max_length=64, null=True, unique=True)),
                ("previous_until", models.DateTimeField(null=True)),
                ("sender", models.CharField(db_default="", max_length=60)),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("owner", "Owner"),
                            ("manager", "Manager"),
                            ("account_manager", "Account manager"),
                            ("finance", "Finance"),
                            ("support", "Support"),
                            ("read_only", "Read only"),
                            ("buyer", "Buyer"),
                            ("billing", "Billing"),
                            ("buyer_billing", "Buyer and billing"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "scopes",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=30), db_default=[], default=list, size=None
                    ),
                ),
                (
                    "networks",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=50), db_default=[], default=list, size=None
                    ),
                ),
                ("made_by_name", models.CharField(blank=True, db_default="", default="", max_length=200)),
                ("created_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField(null=True)),
                ("warned_at", models.DateTimeField(null=True)),
                ("revoked_at", models.DateTimeField(null=True)),
                ("last_used_at", models.DateTimeField(null=True)),
                ("last_used_from", models.GenericIPAddressField(null=True)),
                (
                    "made_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "seller",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.account"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("role__in", ["account_manager", "finance", "manager", "owner", "read_only", "support"])
                        ),
                        name="api_key_has_a_staff_role",
                    ),
                    models.UniqueConstraint(fields=("seller", "name"), name="api_key_name_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("previous_digest__isnull", True), ("previous_until__isnull", True)),
                            models.Q(("previous_digest__isnull", False), ("previous_until__isnull", False)),
                            _connector="OR",
                        ),
                        name="api_key_secret_before_has_an_end",
                    ),
                ],
            },
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
            name="IdempotencyKey",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("actor", models.CharField(max_length=60)),
                ("key", models.CharField(max_length=120)),
                ("request_hash", models.CharField(max_length=64)),
                ("status", models.IntegerField()),
                ("answer", models.JSONField()),
                ("at", models.DateTimeField()),
                (
                    "seller",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.account"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("seller", "actor", "key"), name="idempotency_key_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="LinkRequest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("email", models.CharField(max_length=254)),
                ("address", models.GenericIPAddressField()),
                ("at", models.DateTimeField()),
                (
                    "seller",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.account"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["seller", "email", "at"], name="link_request_of_email"),
                    models.Index(fields=["seller", "address", "at"], name="link_request_from_address"),
                ],
            },
        ),
        migrations.CreateModel(
            name="LoginAttempt",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("email", models.CharField(max_length=254)),
                ("address", models.GenericIPAddressField()),
                ("device", models.CharField(db_default="", default="", max_length=64)),
                ("at", models.DateTimeField()),
                (
                    "seller",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.account"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["seller", "email", "at"], name="attempt_of_email"),
                    models.Index(fields=["seller", "address", "at"], name="attempt_from_address"),
                ],
            },
        ),
        migrations.CreateModel(
            name="OneTimeLink",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "purpose",
                    models.CharField(
                        choices=[("activation", "Activation"), ("reset", "Password reset")], max_length=20
                    ),
                ),
                ("digest", models.CharField(max_length=64, unique=True)),
                ("created_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
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
                        on_delete=django.db.models.deletion.CASCADE, related_name="links", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["seller", "user"], name="link_of_user")],
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
        migrations.CreateModel(
            name="Seat",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("owner", "Owner"),
                            ("manager", "Manager"),
                            ("account_manager", "Account manager"),
                            ("finance", "Finance"),
                            ("support", "Support"),
                            ("read_only", "Read only"),
                            ("buyer", "Buyer"),
                            ("billing", "Billing"),
                            ("buyer_billing", "Buyer and billing"),
                        ],
                        max_length=20,
                    ),
                ),
                ("layouts", models.JSONField(db_default={}, default=dict)),
                ("own_accounts_only", models.BooleanField(db_default=False, default=False)),
                ("taken_at", models.DateTimeField(null=True)),
                (
                    "buyer",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="seats",
                        to="accounts.account",
                    ),
                ),
                (
                    "seller",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.account"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="seats", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["seller", "buyer"], name="seat_of_buyer")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("seller", "user", "buyer"), name="seat_once_per_place", nulls_distinct=False
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("buyer__isnull", True),
                                (
                                    "role__in",
                                    ["account_manager", "finance", "manager", "owner", "read_only", "support"],
                                ),
                            ),
                            models.Q(("buyer__isnull", False), ("role__in", ["billing", "buyer", "buyer_billing"])),
                            _connector="OR",
                        ),
                        name="seat_of_staff_has_no_buyer",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("own_accounts_only", False), ("role", "account_manager"), _connector="OR"),
                        name="seat_narrowed_to_own_accounts_is_an_account_managers",
                    ),
                ],
            },
        ),
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
                            ("provider_and_code", "Sign-in provider and code"),
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
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("seller", "name"), name="sign_in_provider_name_once"),
                    models.CheckConstraint(
                        condition=models.Q(("for_console", True), ("for_storefront", True), _connector="OR"),
                        name="sign_in_provider_is_for_a_face",
                    ),
                ],
            },
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
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("seller", "provider", "subject"), name="provider_link_subject_once"
                    ),
                    models.UniqueConstraint(fields=("seller", "provider", "user"), name="provider_link_user_once"),
                ],
            },
        ),
    ]
