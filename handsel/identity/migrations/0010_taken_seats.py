"""Remember which of their seats a person took last (USR-5).

Locks: an empty column, added at once. Undo: forgets it.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("identity", "0009_places"),
    ]

    operations = [
        migrations.AddField(
            model_name="seat",
            name="taken_at",
            field=models.DateTimeField(null=True),
        ),
    ]
