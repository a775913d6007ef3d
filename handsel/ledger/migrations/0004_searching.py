"""Find what was written on a wallet, and its orders by number, among a million entries (FUN-2). Locks: the transfers."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_references"),
        ("ledger", "0003_receiving"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="transfer",
            index=models.Index(
                condition=models.Q(("document", "invoice"), _negated=True),
                fields=["seller", "buyer", "-id"],
                name="transfer_written",
            ),
        ),
        migrations.AddIndex(
            model_name="transfer",
            index=models.Index(
                condition=models.Q(("document", "invoice")),
                fields=["seller", "buyer", "reason"],
                name="transfer_ordered",
            ),
        ),
    ]
