"""The event: one line of what happened, never changed, never deleted."""

from django.db import models

from handsel.timeline.origin import Way


class Event(models.Model):
    """Something that happened in one reseller's books, to one of its accounts.

    `name` reads `noun.past_participle`. `data` holds what a reader needs and may show to that reseller, nothing
    of the tiers above it. `xact` is the writing transaction: readers stop below the oldest that still runs.
    Plain numbers point at accounts and subjects, because the timeline outlives what it tells of.
    `way` and `address` say from where it was asked for, `behalf_id` in the place of which account; events from
    before these were kept have none. `actor_home` is where somebody comes from who was here as a guest, `let_in_by` who
    of this account let them in.
    """

    seller_id = models.BigIntegerField()
    xact = models.BigIntegerField(editable=False)
    name = models.CharField(max_length=60)
    at = models.DateTimeField()
    account_id = models.BigIntegerField()
    subject_kind = models.CharField(max_length=40)
    subject_id = models.BigIntegerField()
    actor_id = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=200)
    way = models.CharField(max_length=10, blank=True, default="", db_default="", choices=Way)
    address = models.GenericIPAddressField(null=True)
    behalf_id = models.BigIntegerField(null=True)
    actor_home = models.CharField(max_length=200, blank=True, default="", db_default="")
    let_in_by = models.CharField(max_length=200, blank=True, default="", db_default="")
    reason = models.TextField(blank=True, default="")
    data = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="event_name_is_noun_and_participle", condition=models.Q(name__regex=r"^[a-z_]+\.[a-z_]+$")
            ),
            models.CheckConstraint(name="event_way_is_known", condition=models.Q(way__in=["", *Way.values])),
        ]
        indexes = [
            models.Index(fields=["seller_id", "account_id", "-id"], name="event_of_account"),
            models.Index(fields=["seller_id", "subject_kind", "subject_id"], name="event_of_subject"),
            models.Index(fields=["xact", "id"], name="event_unread"),
            models.Index(fields=["seller_id", "-at", "-id"], name="event_latest"),
            models.Index(
                fields=["seller_id", "actor_id", "-at", "-id"],
                condition=models.Q(actor_id__isnull=False),
                name="event_of_person",
            ),
            models.Index(
                fields=["seller_id", "actor_name", "-at", "-id"],
                condition=models.Q(actor_id__isnull=True),
                name="event_of_program",
            ),
            models.Index(fields=["seller_id", "name", "-at", "-id"], name="event_by_name"),
            models.Index(
                fields=["seller_id", "address", "-at", "-id"],
                condition=models.Q(address__isnull=False),
                name="event_from_address",
            ),
            models.Index(fields=["at"], condition=models.Q(address__isnull=False), name="event_address_to_forget"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.subject_kind} {self.subject_id}"


class Cursor(models.Model):
    """How far one reader has read: up to and including (`xact`, `event_id`)."""

    reader = models.CharField(max_length=40, unique=True)
    xact = models.BigIntegerField(default=0)
    event_id = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.reader} at {self.xact}/{self.event_id}"


class DeadLetter(models.Model):
    """An event whose effect failed; tried again five times, then left for a person to see."""

    seller_id = models.BigIntegerField()
    reader = models.CharField(max_length=40)
    event_id = models.BigIntegerField()
    tries = models.IntegerField(default=1)
    error = models.TextField()
    retry_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="dead_letter_once_per_reader", fields=["reader", "event_id"]),
        ]
        indexes = [models.Index(fields=["seller_id", "reader"], name="dead_letter_of_seller")]

    def __str__(self) -> str:
        return f"{self.reader} failed at event {self.event_id}: {self.error}"
