"""Decide about a batch of rows and write what they tell, in the transaction that is open (ACC-22)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from psycopg.types.json import Jsonb

from handsel.accounts.import_models import Import
from handsel.accounts.importing.drafts import FIELDS, Draft
from handsel.accounts.importing.fates import Deciding, Decision, Fate, Known, Seen
from handsel.accounts.models import Account, AccountQuerySet, Kind
from handsel.accounts.numbering import next_numbers, numbers_elsewhere
from handsel.accounts.payment import methods_offered
from handsel.accounts.tree import Terms, own_currency
from handsel.identity.actor import Actor
from handsel.kernel.operation import step
from handsel.timeline.record import record_all

SETTLED_ROWS = 5_000
"""After so many rows the plans of PostgreSQL fit the tables as they are."""


@dataclass(frozen=True)
class Written:
    """The account that a row went into, with its version before (None: there was none) and right after."""

    account_id: int
    before: int | None
    after: int


@step
def write_batch(
    drafts: Sequence[Draft], source: Import, seen: Seen, by: Actor, at: datetime, number_column: str = ""
) -> tuple[list[Decision], dict[int, Written]]:
    """Decide the rows of one batch and write them, with an event on the timeline for each account added or changed.

    Returns the decisions, and by line what was written. Locks the seller's series of account numbers first, so that
    nobody adds the same account meanwhile.
    """
    kind = Kind(source.kind)
    next_numbers(by.seller_id, "account", 0)
    if source.rows_count < SETTLED_ROWS:
        _forget_plans()
    candidates = find_candidates(by, drafts, for_change=True)
    decisions = decide(drafts, kind, candidates, seen, number_column)
    written = _add([decision for decision in decisions if decision.fate is Fate.NEW], source, by, at)
    written |= _change([decision for decision in decisions if decision.fate is Fate.UPDATE], source, by, at)
    return decisions, written


def find_candidates(by: Actor, drafts: Sequence[Draft], *, for_change: bool = False) -> list[Known]:
    """Return the accounts before `by` that one of the drafts could be about, in three queries by index.

    Of accounts that `by` does not see, the number stands there and nothing else.
    """
    fields = [draft.fields for draft in drafts if not draft.faults]
    numbers = {told["external_number"] for told in fields} - {""}
    emails = {told["email"] for told in fields} - {""}
    names = {told["company_name"] or told["contact_name"] for told in fields if not told["email"]}
    accounts = Account.objects.sold_to_by(by.seller_id).filter(deleted_at__isnull=True)
    # The excluded empty number is what lets PostgreSQL use the index, which is on numbers that are there.
    queries = [accounts.filter(external_number__in=numbers).exclude(external_number="")] if numbers else []
    queries += [accounts.filter(email__in=emails)] if emails else []
    queries += [accounts.filter(kind__in=Kind.values, name__in=names, email="")] if names else []
    found: dict[int, Known] = {}
    for query in queries:
        found.update(_known(query, for_change=for_change))
    hidden = [Known.hidden(number) for number in numbers_elsewhere(numbers, by)]
    return [found[pk] for pk in sorted(found)] + hidden


def _known(accounts: AccountQuerySet, *, for_change: bool) -> dict[int, Known]:
    rows = accounts.order_by("pk").values("pk", "kind", "version", *FIELDS)
    if for_change:
        rows = rows.select_for_update(no_key=True)
    return {row["pk"]: _as_known(row) for row in rows}


def _as_known(row: dict[str, Any]) -> Known:
    return Known(row["pk"], row["kind"], {field: row[field] for field in FIELDS}, row["version"])


def decide(
    drafts: Sequence[Draft], kind: Kind, candidates: Sequence[Known], seen: Seen, number_column: str
) -> list[Decision]:
    """Return the fate of each draft, beside `candidates` and the rows `seen` before."""
    return Deciding(kind=kind, known=candidates, seen=seen, number_column=number_column).decide(drafts)


@step
def _add(decisions: Sequence[Decision], source: Import, by: Actor, at: datetime) -> dict[int, Written]:
    if not decisions:
        return {}
    numbers = next_numbers(by.seller_id, "account", len(decisions))
    rows = [{**new.draft.fields, "number": number} for number, new in zip(numbers, decisions, strict=True)]
    terms = Terms(currency=own_currency(by.seller_id))
    told: list[Any] = [by.seller_id, source.kind, at, Jsonb(rows)]
    method = methods_offered(by.seller_id, to_resellers=source.kind != Kind.CUSTOMER)[0]
    edge: list[Any] = [by.seller_id, terms.currency, method, terms.approval_required, at]
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, told)
        ids = [pk for _, pk in sorted(cursor.fetchall())]
        cursor.execute(_INSERT_EDGES, [*edge, ids])
    facts = [
        ("account", pk, pk, {"kind": source.kind, "name": decision.draft.name, "row": decision.draft.line})
        for pk, decision in zip(ids, decisions, strict=True)
    ]
    record_all("account.imported", [(*fact, data | _named(source)) for *fact, data in facts], by=by, at=at)
    return {decision.draft.line: Written(pk, None, 1) for pk, decision in zip(ids, decisions, strict=True)}


@step
def _change(decisions: Sequence[Decision], source: Import, by: Actor, at: datetime) -> dict[int, Written]:
    changed = [(decision.known, decision) for decision in decisions if decision.known]
    if not changed:
        return {}
    write_fields({known.id: decision.changes for known, decision in changed}, by.seller_id)
    facts = [
        ("account", known.id, known.id, {"changes": told_changes(decision)} | _named(source))
        for known, decision in changed
    ]
    record_all("account.updated", facts, by=by, at=at)
    return {decision.draft.line: Written(known.id, known.version, known.version + 1) for known, decision in changed}


def told_changes(decision: Decision) -> dict[str, tuple[str, str]]:
    """Return what the row changes: by field, what stood there and what stands there now."""
    if decision.known is None:
        return {}
    return {field: (decision.known.fields[field], now) for field, now in decision.changes.items()}


@step
def write_fields(values: dict[int, dict[str, str]], seller_id: int) -> None:
    """Set fields of many accounts, by id, in one statement, and count their versions on.

    A field that is not named is NULL on its way and stays as it is.
    """
    columns = [[fields.get(field) for fields in values.values()] for field in FIELDS]
    with connection.cursor() as cursor:
        cursor.execute(_UPDATE, [list(values), *columns, seller_id])


def _named(source: Import) -> dict[str, object]:
    return {"import": source.pk, "file": source.file_name}


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
