"""An import: the file, how it was understood, what became of each row, so that it can be undone (ACC-22)."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q


class ImportState(models.TextChoices):
    """How far an import has come."""

    UPLOADED = "uploaded", "Uploaded"
    CHECKING = "checking", "Being checked"
    CHECKED = "checked", "Checked"
    RUNNING = "running", "Running"
    DONE = "done", "Imported"
    UNDOING = "undoing", "Being undone"
    UNDONE = "undone", "Undone"


BEFORE_RUN = (ImportState.UPLOADED, ImportState.CHECKING, ImportState.CHECKED)
"""Nothing was imported yet."""
AT_WORK = (ImportState.CHECKING, ImportState.RUNNING, ImportState.UNDOING)
"""A task is at it."""


class ImportQuerySet(models.QuerySet["Import"]):
    """Imports, narrowed in the words of those who look for them."""

    def locked(self, seller_id: int, pk: int) -> "Import":
        """Return the import, locked until the transaction ends. Raises Import.DoesNotExist."""
        return self.select_for_update(no_key=True).get(seller_id=seller_id, pk=pk)

    def begun(self) -> Self:
        """Keep those of which rows were imported, undone or not."""
        return self.exclude(state__in=BEFORE_RUN)


class Import(models.Model):
    """One file that is, or was, taken over. `user` uploaded it; a command has none.

    `file` is its name in the file store, empty once nobody needs it. `given` is what a person corrected, `heading` how
    the file was understood, `samples` a few values of each column, `choices` the field that each column fills.
    `position` is the line up to which the current work came, `counts` what became of the rows, by fate, and `fault`
    why the file could not be read to its end. After `expires_at` what is kept of the rows is removed.
    """

    seller = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+", db_index=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_constraint=False)
    user_name = models.CharField(max_length=200)
    kind = models.CharField(max_length=10)
    state = models.CharField(max_length=10, choices=ImportState, default=ImportState.UPLOADED)
    file = models.CharField(max_length=200, blank=True, default="")
    file_name = models.CharField(max_length=200)
    given = models.JSONField(default=dict)
    heading = models.JSONField(default=dict)
    samples = models.JSONField(default=list)
    choices = models.JSONField(default=list)
    without_email = models.BooleanField(default=False)
    position = models.IntegerField(default=0)
    counts = models.JSONField(default=dict)
    fault = models.TextField(blank=True, default="")
    task = models.ForeignKey("tasks.Task", models.SET_NULL, null=True, related_name="+", db_constraint=False)
    uploaded_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)

    objects = ImportQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="import_state_is_known", condition=Q(state__in=ImportState.values)),
            models.CheckConstraint(name="import_is_of_buyers", condition=Q(kind__in=["customer", "reseller"])),
        ]
        indexes = [
            models.Index(fields=["seller", "-id"], name="import_list"),
            models.Index(fields=["expires_at"], name="import_expires", condition=Q(expires_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.file_name

    @property
    def rows_count(self) -> int:
        """How many rows have a fate by now."""
        return sum(self.counts.values())


class ImportedRow(models.Model):
    """What became, or would become, of one row: its `fate`, what it told, what it changes and why it was refused.

    `changes` maps each field to what stood before and what the row says. A refused row keeps its `cells`, for the file
    of errors. `account_id` is the account it went into, whose version was `version_before` before this and
    `version_after` right after; a plain number, since the account may be removed for good. `kept` says why the undoing
    of the import left the account as it is.
    """

    seller = models.ForeignKey(
        "accounts.Account", models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    source = models.ForeignKey(Import, models.CASCADE, related_name="rows", db_constraint=False, db_index=False)
    line = models.IntegerField()
    fate = models.CharField(max_length=10)
    name = models.CharField(max_length=200, blank=True, default="")
    told = models.JSONField(default=dict)
    faults = models.JSONField(default=list)
    changes = models.JSONField(default=dict)
    same_as = models.IntegerField(default=0)
    cells = models.JSONField(null=True)
    account_id = models.BigIntegerField(null=True)
    version_before = models.IntegerField(null=True)
    version_after = models.IntegerField(null=True)
    kept = models.TextField(blank=True, default="")

    class Meta:
        constraints = [models.UniqueConstraint(name="imported_row_once", fields=["seller", "source", "line"])]
        indexes = [models.Index(fields=["seller", "source", "fate", "line"], name="imported_row_by_fate")]

    def __str__(self) -> str:
        return f"row {self.line}"
