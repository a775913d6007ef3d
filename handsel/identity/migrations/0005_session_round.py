"""Count the rounds of a person's sessions, so that those of an earlier one count no more (USR-4).

Locks: a column with a constant default is added without a rewrite. Undo: takes it away; all sessions end.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("identity", "0004_roles"),
    ]

    operations = [
        migrations.AddField(
            model_name="user",
            name="session_round",
            field=models.PositiveIntegerField(db_default=0, default=0),
        ),
    ]
