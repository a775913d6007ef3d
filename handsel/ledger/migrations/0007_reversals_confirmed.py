"""Let a reversal above the limit wait for a second person, as an adjustment does (FUN-3, FUN-6).

Locks: the requests, of which there are few, while they are read once for the new constraints.
"""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

from handsel.kernel.sql import reference

KINDS = ["Credit note", "Debit note", "Payout", "Reversal"]


class Migration(migrations.Migration):
    dependencies = [("ledger", "0006_refunded_elsewhere")]
    operations = [
        migrations.RemoveConstraint(model_name="confirmation", name="confirmation_confirmed_has_its_document"),
        migrations.AddField(
            model_name="confirmation",
            name="reverses",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="asked_to_reverse",
                to="ledger.transfer",
            ),
        ),
        reference("ledger_confirmation", "reverses_id", "ledger_transfer"),
        migrations.AlterField(
            model_name="confirmation",
            name="kind",
            field=models.CharField(choices=[(kind.lower().replace(" ", "_"), kind) for kind in KINDS], max_length=20),
        ),
        migrations.AddIndex(
            model_name="confirmation",
            index=models.Index(
                condition=Q(reverses__isnull=False), fields=["seller", "reverses"], name="confirmation_reversals"
            ),
        ),
        migrations.AddConstraint(
            model_name="confirmation",
            constraint=models.CheckConstraint(
                condition=Q(state="confirmed", kind="reversal", adjustment__isnull=True)
                | Q(state="confirmed", adjustment__isnull=False) & ~Q(kind="reversal")
                | ~Q(state="confirmed") & Q(adjustment__isnull=True),
                name="confirmation_confirmed_has_its_document",
            ),
        ),
        migrations.AddConstraint(
            model_name="confirmation",
            constraint=models.CheckConstraint(
                condition=Q(kind="reversal", reverses__isnull=False) | ~Q(kind="reversal") & Q(reverses__isnull=True),
                name="confirmation_reversal_names_what_it_reverses",
            ),
        ),
    ]
