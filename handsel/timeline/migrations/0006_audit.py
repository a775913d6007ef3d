"""Find any event of the audit log at once (OPS-2; decision 0016).

Locks: the indexes are built beside the writers. Undo: drops the indexes; events stay.
"""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("timeline", "0005_guests")]

    operations = [
        AddIndexConcurrently("event", models.Index(fields=["seller_id", "-at", "-id"], name="event_latest")),
        AddIndexConcurrently(
            "event",
            models.Index(
                condition=models.Q(("actor_id__isnull", False)),
                fields=["seller_id", "actor_id", "-at", "-id"],
                name="event_of_person",
            ),
        ),
        AddIndexConcurrently(
            "event",
            models.Index(
                condition=models.Q(("actor_id__isnull", True)),
                fields=["seller_id", "actor_name", "-at", "-id"],
                name="event_of_program",
            ),
        ),
        AddIndexConcurrently("event", models.Index(fields=["seller_id", "name", "-at", "-id"], name="event_by_name")),
        AddIndexConcurrently(
            "event",
            models.Index(
                condition=models.Q(("address__isnull", False)),
                fields=["seller_id", "address", "-at", "-id"],
                name="event_from_address",
            ),
        ),
        AddIndexConcurrently(
            "event",
            models.Index(condition=models.Q(("address__isnull", False)), fields=["at"], name="event_address_to_forget"),
        ),
    ]
