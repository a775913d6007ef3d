"""What searches stand on: figures of business kept per account and per seller, and saved searches (ACC-10, ACC-12)."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from handsel.accounts.models import Account, Kind
from handsel.kernel.operation import chosen

MAX_NAME = 80


class Figures(models.Model):
    """What one account has bought of its seller, kept by the database as it happens (segments/sql/figures.sql).

    Orders are those that reached the seller and were not canceled. Amounts are in `currency`, that of the edge; orders
    in another are counted and not summed. `run_rate` is exact; `run_rate_minor` is rounded half up, as it is shown.
    `last_order_rank` stands in for `last_order_at` where lists are sorted: those who never ordered come first.
    """

    account = models.OneToOneField(
        Account, models.CASCADE, primary_key=True, db_column="id", related_name="figures", db_constraint=False
    )
    seller = models.ForeignKey(Account, models.PROTECT, related_name="+", db_constraint=False, db_index=False)
    kind = models.CharField(max_length=10, choices=Kind)
    is_listed = models.BooleanField()
    currency = models.CharField(max_length=3)
    orders_count = models.IntegerField(db_default=0)
    orders_minor = models.BigIntegerField(db_default=0)
    last_order_at = models.DateTimeField(null=True)
    last_order_rank = models.GeneratedField(
        expression=models.functions.Coalesce("last_order_at", models.Value("1970-01-01 00:00:00+00")),
        output_field=models.DateTimeField(),
        db_persist=True,
    )
    run_rate = models.DecimalField(max_digits=30, decimal_places=12, db_default=0)
    run_rate_minor = models.GeneratedField(
        expression=models.functions.Round(models.functions.Round("run_rate", precision=6)),
        output_field=models.BigIntegerField(),
        db_persist=True,
    )
    running_count = models.IntegerField(db_default=0)
    users_count = models.IntegerField(db_default=0)

    class Meta:
        indexes = [
            models.Index(fields=["seller", "kind", column, "account"], name=name)
            for column, name in (
                ("run_rate_minor", "figures_run_rate"),
                ("last_order_rank", "figures_last_order"),
                ("orders_count", "figures_orders_count"),
                ("orders_minor", "figures_orders_total"),
                ("users_count", "figures_users"),
            )
        ]

    def __str__(self) -> str:
        return f"figures of {self.account_id}"


class Tally(models.Model):
    """How many accounts a seller has in its lists, how many of them have something running, and what it is worth."""

    seller = models.ForeignKey(Account, models.PROTECT, related_name="+", db_constraint=False, db_index=False)
    kind = models.CharField(max_length=10, choices=Kind)
    currency = models.CharField(max_length=3)
    listed_count = models.IntegerField(db_default=0)
    transacting_count = models.IntegerField(db_default=0)
    run_rate = models.DecimalField(max_digits=34, decimal_places=12, db_default=0)

    class Meta:
        constraints = [models.UniqueConstraint(name="tally_once", fields=["seller", "kind", "currency"])]

    def __str__(self) -> str:
        return f"{self.listed_count} {self.kind}s in {self.currency}"


class Segment(models.Model):
    """A search over accounts saved under a name: its owner's own, or shared with all colleagues.

    `kind` is the list it was made for. `params` are the pairs that Search.to_params() wrote.
    """

    seller = models.ForeignKey(Account, models.PROTECT, related_name="+", db_index=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    owner_name = models.CharField(max_length=200)
    kind = models.CharField(max_length=10, choices=Kind)
    name = models.CharField(max_length=MAX_NAME)
    key = models.CharField(max_length=MAX_NAME * 3)
    params = models.JSONField(default=list)
    is_shared = models.BooleanField(default=False)
    made_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name=chosen("segment_name_once_per_owner"),
                fields=["seller", "kind", "owner", "key"],
                condition=Q(is_shared=False),
                nulls_distinct=False,
            ),
            models.UniqueConstraint(
                name=chosen("segment_name_once_shared"), fields=["seller", "kind", "key"], condition=Q(is_shared=True)
            ),
            models.CheckConstraint(name="segment_has_a_name", condition=~Q(name="")),
        ]

    def __str__(self) -> str:
        return self.name
