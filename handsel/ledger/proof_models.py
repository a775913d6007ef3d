"""What came of each hourly proof of the books, for the operator to see (FUN-8)."""

from django.db import models

from handsel.accounts.models import Account


class ProofRun(models.Model):
    """One hour's proof of all books: what was read, how many faults, the first of them. Not ended: it broke off."""

    seller = models.ForeignKey(Account, models.PROTECT, related_name="+", db_constraint=False, db_index=False)
    hour = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    transfers = models.BigIntegerField()
    wallets = models.BigIntegerField()
    fault_count = models.IntegerField()
    faults = models.JSONField(default=list)

    class Meta:
        constraints = [models.UniqueConstraint(name="proof_once_an_hour", fields=["seller", "hour"])]

    def __str__(self) -> str:
        return f"proof of {self.hour}: {self.fault_count} faults"
