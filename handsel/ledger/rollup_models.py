"""What books without a floor come to, rolled up in the background so that nobody waits for their rows (FUN-8, M4)."""

from django.db import models

from handsel.accounts.models import Account


class RolledUp(models.Model):
    """The sum of all entries of one ledger account whose ids are at most `up_to`. Wallets have none: theirs is live."""

    seller = models.ForeignKey(Account, models.PROTECT, related_name="+", db_constraint=False, db_index=False)
    ledger_account = models.OneToOneField(
        "ledger.LedgerAccount", models.PROTECT, related_name="rolled_up", db_constraint=False
    )
    balance_minor = models.BigIntegerField()
    up_to = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.balance_minor} up to entry {self.up_to}"


class RollUpMark(models.Model):
    """How far all books are rolled up, in ids of entries; the operator's, since there is one for the installation.

    Ids commit out of order. All entries up to `next_to` had their ids before a later turn was given `fence_xact`;
    they are `fence_to` then, and are rolled up once no transaction as old as `fence_xact` is left.
    """

    seller = models.OneToOneField(Account, models.PROTECT, related_name="+", db_constraint=False)
    rolled_to = models.BigIntegerField()
    fence_to = models.BigIntegerField()
    fence_xact = models.BigIntegerField()
    next_to = models.BigIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="roll_up_marks_are_in_order",
                condition=models.Q(rolled_to__lte=models.F("fence_to"), fence_to__lte=models.F("next_to")),
            )
        ]

    def __str__(self) -> str:
        return f"rolled up to entry {self.rolled_to}"
