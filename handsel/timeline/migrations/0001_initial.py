"""What happened, to whom, by whom (ACC-16)."""

from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Cursor",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reader", models.CharField(max_length=40, unique=True)),
                ("xact", models.BigIntegerField(default=0)),
                ("event_id", models.BigIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name="DeadLetter",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("seller_id", models.BigIntegerField()),
                ("reader", models.CharField(max_length=40)),
                ("event_id", models.BigIntegerField()),
                ("tries", models.IntegerField(default=1)),
                ("error", models.TextField()),
                ("retry_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [models.Index(fields=["seller_id", "reader"], name="dead_letter_of_seller")],
                "constraints": [
                    models.UniqueConstraint(fields=("reader", "event_id"), name="dead_letter_once_per_reader")
                ],
            },
        ),
        migrations.CreateModel(
            name="Event",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("seller_id", models.BigIntegerField()),
                ("xact", models.BigIntegerField(editable=False)),
                ("name", models.CharField(max_length=60)),
                ("at", models.DateTimeField()),
                ("account_id", models.BigIntegerField()),
                ("subject_kind", models.CharField(max_length=40)),
                ("subject_id", models.BigIntegerField()),
                ("actor_id", models.BigIntegerField(null=True)),
                ("actor_name", models.CharField(max_length=200)),
                (
                    "way",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("console", "Console"),
                            ("storefront", "Storefront"),
                            ("api", "API"),
                            ("command", "Command line"),
                            ("system", "System"),
                        ],
                        db_default="",
                        default="",
                        max_length=10,
                    ),
                ),
                ("address", models.GenericIPAddressField(null=True)),
                ("behalf_id", models.BigIntegerField(null=True)),
                ("actor_home", models.CharField(blank=True, db_default="", default="", max_length=200)),
                ("let_in_by", models.CharField(blank=True, db_default="", default="", max_length=200)),
                ("reason", models.TextField(blank=True, default="")),
                ("data", models.JSONField(default=dict)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["seller_id", "account_id", "-id"], name="event_of_account"),
                    models.Index(fields=["seller_id", "subject_kind", "subject_id"], name="event_of_subject"),
                    models.Index(fields=["xact", "id"], name="event_unread"),
                    models.Index(fields=["seller_id", "-at", "-id"], name="event_latest"),
                    models.Index(
                        condition=models.Q(("actor_id__isnull", False)),
                        fields=["seller_id", "actor_id", "-at", "-id"],
                        name="event_of_person",
                    ),
                    models.Index(
                        condition=models.Q(("actor_id__isnull", True)),
                        fields=["seller_id", "actor_name", "-at", "-id"],
                        name="event_of_program",
                    ),
                    models.Index(fields=["seller_id", "name", "-at", "-id"], name="event_by_name"),
                    models.Index(
                        condition=models.Q(("address__isnull", False)),
                        fields=["seller_id", "address", "-at", "-id"],
                        name="event_from_address",
                    ),
                    models.Index(
                        condition=models.Q(("address__isnull", False)), fields=["at"], name="event_address_to_forget"
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("name__regex", "^[a-z_]+\\.[a-z_]+$")),
                        name="event_name_is_noun_and_participle",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("way__in", ["", "console", "storefront", "api", "command", "system"])),
                        name="event_way_is_known",
                    ),
                ],
            },
        ),
    ]
