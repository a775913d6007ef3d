"""Keep with each seat how its user has arranged their lists (ACC-11).

Locks: a column with a constant default is added without a rewrite. Undo: forgets the arrangements.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("identity", "0002_walls"),
    ]

    operations = [
        migrations.AddField(
            model_name="seat",
            name="layouts",
            field=models.JSONField(db_default={}, default=dict),
        ),
    ]
