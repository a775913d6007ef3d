"""A task: long work for one seller, with how far it has come and what it left out."""

from typing import Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from handsel.identity.roles import STAFF, Role


class State(models.TextChoices):
    """How far a task has come."""

    QUEUED = "queued", "Waiting"
    RUNNING = "running", "Running"
    DONE = "done", "Done"
    FAILED = "failed", "Failed"
    CANCELED = "canceled", "Canceled"


LONGEST_REASON = 300
OPEN = (State.QUEUED, State.RUNNING)


class TaskQuerySet(models.QuerySet["Task"]):
    """Tasks, narrowed in the words of those who watch them."""

    def open(self) -> Self:
        """Keep those that are not over."""
        return self.filter(state__in=OPEN)

    def of_kind(self, *kinds: str) -> Self:
        return self.filter(kind__in=kinds)


class Task(models.Model):
    """Work of one `kind` with its `params`, for whoever asked.

    `position` is where the next batch goes on, written in the transaction of the batch before it. `due_at` is when a
    worker may take it up; while one works it lies ahead by the lease, and it is null when the task is over.
    `way` and `address` say from where it was asked for; its events say the same.
    `file` is a name in the file store, `file_name` what it is called when somebody downloads it, until `expires_at`.
    """

    seller = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+", db_index=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_constraint=False)
    asker_name = models.CharField(max_length=200)
    role = models.CharField(max_length=20, choices=Role)
    way = models.CharField(max_length=10, blank=True, default="")
    address = models.GenericIPAddressField(null=True)
    kind = models.CharField(max_length=30)
    params = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    total = models.IntegerField(null=True)
    done_count = models.IntegerField(default=0)
    skipped_count = models.IntegerField(default=0)
    position = models.JSONField(default=dict)
    result = models.JSONField(default=dict)
    error = models.TextField(blank=True, default="")
    file = models.CharField(max_length=200, blank=True, default="")
    file_name = models.CharField(max_length=100, blank=True, default="")
    undoes = models.OneToOneField(
        "self", models.PROTECT, null=True, related_name="undone_by", db_constraint=False, db_index=False
    )
    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    attempts = models.IntegerField(default=0)
    failures = models.IntegerField(default=0)

    objects = TaskQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="task_state_is_known", condition=Q(state__in=State.values)),
            models.CheckConstraint(name="task_asker_is_staff", condition=Q(role__in=sorted(STAFF))),
            models.CheckConstraint(
                name="task_due_while_open",
                condition=Q(state__in=OPEN, due_at__isnull=False, ended_at__isnull=True)
                | ~Q(state__in=OPEN) & Q(due_at__isnull=True, ended_at__isnull=False),
            ),
            models.CheckConstraint(name="task_counts_are_not_negative", condition=Q(done_count__gte=0)),
            models.CheckConstraint(name="task_undoes_another", condition=~Q(undoes=F("pk"))),
        ]
        indexes = [
            models.Index(fields=["seller", "-id"], name="task_of_seller"),
            models.Index(fields=["due_at", "id"], name="task_due", condition=Q(due_at__isnull=False)),
            models.Index(fields=["expires_at"], name="task_expires", condition=Q(expires_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def percent(self) -> int | None:
        """How much of it is over, 0 to 100; None while nobody knows how much there is."""
        if not self.total:
            return None if self.is_open else 100
        return min(100, (self.done_count + self.skipped_count) * 100 // self.total)


class Skip(models.Model):
    """One account that a task left as it was, and why."""

    seller = models.ForeignKey(
        "accounts.Account", models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    task = models.ForeignKey(Task, models.CASCADE, related_name="skips", db_constraint=False, db_index=False)
    account = models.ForeignKey(
        "accounts.Account", models.CASCADE, related_name="+", db_constraint=False, db_index=False
    )
    reason = models.CharField(max_length=LONGEST_REASON)

    class Meta:
        constraints = [models.UniqueConstraint(name="skip_once_per_account", fields=["seller", "task", "account"])]

    def __str__(self) -> str:
        return self.reason


class Change(models.Model):
    """Accounts that a task changed alike, with what all of them had before, so that the task can be undone.

    Plain numbers point at the accounts: of one that was removed for good meanwhile there is nothing left to undo.
    """

    seller = models.ForeignKey(
        "accounts.Account", models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    task = models.ForeignKey(Task, models.CASCADE, related_name="changes", db_constraint=False, db_index=False)
    account_ids = ArrayField(models.BigIntegerField())
    before = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["seller", "task", "id"], name="change_of_task")]

    def __str__(self) -> str:
        return f"{len(self.account_ids)} accounts in task {self.task_id}"


class Target(models.Model):
    """The accounts of one batch of a task, in order of their ids, fixed when it is asked for."""

    seller = models.ForeignKey(
        "accounts.Account", models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    task = models.ForeignKey(Task, models.CASCADE, related_name="targets", db_constraint=False, db_index=False)
    batch = models.IntegerField()
    account_ids = ArrayField(models.BigIntegerField())

    class Meta:
        constraints = [models.UniqueConstraint(name="target_once_per_batch", fields=["seller", "task", "batch"])]

    def __str__(self) -> str:
        return f"batch {self.batch} of task {self.task_id}"
