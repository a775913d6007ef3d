"""Tags: words that staff put on accounts and take off again, renamed, merged and deleted as a whole (ACC-9).

`add_tags` and `remove_tags` are the steps for many accounts. To take one back exactly, `undo_tagging(account_ids,
changed_at=…)` reads which tags each account gained or lost from the events that the change recorded.
"""

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection
from django.db.models import OuterRef

from handsel.accounts.fates import Fates
from handsel.accounts.models import Account
from handsel.accounts.rules import may_tag_accounts
from handsel.accounts.tag_models import MAX_NAME, Tag, Tagging
from handsel.identity.actor import Actor
from handsel.kernel.database import array_text
from handsel.kernel.operation import operation, step
from handsel.kernel.refusal import Invalid
from handsel.timeline.models import Event
from handsel.timeline.record import record_all

MAX_AT_ONCE = 20
"""How many tags one change puts on or takes off."""


@operation
def tag_account(*, account_id: int, names: Sequence[str], by: Actor, at: datetime) -> Account:
    """Put tags on one account; those that are new come into being. Tags that it has already are left.

    Raises Forbidden, Account.DoesNotExist, Invalid naming `names` when one is empty or longer than 50 characters,
    Conflict when it has them all already.
    """
    may_tag_accounts(by).or_refuse()
    add_tags([account_id], names, by=by, at=at).only()
    return Account.objects.get(pk=account_id)


@operation
def untag_account(*, account_id: int, names: Sequence[str], by: Actor, at: datetime) -> Account:
    """Take tags off one account; the tags themselves stay.

    Raises Forbidden, Account.DoesNotExist, Invalid naming `names`, Conflict when it has none of them.
    """
    may_tag_accounts(by).or_refuse()
    remove_tags([account_id], names, by=by, at=at).only()
    return Account.objects.get(pk=account_id)


@operation
def change_tags(*, account_id: int, add: Sequence[str], remove: Sequence[str], by: Actor, at: datetime) -> Account:
    """Put some tags on one account and take others off, whatever it has of them; what is in both is put on.

    Raises Forbidden, Account.DoesNotExist, Invalid naming `names`.
    """
    may_tag_accounts(by).or_refuse()
    wanted = checked_names(add) if add else {}
    if less := [name for name in remove if key_of(name) not in wanted]:
        remove_tags([account_id], less, by=by, at=at)
    if wanted:
        add_tags([account_id], list(wanted.values()), by=by, at=at)
    return Account.objects.sold_to_by(by.seller_id).get(pk=account_id)


def key_of(name: str) -> str:
    """Return what makes a tag the same as another: its name without case."""
    return unicodedata.normalize("NFKC", name).casefold()


def checked_name(name: str) -> str:
    """Return `name` with single blanks. Raises Invalid, naming `names`, when it is empty or too long."""
    name = " ".join(unicodedata.normalize("NFC", name).split())
    if not name or not name.isprintable():
        raise Invalid(fields={"names": "Enter a tag; letters, digits and signs will do."})
    if len(name) > MAX_NAME:
        raise Invalid(fields={"names": f"A tag has at most {MAX_NAME} characters; “{name[:20]}…” has {len(name)}."})
    if "," in name:
        raise Invalid(fields={"names": f"A tag has no comma; enter “{name[:20]}” as several tags."})
    return name


def checked_names(names: Iterable[str]) -> dict[str, str]:
    """Return the names by their keys, each once. Raises Invalid, naming `names`."""
    wanted: dict[str, str] = {}
    for name in map(checked_name, names):
        wanted.setdefault(key_of(name), name)
    if not wanted:
        raise Invalid(fields={"names": "Enter a tag."})
    if len(wanted) > MAX_AT_ONCE:
        raise Invalid(fields={"names": f"Enter at most {MAX_AT_ONCE} tags at once."})
    return wanted


@step
def add_tags(account_ids: Sequence[int], names: Sequence[str], *, by: Actor, at: datetime) -> Fates:
    """Put tags on many accounts; new ones come into being. Those that have them all already are skipped.

    As many statements for thousands of accounts as for one, and one event for each that gained a tag, with the names it
    gained. Raises Account.DoesNotExist when an account is unknown, Invalid naming `names`.
    """
    wanted = checked_names(names)
    _refuse_unknown(account_ids, by)
    # In one order, so that two who make the same tags do not wait for each other.
    fresh = [Tag(seller_id=by.seller_id, name=name, key=key) for key, name in sorted(wanted.items())]
    Tag.objects.bulk_create(fresh, ignore_conflicts=True)
    # Locked, so that none is deleted or merged while it is given.
    tags = Tag.objects.filter(seller_id=by.seller_id, key__in=wanted).order_by("pk").select_for_update(no_key=True)
    gained = _tag(by.seller_id, account_ids, {tag.pk: tag.name for tag in tags})
    _tell("account.tagged", gained, by, at)
    has = "has this tag already" if len(wanted) == 1 else "has these tags already"
    return _fates(account_ids, gained, has)


@step
def remove_tags(account_ids: Sequence[int], names: Sequence[str], *, by: Actor, at: datetime) -> Fates:
    """Take tags off many accounts; the tags themselves stay. Those that have none of them are skipped.

    As many statements for thousands of accounts as for one, and one event for each that lost a tag, with the names it
    lost. Raises Account.DoesNotExist when an account is unknown, Invalid naming `names`.
    """
    wanted = checked_names(names)
    _refuse_unknown(account_ids, by)
    tags = dict(Tag.objects.filter(seller_id=by.seller_id, key__in=wanted).values_list("pk", "name"))
    lost = _untag(by.seller_id, account_ids, tags)
    _tell("account.untagged", lost, by, at)
    has = "does not have this tag" if len(wanted) == 1 else "has none of these tags"
    return _fates(account_ids, lost, has)


@step
def undo_tagging(account_ids: Sequence[int], *, changed_at: datetime, by: Actor, at: datetime) -> Fates:
    """Take off what was put on at `changed_at`, and put on what was taken off; what is no longer so stays as it is.

    Raises Account.DoesNotExist when an account is unknown.
    """
    _refuse_unknown(account_ids, by)
    events = Event.objects.filter(
        seller_id=by.seller_id, name__in=("account.tagged", "account.untagged"), at=changed_at,
        subject_kind="account", subject_id__in=list(account_ids),
    )  # fmt: skip
    by_change: dict[tuple[str, tuple[str, ...]], list[int]] = defaultdict(list)
    for event in events:
        by_change[event.name, tuple(event.data["tags"])].append(event.subject_id)
    known = set(Tag.objects.filter(seller_id=by.seller_id).values_list("key", flat=True))
    done: set[int] = set()
    for (name, tags), changed in by_change.items():
        undo = remove_tags if name == "account.tagged" else add_tags
        # A tag that somebody deleted or renamed since does not come back.
        if there := [tag for tag in tags if key_of(tag) in known]:
            done.update(undo(changed, there, by=by, at=at).done)
    return _fates(account_ids, sorted(done), "was changed again since")


def _refuse_unknown(account_ids: Sequence[int], by: Actor) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT count(*) FROM accounts_account WHERE seller_id = %s AND id <> seller_id AND id = ANY (%s::bigint[])
            """,
            [by.seller_id, array_text(account_ids)],
        )
        (found,) = cursor.fetchone()
    if found < len(set(account_ids)):
        raise Account.DoesNotExist


def _fates(account_ids: Sequence[int], done: Iterable[int], otherwise: str) -> Fates:
    """Tell the fates of all; those not `done` are looked up by name, since there are few of them as a rule."""
    changed = tuple(done)
    left = sorted(set(account_ids) - set(changed))
    names = Account.objects.filter(pk__in=left).values_list("pk", "name") if left else ()
    return Fates(changed, {pk: f"{name} {otherwise}." for pk, name in names})


def _tag(seller_id: int, account_ids: Iterable[int], tags: Mapping[int, str]) -> dict[int, list[str]]:
    """Put all `tags` on all accounts and return, for each account that gained some, their names."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO accounts_tagging (seller_id, tag_id, account_id)
            SELECT %s, tag, account FROM unnest(%s::bigint[]) AS tag, unnest(%s::bigint[]) AS account
            ON CONFLICT DO NOTHING RETURNING account_id, tag_id
            """,
            [seller_id, list(tags), array_text(account_ids)],
        )
        return _grouped(cursor.fetchall(), tags)


def _untag(seller_id: int, account_ids: Iterable[int], tags: Mapping[int, str]) -> dict[int, list[str]]:
    """Take all `tags` off all accounts and return, for each account that lost some, their names."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            DELETE FROM accounts_tagging
             WHERE seller_id = %s AND tag_id = ANY (%s::bigint[]) AND account_id = ANY (%s::bigint[])
            RETURNING account_id, tag_id
            """,
            [seller_id, list(tags), array_text(account_ids)],
        )
        return _grouped(cursor.fetchall(), tags)


def _grouped(rows: Iterable[tuple[int, int]], tags: Mapping[int, str]) -> dict[int, list[str]]:
    if len(tags) == 1:
        (name,) = tags.values()
        return {account_id: [name] for account_id, _tag_id in sorted(rows)}
    found: dict[int, list[str]] = defaultdict(list)
    for account_id, tag_id in rows:
        found[account_id].append(tags[tag_id])
    return {account_id: sorted(names) for account_id, names in sorted(found.items())}


@step
def _tell(event: str, changed: Mapping[int, list[str]], by: Actor, at: datetime) -> None:
    if changed:
        facts = [("account", pk, pk, {"tags": names}) for pk, names in changed.items()]
        record_all(event, facts, by=by, at=at)


def tag_names(seller_id: int, account: str = "pk") -> ArraySubquery:
    """Return what gives each account of a query, the one in the column `account`, the names of its tags, in order."""
    tagged = Tagging.objects.filter(seller_id=seller_id, account=OuterRef(account)).order_by("tag__key")
    return ArraySubquery(tagged.values("tag__name"))


def tags_of(seller_id: int, account_ids: Iterable[int]) -> dict[int, list[str]]:
    """Return the names of the tags on each of these accounts, in order; those without any are left out."""
    rows = Tagging.objects.filter(seller_id=seller_id, account_id__in=list(account_ids))
    found: dict[int, list[str]] = defaultdict(list)
    for account_id, name in rows.order_by("tag__key").values_list("account_id", "tag__name"):
        found[account_id].append(name)
    return dict(found)
