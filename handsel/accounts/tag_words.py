"""The tags themselves: made, renamed, merged into another, deleted (ACC-9)."""

from datetime import datetime

from django.db import connection
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from handsel.accounts.rules import may_change_tags
from handsel.accounts.tag_models import Tag, Tagging
from handsel.accounts.tags import checked_name, key_of
from handsel.identity.actor import Actor
from handsel.kernel.operation import operation, step
from handsel.kernel.refusal import Conflict, Invalid
from handsel.timeline.record import record


class TagExists(Conflict):
    """There is a tag of this name already."""

    code = "tag_exists"


@operation
def make_tag(*, name: str, by: Actor, at: datetime) -> Tag:
    """Make a tag that no account has yet. Raises Forbidden, Invalid naming `name`, TagExists."""
    may_change_tags(by).or_refuse()
    name = _named(name)
    _refuse_twin(name, by)
    tag = Tag.objects.create(seller_id=by.seller_id, name=name, key=key_of(name))
    record("tag.made", subject=tag, account_id=by.seller_id, by=by, at=at, tag=name)
    return tag


@operation
def rename_tag(*, tag_id: int, name: str, by: Actor, at: datetime) -> Tag:
    """Call a tag otherwise, on all accounts that have it. Raises Forbidden, Tag.DoesNotExist, Invalid, TagExists."""
    may_change_tags(by).or_refuse()
    name = _named(name)
    tag = _locked(tag_id, by)
    _refuse_twin(name, by, but_id=tag.pk)
    before, tag.name, tag.key = tag.name, name, key_of(name)
    if before != name:
        tag.save(update_fields=["name", "key"])
        record("tag.renamed", subject=tag, account_id=by.seller_id, by=by, at=at, before=before, tag=name)
    return tag


@operation
def merge_tags(*, tag_id: int, into_id: int, by: Actor, at: datetime) -> Tag:
    """Give every account that has the one tag the other instead, and delete the one.

    Raises Forbidden, Tag.DoesNotExist, Invalid naming `into` when both are the same.
    """
    may_change_tags(by).or_refuse()
    if tag_id == into_id:
        raise Invalid(fields={"into": "Choose another tag."})
    first, second = (_locked(pk, by) for pk in sorted((tag_id, into_id)))
    gone, kept = (first, second) if first.pk == tag_id else (second, first)
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO accounts_tagging (seller_id, tag_id, account_id)
            SELECT seller_id, %s, account_id FROM accounts_tagging WHERE seller_id = %s AND tag_id = %s
            ON CONFLICT DO NOTHING
            """,
            [kept.pk, by.seller_id, gone.pk],
        )
    count = _remove(gone, by)
    record(
        "tag.merged", subject=kept, account_id=by.seller_id, by=by, at=at, tag=gone.name, into=kept.name, count=count
    )
    return kept


@operation
def delete_tag(*, tag_id: int, by: Actor, at: datetime) -> Tag:
    """Take a tag off all accounts that have it, for good. Raises Forbidden, Tag.DoesNotExist."""
    may_change_tags(by).or_refuse()
    tag = _locked(tag_id, by)
    record("tag.deleted", subject=tag, account_id=by.seller_id, by=by, at=at, tag=tag.name, count=_remove(tag, by))
    return tag


def counted_tags(seller_id: int) -> QuerySet[Tag]:
    """Return the tags of a seller in order, each with the number of listed accounts that have it as `count`."""
    taggings = Tagging.objects.filter(seller_id=seller_id, account__is_listed=True).values("tag")
    counts = taggings.annotate(n=Count("pk")).filter(tag=OuterRef("pk")).values("n")
    tags = Tag.objects.filter(seller_id=seller_id)
    return tags.annotate(count=Coalesce(Subquery(counts), 0)).order_by("key", "pk")


def suggested_tags(seller_id: int, limit: int = 500) -> list[str]:
    """Return the names that are offered while somebody types, in order."""
    return list(Tag.objects.filter(seller_id=seller_id).order_by("key").values_list("name", flat=True)[:limit])


def _named(name: str) -> str:
    try:
        return checked_name(name)
    except Invalid as invalid:
        raise Invalid(fields={"name": invalid.fields["names"]}) from None


def _refuse_twin(name: str, by: Actor, *, but_id: int = 0) -> None:
    twin = Tag.objects.filter(seller_id=by.seller_id, key=key_of(name)).exclude(pk=but_id).first()
    if twin:
        raise TagExists(f"There is a tag “{twin.name}” already; merge the two instead.")


@step
def _locked(tag_id: int, by: Actor) -> Tag:
    return Tag.objects.select_for_update(of=("self",)).get(pk=tag_id, seller_id=by.seller_id)


@step
def _remove(tag: Tag, by: Actor) -> int:
    """Delete `tag` and return from how many accounts it went."""
    count, _ = Tagging.objects.filter(seller_id=by.seller_id, tag_id=tag.pk).delete()
    Tag.objects.filter(pk=tag.pk).delete()
    return count
