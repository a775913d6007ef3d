"""Mails (MAI-1)."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Message",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("inviter_id", models.BigIntegerField(null=True)),
                ("event_id", models.BigIntegerField()),
                ("kind", models.CharField(max_length=40)),
                ("recipient", models.CharField(max_length=254)),
                ("recipient_name", models.CharField(blank=True, default="", max_length=200)),
                ("language", models.CharField(max_length=10)),
                ("sender", models.CharField(max_length=400)),
                ("reply_to", models.CharField(blank=True, default="", max_length=254)),
                ("message_id", models.CharField(max_length=300, unique=True)),
                ("subject", models.CharField(max_length=200)),
                ("html", models.TextField()),
                ("text", models.TextField()),
                ("secret", models.CharField(blank=True, default="", max_length=200)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("queued", "Queued"),
                            ("sending", "Sending"),
                            ("sent", "Sent"),
                            ("failed", "Failed"),
                            ("kept", "Kept, not sent"),
                        ],
                        max_length=10,
                    ),
                ),
                ("attempts", models.SmallIntegerField(default=0)),
                ("error", models.TextField(blank=True, default="")),
                ("queued_at", models.DateTimeField()),
                ("due_at", models.DateTimeField(null=True)),
                ("sent_at", models.DateTimeField(null=True)),
                (
                    "buyer",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.account"
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
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["seller", "-id"], name="message_mailbox"),
                    models.Index(fields=["seller", "buyer", "-id"], name="message_of_buyer"),
                    models.Index(
                        condition=models.Q(("inviter_id__isnull", False)),
                        fields=["inviter_id", "-id"],
                        name="message_of_inviter",
                    ),
                    models.Index(
                        condition=models.Q(("due_at__isnull", False)), fields=["due_at", "id"], name="message_due"
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("seller", "event_id", "recipient", "kind"),
                        name="message_once_per_event_recipient_and_kind",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["queued", "sending", "sent", "failed", "kept"])),
                        name="message_state_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("due_at__isnull", False), ("state__in", ("queued", "sending"))),
                            models.Q(
                                models.Q(("state__in", ("queued", "sending")), _negated=True), ("due_at__isnull", True)
                            ),
                            _connector="OR",
                        ),
                        name="message_is_due_while_it_waits",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("secret", ""), ("sent_at__isnull", False), ("state", "sent")),
                            models.Q(models.Q(("state", "sent"), _negated=True), ("sent_at__isnull", True)),
                            _connector="OR",
                        ),
                        name="message_sent_has_a_time_and_no_secret",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "failed"), _negated=True),
                            models.Q(("error", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="message_failed_says_why",
                    ),
                ],
            },
        ),
    ]
