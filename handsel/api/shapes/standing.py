"""What an account may do, its tags and the bin, as the API shows and takes them (ACC-6 to ACC-9)."""

from datetime import datetime
from typing import Self

from ninja import Schema
from pydantic import AwareDatetime, Field

from handsel.accounts.bin import KEPT
from handsel.accounts.chosen import MAX_REASON
from handsel.accounts.models import Account
from handsel.accounts.standing import own_standing, standing_of
from handsel.accounts.tag_models import MAX_NAME, Tag
from handsel.api.paging import Page
from handsel.api.shapes.parts import Id, Input, Party, Text
from handsel.kernel.clock import now


class ReasonIn(Input):
    """Why; the account's people read it in a mail."""

    reason: Text = Field(max_length=MAX_REASON, examples=["Two invoices are overdue"])


class SuspensionIn(ReasonIn):
    """Why, and until when."""

    until: AwareDatetime | None = Field(None, description="When it ends by itself; until you lift it if left out.")


class KeptReasonIn(Input):
    """Why, for those who ask later."""

    reason: Text = Field("", max_length=MAX_REASON, examples=["Moved abroad"])


class Why(Schema):
    """Why, in the address of a call without a body; the account's people read it in a mail."""

    reason: Text = Field(max_length=MAX_REASON, examples=["Paid"])


class KeptWhy(Schema):
    """Why, in the address of a call without a body, for those who ask later."""

    reason: Text = Field("", max_length=MAX_REASON, examples=["Entered twice"])


class StandingOut(Schema):
    """What an account is by itself, and what counts with all above it."""

    account: Party
    own: str = Field(description="active, suspended, inactive, archived or deleted.", examples=["suspended"])
    reason: str
    since: datetime | None
    until: datetime | None
    effective: str = Field(description="The worst of its own and of all above it.", examples=["suspended"])
    whose: str = Field(
        description="What makes it so: own, the account itself; seller, your own account; above, your provider."
    )
    may_order: bool
    may_log_in: str = Field(description="full, own_data or none.")

    @classmethod
    def of(cls, account: Account) -> Self:
        at = now()
        found = standing_of(account.pk, at=at)
        own = own_standing(account, at=at)
        since = {"archived": account.archived_at, "deleted": account.deleted_at}.get(own, account.status_since)
        is_status = own in {"suspended", "inactive"}
        return cls.model_construct(
            account=Party.of(account),
            own=str(own),
            reason=account.status_reason if is_status else "",
            since=since,
            until=account.status_until if is_status else None,
            effective=str(found.standing),
            whose=found.whose,
            may_order=found.allowance.may_order,
            may_log_in=str(found.allowance.log_in),
        )


class DeletedIn(KeptReasonIn):
    """Which account to delete, and why."""

    account: Id = Field(description="Its number.", examples=[1001])


class DeletedOut(Schema):
    """An account in the bin."""

    account: Party
    deleted_at: datetime
    removed_at: datetime = Field(description="When it is removed for good, unless it is restored.")

    @classmethod
    def of(cls, account: Account) -> Self:
        assert account.deleted_at is not None
        return cls.model_construct(
            account=Party.of(account), deleted_at=account.deleted_at, removed_at=account.deleted_at + KEPT
        )


class DeletedPage(Page):
    """The bin, what was deleted last first."""

    items: list[DeletedOut]


class PriceListSet(Input):
    """Which price list an account buys from."""

    price_list_id: Id | None = Field(description="One of /price-lists; null is the default.")


class PriceListOfAccount(Schema):
    """Which price list an account buys from."""

    price_list_id: int | None = Field(description="Null is the default.")


class ManagerSet(Input):
    """Who looks after an account."""

    manager_id: Id | None = Field(description="One of /staff; null is nobody.")


class TagIn(Input):
    """The name of a tag."""

    name: Text = Field(max_length=MAX_NAME * 4, examples=["Priority"])


class TagsIn(Input):
    """Tags by their names; case does not matter."""

    names: list[Text] = Field(min_length=1, max_length=100, examples=[["Priority"]])


class MergeIn(Input):
    """Which tag another goes into."""

    into_id: Id


class TagOut(Schema):
    """A tag."""

    id: int
    name: str

    @classmethod
    def of(cls, tag: Tag) -> Self:
        return cls.model_construct(id=tag.pk, name=tag.name)


class CountedTag(TagOut):
    """A tag with the number of listed accounts that have it."""

    accounts: int


class TagPage(Page):
    """Tags in order."""

    items: list[CountedTag]


class AccountTags(Schema):
    """The tags of one account, in order."""

    account: Party
    tags: list[str]
