"""Keep with every event from where it was asked for, and on whose behalf (ACC-16).

Locks: the timeline, for a moment: the columns are filled by their defaults, and the rule is not proved on old rows yet.
Undo: drops the three columns with what they say; the events stay.
"""

from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("timeline", "0002_walls")]

    operations = [
        migrations.AddField(
            model_name="event",
            name="way",
            field=models.CharField(
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
        migrations.AddField(model_name="event", name="address", field=models.GenericIPAddressField(null=True)),
        migrations.AddField(model_name="event", name="behalf_id", field=models.BigIntegerField(null=True)),
        AddConstraintNotValid(
            model_name="event",
            constraint=models.CheckConstraint(
                name="event_way_is_known",
                condition=models.Q(way__in=["", "console", "storefront", "api", "command", "system"]),
            ),
        ),
    ]
