"""Words that staff put on accounts, to find and to treat them together (ACC-9)."""

from django.db import models
from django.db.models import Q

from handsel.kernel.operation import chosen

MAX_NAME = 50


class Tag(models.Model):
    """A word of one seller. `key` is the name without case, so that “Priority” and “priority” are one tag."""

    seller = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+", db_index=False)
    name = models.CharField(max_length=MAX_NAME)
    key = models.CharField(max_length=MAX_NAME * 3)

    class Meta:
        constraints = [
            models.UniqueConstraint(name=chosen("tag_once_per_seller"), fields=["seller", "key"]),
            models.CheckConstraint(name="tag_has_a_name", condition=~Q(name="")),
        ]

    def __str__(self) -> str:
        return self.name


class Tagging(models.Model):
    """One tag on one account; a table of its own, since tags come and go and the account's row is dear to change."""

    seller = models.ForeignKey(
        "accounts.Account", models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    tag = models.ForeignKey(Tag, models.CASCADE, related_name="taggings", db_constraint=False, db_index=False)
    account = models.ForeignKey(
        "accounts.Account", models.CASCADE, related_name="taggings", db_constraint=False, db_index=False
    )

    class Meta:
        constraints = [models.UniqueConstraint(name="tagging_once", fields=["seller", "tag", "account"])]
        indexes = [models.Index(fields=["seller", "account"], name="tagging_of_account")]

    def __str__(self) -> str:
        return f"tag {self.tag_id} on {self.account_id}"
