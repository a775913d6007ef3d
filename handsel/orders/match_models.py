"""What text search over orders looks at (ORD-8)."""

from django.db import models

from handsel.accounts.models import Account


class LegMatch(models.Model):
    """What text search looks at: a view owned by the search role (safety T5). One line of folded text per leg."""

    leg = models.OneToOneField("orders.Leg", models.DO_NOTHING, primary_key=True, related_name="match")
    seller = models.ForeignKey(Account, models.DO_NOTHING, related_name="+")
    buyer = models.ForeignKey(Account, models.DO_NOTHING, related_name="+")
    text = models.TextField()

    class Meta:
        managed = False
        db_table = "orders_match"

    def __str__(self) -> str:
        return self.text
