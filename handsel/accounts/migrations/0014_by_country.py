"""Find the accounts of a country in the order of their names by an index (ACC-10).

Locks: accounts against writing while the index is built. Undo: drops it.
"""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0013_finding"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name="account",
            index=models.Index(
                condition=models.Q(("is_listed", True)),
                fields=["seller", "kind", "country", "sort_name", "id"],
                name="account_listed_by_country",
            ),
        ),
    ]
