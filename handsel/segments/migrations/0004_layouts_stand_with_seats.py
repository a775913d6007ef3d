"""Take away a table that nothing was kept in: how lists are arranged stands with the seat (ACC-11).

Locks: none. Undo: makes it again, without its walls.
"""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("segments", "0003_ranked"),
    ]

    operations = [
        migrations.DeleteModel(
            name="ListView",
        ),
    ]
