"""Let the period of a statement be found in an index alone (FUN-2).

Locks: transfers, while their index of days is made anew. Undo: makes it as it was.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("ledger", "0008_locking")]
    operations = [
        migrations.RemoveIndex(model_name="transfer", name="transfer_of_day"),
        migrations.AddIndex(
            model_name="transfer",
            index=models.Index(fields=["seller", "buyer", "at"], include=["id"], name="transfer_of_day"),
        ),
    ]
