"""Carry an import out, or preview it: batch by batch, each in a short transaction of its own (ACC-22)."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from django.db import connection
from psycopg.types.json import Jsonb

from handsel.accounts.importing.drafts import FIELDS, Draft
from handsel.accounts.importing.fates import Deciding, Decision, Fate, Known, Seen
from handsel.accounts.importing.opening import Opened
from handsel.accounts.models import Account, AccountQuerySet, Kind
from handsel.accounts.numbering import next_numbers
from handsel.accounts.rules import may_manage_accounts
from handsel.accounts.tree import Terms, own_currency
from handsel.identity.actor import Actor
from handsel.kernel.isolation import Reading
from handsel.kernel.operation import operation, step
from handsel.timeline.record import record_all


def preview_import(opened: Opened, *, kind: Kind, by: Actor) -> Iterator[list[Decision]]:
    """Yield the fate that each row would have, batch by batch; nothing is written.

    Raises Forbidden, Unreadable when the file cannot be read to its end.
    """
    may_manage_accounts(by).or_refuse()
    seen = Seen()
    for drafts in opened.batches():
        with Reading(by.scope):
            decisions = _decide(drafts, kind, opened, seen, find_candidates(by.seller_id, drafts))
        seen.remember(decisions)
        yield decisions


def carry_out_import(opened: Opened, *, kind: Kind, by: Actor, at: datetime) -> Iterator[list[Decision]]:
    """Add and update accounts of `kind` at the reseller of `by`; yield the fate of each row, batch by batch.

    What was yielded is committed. Importing the same file again changes nothing. Nobody gets a mail: an account from
    a file has no users yet, and a reseller from a file has no portal until one is opened for it.

    Raises Forbidden, Unreadable when the file cannot be read to its end.
    """
    seen = Seen()
    for drafts in opened.batches():
        decisions: list[Decision] = import_batch(drafts=drafts, kind=kind, opened=opened, seen=seen, by=by, at=at)
        seen.remember(decisions)
        yield decisions


@operation
def import_batch(
    *, drafts: Sequence[Draft], kind: Kind, opened: Opened, seen: Seen, by: Actor, at: datetime
) -> list[Decision]:
    """Decide and write the rows of one batch, with an event on the timeline for each account added or changed.

    Locks the seller's series of account numbers first, so that nobody adds the same account meanwhile.

    Raises Forbidden.
    """
    may_manage_accounts(by).or_refuse()
    next_numbers(by.seller_id, "account", 0)
    _forget_plans()
    candidates = find_candidates(by.seller_id, drafts, for_change=True)
    decisions = _decide(drafts, kind, opened, seen, candidates)
    _add([decision for decision in decisions if decision.fate is Fate.NEW], kind, by, at)
    _change([decision for decision in decisions if decision.fate is Fate.UPDATE], by, at)
    return decisions


def find_candidates(seller_id: int, drafts: Sequence[Draft], *, for_change: bool = False) -> list[Known]:
    """Return the accounts of `seller_id` that one of the drafts could be about, in three queries by index."""
    fields = [draft.fields for draft in drafts if not draft.faults]
    numbers = {told["external_number"] for told in fields} - {""}
    emails = {told["email"] for told in fields} - {""}
    names = {told["company_name"] or told["contact_name"] for told in fields if not told["email"]}
    accounts = Account.objects.sold_to_by(seller_id)
    # The excluded empty number is what lets PostgreSQL use the index, which is on numbers that are there.
    queries = [accounts.filter(external_number__in=numbers).exclude(external_number="")] if numbers else []
    queries += [accounts.filter(email__in=emails)] if emails else []
    queries += [accounts.filter(kind__in=Kind.values, name__in=names, email="")] if names else []
    found: dict[int, Known] = {}
    for query in queries:
        found.update(_known(query, for_change=for_change))
    return [found[pk] for pk in sorted(found)]


def _known(accounts: AccountQuerySet, *, for_change: bool) -> dict[int, Known]:
    rows = accounts.order_by("pk").values("pk", "kind", *FIELDS)
    if for_change:
        rows = rows.select_for_update(no_key=True)
    return {row["pk"]: Known(row.pop("pk"), row.pop("kind"), row) for row in rows}


def _decide(
    drafts: Sequence[Draft], kind: Kind, opened: Opened, seen: Seen, candidates: Sequence[Known]
) -> list[Decision]:
    column = opened.matching.column_of("external_number")
    return Deciding(kind=kind, known=candidates, seen=seen, number_column=column).decide(drafts)


@step
def _add(decisions: Sequence[Decision], kind: Kind, by: Actor, at: datetime) -> None:
    if not decisions:
        return
    numbers = next_numbers(by.seller_id, "account", len(decisions))
    rows = [{**new.draft.fields, "number": number} for number, new in zip(numbers, decisions, strict=True)]
    terms = Terms(currency=own_currency(by.seller_id))
    told: list[Any] = [by.seller_id, kind, at, Jsonb(rows)]
    edge: list[Any] = [by.seller_id, terms.currency, terms.payment_method, terms.approval_required, at]
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, told)
        ids = [pk for _, pk in sorted(cursor.fetchall())]
        cursor.execute(_INSERT_EDGES, [*edge, ids])
    facts = [
        ("account", pk, pk, {"kind": kind, "name": decision.draft.name, "row": decision.draft.line})
        for pk, decision in zip(ids, decisions, strict=True)
    ]
    record_all("account.imported", facts, by=by, at=at)


@step
def _change(decisions: Sequence[Decision], by: Actor, at: datetime) -> None:
    """Update in one statement; a field that a row does not change is NULL on its way and stays as it is."""
    changed = [(decision.known, decision.changes) for decision in decisions if decision.known]
    if not changed:
        return
    values = [[changes.get(field) for _, changes in changed] for field in FIELDS]
    with connection.cursor() as cursor:
        cursor.execute(_UPDATE, [[known.id for known, _ in changed], *values, by.seller_id])
    facts = [
        ("account", known.id, known.id, {"changes": {field: (known.fields[field], now) for field, now in told.items()}})
        for known, told in changed
    ]
    record_all("account.updated", facts, by=by, at=at)


def _forget_plans() -> None:
    """Let PostgreSQL plan its checks of references anew: those it made for an almost empty table read all of it."""
    with connection.cursor() as cursor:
        cursor.execute("DISCARD PLANS")


_INSERT = f"""
    INSERT INTO accounts_account (seller_id, kind, joined_at, path, version, number, {", ".join(FIELDS)})
    SELECT seller, kind, at, '', 1, number, {", ".join(FIELDS)}
      FROM (SELECT %s AS seller, %s AS kind, %s AS at, %s AS rows) AS told,
           jsonb_to_recordset(rows) AS row (number int, {", ".join(f"{field} text" for field in FIELDS)})
    RETURNING number, id
"""  # noqa: S608 - the names of our own columns
_INSERT_EDGES = """
    INSERT INTO accounts_edge (seller_id, buyer_id, currency, payment_method, approval_required, opened_at)
    SELECT seller, unnest(buyers), currency, method, approval, at
      FROM (SELECT %s AS seller, %s AS currency, %s AS method, %s AS approval, %s AS at, %s::bigint[] AS buyers) AS told
"""
_UPDATE = f"""
    UPDATE accounts_account AS a
       SET version = a.version + 1, {", ".join(f"{field} = coalesce(t.{field}, a.{field})" for field in FIELDS)}
      FROM unnest(%s::bigint[], {", ".join(["%s::text[]"] * len(FIELDS))}) AS t (id, {", ".join(FIELDS)})
     WHERE a.id = t.id AND a.seller_id = %s
"""  # noqa: S608 - the names of our own columns
